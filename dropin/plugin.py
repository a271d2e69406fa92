"""A pytest plugin that puts our clients in place of the OpenAI SDK's.

It works before the suite's own modules import `openai`. The classes are ours and not
subclasses of them; only defaults are changed, of `check` and of `responses`, since the
suite reads requests to /responses as they are sent. The endpoints that Mistral does not
offer are given back, since the suite tries the transport on them.
Each test's outcome is written as JSON, with the reason of a failure.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

PLAIN = "plain"
REASON, NOT_OFFERED = "reason", "not offered"
REFUSED, WARNED = "refused: ", "warned: "
_RANK = {"passed": 0, "skipped": 1, "failed": 2}

used: set[str] = set()
"""What the running test used of all that Mistral does not offer."""
refused: set[str] = set()
"""Why requests of the running test were refused: rules, or that there is nothing."""


class GivenBack:
    """Stands for an attribute that we take away; gives the SDK's own, and notes it."""

    def __init__(self, taker: type, name: str) -> None:
        self._taker = taker
        self._name = name

    def __get__(self, instance: object, owner: type) -> object:
        used.add(self._name)
        seen: Any = owner if instance is None else instance
        whole = _sdks_beta(seen)
        return getattr(whole or super(self._taker, seen), self._name)

    def __set__(self, instance: object, value: object) -> None:
        vars(instance)[self._name] = value


def _sdks_beta(seen: object) -> object:
    """Return the SDK's beta endpoints in place of ours, which extend none of its."""
    from openai.resources import beta  # noqa: PLC0415 - the suite counts what is loaded

    from mistyped._openai.not_offered import Beta  # noqa: PLC0415 - not if plain

    if not isinstance(seen, Beta):
        return None
    client: Any = seen.chat._client  # noqa: SLF001 - the SDK's name of it
    is_async = isinstance(client, openai.AsyncOpenAI)
    return beta.AsyncBeta(client) if is_async else beta.Beta(client)


class Recorder:
    """Collects the outcome of every test, in the process that all report to."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._tests: dict[str, dict[str, str]] = {}

    def _note(self, test: str, outcome: str, notes: dict[str, str]) -> None:
        known = self._tests.setdefault(test, {"outcome": "passed"})
        if _RANK[outcome] > _RANK[known["outcome"]]:
            known["outcome"] = outcome
        known.update({k: v for k, v in notes.items() if k not in known})

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a module that cannot be collected."""
        if report.failed:
            self._note(report.nodeid, "failed", {REASON: "cannot be collected"})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test, its setup or its end went."""
        notes = {str(k): str(v) for k, v in report.user_properties}
        self._note(report.nodeid, report.outcome, notes)

    def pytest_sessionfinish(self) -> None:
        """Write everything down."""
        self._target.write_text(json.dumps(self._tests, indent=1))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this plugin."""
    parser.addoption("--dropin-check", default=PLAIN)
    parser.addoption("--dropin-results", type=Path)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Put our clients in place, before the suite's conftest is imported."""
    check = str(early_config.known_args_namespace.dropin_check)
    if check != PLAIN:
        stand_in(check)


def pytest_configure(config: pytest.Config) -> None:
    """Record the outcomes, unless this is a worker of pytest-xdist."""
    results: Path | None = config.getoption("--dropin-results")
    if results and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(results))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name our classes as the SDK's, so that a test has one name in every run."""
    names = {"Mistral": "OpenAI", "AsyncMistral": "AsyncOpenAI"}
    return names.get(val.__name__) if isinstance(val, type) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to a report why the test failed, and what it used that is not offered."""
    report = yield
    if used:
        report.user_properties.append((NOT_OFFERED, " ".join(sorted(used))))
    if call.excinfo and report.failed:
        report.user_properties.append((REASON, reason(call.excinfo.value)))
    if call.when == "teardown":
        used.clear()
        refused.clear()
    return report


def stand_in(check: str) -> None:
    """Put our clients in place of the SDK's, with this mode of checking."""
    from mistyped import client, errors  # noqa: PLC0415 - not if plain
    from mistyped._generated import not_offered  # noqa: PLC0415 - not if plain
    from mistyped.resources import chat  # noqa: F401, PLC0415 - before its base changes

    for name in ("OpenAI", "Client"):
        setattr(openai, name, client.Mistral)
        setattr(openai, f"Async{name}", client.AsyncMistral)
    for cls in (client.Mistral, client.AsyncMistral):
        defaults = cls.__init__.__kwdefaults__
        if defaults is None or not {"check", "responses"} <= defaults.keys():
            raise pytest.UsageError(f"{cls.__name__}() lacks a default to change")
        defaults.update(check=check, responses="native")
    _give_back(not_offered.ATTRIBUTES)
    _note_refusals(errors.InvalidRequestError, errors.UnsupportedEndpointError)


def _give_back(takers: Iterable[type]) -> None:
    for taker in takers:
        for name in taker.__annotations__:
            setattr(taker, name, GivenBack(taker, name))


def _note_refusals(refusal: type[Any], absence: type[Any]) -> None:
    made, missed = refusal.__init__, absence.__init__

    def init(self: object, report: Any, **arguments: object) -> None:
        if "response" not in arguments:  # else the server refused it
            refused.update(str(problem.rule) for problem in report.errors)
        made(self, report, **arguments)

    def miss(self: object, text: str) -> None:
        refused.add(text)
        missed(self, text)

    refusal.__init__, absence.__init__ = init, miss


def reason(error: BaseException) -> str:
    """Say why a test failed: what was refused, or else the error's first line.

    Such a test need not fail by the refusal itself, which is an `APIStatusError`.
    """
    if refused:
        return f"{REFUSED}{', '.join(sorted(refused))}"
    for each in _chain(error):
        if type(each).__name__ == "InvalidRequestWarning":
            return f"{WARNED}{each}"
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
