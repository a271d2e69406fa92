"""Lines in Arrow arrays: each is told what the command tells of it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pyarrow as pa
import pytest

from mistyped import arrow
from mistyped._batch.judging import Judge
from mistyped.cli.engines import counts, joined
from tests.unit.batch_lines import CHAT, EMBEDDINGS, Lines
from tests.unit.support import body

GOOD = json.dumps({"custom_id": "a", "body": body()})
BAD = json.dumps({"custom_id": "b", "body": body(seed=1)})


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary()]
)
def test_every_kind_of_text(kind: Any) -> None:
    """Texts and bytes, and null stays null."""
    found = arrow.check(pa.array([GOOD, None, BAD], kind))
    assert found.type == arrow.CHECKED
    good, nothing, bad = found.to_pylist()
    assert good == {"custom_id": "a", "ok": True, "problems": []}
    assert nothing is None
    assert (bad["ok"], bad["problems"][0]["rule"]) == (False, "chat.seed")
    assert bad["problems"][0]["hint"] == "use random_seed"


def test_what_is_told_is_the_command_s() -> None:
    """Line for line, over chunks and slices."""
    lines = list(Lines(5).make(300))
    judge = Judge(CHAT)
    whole = pa.array(lines, pa.binary())
    found = arrow.check(pa.chunked_array([whole[:7], whole[7:]]))
    for text, row in zip(lines, found.to_pylist(), strict=True):
        name, verdict = judge.judge(text)
        assert (row["custom_id"] or "", row["ok"]) == (name, verdict.ok)
        assert [(each["path"], each["rule"]) for each in row["problems"]] == [
            (each.path, each.rule) for each in verdict.problems
        ]


def test_another_endpoint() -> None:
    """`path` says where lines go that do not say it."""
    line = json.dumps({"custom_id": "a", "body": {"model": "m", "input": "x"}})
    assert arrow.check(pa.array([line]), EMBEDDINGS).field("ok").to_pylist() == [True]
    assert arrow.check(pa.array([line])).field("ok").to_pylist() == [False]


def test_adapt() -> None:
    """What can be mended is, and it says how; the rest stays as it was."""
    found = arrow.adapt(pa.array([GOOD, None, BAD, "{"]))
    assert found.type == arrow.ADAPTED
    good, nothing, bad, torn = found.to_pylist()
    assert good == {"line": GOOD.encode(), "changes": []}
    assert nothing is None
    assert json.loads(bad["line"])["body"]["random_seed"] == 1
    assert [each["rule"] for each in bad["changes"]] == ["chat.seed"]
    assert torn == {"line": b"{", "changes": []}


def test_nothing_in_it() -> None:
    """An empty array gives an empty one."""
    assert len(arrow.check(pa.array([], pa.string()))) == 0
    assert len(arrow.check(pa.chunked_array([], pa.string()))) == 0


def test_counts_add_up() -> None:
    """Of arrays that were checked apart, as engines do it."""
    parts = [pa.array([GOOD, BAD]), pa.array([BAD, "{"])]
    tables = [pa.Table.from_struct_array(arrow.check(part)) for part in parts]
    found = joined((row for each in tables for row in counts(each).to_pylist()), 1)
    assert (found.lines, found.refused, found.count("error")) == (4, 3, 3)
    assert found.groups["warning", "duplicate-custom-id"].count == 1
    assert found.groups["error", "chat.seed"].count == 2


def test_without_pyarrow_it_says_what_to_install() -> None:
    """The extra is named."""
    code = "import sys; sys.modules['pyarrow'] = None; import mistyped.arrow"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert "pip install 'mistyped[arrow]'" in done.stderr
