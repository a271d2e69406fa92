"""What JSON cannot carry is never sent, whatever `check` is: not whole, not as null."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from typing import Any, Literal

import pytest

from mistyped import AsyncMistral, InvalidRequestError, Mistral
from mistyped.server import RunningServer, running
from tests.unit.support import MODEL, USER

pytestmark = pytest.mark.anyio

Mode = Literal["error", "warn", "off"]
CYCLE: list[Any] = []
CYCLE.append(CYCLE)
UNSENDABLE: dict[str, Any] = {
    "not-finite": math.nan,
    "not-finite, endless": -math.inf,
    "not-json": object(),
    "not-json, a set": {1},
    "not-json, bytes": b"x",
    "invalid-unicode": "a\ud800",
    "invalid-unicode, in a key": {"\ud800": 1},
    "cycle": CYCLE,
}
"""What neither our check nor the SDK's own writing of JSON lets pass, by its rule."""
REFUSED: dict[str, Any] = {"invalid-key": {1: 2}, "integer-range": 2**70}
"""What only our check refuses: the SDK writes it as it can."""
rules = pytest.mark.parametrize("rule", [*UNSENDABLE, *REFUSED])
sdks = pytest.mark.parametrize("rule", UNSENDABLE)
# In a form or a query bytes are a file, which is another fault.
members = pytest.mark.parametrize(
    "rule", [each for each in [*UNSENDABLE, *REFUSED] if "bytes" not in each]
)
checked = pytest.mark.parametrize("mode", ["error", "warn"])


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """A server of this module's own, to which nothing wrong may come."""
    with running() as up:
        yield up


@pytest.fixture(autouse=True)
def nothing_arrives(server: RunningServer) -> Iterator[None]:
    """Each test ends without a request."""
    server.requests.clear()
    with warnings.catch_warnings(action="ignore"):
        yield
    assert server.requests == []


def client_of(server: RunningServer, mode: Mode) -> Mistral:
    """Return a client of the server."""
    return Mistral(api_key="any", base_url=server.url, check=mode, max_retries=0)


def request(value: Any) -> Any:
    """Return a chat request that is right but for this value."""
    return {"model": MODEL, "messages": [USER], "metadata": {"a": value}}


@checked
@rules
def test_in_a_body(server: RunningServer, mode: Mode, rule: str) -> None:
    """The error names the rule and the place, also where others only warn."""
    value = {**UNSENDABLE, **REFUSED}[rule]
    create = client_of(server, mode).chat.completions.create
    with pytest.raises(InvalidRequestError) as caught:
        create(**request(value), extra_body={"colour": "red"})
    assert not caught.value.sent
    found = [each for each in caught.value.problems if each.path != "colour"]
    assert [each.rule for each in found] == [rule.partition(",")[0]]
    assert found[0].path.startswith("metadata.a")


@checked
@rules
async def test_in_a_body_asynchronously(
    server: RunningServer, mode: Mode, rule: str
) -> None:
    """The same of the other client."""
    value = {**UNSENDABLE, **REFUSED}[rule]
    async with AsyncMistral(api_key="any", base_url=server.url, check=mode) as client:
        with pytest.raises(InvalidRequestError):
            await client.chat.completions.create(**request(value))


@sdks
async def test_in_a_body_that_is_not_checked(server: RunningServer, rule: str) -> None:
    """The SDK cannot write it, and nothing else is sent in its place."""
    sent = request(UNSENDABLE[rule])
    with pytest.raises((ValueError, TypeError)):
        client_of(server, "off").chat.completions.create(**sent)
    with pytest.raises((ValueError, TypeError)):
        client_of(server, "off").post("/chat/completions", body=sent, cast_to=object)
    async with AsyncMistral(api_key="any", base_url=server.url, check="off") as client:
        with pytest.raises((ValueError, TypeError)):
            await client.chat.completions.create(**sent)


@checked
@members
def test_in_a_form(server: RunningServer, mode: Mode, rule: str) -> None:
    """A member that cannot be written."""
    value = {**UNSENDABLE, **REFUSED}[rule]
    create: Any = client_of(server, mode).audio.transcriptions.create
    with pytest.raises(InvalidRequestError, match=rf"\[{rule.partition(',')[0]}\]"):
        create(model="voxtral-mini-latest", file=b"x", language=value)


@checked
@members
def test_in_a_query(server: RunningServer, mode: Mode, rule: str) -> None:
    """A member that has no text."""
    value = {**UNSENDABLE, **REFUSED}[rule]
    with pytest.raises(InvalidRequestError, match=rf"\[{rule.partition(',')[0]}\]"):
        client_of(server, mode).models.list(provider=value)


@checked
def test_beyond_a_hundred_levels(server: RunningServer, mode: Mode) -> None:
    """Mistral would not read it, and the SDK may not be able to write it."""
    deep: Any = 1
    for _ in range(150):
        deep = [deep]
    with pytest.raises(InvalidRequestError, match=r"\[too-deep\]"):
        client_of(server, mode).chat.completions.create(**request(deep))
