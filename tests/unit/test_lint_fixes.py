"""`fixed`: what loses nothing is mended, and nothing else is touched."""

from __future__ import annotations

import pytest

from mistyped.lint import lint
from mistyped.lint.fixes import fixed

HEAD = "from mistyped import Mistral\n\nclient = Mistral()\n"


def mended(call: str) -> str:
    """Return a call after it was mended; mending it again changes nothing."""
    source = f"{HEAD}{call}\n"
    made = fixed(source, lint(source))
    assert fixed(made, lint(made)) == made
    assert made.startswith(HEAD)
    return made.removeprefix(HEAD).removesuffix("\n")


CALLS = {
    "a renamed argument": (
        "client.chat.completions.create(model=m, messages=x, seed=1)  # seed",
        "client.chat.completions.create(model=m, messages=x, random_seed=1)  # seed",
    ),
    "a value that is not known": (
        "client.chat.completions.create(model=m, messages=x, seed = 2 * seed)",
        "client.chat.completions.create(model=m, messages=x, random_seed = 2 * seed)",
    ),
    "a removed argument at the end": (
        "client.chat.completions.create(model=m, messages=x, user='ada')",
        "client.chat.completions.create(model=m, messages=x)",
    ),
    "a removed argument in the middle": (
        "client.chat.completions.create(model=m, user='ada', messages=x)",
        "client.chat.completions.create(model=m, messages=x)",
    ),
    "over several lines": (
        (
            "client.chat.completions.create(\n"
            "    model=m,\n"
            "    messages=x,\n"
            "    user='ada',  # who asks\n"
            ")"
        ),
        "client.chat.completions.create(\n    model=m,\n    messages=x,\n)",
    ),
    "a role": (
        (
            "client.chat.completions.create(\n"
            "    model=m, messages=[{'role': 'developer', \"content\": \"x\"}, *more]\n"
            ")"
        ),
        (
            "client.chat.completions.create(\n"
            "    model=m, messages=[{'role': 'system', \"content\": \"x\"}, *more]\n"
            ")"
        ),
    ),
    "a key of a dict": (
        (
            "client.chat.completions.create(model=m, messages="
            "[{'role': 'user', 'id': 'x', 'content': 'y'}])"
        ),
        (
            "client.chat.completions.create(model=m, messages="
            "[{'role': 'user', 'content': 'y'}])"
        ),
    ),
    "in extra_body": (
        "client.chat.completions.create(model=m, messages=x, extra_body={'seed': 1})",
        (
            "client.chat.completions.create("
            "model=m, messages=x, extra_body={'random_seed': 1})"
        ),
    ),
}


@pytest.mark.parametrize(("before", "after"), CALLS.values(), ids=CALLS)
def test_what_loses_nothing_is_mended(before: str, after: str) -> None:
    """The rest of the line, quotes, comments and blanks stay as they are."""
    assert mended(before) == after


REMOVED = {
    "the last of several lines": (
        "\n    model=m,\n    messages=x,  # all\n    user='ada'  # who asks\n)",
        "\n    model=m,\n    messages=x  # all\n)",
    ),
    "the last of several lines, before the end": (
        "\n    model=m,\n    messages=x,\n    user='ada')",
        "\n    model=m,\n    messages=x)",
    ),
    "comments in lines of their own": (
        (
            "\n    model=m,\n    # who and what\n    user='ada',  # who asks\n"
            "    # what\n    messages=x,\n)"
        ),
        "\n    model=m,\n    # who and what\n    # what\n    messages=x,\n)",
    ),
    "the first, before a comment": (
        "user='ada',  # who asks\n    # what\n    model=m, messages=x)",
        "\n    # what\n    model=m, messages=x)",
    ),
    "the last in a line": (
        "\n    model=m, user='ada',\n    messages=x,\n)",
        "\n    model=m,\n    messages=x,\n)",
    ),
    "the first in a line": (
        "\n    model=m,\n    user='ada', messages=x,\n)",
        "\n    model=m,\n    messages=x,\n)",
    ),
    "the last of a dict": (
        "model=m, messages=x, extra_body={\n    'n': 1,  # one\n    'user': 'ada'\n})",
        "model=m, messages=x, extra_body={\n    'n': 1  # one\n})",
    ),
    "a dict's only member": (
        "model=m, messages=x, extra_body={\n    'user': 'ada',\n})",
        "model=m, messages=x, extra_body={\n})",
    ),
}


@pytest.mark.parametrize(("before", "after"), REMOVED.values(), ids=REMOVED)
def test_what_goes_takes_its_own_line_along(before: str, after: str) -> None:
    """The lines of all else, and the comments of others, stay as they are."""
    call = "client.chat.completions.create("
    assert mended(call + before) == call + after


LEFT = {
    "what would lose something": (
        "client.chat.completions.create(model=m, messages=x, store=True)"
    ),
    "what may lose something": (
        "client.chat.completions.create(model=m, messages=x, store=not x)"
    ),
    "a name that is there already": (
        "client.chat.completions.create(model=m, messages=x, seed=1, random_seed=2)"
    ),
    "a call that may have the name already": (
        "client.chat.completions.create(model=m, messages=x, seed=1, **more)"
    ),
    "a dict that others may use": (
        "request = {'seed': 1}\n"
        "client.chat.completions.create(model=m, messages=x, **request)"
    ),
    "a range": "client.chat.completions.create(model=m, messages=x, top_p=9)",
}


@pytest.mark.parametrize("call", LEFT.values(), ids=LEFT)
def test_all_else_stays(call: str) -> None:
    """It is reported, and a person decides."""
    assert lint(f"{HEAD}{call}\n")
    assert mended(call) == call
