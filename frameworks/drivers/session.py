"""What the drivers have in common: the ways to the server, and what became of a case.

A driver runs in its framework's environment: `python with_x.py SERVER GATEWAY LOSSY`,
three origins. It is a class whose object goes one way and whose methods marked `case`
do what the framework can; `run` prints a line of JSON for each.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import Any, Final, Literal, TypeAlias, TypeVar

import openai
from pydantic import BaseModel

from mistyped import AsyncMistral, Mistral, guard

Name: TypeAlias = Literal["plain", "ours", "adapt", "guard", "gateway"]
Method = TypeVar("Method", bound=Callable[..., object])

_SERVER, _GATEWAY, _LOSSY = (f"{origin}/v1" for origin in sys.argv[1:4])
ALL: Final[tuple[Name, ...]] = ("plain", "ours", "adapt", "guard", "gateway")
CHAT: Final = "mistral-medium-latest"
EMBED: Final = "mistral-embed"
KEY: Final = "any"
PROMPT: Final = "What is the weather in Paris?"
THINKING: Final = "cannot think"  # what the server's thoughts say
# Two libraries have been under the SDK.
HTTP: Final[Any] = import_module(
    "httpx2" if int(openai.__version__.partition(".")[0]) >= 3 else "httpx"
)


@dataclass(frozen=True, slots=True)
class Way:
    """How a framework reaches the server.

    Attributes:
        name: `plain` uses the framework as it is, `ours` gives it our client, `adapt`
            our client that adapts; `guard` has a guard below its own client, and
            `gateway` speaks to one.
        lossy: Whether what adapts may lose something.
    """

    name: Name
    lossy: bool = False

    @property
    def url(self) -> str:
        """The base URL."""
        if self.name == "gateway":
            return _LOSSY if self.lossy else _GATEWAY
        return _SERVER

    @property
    def is_injected(self) -> bool:
        """Whether the framework gets a client of ours."""
        return self.name in ("ours", "adapt")

    def client(self) -> openai.OpenAI:
        """Return a client: ours, or a plain one."""
        if self.is_injected:
            return Mistral(**self._options(), compat=self._compat())
        return openai.OpenAI(**self._options(), http_client=self.http())

    def async_client(self) -> openai.AsyncOpenAI:
        """Return an asynchronous client: ours, or a plain one."""
        if self.is_injected:
            return AsyncMistral(**self._options(), compat=self._compat())
        return openai.AsyncOpenAI(**self._options(), http_client=self.async_http())

    def http(self, library: Any = HTTP) -> Any:
        """Return an HTTP client, guarded if that is the way."""
        return library.Client(transport=self.transport()) if self._guarded else None

    def async_http(self, library: Any = HTTP) -> Any:
        """Return an asynchronous HTTP client, guarded if that is the way."""
        return (
            library.AsyncClient(transport=self.transport()) if self._guarded else None
        )

    @property
    def _guarded(self) -> bool:
        return self.name == "guard"

    def transport(self) -> guard.Guard:
        """Return a guard."""
        return guard.transport(compat=self._compat(), base_url=_SERVER)

    def _compat(self) -> Literal["strict", "adapt", "adapt-lossy"]:
        if self.name == "ours":
            return "strict"
        return "adapt-lossy" if self.lossy else "adapt"

    def _options(self) -> dict[str, Any]:
        return {"api_key": KEY, "base_url": self.url, "max_retries": 0}


class Weather(BaseModel):
    """The weather of a city."""

    city: str
    rain: bool


def get_weather(city: str) -> str:
    """Say what the weather is in a city.

    Args:
        city: The city.
    """
    return f"rain in {city}"


def case(name: str, *ways: Name) -> Callable[[Method], Method]:
    """Mark a method as a case, on all ways unless some are named."""

    def marked(method: Method) -> Method:
        _CASES[name] = (method, ways or ALL)
        return method

    return marked


_CASES: Final[dict[str, tuple[Callable[..., object], Sequence[Name]]]] = {}


def run(make: Callable[[Way], object], *, ways: Sequence[Name] = ALL) -> None:
    """Run all cases on all ways, and report each.

    Args:
        make: Makes what has the cases, for a way.
        ways: The ways that there are to this framework.
    """
    # Frameworks keep connections, which belong to a loop.
    with asyncio.Runner() as runner:
        for name in ways:
            way = Way(name)
            driver = make(way)
            for title, (method, its_ways) in _CASES.items():
                if name not in its_ways:
                    continue
                value, failure = _outcome(runner, partial(method, driver))
                lossy = "adapt-lossy" in failure and name not in ("plain", "ours")
                if lossy:
                    again = make(replace(way, lossy=True))
                    value, failure = _outcome(runner, partial(method, again))
                _report(way=name, case=title, failure=failure, value=value, lossy=lossy)


def _outcome(runner: asyncio.Runner, call: Callable[[], object]) -> tuple[object, str]:
    try:
        value = call()
        if inspect.isawaitable(value):
            value = runner.run(_awaited(value))
    except Exception as error:  # noqa: BLE001 - whatever a framework raises is its failure
        return None, _told(error)
    return value, ""


async def _awaited(value: Any) -> object:
    return await value


def _told(error: BaseException) -> str:
    """Return an error with those that it comes from, whose words may tell more."""
    told: dict[int, str] = {}
    each: BaseException | None = error
    while each is not None and id(each) not in told:
        told[id(each)] = f"{type(each).__name__}: {each}"
        each = each.__cause__ or each.__context__
    return " <- ".join(told.values())


def _report(**line: object) -> None:
    print(f"\n{json.dumps(line, default=repr)}", flush=True)


def check(is_so: object, *seen: object) -> None:
    """Fail with what was seen, unless it is so."""
    if not is_so:
        raise AssertionError(*seen)


def echoed(text: object, prompt: str = PROMPT) -> str:
    """Return the text of an answer, which has to be an echo from its first word on."""
    check(isinstance(text, str) and prompt in text, text)
    check(not str(text)[0].isspace(), text)
    return str(text)
