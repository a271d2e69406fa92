"""The verdict: what fails, and what a list explains."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from codegen.output import ROOT
from drift.listed import Entry, entries, read
from drift.operations import Official, Source, installed, key_of, ours
from drift.report import Report
from drift.report import compare as report_of

KEY = "POST /v1/embeddings"
LISTED = {"difference": [{"reason": "why", "counted": {"*": 1}}]}
Json = dict[str, Any]


@pytest.fixture(scope="module")
def calls() -> Official:
    """The official SDK."""
    return installed()


@pytest.fixture
def document() -> Json:
    """Our document, to be changed."""
    text = (ROOT / "spec" / "mistral.openapi.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


def compare(document: Json, source: Source, listed: list[Entry]) -> Report:
    """Compare a document that is ours but for a change."""
    return report_of(ours(document), source, listed)


def texts(report: Report, key: str = KEY) -> set[str]:
    """Return the differences of an operation, with their parts."""
    (row,) = (each for each in report.rows if each.key == key)
    return {f"{part} {each}" for part, each in row.found}


def test_a_changed_document_is_noticed(document: Json, calls: Official) -> None:
    """Each change in our document is one more difference."""
    report = compare(document, calls, [])
    before, row = texts(report), next(r for r in report.rows if r.key == KEY)
    assert "EmbeddingRequest.metadata" in row.agreeing < row.fields
    request = document["components"]["schemas"]["EmbeddingRequest"]
    del request["properties"]["output_dtype"]
    request["properties"]["foreign"] = {"type": "string"}
    request["properties"]["metadata"]["type"] = "object"
    request["required"].remove("model")
    assert texts(compare(document, calls, [])) - before == {
        "body EmbeddingRequest.foreign: only in ours",
        "body EmbeddingRequest.metadata: null only in mistralai",
        "body EmbeddingRequest.model: required only in mistralai",
        "body EmbeddingRequest.output_dtype: only in mistralai",
    }


def test_a_whole_part_may_be_missing(document: Json, calls: Official) -> None:
    """An operation without a body, or with an answer more."""
    operation = document["paths"]["/embeddings"]["post"]
    del operation["requestBody"]
    found = texts(compare(document, calls, []))
    assert f"body {KEY} body: only in mistralai" in found


def test_operations_of_one_side(document: Json, calls: Official) -> None:
    """An operation that only one side has is a difference of its own."""
    paths = document["paths"]
    paths["/ours/{id}"] = copy.deepcopy(paths["/embeddings"])
    del paths["/embeddings"]
    report = compare(document, calls, [])
    assert texts(report) == {f"operation {KEY}: only in mistralai"}
    ours = "POST /v1/ours/{}"
    assert texts(report, ours) == {f"operation {ours}: only in ours"}


def test_what_is_listed_passes_and_what_is_stale_fails(
    document: Json, calls: Official
) -> None:
    """A star stands for anything, `parts` narrows, and a line has to be of use."""
    everything = compare(document, calls, list(entries(LISTED)))
    assert all(everything.unlisted(row) == [] for row in everything.rows)
    assert everything.stale == []

    table = {**LISTED["difference"][0], "parts": ["nowhere"]}
    nothing = compare(document, calls, list(entries({"difference": [table]})))
    assert sum(len(nothing.unlisted(row)) for row in nothing.rows) > 100
    assert [each.pattern for each in nothing.stale] == ["*"]


def test_a_pattern_covers_as_many_as_it_says(document: Json, calls: Official) -> None:
    """A count that has changed fails, and what the pattern covers is named."""
    pattern = "EmbeddingUsage.*: required only in ours"
    lines = [f"EmbeddingUsage.{each}_tokens" for each in ("prompt", "total")]
    for count, wrong in ((1, True), (2, False)):
        table = {"reason": "why", "counted": {pattern: count}}
        report = compare(document, calls, list(entries({"difference": [table]})))
        found = [covered for _, covered in report.miscounted]
        assert found == [[f"{each}: required only in ours" for each in lines]] * wrong


def test_a_pattern_is_counted() -> None:
    """A star where nothing is counted would let pass whatever comes."""
    table = {"reason": "why", "differences": ["*: only in ours"]}
    with pytest.raises(ValueError, match="counted"):
        list(entries({"difference": [table]}))


def test_a_line_holds_for_its_source(document: Json, calls: Official) -> None:
    """What is listed for a published document is neither used nor stale elsewhere."""
    table = {**LISTED["difference"][0], "sources": ["spec"]}
    report = compare(document, calls, list(entries({"difference": [table]})))
    assert report.stale == []
    assert sum(len(report.unlisted(row)) for row in report.rows) > 100


def test_the_list_is_well_formed() -> None:
    """Each line stands once and has a reason."""
    listed = read(ROOT / "drift" / "listed.toml")
    lines = [(each.pattern, *each.parts, *each.sources) for each in listed]
    assert len(lines) == len(set(lines)) > 10
    assert all(each.reason for each in listed)


def test_operations_are_found_by_method_and_path() -> None:
    """Names of ids and the SDK's marks for streams do not count."""
    assert key_of("post", "/v1/x/{a_id}/y#stream") == key_of("POST", "/v1/x/{b}/y")
