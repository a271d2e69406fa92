"""`mistyped check`: requests in files, checked without sending them."""

from __future__ import annotations

import argparse

from mistyped import check
from mistyped._batch.checking import check_file, fix_file
from mistyped._batch.endpoints import CHAT
from mistyped._batch.fixing import Fixes
from mistyped._batch.reading import STDIN, UnreadableError
from mistyped._check.operations import find_operation
from mistyped.cli.check_formats import FORMATS, Format, counted
from mistyped.cli.progress import progress_bar
from mistyped.cli.terminal import console, escape, print_error

HELP = "Check requests in files: a JSON body, or a line of JSONL for each."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="a .json or .jsonl file, packed by gzip or zstd or not, or -",
    )
    parser.add_argument(
        "--path", default="", help="where the requests go, if they do not say it"
    )
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help="for people, all reports as one list, or a problem a line (%(default)s)",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=0,
        metavar="N",
        help="how many processes; by default as many as a file is worth",
    )
    parser.add_argument(
        "--engine",
        choices=("daft", "ray"),
        help="check by an engine with many machines; FILE may be any of its addresses",
    )
    parser.add_argument(
        "--fix",
        action="store_true",
        help="write FILE.fixed, mended where nothing is lost by it, and check that",
    )


def run(arguments: argparse.Namespace) -> int:
    """Check; the exit code is 1 if Mistral would refuse one, 2 if a file is unread."""
    path, files = str(arguments.path), [str(each) for each in arguments.files]
    if path and find_operation("POST", path) is None:
        print_error(check(path, {}).problems[0].advice)
        return 2
    if arguments.fix and STDIN in files:
        print_error("--fix writes a file beside each, and standard input has no place")
        return 2
    if arguments.engine:
        return _by_engine(str(arguments.engine), files, path or CHAT)
    console()  # says what to install, before anything is read
    shown = FORMATS[str(arguments.format)](several=len(files) > 1)
    codes = [_checked(name, path, shown, arguments) for name in files]
    shown.end()
    return max(codes)


def _checked(name: str, path: str, shown: Format, arguments: argparse.Namespace) -> int:
    """Check a file, say what was found, and return the exit code."""
    fixes: Fixes | None = None
    try:
        with progress_bar(name) as progress:
            if arguments.fix:
                found, fixes = fix_file(name, path, f"{name}.fixed", progress)
            else:
                found = check_file(
                    name,
                    path,
                    jobs=1 if shown.every else int(arguments.jobs),
                    note=shown.note(name),
                    every=shown.every,
                    progress=progress,
                )
    except UnreadableError as error:
        print_error(str(error) if name in str(error) else f"{name}: {error}")
        return 2
    shown.summary(name, found)
    if fixes is not None:
        _print_fixes(f"{name}.fixed", fixes)
    if found.unread == found.lines:
        return 2
    return 1 if found.refused else 0


def _by_engine(name: str, files: list[str], path: str) -> int:
    """Let an engine check files, and say what was found in all of them."""
    from mistyped.cli.engines import ENGINES  # needs extras

    found = ENGINES[name](files, path)
    FORMATS["text"](several=False).summary("", found)
    return 1 if found.refused else 0


def _print_fixes(name: str, fixes: Fixes) -> None:
    out = console(errors=True)
    for (rule, what), count in fixes.changes.most_common():
        times = f", {count:,} times" if count > 1 else ""
        out.print(f"[green]mended[/] {escape(rule)}{times}: {escape(what)}")
    out.print(f"{escape(name)}: {counted(fixes.lines, 'line')} mended")
