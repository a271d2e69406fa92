"""The check on source code: what is certain is found, and nothing else."""

from __future__ import annotations

import pytest

from mistyped.lint import lint

OURS = "from mistyped import Mistral\nclient = Mistral()\n"
MESSAGES = 'messages=[{"role": "user", "content": "Hi"}]'
CHAT = "client.chat.completions.create(model='mistral-small-2603', "


def rules(source: str, *, assume_mistral: bool = False) -> list[tuple[str, str]]:
    """Return the path and the rule of each finding."""
    found = lint(source, assume_mistral=assume_mistral)
    return [(each.problem.path, each.problem.rule) for each in found]


FOUND = {
    "a refused parameter, whatever it is": (
        f"{CHAT}{MESSAGES}, seed=settings.seed)",
        "seed",
        "chat.seed",
    ),
    "a parameter that is handed on": (
        f"def f(seed: int = 1):\n    {CHAT}{MESSAGES}, seed=seed)",
        "seed",
        "chat.seed",
    ),
    "an argument": (f"{CHAT}{MESSAGES}, seed=3)", "seed", "chat.seed"),
    "a typo": (f"{CHAT}{MESSAGES}, temprature=1)", "temprature", "unknown-key"),
    "a negative number": (f"{CHAT}{MESSAGES}, top_p=-1)", "top_p", "out-of-range"),
    "in extra_body": (
        f"{CHAT}{MESSAGES}, extra_body={{'seed': 1}})",
        "seed",
        "chat.seed",
    ),
    "what is missing": (
        f"client.chat.completions.create({MESSAGES})",
        "model",
        "missing",
    ),
    "in a nested literal": (
        f"{CHAT}messages=[{{'role': 'user', 'content': [{{'type': 'txt'}}]}}])",
        "messages[0].content[0].type",
        "wrong-value",
    ),
    "a name assigned once": (
        f"HOT = 9\n{CHAT}{MESSAGES}, temperature=HOT)",
        "temperature",
        "out-of-range",
    ),
    "a name around a function": (
        f"HOT = 9\ndef f(x):\n    {CHAT}{MESSAGES}, temperature=HOT)",
        "temperature",
        "out-of-range",
    ),
    "a dict of keywords": (
        f"request = dict({MESSAGES}, seed=1)\n{CHAT}**request)",
        "seed",
        "chat.seed",
    ),
    "a dict literal": (
        (
            f"request = {{'model': 'm', 'seed': 1}}\n"
            f"client.chat.completions.create({MESSAGES}, **request)"
        ),
        "seed",
        "chat.seed",
    ),
    "beside what is unknown": (
        f"{CHAT}messages=history, user='me', **more)",
        "user",
        "chat.user",
    ),
    "after a spread of messages": (
        f"{CHAT}messages=[*history, {{'role': 'developer', 'content': 'x'}}])",
        "messages[0].role",
        "chat.developer-message",
    ),
    "a rule about the order": (
        (
            f"{CHAT}messages=[{{'role': 'user', 'content': f'{{x}}'}}, "
            "{'role': 'assistant', 'content': 'x'}])"
        ),
        "messages[1].role",
        "last-role",
    ),
    "parse": (
        (
            "client.chat.completions.parse(model='m', "
            f"{MESSAGES}, response_format=Answer, seed=1)"
        ),
        "seed",
        "chat.seed",
    ),
    "the raw form": (
        (
            f"client.chat.completions.with_raw_response.create(model='m', {MESSAGES}, "
            "store=True)"
        ),
        "store",
        "chat.store",
    ),
    "another operation": (
        "client.embeddings.create(model='mistral-embed', input='x', user='me')",
        "user",
        "embeddings.user",
    ),
    "what Mistral has not": ("client.images.generate(prompt='x')", "$", "not-offered"),
}


@pytest.mark.parametrize(("source", "path", "rule"), FOUND.values(), ids=FOUND)
def test_a_certain_mistake_is_found(source: str, path: str, rule: str) -> None:
    """Whatever surrounds it, a mistake that is certain is found once."""
    assert rules(OURS + source) == [(path, rule)]


