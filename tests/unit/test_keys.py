"""Keys, addresses and time limits: Mistral's own, never what is meant for OpenAI."""

from __future__ import annotations

import traceback
from typing import Any

import openai
import pytest

from mistyped import APIKeyError, AsyncMistral, InvalidRequestError, Mistral
from tests.unit.support import HTTPX, KEY, Wire, body

pytestmark = pytest.mark.anyio

CLIENTS: list[Any] = [Mistral, AsyncMistral]
OPENAI = {
    "OPENAI_API_KEY": "sk-openai-secret",
    "OPENAI_ADMIN_KEY": "sk-admin-secret",
    "OPENAI_ORG_ID": "org-secret",
    "OPENAI_PROJECT_ID": "proj-secret",
    "OPENAI_WEBHOOK_SECRET": "whsec-secret",
    "OPENAI_CUSTOM_HEADERS": "x-gateway: header-secret\nauthorization: Bearer secret",
    "OPENAI_BASE_URL": "https://openai-secret.example/v1",
}


@pytest.fixture
def openai_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of somebody who also uses OpenAI."""
    for name, value in OPENAI.items():
        monkeypatch.setenv(name, value)


def nothing_of_openai(wire: Wire) -> None:
    """Look for anything of the environment in the requests that arrived."""
    assert wire.seen
    for request in wire.seen:
        assert request.url.host == "api.mistral.ai"
        assert request.headers["authorization"] == f"Bearer {KEY}"
        everything = f"{request.url} {request.headers} {dict(request.headers)}"
        assert "secret" not in everything
        assert not [name for name in request.headers if name.startswith("openai")]


@pytest.mark.usefixtures("openai_variables")
class TestNothingOfOpenai:
    """What OPENAI_* variables hold is not for Mistral."""

    def test_on_any_path(self, wire: Wire) -> None:
        """Chat, streamed chat, plain requests, requests of copies."""
        client = wire.client()
        client.chat.completions.create(**body())
        list(client.chat.completions.create(**body(), stream=True))
        client.get("/models", cast_to=object)
        client.with_options(max_retries=0).chat.completions.create(**body())
        client.copy(default_headers={"x-mine": "1"}).get("/models", cast_to=object)
        client.copy().copy().get("/models", cast_to=object)
        client.with_raw_response.chat.completions.create(**body())
        nothing_of_openai(wire)

    async def test_asynchronously(self, wire: Wire) -> None:
        """The same for the asynchronous client."""
        client = wire.async_client()
        await client.chat.completions.create(**body())
        await client.with_options(max_retries=0).chat.completions.create(**body())
        await client.get("/models", cast_to=object)
        nothing_of_openai(wire)

    @pytest.mark.parametrize("make", CLIENTS)
    def test_no_attribute_holds_it(self, make: Any) -> None:
        """Nor can anything built on the client pick it up."""
        client = make(api_key=KEY)
        for each in (client, client.copy(), client.with_options(timeout=1)):
            assert each.organization is None
            assert each.project is None
            assert each.webhook_secret is None
            assert getattr(each, "admin_api_key", None) is None
            assert "secret" not in str(vars(each)).replace("webhook_secret", "")

    @pytest.mark.parametrize("make", CLIENTS)
    def test_an_openai_key_is_no_mistral_key(self, make: Any) -> None:
        """A missing key stays missing, and the message explains why."""
        with pytest.raises(APIKeyError) as caught:
            make()
        assert "MISTRAL_API_KEY" in str(caught.value)
        assert "OPENAI_API_KEY is set" in str(caught.value)
        assert "secret" not in str(caught.value)

    def test_what_is_passed_is_used(self, wire: Wire) -> None:
        """Arguments are the caller's own will."""
        client = wire.client(organization="o", default_headers={"x-mine": "1"})
        client.copy().chat.completions.create(**body())
        assert wire.seen[0].headers["x-mine"] == "1"
        assert wire.seen[0].headers["openai-organization"] == "o"


