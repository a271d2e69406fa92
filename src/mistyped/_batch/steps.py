"""What a run asks of a client, step by step: data alone, for both twins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Upload:
    """Send a file, whose name is one of its own; the answer is its id."""

    path: Path


@dataclass(frozen=True, slots=True)
class FindFile:
    """Look whether a file of this name and size is there; the answer is its id."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Send:
    """Start a job, once: nothing tries again. The answer is its id."""

    job: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FindJob:
    """Look whether a job with these metadata is there; the answer is its id."""

    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """Look at a job; the answer is a `Seen`."""

    job_id: str
    inline: bool


@dataclass(frozen=True, slots=True)
class Cancel:
    """Ask for the end of a job."""

    job_id: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """Write what is in a file of Mistral's into one here."""

    file_id: str
    target: Path


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A job as it is.

    Attributes:
        status: Mistral's word for it.
        files: The files with its results and with its errors.
        outputs: The results themselves, if they were asked for.
        errors: What went wrong, in words.
    """

    status: str
    files: tuple[str, ...]
    outputs: tuple[Mapping[str, object], ...]
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error that may pass, as the answer to a step.

    Attributes:
        error: The error; what raises it is who gives up.
    """

    error: Exception


Step: TypeAlias = Upload | FindFile | Send | FindJob | Look | Cancel | Fetch | Sleep
Reply: TypeAlias = str | Seen | Trouble | None
"""What came of a step; an id is empty or None if nothing was found."""