SILENT = {
    "a helper that may leave it out": f"{CHAT}{MESSAGES}, seed=if_given(self.seed))",
    "a file that is a tuple": "client.files.create(file=('a.jsonl', data))",
    "a client that another library has patched": (
        f"{CHAT}{MESSAGES}, response_model=Answer)"
    ),
    "a refused parameter that may be left out": (
        f"{CHAT}{MESSAGES}, seed=seed or NOT_GIVEN)"
    ),
    "a parameter of a function that may be left out": (
        f"def f(seed=openai.omit):\n    {CHAT}{MESSAGES}, seed=seed)"
    ),
    "a parameter whose type says so": (
        f"def f(seed: int | NotGiven):\n    {CHAT}{MESSAGES}, seed=seed)"
    ),
    "a name that is one thing or the other": (
        f"seed = omit\nif x: seed = 1\n{CHAT}{MESSAGES}, seed=seed)"
    ),
    "a good request": f"{CHAT}{MESSAGES}, random_seed=1)",
    "an unknown value": f"{CHAT}{MESSAGES}, temperature=hot)",
    "an unknown model": f"client.chat.completions.create(model=m, {MESSAGES})",
    "a spread that may have the model": (
        f"client.chat.completions.create({MESSAGES}, **more)"
    ),
    "a spread that wins over what stands before it": (
        f"client.chat.completions.create({MESSAGES}, model='m', "
        "tool_choice={'type': 'x', **choice})"
    ),
    "an f-string that may be any name": f"{CHAT}{MESSAGES}, reasoning_effort=f'{{x}}')",
    "a text in pieces": f"{CHAT}{MESSAGES}, reasoning_effort='hi' + gh)",
    "an unknown role": f"{CHAT}messages=[{{'role': r, 'content': [], 'name': 'x'}}])",
    "an order that is not all known": (
        f"{CHAT}messages=[{{'role': 'assistant', 'content': 'x'}}, last])"
    ),
    "ids that are not known": (
        f"{CHAT}messages=[{{'role': 'user', 'content': 'x'}}, {{'role': 'assistant', "
        "'tool_calls': [{'id': f'{a}', 'function': {'name': 'f', 'arguments': ''}}]}, "
        "{'role': 'tool', 'tool_call_id': f'{b}', 'content': 'x'}])"
    ),
    "a name assigned twice": (
        f"hot = 9\nif x: hot = 1\n{CHAT}{MESSAGES}, temperature=hot)"
    ),
    "a name of a loop": (
        f"for hot in (9, 1):\n    {CHAT}{MESSAGES}, temperature=hot)\nhot = 9"
    ),
    "a parameter": (f"hot = 9\ndef f(hot):\n    {CHAT}{MESSAGES}, temperature=hot)"),
    "a global": (
        f"hot = 9\ndef g():\n    global hot\n{CHAT}{MESSAGES}, temperature=hot)"
    ),
    "a name of a class, seen from a method": (
        "hot = more()\nclass A:\n    hot = 9\n    def f(self):\n"
        f"        {CHAT}{MESSAGES}, temperature=hot)"
    ),
    "a list that grows": (f"talk = []\ntalk.append(more)\n{CHAT}messages=talk)"),
    "a list that somebody else has": f"talk = []\nfill(talk)\n{CHAT}messages=talk)",
    "a dict that is changed": (
        f"request = {{'seed': 1}}\ndel request['seed']\n{CHAT}{MESSAGES}, **request)"
    ),
    "waived at the call": f"{CHAT}{MESSAGES}, seed=1, waive={{'chat.seed'}})",
    "waived by the client": (
        f"client = Mistral(waive=['chat.seed'])\n{CHAT}{MESSAGES}, seed=1)"
    ),
    "a comment": f"{CHAT}{MESSAGES}, seed=1)  # mistyped: ignore[chat.seed]",
    "a comment for all": f"{CHAT}{MESSAGES}, seed=1)  # mistyped: ignore",
    "options of a call": f"{CHAT}{MESSAGES}, timeout=3, extra_headers={{'a': 'b'}})",
    "an id in the path": "client.files.retrieve('id')",
    "a request in one piece": "client.chat.completions.create(request)",
    "a method of something else": "client.completions_of('seed')",
}


@pytest.mark.parametrize("source", SILENT.values(), ids=SILENT)
def test_what_is_not_certain_is_not_reported(source: str) -> None:
    """No value that the source does not settle makes a finding."""
    head = OURS
    if "client = Mistral" in source:
        head = "from mistyped import Mistral\n"
    assert rules(head + source) == []


