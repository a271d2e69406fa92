"""Recordings: real exchanges as readable files, and a server that plays them again.

    with recording("https://api.mistral.ai", "tests/recordings") as origin: ...
    with replaying("tests/recordings") as origin: ...

`mistyped record` and `mistyped replay` are the same for any client in any language.
Needs the extra `server`: `pip install 'mistyped[server]'`.
"""

from mistyped.recordings.exchanges import RecordingError
from mistyped.recordings.running import record, recording, replay, replaying

__all__ = [
    "RecordingError",
    "record",
    "recording",
    "replay",
    "replaying",
]
