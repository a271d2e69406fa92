"""Running a recorder or a player: in a thread for tests, or in front for a command."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TypeAlias

import uvicorn

from mistyped.recordings.exchanges import RecordingError, read_folder
from mistyped.recordings.player import Player
from mistyped.recordings.recorder import Recorder
from mistyped.server.hosts import bound_to
from mistyped.server.runtime import in_background, in_front

Announce: TypeAlias = Callable[[str], None]


@contextmanager
def recording(
    upstream: str,
    folder: str | PathLike[str],
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    allow_http: bool = False,
) -> Generator[str, None, None]:
    """Record what goes through a local server, for the length of a `with` block.

    Args:
        upstream: Where Mistral's API is; `/v1` at its end may be left out.
        folder: Where the files go, one for each exchange; none may be there.
        host: The address to listen on. On loopback no other `Host` is answered.
        port: The port; 0 takes a free one.
        allow_http: Whether plain http may carry keys to other machines.

    Yields:
        Where it listens, `http://127.0.0.1:54321`; clients take that with `/v1`.

    Raises:
        RecordingError: There are recordings in the folder, or it cannot be made.
        ValueError: The upstream is no address, or one to which no key may go.
        OSError: The address is taken, or is none of this machine's.
    """
    recorder = _recorder(upstream, folder, allow_http=allow_http)
    with in_background(bound_to(recorder, host), host, port, lifespan="on") as origin:
        yield origin


@contextmanager
def replaying(
    folder: str | PathLike[str], host: str = "127.0.0.1", port: int = 0
) -> Generator[str, None, None]:
    """Play recordings for the length of a `with` block.

    Args:
        folder: Where the files are.
        host: The address to listen on. On loopback no other `Host` is answered.
        port: The port; 0 takes a free one.

    Yields:
        Where it listens, `http://127.0.0.1:54321`; clients take that with `/v1`.

    Raises:
        RecordingError: A file is no recording, or there is none.
        OSError: The address is taken, or is none of this machine's.
    """
    player = Player(read_folder(Path(folder)))
    with in_background(bound_to(player, host), host, port) as origin:
        yield origin


def record(
    upstream: str,
    folder: str | PathLike[str],
    host: str,
    port: int,
    announce: Announce,
    *,
    allow_http: bool = False,
) -> None:
    """Record until interrupted; otherwise as `recording`."""
    recorder = _recorder(upstream, folder, allow_http=allow_http)
    config = uvicorn.Config(bound_to(recorder, host), lifespan="on")
    in_front(config, host, port, announce)


def replay(
    folder: str | PathLike[str], host: str, port: int, announce: Announce
) -> None:
    """Play recordings until interrupted; otherwise as `replaying`."""
    player = Player(read_folder(Path(folder)))
    config = uvicorn.Config(bound_to(player, host), lifespan="off")
    in_front(config, host, port, announce)


def _recorder(
    upstream: str, folder: str | PathLike[str], *, allow_http: bool = False
) -> Recorder:
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordingError(f"cannot make the folder: {error}") from error
    if any(place.glob("*.json")):
        text = f"there are recordings in {place}; take another folder, or remove them"
        raise RecordingError(text)
    return Recorder(upstream.rstrip("/").removesuffix("/v1"), place, allow_http)
