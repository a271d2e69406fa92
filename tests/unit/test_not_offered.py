"""What the OpenAI client has and Mistral does not: an error with a reason."""

from __future__ import annotations

import copy
import importlib.util
import pickle
import re
import warnings
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import openai
import pytest
from openai.resources.beta import Beta as SdkBeta

from mistyped import (
    AsyncMistral,
    InvalidRequestWarning,
    Mistral,
    UnsupportedEndpointError,
)
from mistyped import check as check_request
from mistyped._check.not_offered import nearest_way
from mistyped._openai.not_offered import NotInBeta, NotOffered
from tests.unit.support import KEY, Wire, body

CLIENTS: list[Any] = [Mistral, AsyncMistral]
HINTS = {
    "admin": "no OpenAI admin",
    "completions": "chat.completions",
    "containers": "no containers",
    "content_provenance_checks": "no provenance",
    "decisions": "no decisions",
    "evals": "no evals",
    "fine_tuning": "no fine-tuning",
    "images": "image_generation",
    "live": "no live",
    "realtime": "no OpenAI realtime",
    "safety": "guardrails",
    "skills": "no OpenAI skills",
    "uploads": "files.create",
    "vector_stores": "document_library",
    "videos": "no videos",
}
OFFERED = {
    "audio",
    "batches",
    "beta",
    "chat",
    "conversations",
    "embeddings",
    "files",
    "models",
    "moderations",
    "responses",
    "webhooks",
}
REFUSED = {
    ("POST", "/images/generations"): "image_generation",
    ("GET", "/vector_stores"): "document_library",
    ("POST", "vector_stores/vs_1/search"): "document_library",
    ("GET", "/v1/vector_stores?limit=1"): "document_library",
    ("POST", "/completions"): "chat.completions",
    ("POST", "/fine_tuning/jobs"): "no fine-tuning",
    ("POST", "/fine_tuning/jobs/ft_1/cancel"): "no fine-tuning",
    ("POST", "/audio/translations"): "transcriptions",
    ("POST", "/uploads/u_1/parts"): "files.create",
    ("POST", "/realtime/sessions"): "realtime",
    ("POST", "/assistants"): "no OpenAI assistants",
    ("POST", "/threads/t_1/runs"): "no OpenAI threads",
    ("POST", "/chatkit/sessions"): "no ChatKit",
    ("POST", "/evals"): "evals",
    ("GET", "/containers/c_1/files"): "containers",
    ("POST", "/batches"): "/batch/jobs",
    ("GET", "/batches/b_1"): "/batch/jobs",
    ("GET", "/organization/usage/images"): "admin",
    ("GET", "/chat/completions"): "stores no completions",
    ("GET", "/chat/completions/c_1"): "stores no completions",
    ("POST", "/chat/completions/c_1"): "stores no completions",
    ("DELETE", "/chat/completions/c_1"): "stores no completions",
    ("GET", "/chat/completions/c_1/messages"): "stores no completions",
    ("GET", "/responses/r_1"): "stores no responses",
    ("DELETE", "/responses/r_1"): "stores no responses",
    ("POST", "/responses/r_1/cancel"): "stores no responses",
    ("GET", "/responses/r_1/input_items"): "stores no responses",
    ("POST", "/responses/compact"): "compacted",
    ("GET", "/conversations/c_1/items"): "history",
    ("get", "/videos"): "no videos",
}
PASSING = [
    ("GET", "/responses"),
    ("GET", "/fim/completions"),
    ("GET", "/agents/completions"),
    ("PATCH", "/fine_tuning/models/images"),
    ("GET", "/models/videos"),
    ("GET", "/files/batches/content"),
    ("GET", "/images_of_the_day"),
    ("GET", "/v2/skills"),
    ("GET", "/what-comes-next"),
    ("GET", "https://example.com/v1/images"),
    ("GET", "https://api.mistral.ai/v2/skills"),
]


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize("name", HINTS)
def test_using_it_is_an_error_with_a_reason(make: Any, name: str) -> None:
    """The message names the attribute that was used and the nearest way."""
    client = make(api_key=KEY)
    with pytest.raises(UnsupportedEndpointError) as caught:
        getattr(client, name).create(prompt="x")
    assert f"client.{name}.create" in str(caught.value)
    assert HINTS[name] in str(caught.value)


@pytest.mark.parametrize("make", CLIENTS)
def test_copies_do_not_offer_it_either(make: Any) -> None:
    """Nor any client made from this one."""
    with pytest.raises(UnsupportedEndpointError):
        make(api_key=KEY).with_options(timeout=1).images.generate(prompt="x")


