"""What `mistyped batch` does; it needs the client, and so the OpenAI SDK."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Final

import openai

from mistyped import InvalidRequestError, Mistral
from mistyped._batch.endpoints import AGENTS, CHAT
from mistyped._batch.loading import state_of
from mistyped._batch.reading import STDIN, UnreadableError
from mistyped._batch.request_files import path_of
from mistyped.batch import BatchError, BatchProgress, BatchResults, open_results
from mistyped.cli.check_formats import counted
from mistyped.cli.progress import progress_bar
from mistyped.cli.terminal import console, escape, print_error
from mistyped.types import BatchRunOptions

RESULTS: Final = ".results.jsonl"
"""What the name of a file's results ends with."""


def act(arguments: argparse.Namespace) -> int:
    """Do it; the exit code is 1 if requests have no answer, 2 if it cannot be done."""
    if arguments.file == STDIN:
        print_error("give a file: what is known of a run is kept beside it")
        return 2
    try:
        return _ACTIONS[str(arguments.action)](arguments)
    except InvalidRequestError as error:
        for problem in error.report.problems:
            print_error(str(problem))
        named = all(each.loc[-1:] != ("model",) for each in error.report.problems)
        shows = f"mistyped check {arguments.file} shows all"
        lent = "--model names one for all that name none"
        print_error(f"nothing was sent; {shows if named else lent}")
        return 1
    except (UnreadableError, BatchError, openai.OpenAIError) as error:
        print_error(str(error))
        return 2


def _run(arguments: argparse.Namespace) -> int:
    endpoint = str(arguments.endpoint) or path_of(str(arguments.file))
    options: BatchRunOptions = {
        "model": arguments.model,
        "agent_id": arguments.agent_id,
        "state": arguments.state,
        "poll": float(arguments.poll),
    }
    if arguments.timeout_hours:
        options["timeout_hours"] = int(arguments.timeout_hours)
    if endpoint == AGENTS:  # that is where an agent's chat completions go
        endpoint = CHAT
    with _progress(arguments) as tell, Mistral() as client:
        options["on_progress"] = tell
        file = str(arguments.file)
        results: BatchResults = client.batch.run(file, endpoint=endpoint, **options)
    return _ended(arguments, results)


def _resume(arguments: argparse.Namespace) -> int:
    with _progress(arguments) as tell, Mistral() as client:
        results = client.batch.resume(
            str(arguments.file),
            state=arguments.state,
            again=bool(arguments.again),
            poll=float(arguments.poll),
            on_progress=tell,
        )
    return _ended(arguments, results)


def _cancel(arguments: argparse.Namespace) -> int:
    with Mistral() as client:
        results = client.batch.cancel(str(arguments.file), state=arguments.state)
    return _ended(arguments, results)


def _status(arguments: argparse.Namespace) -> int:
    results = open_results(state_of(str(arguments.file), arguments.state))
    console().print(f"{results.status}: {_told(results.progress)}")
    done = not results.progress.left and not results.progress.failed
    results.close()
    return 0 if done else 1


def _ended(arguments: argparse.Namespace, results: BatchResults) -> int:
    """Write the results, and say how the run ended."""
    target = str(arguments.output or f"{arguments.file}{RESULTS}")
    results.write(target)
    progress, status = results.progress, results.status
    results.close()
    colour = "green" if progress.answered == progress.requests else "yellow"
    console().print(f"[{colour}]{status}[/]: {_told(progress)}")
    console().print(f"results: {escape(target)}")
    return 0 if progress.answered == progress.requests else 1


def _told(progress: BatchProgress) -> str:
    jobs = f", in {counted(progress.jobs, 'job')}" if progress.jobs else ""
    return (
        f"{counted(progress.requests, 'request')}, {progress.answered:,} answered, "
        f"{progress.failed:,} failed, {progress.left:,} left{jobs}"
    )


@contextmanager
def _progress(
    arguments: argparse.Namespace,
) -> Generator[Callable[[BatchProgress], None], None, None]:
    """Show how many requests are done, where a person looks at it."""
    with progress_bar(str(arguments.file), unit="requests") as show:

        def tell(progress: BatchProgress) -> None:
            if show:
                show(progress.requests - progress.left, progress.requests)

        yield tell


_ACTIONS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "run": _run,
    "status": _status,
    "resume": _resume,
    "cancel": _cancel,
}
