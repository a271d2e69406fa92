"""What is loaded when: nothing at import, and no SDK for a check."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import reduce

import pytest

import mistyped
from mistyped import Mistral
from mistyped._generated.operations import OPERATIONS
from tests.unit.answers import ANY_ANSWER
from tests.unit.support import HTTPX, body, completion

LOADED = "import json, sys; print(json.dumps(sorted(sys.modules)))"
GOOD = "{'model': 'm', 'messages': [{'role': 'user', 'content': 'x'}]}"
BAD = "{'model': 'm', 'messages': [{'role': 'user', 'name': 'x'}], 'seed': {1}}"
CHECK = "mistyped.check('/v1/chat/completions', {})"
AREAS = sorted({each.id.split(".")[0] for each in OPERATIONS.values()})
HEAVY = {"openai", "httpx", "httpx2", "pydantic", "anyio", "starlette", "rich"}


def loaded(*statements: str) -> set[str]:
    """Run statements in a fresh interpreter; return the modules it has then."""
    code = "; ".join([*statements, LOADED])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


def test_importing_mistyped_loads_nothing() -> None:
    """Not one module of its own, nor of anybody else's."""
    modules = loaded("import mistyped")
    assert {each for each in modules if each.startswith("mistyped")} == {"mistyped"}
    assert not modules & HEAVY


@pytest.mark.parametrize("body", [GOOD, BAD, "None"])
def test_a_check_loads_no_sdk(body: str) -> None:
    """Good and wrong requests alike are judged without openai and without HTTP."""
    modules = loaded("import mistyped", CHECK.replace("{}", body))
    assert not modules & HEAVY


def test_a_report_can_be_printed_without_the_sdk() -> None:
    """Problems are plain values."""
    check = CHECK.replace("{}", BAD)
    modules = loaded("import mistyped", f"str({check})", "mistyped.Problem")
    assert "openai" not in modules


def test_the_client_loads_the_sdk() -> None:
    """The test above would otherwise prove nothing."""
    assert "openai" in loaded("import mistyped", "mistyped.Mistral")


def test_the_client_loads_one_http_library() -> None:
    """The one that the installed SDK stands on: the other may not be there."""
    (other,) = {"httpx", "httpx2"} - {HTTPX.__name__}
    used = ", ".join(f"client.{name}" for name in AREAS)
    modules = loaded(
        f"import sys; sys.modules[{other!r}] = None",
        "import mistyped, mistyped.types",
        "client = mistyped.Mistral(api_key='any', base_url='http://localhost')",
        f"seen = [{used}]",
        "[getattr(mistyped.types, name) for name in dir(mistyped.types)]",
    )
    assert HTTPX.__name__ in modules
    assert {f"mistyped.resources.{name}" for name in AREAS} <= modules


def streamed() -> Iterator[str]:
    """Yield a call of every method that may stream, which does not."""
    client = Mistral(api_key="k")
    for operation in OPERATIONS.values():
        method = reduce(getattr, operation.id.split("."), client)
        if "stream" in inspect.signature(method).parameters:
            ids = "'x'" * operation.path.count("{")
            yield f"{operation.id}({ids})"


def areas(*statements: str) -> set[str]:
    """Return the areas whose resources or tables a program has loaded."""
    folders = ("resources", "_generated.params", "_generated.validators")
    below = tuple(f"mistyped.{folder}." for folder in folders)
    modules = {each for each in loaded(*statements) if each.startswith(below)}
    return modules - {"mistyped.resources.client"}  # which names them all


def test_a_client_loads_no_area() -> None:
    """Neither the class nor an instance; an area is loaded when it is asked for."""
    made = ("import mistyped", "client = mistyped.Mistral(api_key='k')")
    assert areas("import mistyped.client") == set()
    assert areas(*made) == set()
    assert areas(*made, "client.fim") == {"mistyped.resources.fim"}
    assert areas(*made, "client.chat.completions") == {"mistyped.resources.chat"}


@pytest.mark.parametrize("call", [*streamed()])
def test_a_call_that_does_not_stream_loads_no_stream(call: str) -> None:
    """What reads streams is loaded by the first call that streams."""
    http = HTTPX.__name__
    modules = loaded(
        f"import mistyped, {http} as http",
        f"answer = http.Response(200, json={ANY_ANSWER!r})",
        "transport = http.MockTransport(lambda request: answer)",
        "client = http.Client(transport=transport)",
        "made = mistyped.Mistral(api_key='k', http_client=client, check='off')",
        f"made.{call}",
    )
    assert "mistyped._openai.requests" in modules
    ours = [each for each in modules if each.startswith("mistyped.")]
    assert [each for each in ours if each.endswith("streams")] == []


def test_parsing_loads_no_stream() -> None:
    """What reads streams is loaded by the first call that streams."""
    modules = loaded(
        f"import mistyped, {HTTPX.__name__} as http",
        f"answer = http.Response(200, json={completion()!r})",
        "transport = http.MockTransport(lambda _: answer)",
        "http_client = http.Client(transport=transport)",
        "client = mistyped.Mistral(api_key='k', http_client=http_client)",
        f"client.chat.completions.parse(**{body()!r})",
    )
    streams = {each for each in modules if "stream" in each}
    assert not {each for each in streams if each.startswith("mistyped.")}


def rules(body: str) -> set[str]:
    """Return the groups of rules that a check of a chat request loads."""
    below = "mistyped._check.rules."
    modules = loaded("import mistyped", CHECK.replace("{}", body))
    return {each.removeprefix(below) for each in modules if each.startswith(below)}


def test_plain_texts_load_no_rule() -> None:
    """Most first calls are such."""
    assert rules(GOOD) == set()


def test_a_group_of_rules_is_loaded_at_need() -> None:
    """Tools have nothing to do with documents and audio."""
    found = rules(GOOD.replace("}]}", "}], 'tools': []}"))
    assert {"order", "tools"} <= found
    assert not {"audio", "documents"} & found


def test_public_names_are_listed_and_there() -> None:
    """`__all__` is sorted and complete, `dir` shows it, each name loads."""
    assert mistyped.__all__ == sorted(mistyped.__all__)
    assert set(mistyped.__all__) <= set(dir(mistyped))
    for name in mistyped.__all__:
        assert getattr(mistyped, name).__name__ == name


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As of any module."""
    with pytest.raises(AttributeError, match="no attribute 'OpenAI'"):
        getattr(mistyped, "OpenAI")  # noqa: B009 - a plain access would not type-check