class TestMistralVariables:
    """MISTRAL_API_KEY and MISTRAL_BASE_URL."""

    def test_both_are_used(self, monkeypatch: pytest.MonkeyPatch, wire: Wire) -> None:
        """When no argument says otherwise."""
        monkeypatch.setenv("MISTRAL_API_KEY", "from-environment")
        monkeypatch.setenv("MISTRAL_BASE_URL", "http://localhost:8000/v1")
        wire.client(api_key=None).chat.completions.create(**body())
        assert wire.seen[0].headers["authorization"] == "Bearer from-environment"
        assert str(wire.seen[0].url) == "http://localhost:8000/v1/chat/completions"

    def test_arguments_win(self, monkeypatch: pytest.MonkeyPatch, wire: Wire) -> None:
        """Also a `base_url` with a slash at its end."""
        monkeypatch.setenv("MISTRAL_API_KEY", "from-environment")
        monkeypatch.setenv("MISTRAL_BASE_URL", "http://localhost:8000/v1")
        client = wire.client(base_url="https://proxy.example/v1/")
        client.chat.completions.create(**body())
        assert wire.seen[0].headers["authorization"] == f"Bearer {KEY}"
        assert str(wire.seen[0].url) == "https://proxy.example/v1/chat/completions"

    def test_an_empty_base_url_counts_as_none(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As an unset variable in a shell script."""
        monkeypatch.setenv("MISTRAL_BASE_URL", "")
        assert str(Mistral(api_key=KEY).base_url) == "https://api.mistral.ai/v1/"


@pytest.mark.parametrize("make", CLIENTS)
class TestBadKeys:
    """A key that cannot be one is refused in the constructor, unshown."""

    @pytest.mark.parametrize("key", [None, ""])
    def test_a_missing_key_fails_at_once(self, make: Any, key: Any) -> None:
        """With the variable to set and the argument to pass."""
        with pytest.raises(APIKeyError) as caught:
            make(api_key=key)
        assert "MISTRAL_API_KEY" in str(caught.value)
        assert "api_key=" in str(caught.value)
        assert "OPENAI" not in str(caught.value)

    @pytest.mark.parametrize("quote", ["'", '"', "`"])
    def test_a_key_in_quotes(self, make: Any, quote: str) -> None:
        """As some files of variables hold it; one within a key stays."""
        with pytest.raises(APIKeyError, match="api_key stands in quotes") as caught:
            make(api_key=f"{quote}topsecret{quote}")
        assert "secr" not in str(caught.value)
        assert make(api_key=f"top{quote}secret").api_key

    @pytest.mark.parametrize(
        ("key", "place"),
        [
            ("topsecret\n", 10),
            (" topsecret", 1),
            ("top secret", 4),
            ("topsecré", 8),
            ("\ufefftopsecret", 1),
            ("topsecret\x00", 10),
            ("topsecret\x7f", 10),
            ("“topsecret”", 1),
            ("topsecret\ud800", 10),
        ],
    )
    def test_a_key_that_is_not_printable(self, make: Any, key: str, place: int) -> None:
        """The place of the character is told, the key is not."""
        with pytest.raises(APIKeyError) as caught:
            make(api_key=key)
        error = caught.value
        assert f"character {place} of {len(key)}" in str(error)
        assert "api_key" in str(error)
        told = "".join(traceback.format_exception_only(error))
        for text in (str(error), repr(error), told, str(error.args)):
            assert "secr" not in text
        assert error.__cause__ is None
        assert error.__context__ is None

    def test_in_the_variable_too(self, make: Any, monkeypatch: Any) -> None:
        """The message names where the key came from."""
        monkeypatch.setenv("MISTRAL_API_KEY", "topsecret\r")
        with pytest.raises(APIKeyError, match="MISTRAL_API_KEY") as caught:
            make()
        assert "topsecret" not in str(caught.value)

    @pytest.mark.parametrize("key", [123, b"topsecret", ["topsecret"]])
    def test_a_key_that_is_no_text(self, make: Any, key: Any) -> None:
        """Named by its type, unshown."""
        with pytest.raises(APIKeyError, match=type(key).__name__) as caught:
            make(api_key=key)
        assert "topsecret" not in str(caught.value)

    def test_it_is_an_openai_error(self, make: Any) -> None:
        """Who handles the SDK's errors handles this one."""
        with pytest.raises(openai.OpenAIError):
            make()

    def test_copies_are_held_to_it_too(self, make: Any) -> None:
        """`with_options(api_key=...)` makes no exception."""
        with pytest.raises(APIKeyError) as caught:
            make(api_key=KEY).with_options(api_key="topsecret\n")
        assert "topsecret" not in str(caught.value)


class TestCallableKeys:
    """A function that returns the key is asked for every request."""

    def test_each_request_asks(self, wire: Wire) -> None:
        """Keys may change in between."""
        keys = iter(["first", "second"])
        client = wire.client(api_key=lambda: next(keys))
        client.chat.completions.create(**body())
        client.chat.completions.create(**body())
        sent = [each.headers["authorization"] for each in wire.seen]
        assert sent == ["Bearer first", "Bearer second"]

    async def test_asynchronously(self, wire: Wire) -> None:
        """The asynchronous client awaits it."""

        async def key() -> str:
            return "awaited"

        await wire.async_client(api_key=key).chat.completions.create(**body())
        assert wire.seen[0].headers["authorization"] == "Bearer awaited"

    @pytest.mark.parametrize("key", ["topsecret\n", "topsecré", ""])
    def test_a_key_that_cannot_be_one_is_refused_unshown(
        self, key: str, wire: Wire
    ) -> None:
        """The HTTP library would print the whole header in its error."""
        client = wire.client(api_key=lambda: key)
        with pytest.raises(APIKeyError) as caught:
            client.chat.completions.create(**body())
        told = "".join(traceback.format_exception(caught.value))
        assert "topsecr" not in told
        assert wire.seen == []

    def test_copies_ask_as_well(self, wire: Wire) -> None:
        """A copy keeps the function."""
        client = wire.client(api_key=lambda: "called").with_options(timeout=1)
        client.chat.completions.create(**body())
        assert wire.seen[0].headers["authorization"] == "Bearer called"


def limits(timeout: Any) -> tuple[Any, ...]:
    """Return the four time limits."""
    return timeout.connect, timeout.read, timeout.write, timeout.pool


@pytest.mark.parametrize("make", CLIENTS)
def test_default_time_limits(make: Any) -> None:
    """5 s to connect, 60 s to read, 10 s to write, 5 s for a free connection."""
    client = make(api_key=KEY)
    for each in (client, client.copy(), client.with_options(max_retries=1).copy()):
        assert limits(each.timeout) == (5, 60, 10, 5)


def test_time_limits_reach_the_transport(wire: Wire) -> None:
    """The defaults, the client's, the copy's and the call's."""
    given = HTTPX.Timeout(9, connect=1)
    wire.client().chat.completions.create(**body())
    wire.client(timeout=given).copy().chat.completions.create(**body())
    wire.client().with_options(timeout=3).chat.completions.create(**body())
    wire.client().chat.completions.create(**body(), timeout=4)
    wire.client(timeout=None).chat.completions.create(**body())
    sent = [each.extensions["timeout"] for each in wire.seen]
    assert sent[0] == {"connect": 5, "read": 60, "write": 10, "pool": 5}
    assert (sent[1]["connect"], sent[1]["read"]) == (1, 9)
    assert [sent[2]["read"], sent[3]["read"], sent[4]["read"]] == [3, 4, None]


@pytest.mark.parametrize("make", CLIENTS)
def test_copies_keep_what_they_are_not_told_to_change(make: Any) -> None:
    """Class, check, waive, retries, address and key."""
    client = make(
        api_key=KEY,
        check="warn",
        waive={"chat.seed"},
        max_retries=7,
        base_url="http://localhost:1/v1",
    )
    for copy in (client.copy(), client.with_options(timeout=2)):
        assert type(copy) is make
        assert (copy.check, copy.waive) == ("warn", {"chat.seed"})
        assert (copy.max_retries, copy.api_key) == (7, KEY)
        assert str(copy.base_url) == "http://localhost:1/v1/"
    changed = client.with_options(check="off", waive=())
    assert (changed.check, set(changed.waive)) == ("off", set())
    assert (client.check, client.waive) == ("warn", {"chat.seed"})


def test_a_copy_checks_in_its_own_way(wire: Wire) -> None:
    """The client it came from stays as strict as it was."""
    client = wire.client()
    client.with_options(check="off").chat.completions.create(**body(seed=1))
    with pytest.raises(InvalidRequestError):
        client.chat.completions.create(**body(seed=1))
    with pytest.raises(InvalidRequestError):
        client.with_options(timeout=1).chat.completions.create(**body(seed=1))
    assert wire.sent == [body(seed=1)]


@pytest.mark.parametrize("make", CLIENTS)
def test_a_key_does_not_go_to_a_region_of_openai(make: Any) -> None:
    """`data_residency` means an address of OpenAI's; a copy refuses it as well."""
    client = make(api_key=KEY)
    for attempt in (
        lambda: make(api_key=KEY, data_residency="eu"),
        lambda: client.copy(data_residency="eu"),
    ):
        with pytest.raises(ValueError, match="give base_url"):
            attempt()
