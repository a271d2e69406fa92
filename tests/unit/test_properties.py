"""What holds for every request, tried on many."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mistyped import InvalidRequestError, Report, check
from tests.unit.strategies import (
    OPEN,
    WARNS,
    anything,
    json_values,
    near_requests,
    requests,
)
from tests.unit.support import (
    PATH,
    RULE_IDS,
    Wire,
    completion,
    only,
    replying,
    schema_problems,
)
from tests.unit.support import body as minimal

Location = tuple[str | int, ...]
SLOW = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def objects(value: Any, loc: Location = ()) -> Iterator[tuple[Location, Any]]:
    """Find every object in a request whose keys Mistral knows."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from objects(each, (*loc, index))
    if isinstance(value, dict):
        yield loc, value
        for key, each in value.items():
            if key not in OPEN:
                yield from objects(each, (*loc, key))


def utf8(key: str) -> bool:
    """Say whether a key has no half of a surrogate pair."""
    return key == key.encode(errors="ignore").decode()


def place(loc: Location, body: Any) -> tuple[float, ...]:
    """Say where a location stands in a body; what JSON has not comes last."""
    numbers: list[float] = []
    for item in loc:
        if isinstance(body, dict):
            keys = [each for each in body if isinstance(each, str) and utf8(each)]
            numbers.append(keys.index(item) if item in keys else float("inf"))
            body = body.get(item)
        elif isinstance(item, int):
            numbers.append(item)
            known = isinstance(body, list | tuple) and item < len(body)
            body = body[item] if known else None
    return tuple(numbers)


def well_formed(report: Report, body: Any) -> None:
    """Hold a report against what every report promises."""
    marks = [(each.path, each.rule) for each in report.problems]
    assert len(marks) == len(set(marks))
    places = [place(each.loc, body) for each in report.problems]
    assert places == sorted(places)
    for each in report.problems:
        assert str(each).isprintable()
        assert len(str(each)) < 600
        assert each.message
        assert each.hint
    assert report.ok == (not report.errors)


@SLOW
@given(requests)
def test_a_valid_request_has_no_problem_and_is_not_touched(body: Any) -> None:
    """The schema refuses nothing that is valid, and nothing is changed."""
    before = copy.deepcopy(body)
    assert schema_problems(body) == []
    assert body == before


@SLOW
@given(requests)
def test_what_is_accepted_arrives_as_equal_json(body: Any) -> None:
    """The bytes on the wire are the request, whether a rule was waived or none is."""
    wire = Wire()
    client = wire.client(waive=RULE_IDS)
    client.post("/chat/completions", body=body, cast_to=object)
    assert wire.sent == [body]
    raw = json.dumps(body, ensure_ascii=False).encode()
    client.post("/chat/completions", content=raw, cast_to=object)
    assert wire.sent == [body, body]


@SLOW
@given(anything)
def test_whatever_a_check_passes_is_sent_as_strict_json(value: Any) -> None:
    """Free values of any Python kind: refused by the check, or sent as JSON."""
    wire = Wire()
    client = wire.client()
    request = minimal(metadata={"a": value})
    try:
        client.post("/chat/completions", body=request, cast_to=object)
    except InvalidRequestError:
        assert wire.seen == []
    else:
        (sent,) = wire.seen
        json.loads(sent.content, parse_constant=pytest.fail)


@SLOW
@given(requests, st.text(max_size=6), st.data())
def test_an_unknown_key_is_found_wherever_it_is(
    body: Any, name: str, data: st.DataObject
) -> None:
    """With its exact place, and nothing else is said."""
    loc, target = data.draw(st.sampled_from(list(objects(body))))
    key = f"zz{name}"
    target[key] = data.draw(json_values)
    problem = only(body)
    assert problem.loc == (*loc, key)
    assert problem.rule == "unknown-key"
    warns = bool(loc) and loc[0] in WARNS
    assert problem.severity == ("warning" if warns else "error")


@SLOW
@given(requests, st.data())
def test_two_unknown_keys_are_both_found(body: Any, data: st.DataObject) -> None:
    """One problem never hides another."""
    places = list(objects(body))
    chosen = data.draw(st.lists(st.sampled_from(range(len(places))), unique=True))
    for index in chosen:
        places[index][1]["zz"] = 1
    found = {each.loc for each in schema_problems(body)}
    assert found == {(*places[index][0], "zz") for index in chosen}
    well_formed(check(PATH, body), body)


@SLOW
@given(requests, st.data())
def test_an_impossible_value_is_found_wherever_it_is(
    body: Any, data: st.DataObject
) -> None:
    """A set is nowhere right: it is named at its own place."""
    loc, target = data.draw(
        st.sampled_from([each for each in objects(body) if each[1]])
    )
    key = data.draw(st.sampled_from(sorted(target)))
    target[key] = {1}
    report = check(PATH, body)
    assert not report.ok
    assert ((*loc, key), "not-json") in [
        (each.loc, each.rule) for each in report.errors
    ]


@SLOW
@given(anything)
def test_a_check_of_anything_gives_a_report(body: Any) -> None:
    """No Python data makes a check raise."""
    well_formed(check(PATH, body), body)


@SLOW
@given(near_requests)
def test_a_check_of_nearly_a_request_gives_a_report(body: Any) -> None:
    """The same for data that gets past the first look."""
    well_formed(check(PATH, body), body)


@SLOW
@given(requests, anything, st.data())
def test_one_member_gone_wrong(body: Any, wrong: Any, data: st.DataObject) -> None:
    """Whatever stands in for one member, there is a report in good form."""
    _, target = data.draw(st.sampled_from([each for each in objects(body) if each[1]]))
    target[data.draw(st.sampled_from(sorted(target)))] = wrong
    well_formed(check(PATH, body), body)


def chunks_of(inner: Any) -> Any:
    """Return lists of chunks with members of any shape."""
    kinds = st.sampled_from(["text", "thinking", "reference", "image_url", "hologram"])
    members = dict.fromkeys(("text", "thinking", "reference_ids", "url"), inner)
    chunk = st.fixed_dictionaries({"type": kinds}, optional=members)
    return st.lists(chunk, max_size=3)


@SLOW
@given(json_values, json_values, json_values, st.text(max_size=5))
def test_odd_answers_are_kept_whole(
    content: Any, member: Any, value: Any, name: str
) -> None:
    """Whatever the server answers, `model_dump` gives it back."""
    answer = completion(content)
    answer["choices"][0][f"x{name}"] = member
    answer["choices"][0]["message"]["tool_calls"] = value
    answer["usage"] = value
    answer[f"x{name}"] = member
    parsed = replying(answer).client().chat.completions.create(**minimal())
    assert parsed.model_dump(exclude_unset=True, warnings=False) == answer


@SLOW
@given(st.recursive(json_values, chunks_of, max_leaves=6))
def test_odd_contents_are_kept_whole(content: Any) -> None:
    """Chunks of known kinds with unknown insides, and unknown kinds."""
    answer = completion(content)
    parsed = replying(answer).client().chat.completions.create(**minimal())
    assert parsed.model_dump(exclude_unset=True, warnings=False) == answer
    message: Any = parsed.choices[0].message
    assert isinstance(message.text, str)
    assert isinstance(message.thinking, str)