WRONG = f"{CHAT}{MESSAGES}, seed=1)"
CLIENTS = {
    "ours": ("from mistyped import Mistral\nclient = Mistral()", True),
    "ours, asynchronous": (
        "import mistyped as m\nclient = m.AsyncMistral()",
        True,
    ),
    "with Mistral's address": (
        (
            "from openai import OpenAI\nURL = 'https://api.mistral.ai/v1'\n"
            "client = OpenAI(base_url=URL)"
        ),
        True,
    ),
    "with an address in an EU region": (
        "import openai\nclient = openai.OpenAI(base_url='https://api.eu.mistral.ai')",
        True,
    ),
    "a copy": (
        (
            "from mistyped import Mistral\nfirst = Mistral()\n"
            "client = first.with_options(timeout=3)"
        ),
        True,
    ),
    "with another address": (
        "from openai import OpenAI\nclient = OpenAI(base_url='https://x.example/v1')",
        False,
    ),
    "the official one": ("from mistralai import Mistral\nclient = Mistral()", False),
    "the official one, by way of a function": (
        "import mistralai\nclient = make()",
        False,
    ),
    "another's": ("from groq import Groq\nclient = Groq()", False),
    "of a module about another's": ("import groq\nclient = make()", False),
    "of a module about several": ("import groq, openai\nclient = make()", None),
    "OpenAI's": ("from openai import OpenAI\nclient = OpenAI()", None),
    "of an address that is not known": (
        "from openai import OpenAI\nclient = OpenAI(base_url=url)",
        None,
    ),
    "of a function": ("client = make()", None),
    "assigned twice": (
        "from mistyped import Mistral\nclient = Mistral()\nclient = make()",
        None,
    ),
}


@pytest.mark.parametrize(("source", "is_mistrals"), CLIENTS.values(), ids=CLIENTS)
def test_a_client_is_known_by_its_class_and_address(
    source: str, is_mistrals: bool | None
) -> None:
    """Where nothing tells, `assume_mistral` decides; another's is left alone."""
    found = [("seed", "chat.seed")]
    text = f"{source}\n{WRONG}"
    assert rules(text) == (found if is_mistrals else [])
    assumed = rules(text, assume_mistral=True)
    assert assumed == ([] if is_mistrals is False else found)


def test_clients_in_context_managers_annotations_and_attributes_are_known() -> None:
    """The usual ways in which a program holds a client are followed."""
    call = f".chat.completions.create(model='m', {MESSAGES}, seed=1)"
    source = f"""
from mistyped import AsyncMistral, Mistral

with Mistral() as one:
    one{call}

def f(two: Mistral, three: "AsyncMistral"):
    two{call}
    three{call}

class Bot:
    def __init__(self):
        self.client = Mistral()

    def ask(self):
        self.client{call}

Mistral(){call}
"""
    assert [each.problem.rule for each in lint(source)] == ["chat.seed"] * 5


def test_a_finding_stands_at_its_key_in_columns_of_characters() -> None:
    """Line and column are an editor's, whatever stands before on the line."""
    source = f"{OURS}é = {CHAT}{MESSAGES}, seed=3)"
    (found,) = lint(source)
    line = source.splitlines()[2]
    assert found.line == found.end_line == 3
    assert line[found.column - 1 : found.end_column - 1] == "seed=3"


def test_lines_are_those_of_python() -> None:
    """A form feed, or what ends a line elsewhere, moves no finding and no comment."""
    call = f"é = {CHAT}{MESSAGES}, seed=3)"
    ignored = f"{call}  # mistyped: ignore[chat.seed]"
    source = f"{OURS}\f\ntext = '\u2028\x85'\n{ignored}\n{call}"
    (found,) = lint(source)
    assert (found.line, found.column) == (6, call.index("seed") + 1)


def test_a_finding_of_a_constant_stands_where_the_constant_is_written() -> None:
    """The place to mend is shown, not the place of use."""
    talk = "talk = [{'role': 'developer', 'content': 'x'}]"
    source = f"{OURS}{talk}\n{CHAT}messages=talk)"
    (found,) = lint(source)
    assert (found.line, found.problem.rule) == (3, "chat.developer-message")


def test_source_that_is_no_python_is_an_error_of_the_caller() -> None:
    """It is said, rather than passed over."""
    call = "client.chat.completions.create("
    with pytest.raises(SyntaxError):
        lint(call, assume_mistral=True)
    with pytest.raises(SyntaxError):
        lint(f"from mistyped import Mistral\n{call}")
    assert lint(call) == []  # whatever it is, it calls nobody's client
