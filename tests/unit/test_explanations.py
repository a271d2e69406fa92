"""What is known of a name, and how: `mistyped.explain`."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mistyped import InvalidRequestWarning, Mistral, check, explain
from mistyped._check.explanations import GENERAL_RULES, names, rule_ids
from mistyped._generated.codes import CODES
from mistyped._generated.evidence import EVIDENCE
from mistyped._values.json_values import UNSENDABLE
from tests.unit.support import PATH, body


def test_a_parameter_is_found_by_its_name() -> None:
    """With the verdict, what to do, dated evidence, and the id to waive it by."""
    (topic,) = [each for each in explain("seed") if each.name == "chat.seed"]
    assert (topic.name, topic.kind, topic.severity) == (
        "chat.seed",
        "parameter",
        "error",
    )
    assert topic.what == "Mistral calls it random_seed"
    assert topic.hint == "use random_seed"
    assert all(each.date and each.claim for _, each in topic.evidence)
    assert topic.waive == "chat.seed"


def test_what_is_taken_has_nothing_to_waive() -> None:
    """A parameter that Mistral takes as it is refuses nothing."""
    (topic,) = [each for each in explain("model") if each.name == "chat.model"]
    assert (topic.severity, topic.waive) == ("", "")


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("messages[0].tool_calls[2].function.name", "function.name"),
        ("messages[3].refusal", "chat.assistant-message.refusal"),
        ("tools[0].function.parameters", "chat.function-definition.parameters"),
    ],
)
def test_a_path_leads_to_its_object(path: str, found: str) -> None:
    """A path as an error shows it tells objects apart that share a member's name."""
    topics = explain(path)
    assert any(each.name.endswith(found) for each in topics)
    assert len(topics) < len(explain(path.rsplit(".", 1)[-1])) or len(topics) == 1


@pytest.mark.parametrize("path", ["$.messages[0].name", "$.messages[*].name"])
def test_a_json_path_is_a_path(path: str) -> None:
    """With its root and with any index, as JSONPath writes them."""
    assert explain(path) == explain("messages[0].name")
    assert explain("$.seed") == explain("seed")


WORDS_OF_CODES = {
    "1300": ("429", "rate limit", "Retry-After"),
    "1500": ("400 or 404", "no such model", "models.list()"),
    "3000": ("500", "wrong order of messages", "order of messages"),
    "3001": ("400 or 422", "conversations or agents", "detail"),
    "3051": ("400", "does not take these arguments", "the message says which"),
    "3210": ("400", "256 inputs", "split them"),
    "3230": ("400", "wrong order", "order and calls"),
    "3280": ("400", "tool call's id", "nine letters or digits"),
    "3300": ("400", "not valid", "$defs"),
    "3505": ("429 or 503", "no capacity", "try again later"),
    "3600": ("500", "empty assistant message", "content or tool calls"),
    "3740": ("400", "cannot be parsed", "image_url"),
}
"""The status of each code, and words of its explanation and of its hint."""
WORDS_OF_RULES = {
    "batch-bytes": "larger than Mistral takes",
    "batch-lines": "more lines",
    "duplicate-custom-id": "the same name",
    "other-endpoint": "another endpoint",
    "streamed-line": "asks for a stream",
    "dumped-answer": "was dumped with keys that Mistral refuses",
    "cycle": "contains itself",
    "empty-file": "no bytes",
    "exactly-one": "exactly one",
    "integer-range": "64 bits",
    "invalid-key": "no text",
    "invalid-unicode": "surrogate",
    "left-out": "not sent back",
    "missing": "required",
    "not-finite": "NaN or infinite",
    "not-json": "no form in JSON",
    "not-offered": "OpenAI has the path",
    "null": "takes no null",
    "out-of-range": "outside",
    "path-id": "the path that it stands in",
    "pattern": "not the form",
    "responses-over-chat": "chat completions have not",
    "too-deep": "100 levels",
    "too-few": "shorter",
    "too-many": "longer",
    "unknown-key": "no such member",
    "unknown-operation": "no such path",
    "unreadable-file": "not to be read",
    "wrong-type": "another type",
    "wrong-value": "a word",
}
"""What the schemas themselves find, by a word of its explanation."""


def test_every_code_and_every_general_rule_is_listed_here() -> None:
    """Those of `spec/rules.yaml` are in `test_rule_reach`."""
    assert WORDS_OF_CODES.keys() == CODES.keys()
    assert WORDS_OF_RULES.keys() == GENERAL_RULES.keys()