def test_nothing_is_sent(wire: Wire) -> None:
    """Deeper attributes fail at the first step."""
    with pytest.raises(UnsupportedEndpointError):
        wire.client().fine_tuning.jobs.create()
    with pytest.raises(UnsupportedEndpointError):
        wire.client().beta.threads.runs.create()
    assert wire.seen == []


def test_the_error_is_an_attribute_error_and_the_sdks() -> None:
    """So that handlers of either kind of error work."""
    assert issubclass(UnsupportedEndpointError, openai.OpenAIError)
    assert issubclass(UnsupportedEndpointError, AttributeError)


def test_looking_at_a_method_is_no_error() -> None:
    """Frameworks wrap methods that nobody calls; only the call raises."""
    client: Any = Mistral(api_key=KEY)
    wrapped = client.completions.create
    with pytest.raises(UnsupportedEndpointError, match=r"client\.completions\.create"):
        wrapped(prompt="x")


def test_what_is_set_on_one_client_is_not_on_another() -> None:
    """Each client has its own placeholders."""
    client: Any = Mistral(api_key=KEY)
    client.images.generate = "mine"
    other: Any = Mistral(api_key=KEY)
    assert other.images.generate != "mine"


def test_a_client_can_still_be_looked_at() -> None:
    """Debuggers, `repr`, `dir` and copies meet no surprise."""
    client: Any = Mistral(api_key=KEY)
    assert "images" in dir(client)
    assert "image_generation" in repr(client.images)
    assert repr(copy.copy(client.images)) == repr(client.images)
    assert repr(pickle.loads(pickle.dumps(client.images))) == repr(client.images)


def test_chat_is_found_in_beta(wire: Wire) -> None:
    """Programs and frameworks of other years look there; the rest has its hints."""
    client: Any = wire.client()
    assert client.beta.chat is client.chat
    client.beta.chat.completions.create(**body())
    assert len(wire.seen) == 1
    assert wire.async_client().beta.chat.completions.parse
    for name in NotInBeta.__annotations__:
        with pytest.raises(UnsupportedEndpointError, match=rf"client\.beta\.{name}"):
            getattr(client.beta, name).create()


def test_every_beta_of_the_sdk_is_known() -> None:
    """What a new SDK brings is named in `spec/not_offered.yaml`."""
    brought = {
        name for name, value in vars(SdkBeta).items() if hasattr(value, "__get__")
    }
    plain = {name for name in brought if not name.startswith(("_", "with_"))}
    assert plain - {"chat"} <= NotInBeta.__annotations__.keys()


@pytest.mark.parametrize("method", ["list", "retrieve", "update", "delete"])
def test_stored_completions_do_not_exist(method: str, wire: Wire) -> None:
    """Mistral stores no completions, so nothing lists or deletes them."""
    completions: Any = wire.client().chat.completions
    with pytest.raises(UnsupportedEndpointError):
        getattr(completions, method)("c1")
    assert wire.seen == []


def test_what_is_offered_is_not_hidden(wire: Wire) -> None:
    """Chat, models and plain requests work beside it."""
    client = wire.client()
    client.chat.completions.create(**body())
    client.get("/models", cast_to=object)
    assert [each.url.path for each in wire.seen] == [
        "/v1/chat/completions",
        "/v1/models",
    ]


def test_every_attribute_of_the_sdk_is_known() -> None:
    """What a new SDK brings: offer it, or add it to `spec/not_offered.yaml`."""
    brought = {
        name
        for cls in openai.OpenAI.__mro__
        for name, value in vars(cls).items()
        if isinstance(value, cached_property)
    }
    ours = {*NotOffered.__annotations__, *OFFERED}
    assert brought - {"with_raw_response", "with_streaming_response"} - ours == set()
    assert not OFFERED & NotOffered.__annotations__.keys()


@pytest.mark.parametrize(("method", "path"), REFUSED)
def test_plain_requests_are_refused_as_well(method: str, path: str, wire: Wire) -> None:
    """The message names the request and the nearest way, and nothing is sent."""
    client = wire.client()
    with pytest.raises(UnsupportedEndpointError) as caught:
        call(client, method, path)
    assert f"{method.upper()} /{path.strip('/')}: " in str(caught.value)
    assert REFUSED[method, path] in str(caught.value)
    assert wire.seen == []
    (problem,) = check_request(path, {}, method=method).errors
    assert str(caught.value).endswith(f": {problem.hint}")


