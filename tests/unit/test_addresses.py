"""Where a client may talk: no address that is none, no key in clear on a network."""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import AsyncMistral, InvalidRequestWarning, Mistral
from mistyped.cli import main
from mistyped.gateway import Gateway
from tests.unit.support import HTTPX, KEY, Wire, body

CLIENTS: list[Any] = [Mistral, AsyncMistral]
NONE = {
    "api.mistral.ai/v1": "no scheme; give 'https://api.mistral.ai/v1'",
    "//api.mistral.ai/v1": "no scheme; give 'https://api.mistral.ai/v1'",
    "localhost:8000/v1": "no scheme; give 'http://localhost:8000/v1'",
    "v1": "no scheme",
    "file:///etc/passwd": "file is no scheme of an API",
    "ftp://host.example/v1": "ftp is no scheme",
    "javascript:alert(1)": "no scheme",
    "https://": "names no host",
    "https:///v1": "names no host",
    "https://host.example:0/v1": "names no host",
    "https://host.example:x/v1": "no URL",
    "https://host.example:99999/v1": "no URL",
    "https://[::1/v1": "no URL",
    "https://host.example/v1?key=1": "give default_query",
    "https://host.example/v1#top": "a query or a fragment",
    "https://host.example/v1\n": "a blank or a control character",
    "https://host example/v1": "a blank or a control character",
    "\ufeffhttps://host.example/v1": "a blank or a control character",
}
OPEN = (
    "http://host.example/v1",
    "http://api.mistral.ai/v1",
    "http://10.0.0.3:8000/v1",
    "http://192.168.1.2/v1",
    "http://[fe80::1]/v1",
    "http://[::ffff:10.0.0.3]/v1",
    "http://vllm:8000/v1",
    "http://mistral.default.svc.cluster.local/v1",
    "http://127.0.0.1.example/v1",
    "http://localhost.example/v1",
    "HTTP://host.example/v1",
)
CLOSED = (
    "https://host.example/v1",
    "https://10.0.0.3/v1",
    "http://localhost:8000/v1",
    "http://LOCALHOST:8000/v1",
    "http://api.localhost/v1",
    "http://127.0.0.1:8000/v1",
    "http://127.1.2.3/v1",
    "http://[::1]:8000/v1",
    "http://[::ffff:127.0.0.1]/v1",
    "http://0.0.0.0:8000/v1",
)


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize("address", NONE)
def test_what_is_no_address(
    make: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused when it is given, whichever way; the error says what to give."""
    client = make(api_key=KEY)
    monkeypatch.setenv("MISTRAL_ALLOW_HTTP", "1")
    for name, attempt in {
        "base_url": lambda: make(api_key=KEY, base_url=address),
        "base_url ": lambda: client.copy(base_url=address),
        "base_url  ": lambda: setattr(client, "base_url", address),
        "upstream": lambda: Gateway(address),
    }.items():
        with pytest.raises(ValueError, match=f"^{name.strip()} is ") as caught:
            attempt()
        assert NONE[address] in str(caught.value)
    monkeypatch.setenv("MISTRAL_BASE_URL", address)
    with pytest.raises(ValueError, match=r"^MISTRAL_BASE_URL is ") as caught:
        make(api_key=KEY)
    assert NONE[address] in str(caught.value)
    assert str(client.base_url) == "https://api.mistral.ai/v1/"


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize("address", OPEN)
def test_a_key_does_not_travel_in_clear(
    make: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain http to another machine has to be allowed: by argument or by variable."""
    for url in (address, HTTPX.URL(address)):
        with pytest.raises(ValueError, match="MISTRAL_ALLOW_HTTP=1"):
            make(api_key=KEY, base_url=url)
    with pytest.raises(ValueError, match="allow_http=True"):
        make(api_key=KEY).with_options(base_url=address)
    allowed = make(api_key=KEY, base_url=address, allow_http=True)
    for client in (
        allowed.with_options(timeout=1).copy(),
        make(api_key=KEY).with_options(base_url=address, allow_http=True),
    ):
        assert client.base_url == allowed.base_url
        client.base_url = address
        with pytest.raises(ValueError, match="in clear"):
            client.with_options(allow_http=False)
    for no in ("", "0", "false", "no"):
        monkeypatch.setenv("MISTRAL_ALLOW_HTTP", no)
        with pytest.raises(ValueError, match="in clear"):
            make(api_key=KEY, base_url=address)
    for yes in ("1", "true", " YES "):
        monkeypatch.setenv("MISTRAL_ALLOW_HTTP", yes)
        assert make(api_key=KEY, base_url=address).base_url == allowed.base_url


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize("address", CLOSED)
def test_what_nobody_else_reads_passes(make: Any, address: str) -> None:
    """Encrypted, or within this machine."""
    for url in (address, HTTPX.URL(address)):
        client = make(api_key=KEY, base_url=url)
        client.base_url = url
        assert str(client.base_url).lower().startswith(address[:12].lower())


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize(
    "address",
    [
        "https://api.mistral.ai",
        "https://api.mistral.ai/",
        "https://api.mistral.ai/v1/chat/completions",
        "https://codestral.mistral.ai",
    ],
)
def test_mistrals_own_address_without_v1(make: Any, address: str) -> None:
    """It is taken, with a warning that says what is right, once."""
    right = f"https://{HTTPX.URL(address).host}/v1"
    with pytest.warns(InvalidRequestWarning, match=f"Mistral's API is at '{right}'"):
        client = make(api_key=KEY, base_url=address)
    client.copy()


def test_the_command_says_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    """`mistyped gateway` ends at once, without a traceback."""
    assert main(["gateway", "--upstream", "http://host.example/v1"]) == 2
    assert "in clear" in capsys.readouterr().err


def test_a_password_in_an_address_is_not_told() -> None:
    """Neither in the error of an address, nor in one of a call."""
    with pytest.raises(ValueError, match="query") as caught:
        Mistral(api_key=KEY, base_url="https://me:hidden-word@h.example/v1?a=1")
    assert "hidden-word" not in str(caught.value)
    wire = Wire(lambda _: HTTPX.Response(404, json={"message": "no hidden-word"}))
    client = wire.client(base_url="https://me:hidden-word@h.example/v2")
    with (
        pytest.raises(Exception, match="404") as caught,
        pytest.warns(InvalidRequestWarning),
    ):
        client.chat.completions.create(**body(seed=1))
    assert "hidden-word" not in f"{caught.value!r} {caught.value}"
