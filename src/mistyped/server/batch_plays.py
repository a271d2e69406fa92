"""What a job plays if its metadata ask for it, so that programs meet it before Mistral.

The text under `mistyped-play` is a list such as `waits:2 fails:3 expires:10`: two looks
find it running, every third request has an HTTP 500, and after ten its time is over.
"""

from __future__ import annotations

import re
from typing import Final

from mistyped.server.json_types import JsonObject, as_count, as_object, as_text

KEY: Final = "mistyped-play"
"""The key of a job's metadata."""
_WORD: Final = re.compile(r"(\w+):(\d+)")


def played(job: JsonObject, word: str) -> int:
    """Return the number behind a word in a job's play; 0 if it is not there."""
    text = as_text(as_object(job.get("metadata")).get(KEY))
    return int(dict(_WORD.findall(text)).get(word, 0))


def waits(job: JsonObject) -> bool:
    """Whether a job goes on waiting, now that it was looked at once more."""
    looks = as_count(job["looks"], 0) + 1
    job["looks"] = looks
    return looks <= played(job, "waits")


def fails(job: JsonObject, number: int) -> bool:
    """Whether a request of a job fails for no fault of its own."""
    every = played(job, "fails")
    return bool(every) and (number + 1) % every == 0