@pytest.mark.anyio
async def test_asynchronous_requests_are_refused_as_well(wire: Wire) -> None:
    """Both clients do it."""
    client = wire.async_client()
    with pytest.raises(UnsupportedEndpointError, match="image_generation"):
        await client.post("/images/generations", body={}, cast_to=object)
    with pytest.raises(UnsupportedEndpointError, match="stores no responses"):
        await client.responses.retrieve("r_1")
    assert wire.seen == []


@pytest.mark.parametrize(("method", "path"), PASSING)
def test_what_mistral_may_have_is_sent(method: str, path: str, wire: Wire) -> None:
    """A wrong refusal is worse than none."""
    call(wire.client(), method, path)
    assert len(wire.seen) == 1


def test_with_warn_it_is_sent_with_a_warning(wire: Wire) -> None:
    """As with any other problem."""
    client = wire.client(check="warn")
    with pytest.warns(InvalidRequestWarning, match="image_generation") as caught:
        client.post("/images/generations", body={"prompt": "x"}, cast_to=object)
    assert caught[0].filename == __file__
    assert wire.sent == [{"prompt": "x"}]


def test_waived_it_is_sent(wire: Wire) -> None:
    """As with any other rule."""
    client = wire.client(waive={"not-offered"})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.post("/images/generations", body={"prompt": "x"}, cast_to=object)
    assert wire.sent == [{"prompt": "x"}]


def test_with_off_it_is_sent(wire: Wire) -> None:
    """Nothing is said, and nothing is changed."""
    client = wire.client(check="off")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.post("/images/generations", body={"prompt": "x"}, cast_to=object)
    assert wire.sent == [{"prompt": "x"}]


@pytest.mark.parametrize(
    ("base_url", "path"),
    [
        ("http://localhost:8000", "/v1/images"),
        ("https://gateway.example.com/mistral/v1/", "/images"),
        ("https://api.mistral.ai/v1", "https://api.mistral.ai/v1/images"),
    ],
)
def test_the_base_url_makes_no_difference(base_url: str, path: str, wire: Wire) -> None:
    """With or without a prefix before `/v1`."""
    with pytest.raises(UnsupportedEndpointError, match="image_generation"):
        wire.client(base_url=base_url).get(path, cast_to=object)


@pytest.mark.parametrize(
    ("base_url", "path"),
    [
        ("http://localhost:8000", "/images"),
        ("https://gateway.example.com/mistral", "/images"),
        ("https://gateway.example.com/openai/deployments/small", "/images"),
    ],
)
def test_other_layouts_of_paths_pass(base_url: str, path: str, wire: Wire) -> None:
    """What is known of Mistral's paths is no reason to refuse another host's."""
    wire.client(base_url=base_url).get(path, cast_to=object)
    assert [str(each.url) for each in wire.seen] == [base_url + path]


def test_other_versions_of_the_api_pass(wire: Wire) -> None:
    """Mistral's `/v2/skills` is not OpenAI's `/skills`."""
    client = wire.client(base_url="https://api.mistral.ai/v2")
    client.get("/skills", cast_to=object)
    assert [str(each.url) for each in wire.seen] == ["https://api.mistral.ai/v2/skills"]


def test_nothing_of_the_official_sdk_is_refused() -> None:
    """Whatever Mistral's own SDK calls, a client can send."""
    called = list(official_calls())
    assert len(called) > 250
    assert [each for each in called if nearest_way(*each)] == []


@pytest.mark.parametrize("name", sorted(NotOffered.__annotations__.keys() - {"admin"}))
def test_the_paths_of_an_attribute_are_refused(name: str) -> None:
    """Each path that the SDK's resource calls is; newer ones included."""
    folder = Path(openai.__file__).parent / "resources"
    modules = [*folder.glob(f"{name}.py"), *(folder / name).rglob("*.py")]
    text = "".join(each.read_text(encoding="utf-8") for each in modules)
    paths = set(re.findall(r'f?"(/[a-z_]+(?:/[^"\s]*)?)"', text))
    assert [path for path in paths if not nearest_way("POST", path)] == []


def call(client: Mistral, method: str, path: str) -> object:
    """Send a plain request."""
    if method.lower() in ("get", "delete"):
        return getattr(client, method.lower())(path, cast_to=object)
    return getattr(client, method.lower())(path, body={}, cast_to=object)


def official_calls() -> Iterator[tuple[str, str]]:
    """Yield method and path of every call in the source of `mistralai`."""
    found = importlib.util.find_spec("mistralai.client")
    assert found is not None
    for folder in found.submodule_search_locations or ():
        for module in Path(folder).glob("*.py"):
            text = module.read_text(encoding="utf-8")
            yield from re.findall(r'method="(\w+)",\s+path="([^"#]+)', text)
