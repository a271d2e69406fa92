"""Errors survive a process: pickled and copied, without the key and the prompt."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import openai
import pytest

from tests.unit.support import HTTPX, KEY, Wire, body

SECRET = "what-nobody-may-read"
SAID = {"object": "error", "message": "the house is on fire", "code": "3000"}
STATUSES = (400, 401, 403, 404, 409, 422, 429, 500, 503, 529)
COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda error: pickle.loads(pickle.dumps(error)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


def failing(status: int) -> openai.APIError:
    """Return the error for a status; 0 is a failed connection, 1 a late answer."""

    def answer(request: Any) -> Any:
        if status == 0:
            raise HTTPX.ConnectError("refused", request=request)
        if status == 1:
            raise HTTPX.ReadTimeout("late", request=request)
        headers = {"x-request-id": "r1", "retry-after": "7"}
        return HTTPX.Response(status, json=SAID, headers=headers)

    client = Wire(answer).client(max_retries=0)
    with pytest.raises(openai.APIError) as caught:
        client.chat.completions.create(
            **body(messages=[{"role": "user", "content": SECRET}])
        )
    return caught.value


def local() -> openai.APIError:
    """Return the error for a request that was not sent."""
    with pytest.raises(openai.APIError) as caught:
        Wire().client().chat.completions.create(**body(temperature=9))
    return caught.value


ERRORS: dict[str, Callable[[], openai.APIError]] = {
    **{str(each): lambda each=each: failing(each) for each in (0, 1, 200, *STATUSES)},
    "unsent": local,
}


@pytest.mark.parametrize("way", COPIES)
@pytest.mark.parametrize("name", ERRORS)
def test_round_trip(name: str, way: str) -> None:
    """Class, words and members are as before."""
    error: Any = ERRORS[name]()
    again: Any = COPIES[way](error)
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.request.url == error.request.url
    for member in ("body", "code", "status_code", "request_id", "problems", "sent"):
        assert getattr(again, member, None) == getattr(error, member, None), member
    if hasattr(error, "response"):
        assert again.response.status_code == error.response.status_code
        assert again.response.content == error.response.content
        for header in ("retry-after", "x-request-id"):
            assert again.response.headers.get(header) == error.response.headers.get(
                header
            )


@pytest.mark.parametrize("name", ERRORS)
def test_no_secret_goes_along(name: str) -> None:
    """Neither the key nor the prompt is in the pickle."""
    data = pickle.dumps(ERRORS[name]())
    assert KEY.encode() not in data
    assert SECRET.encode() not in data


@pytest.mark.parametrize("way", COPIES)
def test_what_a_server_repeats_of_the_prompt_stays(way: str) -> None:
    """As the `input` of a refusal's details; its words go along."""
    message = {"role": "user", "content": SECRET}
    detail = {"loc": ["body", "messages", 0], "msg": "no such role", "input": message}
    refused = {"object": "error", "message": {"detail": [detail]}}
    with pytest.raises(openai.APIError) as caught:
        Wire(
            lambda _: HTTPX.Response(422, json=refused)
        ).client().chat.completions.create(**body(messages=[message]))
    again: Any = COPIES[way](caught.value)
    assert str(again) == str(caught.value)
    assert [each.message for each in again.problems] == ["no such role"]
    assert SECRET not in f"{vars(again)} {again.response.text}"
    assert SECRET.encode() not in pickle.dumps(caught.value)


@pytest.mark.parametrize("status", [401, 429, 503, 0])
def test_out_of_a_process(status: int) -> None:
    """An error in a worker is the error of the call, and breaks no pool."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        raised = pool.submit(in_a_worker, status).exception()
    assert isinstance(raised, openai.APIError)


def in_a_worker(status: int) -> None:
    """Raise the error for a status."""
    raise failing(status)
