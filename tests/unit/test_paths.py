"""Ids in paths: what would lead elsewhere is refused before anything is sent."""

from __future__ import annotations

import string
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistyped import InvalidRequestError
from mistyped._openai.paths import path_with

TEMPLATE = "/files/{file_id}/content"
PLAIN = string.ascii_letters + string.digits + "-_:.~@"


@pytest.mark.parametrize(
    "bad",
    [
        "",
        ".",
        "..",
        "a/b",
        "../models",
        "a\\b",
        "a?b",
        "a#b",
        "a%2fb",
        "a b",
        "a\n",
        "\x7f",
    ],
)
def test_an_id_that_changes_the_path_is_refused(bad: str) -> None:
    """The error names the parameter, and says that nothing was sent."""
    with pytest.raises(InvalidRequestError) as caught:
        path_with(TEMPLATE, file_id=bad)
    (problem,) = caught.value.problems
    assert (problem.rule, problem.path) == ("path-id", "file_id")
    assert not caught.value.sent
    assert "check='warn'" not in str(caught.value)  # which would not help


@pytest.mark.parametrize("bad", [None, 3, b"x"])
def test_an_id_is_text(bad: object) -> None:
    """What a type checker would find is found at run time too."""
    with pytest.raises(InvalidRequestError, match="an id is text"):
        path_with(TEMPLATE, file_id=cast("Any", bad))


def test_an_object_with_an_id_is_no_id() -> None:
    """What `create` returned is given in place of its id; the hint says so."""
    with pytest.raises(InvalidRequestError, match="give its attribute id") as caught:
        path_with(TEMPLATE, file_id=cast("Any", SimpleNamespace(id="f1")))
    assert "/v1/files/{file_id}/content has 1 problem" in str(caught.value)


def test_every_id_is_looked_at() -> None:
    """Several wrong ids are one error."""
    with pytest.raises(InvalidRequestError) as caught:
        path_with("/a/{one}/{two}", one="", two="/")
    assert [each.path for each in caught.value.problems] == ["one", "two"]


@given(st.text(PLAIN, min_size=1).filter(lambda text: text not in (".", "..")))
def test_a_plain_id_stays_as_it_is(file_id: str) -> None:
    """Letters, digits, dashes and colons lead where the template says."""
    path = path_with(TEMPLATE, file_id=file_id)
    assert urlsplit(f"http://host{path}").path == f"/files/{file_id}/content"


@given(st.text(min_size=1))
def test_no_id_reaches_another_path(file_id: str) -> None:
    """Whatever the text, it is refused or stays one segment of the path."""
    try:
        path = path_with(TEMPLATE, file_id=file_id)
    except InvalidRequestError:
        return
    assert path.count("/") == TEMPLATE.count("/")
    assert urlsplit(f"http://host{path}").path.split("/")[2] not in ("", ".", "..")