@pytest.mark.parametrize("code", WORDS_OF_CODES)
def test_every_code_is_explained(code: str) -> None:
    """By what it stands for and what to do."""
    status, what, hint = WORDS_OF_CODES[code]
    (topic,) = explain(code)
    assert (topic.kind, topic.severity, topic.waive) == ("code", "", "")
    assert topic.where == f"errors with HTTP status {status}"
    assert what in topic.what
    assert hint in topic.hint
    assert topic.evidence


@pytest.mark.parametrize("rule", WORDS_OF_RULES)
def test_every_general_rule_is_explained(rule: str) -> None:
    """By what it finds, and it can be waived by its name."""
    (topic,) = [each for each in explain(rule) if each.kind == "rule"]
    assert WORDS_OF_RULES[rule] in topic.what
    assert (topic.severity, topic.waive) == ("error", rule)


def test_every_rule_of_a_report_can_be_explained() -> None:
    """Whatever an error names can be asked about."""
    wrong = body(seed=1, colour=2, temperature=9, n="x", stop={1}, tools=[{}])
    for problem in check(PATH, wrong).problems:
        assert explain(problem.rule)
    assert rule_ids() >= UNSENDABLE


def test_every_name_can_be_explained() -> None:
    """The list of names holds none of which nothing is known."""
    for name in names():
        assert explain(name)


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("422", "status", "does not fit its schema"),
        ("503", "status", "unavailable"),
        ("client.images", "method", "only OpenAI's client"),
        ("images.generate", "method", "only OpenAI's client"),
        ("client.files.create", "method", "POST /v1/files"),
        ("mistral-embed", "model", "stands for mistral-embed-2312"),
        ("ministral-8b-2512", "model", "takes no reasoning_effort"),
        ("codestral-9912", "model", "one of codestral-*"),
        ("gpt-4o", "model", "a model of OpenAI's"),
        ("mistral-smal-latest", "model", "mistral-small-latest is"),
        ("voice-200", "evidence", "answers 200"),
    ],
)
def test_other_names_are_explained(name: str, kind: str, said: str) -> None:
    """Statuses, methods, models of anybody's, and the evidence itself."""
    (topic,) = [each for each in explain(name) if each.kind == kind]
    assert said in topic.what


@pytest.mark.parametrize("name", ["ocr", "chat", "files"])
def test_a_word_alone_is_no_method(name: str) -> None:
    """It may be anything: a method is named from its client, or with its resource."""
    with pytest.raises(LookupError):
        explain(name)
    assert {each.kind for each in explain(f"client.{name}")} == {"method"}


@pytest.mark.parametrize("name", EVIDENCE)
def test_every_piece_of_evidence_is_explained(name: str) -> None:
    """By its claim, with its date."""
    (topic,) = [each for each in explain(name) if each.kind == "evidence"]
    assert topic.evidence == ((name, EVIDENCE[name]),)


def test_a_retired_model_names_its_replacement() -> None:
    """With the day, and as of when that is known."""
    (topic,) = explain("zai-glm-5-2")
    assert "2026-10-31" in topic.what
    assert topic.hint == "use zai-glm-5-3"
    assert topic.where == "as of 2026-11-27"


def test_an_unknown_name_names_what_is_close() -> None:
    """A slip is answered with what may have been meant."""
    with pytest.raises(LookupError, match=r"'stream_option'; did you mean.*stream_opt"):
        explain("stream_option")
    with pytest.raises(LookupError, match="nothing is known of 'zzzz'"):
        explain("zzzz")


def test_nothing_loads_the_sdk() -> None:
    """To explain needs no client."""
    code = (
        "import sys, mistyped; mistyped.explain('seed'); print('openai' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_an_unknown_rule_to_waive_is_told() -> None:
    """A slip in `waive` has no effect, and says so."""
    with pytest.warns(InvalidRequestWarning, match=r"no rule 'chat.sed'; did you mean"):
        Mistral(api_key="k", waive={"chat.sed"})
    client = Mistral(api_key="k", waive={"chat.seed", "last-role", "unknown-key"})
    said = "no rule 'zzzz'; an error names"
    with pytest.warns(InvalidRequestWarning, match=said) as ws:
        client.with_options(waive={"zzzz"})
    assert ws[0].filename == __file__  # where the slip is
