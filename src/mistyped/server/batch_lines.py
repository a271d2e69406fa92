"""Running the requests of a batch job, each as if it had come by itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from typing import Final

from starlette.responses import Response, StreamingResponse

from mistyped.server.batch_plays import fails, played
from mistyped.server.call import Call
from mistyped.server.errors import ApiError
from mistyped.server.files import keep
from mistyped.server.json_types import Json, JsonObject, as_list, as_object, as_text

_AGENTS: Final = "/v1/agents/completions"
_UNAVAILABLE: Final[tuple[Json, Json]] = (
    {"status_code": 500, "body": {"message": "Service unavailable."}},
    {"message": "Service unavailable."},
)


def run(call: Call, job: JsonObject) -> None:
    """Run a job to its end: write its files, and what became of it into the job."""
    job["started_at"] = call.state.now()
    if lost := [f for f in as_list(job["input_files"]) if not _is_there(call, f)]:
        errors: list[Json] = [_error(f"There is no file {each}.") for each in lost]
        job |= {"status": "FAILED", "errors": errors, "completed_at": job["started_at"]}
        return
    requests = list(_requests(call, job))
    most = played(job, "expires") or len(requests)
    results = [
        _result(call, job, number, request)
        for number, request in enumerate(requests[:most])
    ]
    good = [each for each in results if each["error"] is None]
    bad = [each for each in results if each["error"] is not None]
    listed: list[Json] = [*results]
    job |= {
        "status": _status(good, bad, expired=len(requests) > most),
        "total_requests": len(requests),
        "completed_requests": len(results),
        "succeeded_requests": len(good),
        "failed_requests": len(bad),
        "output_file": _kept(call, job, "result", good),
        "error_file": _kept(call, job, "error", bad),
        "errors": _counted(bad),
        "results": listed,
        "completed_at": call.state.now(),
    }


def _status(good: list[JsonObject], bad: list[JsonObject], *, expired: bool) -> str:
    if expired:
        return "TIMEOUT_EXCEEDED"
    return "FAILED" if bad and not good else "SUCCESS"


def _is_there(call: Call, file_id: Json) -> bool:
    return as_text(file_id) in call.state.table("files")


def _error(message: str, count: int = 1) -> JsonObject:
    return {"message": message, "count": count}


def _requests(call: Call, job: JsonObject) -> Iterator[Json]:
    """Yield the requests of a job; a line that is no JSON, or too deep, is a text."""
    yield from as_list(job["requests"])
    for file_id in as_list(job["input_files"]):
        with (call.state.folder / as_text(file_id)).open("rb") as lines:
            for line in filter(bytes.strip, lines):
                try:
                    yield json.loads(line)
                except (ValueError, RecursionError):
                    yield line.decode(errors="replace")


def _result(call: Call, job: JsonObject, number: int, request: Json) -> JsonObject:
    line = as_object(request)
    answer, error = _UNAVAILABLE
    if not fails(job, number):
        answer, error = _answer(call, job, line.get("body"))
    return {
        "id": f"batch-{as_text(job['id'])[:8]}-{number}",
        "custom_id": line.get("custom_id"),
        "response": answer,
        "error": error,
    }


def _answer(call: Call, job: JsonObject, body: Json) -> tuple[Json, Json]:
    """Return the answer to one request, and what went wrong."""
    if not isinstance(body, dict) or call.dispatch is None:
        return None, {"message": "A line has to be an object with a body."}
    defaults = {name: job[name] for name in ("model", "agent_id") if job[name]}
    asked = json.dumps({**defaults, **body}).encode()
    endpoint = _AGENTS if job["agent_id"] else as_text(job["endpoint"])
    try:
        response = call.dispatch(endpoint, asked)
    except ApiError as refusal:
        answer: JsonObject = {"status_code": refusal.status, "body": refusal.payload}
        return answer, {"message": _reason(refusal.payload)}
    if isinstance(response, StreamingResponse):
        return None, {"message": "A batch cannot stream."}
    return {"status_code": response.status_code, "body": _body(response)}, None


def _body(response: Response) -> Json:
    value: Json = json.loads(bytes(response.body))
    return value


def _reason(payload: JsonObject) -> str:
    """Return the text of a refusal, or the texts of all that is wrong."""
    message = payload.get("message", payload.get("detail"))
    details = as_list(as_object(message).get("detail"))
    texts = [as_text(as_object(each).get("msg")) for each in details]
    return as_text(message) or "; ".join(texts)


def _counted(bad: list[JsonObject]) -> list[Json]:
    """Return the errors of a job, equal ones once."""
    texts = Counter(as_text(as_object(each["error"])["message"]) for each in bad)
    return [_error(text, count) for text, count in texts.items()]


def _kept(call: Call, job: JsonObject, kind: str, lines: list[JsonObject]) -> Json:
    """Write results into a file; return its id, or null if there are none."""
    if not lines:
        return None
    text = "".join(chain.from_iterable((json.dumps(each), "\n") for each in lines))
    file = keep(
        call.state,
        BytesIO(text.encode()),
        filename=f"{as_text(job['id'])}-{kind}.jsonl",
        purpose="batch",
        sample_type=f"batch_{kind}",
        source="mistral",
    )
    return file["id"]
