"""Brings the packages of second sources from their registries, to be read only."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

from drift.against import installer
from drift.second import litellm, vercel, vibe
from drift.second.claims import Claim, Second

_PYTHON = "3.13"  # mistral-vibe needs one that is newer than our lowest


@dataclass(frozen=True, slots=True)
class Reader:
    """How a package is read."""

    package: str
    side: str
    claims: Callable[[Path], Sequence[Claim]]
    sent: Callable[[Path], Mapping[str, set[str]]]


def _sends_nothing(folder: Path) -> Mapping[str, set[str]]:
    del folder
    return {}


READERS = (
    Reader(litellm.PACKAGE, litellm.SIDE, litellm.claims, _sends_nothing),
    Reader(vercel.PACKAGE, vercel.SIDE, vercel.claims, vercel.sent),
    Reader(vibe.PACKAGE, vibe.SIDE, vibe.claims, vibe.sent),
)


def seconds(folder: Path) -> Iterator[Second]:
    """Bring the newest of each package into a folder, and read it."""
    for reader in READERS:
        inside = folder / reader.side
        is_npm = reader.package.startswith("@")
        title = (_npm if is_npm else _pypi)(reader.package, inside)
        place = inside / "package" if is_npm else inside
        yield Second(reader.side, title, reader.claims(place), reader.sent(place))


def _pypi(package: str, folder: Path) -> str:
    """Unpack a wheel without what it needs, and return its name and version."""
    command = [*installer(), "--quiet", "--no-deps", "--only-binary", ":all:"]
    command += ["--python-version", _PYTHON, "--target", str(folder), package]
    subprocess.run(command, check=True)
    (found,) = distributions(path=[str(folder)])
    return f"{package} {found.version}"


def _npm(package: str, folder: Path) -> str:
    """Unpack an archive of npm, and return its name and version."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(f"{package} comes from npm: install Node, or leave out --second")
    folder.mkdir(parents=True)
    subprocess.run(
        [npm, "pack", f"{package}@latest", "--silent"],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    about = json.loads((folder / "package" / "package.json").read_text("utf-8"))
    return f"{package} {about['version']}"
