"""Batch jobs, and OpenAI's batches on top of them: checks, wire and answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import openai
import pytest

from mistyped import (
    BadRequestError,
    InvalidRequestError,
    InvalidRequestWarning,
    check,
)
from mistyped.types import BatchCreateParams, BatchJobCreateParams
from tests.unit.support import Wire, response

pytestmark = pytest.mark.anyio

CHAT = "/v1/chat/completions"
BODY = {"messages": [{"role": "user", "content": "Bonjour"}]}
JOB = {
    "id": "j1",
    "object": "batch",
    "input_files": ["f1", "f2"],
    "endpoint": CHAT,
    "errors": [],
    "status": "QUEUED",
    "created_at": 1,
    "total_requests": 5,
    "completed_requests": 4,
    "succeeded_requests": 3,
    "failed_requests": 1,
}


def problems(asked: dict[str, object], path: str = "/v1/batch/jobs") -> dict[str, str]:
    """Return what the check says about each place of a new job."""
    return {each.path: each.advice for each in check(path, asked).problems}


class TestTheCheck:
    """What Mistral takes and what it does not."""

    @pytest.mark.parametrize(
        "more",
        [
            {"input_files": ["f1", "f2"], "timeout_hours": 1, "model": "mistral-small"},
            {"requests": [{"body": BODY}], "timeout_hours": 168, "agent_id": "a"},
            {"requests": [{"custom_id": "0", "body": BODY}] * 10_000, "model": "m"},
            {"metadata": {"k" * 32: "v" * 512, "a": "b"}, "input_files": None},
            {"metadata": None},
        ],
    )
    def test_jobs_that_pass(self, more: dict[str, object]) -> None:
        """Up to every bound."""
        assert problems({"endpoint": CHAT, **more}) == {}

    @pytest.mark.parametrize(
        ("more", "place"),
        [
            ({"endpoint": "/v1/responses"}, "endpoint"),
            ({"endpoint": "/v1/completions"}, "endpoint"),
            ({"timeout_hours": 0}, "timeout_hours"),
            ({"timeout_hours": 169}, "timeout_hours"),
            ({"timeout_hours": "24"}, "timeout_hours"),
            ({"input_files": "f1"}, "input_files"),
            ({"input_files": [1]}, "input_files[0]"),
            ({"requests": [{"custom_id": "0"}]}, "requests[0].body"),
            ({"requests": [{"body": "x"}]}, "requests[0].body"),
            ({"requests": [{"body": {}}] * 10_001}, "requests"),
            ({"metadata": {"a": 1}}, "metadata.a"),
            ({"metadata": {"a": ""}}, "metadata.a"),
            ({"metadata": {"a": "v" * 513}}, "metadata.a"),
            ({"metadata": {"": "v"}}, 'metadata[""]'),
            ({"metadata": {"k" * 33: "v"}}, f"metadata.{'k' * 33}"),
        ],
    )
    def test_jobs_that_do_not(self, more: dict[str, object], place: str) -> None:
        """The place is named, and nothing else is found."""
        assert problems({"endpoint": CHAT, **more}).keys() == {place}

    def test_a_key_that_is_too_long_is_no_long_text(self) -> None:
        """The message says that it is the key."""
        found = problems({"endpoint": CHAT, "metadata": {"k" * 33: "v"}})
        assert "in its name" in found[f"metadata.{'k' * 33}"]

    def test_openai_s_names_are_hints(self) -> None:
        """All of them at once."""
        found = problems(
            {
                "endpoint": CHAT,
                "input_file_id": "f1",
                "completion_window": "24h",
                "output_expires_after": {"anchor": "created_at", "seconds": 3600},
            }
        )
        assert "use input_files" in found["input_file_id"]
        assert "use timeout_hours" in found["completion_window"]
        assert "remove it" in found["output_expires_after"]

    def test_an_unknown_key_warns(self) -> None:
        """The published object is not closed, nor is a request in it."""
        requests = [{"body": BODY, "url": CHAT}]
        asked = {"endpoint": CHAT, "a": 1, "requests": requests, "model": "m"}
        report = check("/v1/batch/jobs", asked)
        assert report.ok
        assert {p.path for p in report.warnings} == {"a", "requests[0].url"}

    def test_lists(self) -> None:
        """OpenAI's cursor is warned of, Mistral's filters pass."""
        path = "/v1/batch/jobs"
        found = check(path, {"after": "j1", "limit": 2}, method="GET").problems
        assert [each.hint for each in found] == [
            "use page, or iterate: pages have numbers",
            "use page_size",
        ]
        good = {"status": ["QUEUED"], "order_by": "created", "created_by_me": "true"}
        assert check(path, good, method="GET").problems == ()
        wrong = {"status": ["DONE"], "order_by": "newest"}
        found = check(path, wrong, method="GET").problems
        assert [each.path for each in found] == ["status[0]", "order_by"]


class TestJobs:
    """`client.batch.jobs`."""

    async def test_every_call(self) -> None:
        """Method, path and body, from both clients."""
        wire = Wire(lambda _: response(JOB))
        sync: Any = wire.client().batch.jobs
        other: Any = wire.async_client().batch.jobs
        requests = [{"body": {**BODY, "model": "m"}}]
        asked = {"endpoint": CHAT, "requests": requests, "model": openai.omit}
        assert sync.create(**asked) == await other.create(**asked)
        assert sync.retrieve("j1", inline=True) == await other.retrieve(
            "j1", inline=True
        )
        assert sync.cancel("j1") == await other.cancel("j1")
        assert sync.delete("j1").id == (await other.delete("j1")).id == "j1"
        seen = [(each.method, each.url.raw_path.decode()) for each in wire.seen]
        assert seen[::2] == seen[1::2]
        assert seen[::2] == [
            ("POST", "/v1/batch/jobs"),
            ("GET", "/v1/batch/jobs/j1?inline=true"),
            ("POST", "/v1/batch/jobs/j1/cancel"),
            ("DELETE", "/v1/batch/jobs/j1"),
        ]
        sent = json.loads(wire.seen[0].content)
        assert sent == {"endpoint": CHAT, "requests": requests}

    @pytest.mark.parametrize("mode", ["error", "off"])
    def test_the_query_of_a_list(self, wire: Wire, mode: str) -> None:
        """Lists repeat their key, and metadata stand as they are, as at mistralai.

        Checked or not, the same is written.
        """
        wire.answer = lambda _: response({"data": [JOB], "total": 1})
        when: Any = datetime(2026, 1, 2, tzinfo=UTC)
        listed = wire.client(check=mode).batch.jobs.list(
            metadata={"team": "a b", "n": 1},
            status=["QUEUED", "RUNNING"],
            created_after=when,
            created_by_me=True,
            page=2,
        )
        assert [each.id for each in listed] == ["j1"]
        (request,) = wire.seen
        assert request.url.params.multi_items() == [
            ("team", "a b"),
            ("n", "1"),
            ("status", "QUEUED"),
            ("status", "RUNNING"),
            ("created_after", "2026-01-02T00:00:00+00:00"),
            ("created_by_me", "true"),
            ("page", "2"),
        ]

    async def test_nothing_is_sent_if_it_would_be_refused(self, wire: Wire) -> None:
        """Every call, both clients, also for ids that lead elsewhere."""
        wrong: list[tuple[str, tuple[str, ...], dict[str, object]]] = [
            ("create", (), {"endpoint": 7}),
            ("create", (), {"endpoint": CHAT, "input_files": "f1"}),
            ("retrieve", ("j1",), {"inline": "perhaps"}),
            *((n, ("j1/cancel",), {}) for n in ("retrieve", "cancel", "delete")),
        ]
        sync: Any = wire.client().batch.jobs
        other: Any = wire.async_client().batch.jobs
        for name, ids, asked in wrong:
            with pytest.raises(InvalidRequestError):
                getattr(sync, name)(*ids, **asked)
            with pytest.raises(InvalidRequestError):
                await getattr(other, name)(*ids, **asked)
        with pytest.raises(InvalidRequestError):
            sync.list(page_size="many")
        with pytest.raises(InvalidRequestError):
            await other.list(status=["DONE"])
        assert wire.seen == []

    def test_an_answer_of_tomorrow(self) -> None:
        """Unknown states and members survive."""
        answer = {**JOB, "status": "PAUSED", "cost": 3, "outputs": [{"a": [1]}]}
        job = Wire(lambda _: response(answer)).client().batch.jobs.retrieve("j1")
        assert job.status == "PAUSED"
        assert job.to_dict() == answer


class TestBatches:
    """`client.batches`: OpenAI's names."""

    async def test_a_batch_is_a_job(self) -> None:
        """The same request from both clients, in Mistral's names."""
        wire = Wire(lambda _: response(JOB))
        asked: Any = {
            "input_file_id": "f1",
            "endpoint": CHAT,
            "completion_window": "48h",
            "metadata": {"team": "a"},
            "model": "mistral-small-latest",
            "extra_headers": {"x-a": "b"},
        }
        one = wire.client().batches.create(**asked)
        two = await wire.async_client().batches.create(**asked)
        assert one == two
        assert wire.seen[0].headers["x-a"] == "b"
        assert wire.seen[0].url.path == "/v1/batch/jobs"
        assert wire.sent[0] == wire.sent[1]
        assert wire.sent[0] == {
            "input_files": ["f1"],
            "endpoint": CHAT,
            "timeout_hours": 48,
            "metadata": {"team": "a"},
            "model": "mistral-small-latest",
        }

    def test_without_a_window_mistral_chooses(self) -> None:
        """Nothing is sent for what is left out."""
        wire = Wire(lambda _: response(JOB))
        batches: Any = wire.client().batches
        for window in ({}, {"completion_window": openai.omit}):
            batches.create(input_file_id="f1", endpoint=CHAT, **window)
            assert "timeout_hours" not in wire.sent[-1]

    async def test_errors_are_in_openai_names(self, wire: Wire) -> None:
        """Places are named as the caller wrote them."""
        asked: Any = {
            "input_file_id": 3,
            "endpoint": "/v1/images/edits",
            "completion_window": "9d",
            "output_expires_after": {"anchor": "created_at", "seconds": 3600},
        }
        with pytest.raises(InvalidRequestError) as caught:
            wire.client().batches.create(**asked)
        with pytest.raises(InvalidRequestError) as again:
            await wire.async_client().batches.create(**asked)
        assert str(caught.value) == str(again.value)
        found = {each.path: each.hint for each in caught.value.report.problems}
        assert found.keys() == asked.keys()
        assert found["completion_window"] == 'give hours from "1h" to "168h"'
        for window in ("0h", "169h", "a day", "9" * 5_000 + "h"):
            with pytest.raises(InvalidRequestError, match="completion_window") as each:
                wire.client().batches.create(
                    **{**asked, "completion_window": window},
                )
            assert "timeout_hours" not in str(each.value)
            assert "it is a string" not in str(each.value)  # which it has to be
        no_file: Any = {"endpoint": CHAT}
        with pytest.raises(TypeError, match="input_file_id"):
            wire.client().batches.create(**no_file)
        assert wire.seen == []

    async def test_ids_that_lead_elsewhere(self, wire: Wire) -> None:
        """Are refused."""
        for name in ("retrieve", "cancel"):
            with pytest.raises(InvalidRequestError):
                getattr(wire.client().batches, name)("../files")
            with pytest.raises(InvalidRequestError):
                await getattr(wire.async_client().batches, name)("../files")
        assert wire.seen == []

    @pytest.mark.parametrize(
        ("state", "status", "moment"),
        [
            ("QUEUED", "validating", ""),
            ("RUNNING", "in_progress", ""),
            ("SUCCESS", "completed", "completed_at"),
            ("FAILED", "failed", "failed_at"),
            ("TIMEOUT_EXCEEDED", "expired", "expired_at"),
            ("CANCELLATION_REQUESTED", "cancelling", ""),
            ("CANCELLED", "cancelled", "cancelled_at"),
            ("PAUSED", "PAUSED", ""),
        ],
    )
    def test_answers(self, state: str, status: str, moment: str) -> None:
        """A job as OpenAI's batch, with everything in `job`."""
        more = {
            "status": state,
            "started_at": 2,
            "completed_at": 3,
            "output_file": "f3",
            "error_file": "f4",
            "metadata": {"team": "a"},
            "model": "m",
            "errors": [{"message": "no", "count": 2}],
            "cost": 7,
        }
        wire = Wire(lambda _: response({**JOB, **more}))
        batch = wire.client().batches.retrieve("j1")
        assert isinstance(batch, openai.types.Batch)
        assert (batch.id, batch.object, batch.endpoint) == ("j1", "batch", CHAT)
        assert (batch.status, batch.in_progress_at, batch.created_at) == (status, 2, 1)
        assert (batch.output_file_id, batch.error_file_id) == ("f3", "f4")
        assert (batch.input_file_id, batch.metadata) == ("f1", {"team": "a"})
        counts = batch.request_counts
        assert (counts.completed, counts.failed, counts.total) == (3, 1, 5)
        assert [each.message for each in batch.errors.data] == ["no"]
        ends = ("completed_at", "failed_at", "expired_at", "cancelled_at")
        assert {each: getattr(batch, each) for each in ends} == {
            each: 3 if each == moment else None for each in ends
        }
        assert batch.job.to_dict() == {**JOB, **more}
        assert type(batch).construct(**batch.to_dict()) == batch

    async def test_lists(self) -> None:
        """A page of batches; OpenAI's `limit` is the page's size."""
        wire = Wire(lambda _: response({"data": [JOB], "total": 1}))
        listed = wire.client().batches.list(limit=1, page=0)
        assert [(each.id, each.status) for each in listed] == [("j1", "validating")]
        paged = wire.async_client().batches.list(limit=1, page=0)
        assert [each.job.id async for each in paged] == ["j1"]
        assert {str(each.url.query, "ascii") for each in wire.seen} == {
            "page_size=1&page=0"
        }
        batches: Any = wire.client().batches
        with pytest.warns(InvalidRequestWarning, match="iterate"):
            batches.list(after="j1")

    async def test_a_refusal_of_the_server_stays_what_it_is(self) -> None:
        """It was sent, and its status, class, code and request id are the server's."""
        said = {"object": "error", "message": "no such file", "code": "3051"}
        wire = Wire(lambda _: response(said, 400, {"x-request-id": "r1"}))
        asked: Any = {"input_file_id": "f1", "endpoint": CHAT}
        with pytest.raises(BadRequestError, match="no such file") as caught:
            wire.client().batches.create(**asked)
        assert (caught.value.sent, caught.value.code) == (True, "3051")
        assert caught.value.request_id == "r1"
        with pytest.raises(BadRequestError, match="no such file"):
            await wire.async_client().batches.create(**asked)

    def test_raw_answers(self) -> None:
        """The HTTP response around them, and the same batch in it."""
        wire = Wire(lambda _: response(JOB))
        raw = wire.client().batches.with_raw_response.retrieve("j1")
        assert raw.parse().status == "validating"
        with wire.client().batches.with_streaming_response.cancel("j1") as reply:
            assert reply.parse().job.total_requests == 5


def test_an_unknown_parameter_of_a_batch_warns() -> None:
    """It is sent all the same, since Mistral leaves the object open."""
    wire = Wire(lambda _: response(JOB))
    asked: Any = {"input_file_id": "f1", "endpoint": CHAT, "priority": 1}
    with pytest.warns(InvalidRequestWarning, match="priority"):
        wire.client().batches.create(**asked)
    assert wire.sent[0]["priority"] == 1


def test_batches_go_where_jobs_go() -> None:
    """The endpoints under OpenAI's names are those of the generated type."""
    batches: Any = BatchCreateParams.__annotations__["endpoint"]
    jobs: Any = BatchJobCreateParams.__annotations__["endpoint"]
    assert batches.__forward_arg__ == jobs.__forward_arg__
