"""Refusals: the envelopes on the wire, and as Mistral's own SDK raises them."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from mistralai.client import Mistral
from mistralai.client.errors import HTTPValidationError, SDKError

from mistyped._check.preflight import Preflight
from mistyped.problems import Problem, Report
from mistyped.server import RunningServer, validation
from mistyped.server.call import Call
from mistyped.server.errors import ApiError
from tests.unit.support import operation

MODEL = "mistral-small-latest"
AUTH = {"Authorization": "Bearer any"}
USER = {"role": "user", "content": "Bonjour"}
ASSISTANT = {"role": "assistant", "content": "Salut"}
SYSTEM = {"role": "system", "content": "Be brief."}


def calls(*ids: str) -> dict[str, Any]:
    """An assistant message with calls of these ids."""
    function = {"name": "f", "arguments": "{}"}
    made = [{"id": each, "type": "function", "function": function} for each in ids]
    return {"role": "assistant", "content": "", "tool_calls": made}


def result(call_id: str) -> dict[str, Any]:
    """A tool message that answers a call."""
    return {"role": "tool", "tool_call_id": call_id, "content": "42"}


def post(server: RunningServer, content: object) -> httpx2.Response:
    """Post a value as JSON."""
    return httpx2.post(f"{server.url}/chat/completions", headers=AUTH, json=content)


def post_raw(server: RunningServer, raw: bytes) -> httpx2.Response:
    """Post bytes."""
    return httpx2.post(f"{server.url}/chat/completions", headers=AUTH, content=raw)


def chat(server: RunningServer, **options: Any) -> httpx2.Response:
    """Post a good request with some options."""
    return post(server, {"model": MODEL, "messages": [USER]} | options)


def refusal(response: httpx2.Response) -> tuple[int, str, str | None, str]:
    """What a layer 2 answer says: status, type, code, message."""
    body = response.json()
    assert body["object"] == "error"
    assert body["param"] is None
    return response.status_code, body["type"], body["code"], body["message"]


class TestRouting:
    """Paths, methods, keys and headers."""

    @pytest.mark.parametrize(
        "headers",
        [{}, {"Authorization": "Bearer"}, {"Authorization": "Basic dTpw"}],
    )
    def test_key_is_needed(
        self, server: RunningServer, headers: dict[str, str]
    ) -> None:
        """A request without a bearer key is unauthorized."""
        response = httpx2.post(f"{server.url}/chat/completions", headers=headers)
        assert response.status_code == 401
        assert response.json() == {"detail": "Unauthorized"}

    @pytest.mark.parametrize("path", ["/chat/completions/", "/nothing", ""])
    def test_unknown_path(self, server: RunningServer, path: str) -> None:
        """A path that is not in the table is not found, with a slash at the end too."""
        response = httpx2.post(f"{server.url}{path}", headers=AUTH)
        assert response.status_code == 404
        assert response.json() == {"detail": "Not Found"}

    def test_wrong_method(self, server: RunningServer) -> None:
        """A known path with another method is not allowed."""
        response = httpx2.get(f"{server.url}/chat/completions", headers=AUTH)
        assert response.status_code == 405
        assert response.json() == {"detail": "Method Not Allowed"}
        assert response.headers["allow"] == "POST"

    @pytest.mark.parametrize(
        ("path", "content"),
        [
            ("/chat/completions", {"model": MODEL, "messages": [USER]}),
            ("/chat/completions", {"model": MODEL}),
            ("/chat/completions", {"model": "x", "messages": [USER]}),
            ("/nothing", {}),
        ],
    )
    def test_every_answer_has_ids(
        self, server: RunningServer, path: str, content: dict[str, Any]
    ) -> None:
        """Every answer, good or bad, carries the ids that support asks for."""
        response = httpx2.post(f"{server.url}{path}", headers=AUTH, json=content)
        correlation_id = response.headers["mistral-correlation-id"]
        assert correlation_id
        assert response.headers["x-kong-request-id"] == correlation_id


class TestSchema:
    """Layer 1: the request schema."""

    def entries(self, response: httpx2.Response) -> list[dict[str, Any]]:
        """The entries of a 422, whose envelope is checked."""
        assert response.status_code == 422
        body = response.json()
        assert {key: body[key] for key in body if key != "message"} == {
            "object": "error",
            "type": "invalid_request_error",
            "param": None,
            "code": None,
        }
        assert [*body["message"]] == ["detail"]
        entries: list[dict[str, Any]] = body["message"]["detail"]
        assert all({*e} - {"ctx"} == {"type", "loc", "msg", "input"} for e in entries)
        return entries

    def test_unknown_key(self, server: RunningServer) -> None:
        """A key that Mistral does not know is an extra, shown with its value."""
        (entry,) = self.entries(chat(server, max_completion_tokens=5))
        assert entry == {
            "type": "extra_forbidden",
            "loc": ["body", "max_completion_tokens"],
            "msg": "Extra inputs are not permitted",
            "input": 5,
        }

    def test_key_in_a_message_is_located_by_role(self, server: RunningServer) -> None:
        """The location in a message names the message's role after its index."""
        foreign = ASSISTANT | {"finish_reason": "stop"}
        response = chat(server, messages=[USER, foreign, USER])
        (entry,) = self.entries(response)
        assert entry["loc"] == ["body", "messages", 1, "assistant", "finish_reason"]
        assert entry["input"] == "stop"

    def test_missing_key_shows_the_object(self, server: RunningServer) -> None:
        """For a missing key the input is the object that lacks it."""
        (entry,) = self.entries(post(server, {"model": MODEL}))
        assert (entry["type"], entry["loc"]) == ("missing", ["body", "messages"])
        assert entry["msg"] == "Field required"
        assert entry["input"] == {"model": MODEL}

    def test_wrong_role_is_a_wrong_tag(self, server: RunningServer) -> None:
        """An unknown or absent role is located at the message, as a union's tag is."""
        messages = [{"role": "developer", "content": "x"}, {"content": "x"}, USER]
        wrong, absent = self.entries(chat(server, messages=messages))
        assert wrong["type"] == "union_tag_invalid"
        assert wrong["loc"][:3] == ["body", "messages", 0]
        assert absent["type"] == "union_tag_not_found"
        assert absent["loc"] == ["body", "messages", 1]
        assert absent["input"] == {"content": "x"}

    def test_number_out_of_range(self, server: RunningServer) -> None:
        """A number beyond its limit is located and shown."""
        (entry,) = self.entries(chat(server, temperature=1.6))
        assert entry["loc"] == ["body", "temperature"]
        assert (entry["input"], entry["ctx"]) == (1.6, {"le": 1.5})

    def test_no_branch_of_a_union(self, server: RunningServer) -> None:
        """A value that fits no branch gets an entry for each, as from pydantic."""
        text, array = self.entries(chat(server, stop=5))
        assert (text["type"], array["type"]) == ("string_type", "list_type")
        assert text["loc"][:2] == array["loc"][:2] == ["body", "stop"]
        assert text["input"] == array["input"] == 5

    def test_all_problems_at_once(self, server: RunningServer) -> None:
        """Several problems make several entries."""
        response = chat(server, seed=1, user="me", temperature=3)
        assert len(self.entries(response)) == 3

    @pytest.mark.parametrize("raw", [b"[]", b'"text"', b"1", b"null"])
    def test_body_has_to_be_an_object(self, server: RunningServer, raw: bytes) -> None:
        """JSON that is no object is refused as a whole."""
        (entry,) = self.entries(post_raw(server, raw))
        assert (entry["type"], entry["loc"]) == ("dict_type", ["body"])
        assert entry["input"] == json.loads(raw)

    @pytest.mark.parametrize(
        ("options", "kind", "message"),
        [
            ({"stream": "x"}, "bool_type", "Input should be a valid boolean"),
            ({"tools": {}}, "list_type", "Input should be a valid list"),
            ({"n": 0}, "greater_than_equal", "greater than or equal to 1"),
            ({"n": "1"}, "int_type", "a valid integer"),
            ({"temperature": "1"}, "float_type", "a valid number"),
            ({"temperature": 2}, "less_than_equal", "less than or equal to 1.5"),
            ({"top_p": 0}, "greater_than", "greater than 0"),
            ({"top_p": 2}, "less_than_equal", "less than or equal to 1"),
            ({"frequency_penalty": -3}, "greater_than_equal", "or equal to -2"),
            ({"presence_penalty": 2.5}, "less_than_equal", "or equal to 2"),
            ({"parallel_tool_calls": None}, "bool_type", "a valid boolean"),
            ({"reasoning_effort": "huge"}, "literal_error", "'high'"),
        ],
    )
    def test_words_are_pydantics(
        self, server: RunningServer, options: dict[str, Any], kind: str, message: str
    ) -> None:
        """Types and messages are pydantic's."""
        (entry,) = self.entries(chat(server, **options))
        assert entry["type"] == kind
        assert message in entry["msg"]

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{",
            b'{"model": NaN}',
            b'{"temperature": 1e999}',
            b'{"model": "\xff"}',
            b'{"model": "\\ud800"}',
            b"[" * 50_000,
            b'{"n": ' + b"9" * 5_000 + b"}",
        ],
    )
    def test_unreadable_body(self, server: RunningServer, raw: bytes) -> None:
        """What is no JSON in UTF-8 is refused as such, whatever is wrong with it."""
        (entry,) = self.entries(post_raw(server, raw))
        assert (entry["type"], entry["msg"]) == ("json_invalid", "JSON decode error")
        assert entry["ctx"]["error"]

    def test_sdk_raises_it(self, server: RunningServer) -> None:
        """Mistral's SDK raises its validation error with the body at hand."""
        with (
            Mistral(api_key="any", server_url=server.origin) as client,
            pytest.raises(HTTPValidationError) as caught,
        ):
            client.chat.complete(model=MODEL, messages=[USER], temperature=3)
        assert "temperature" in caught.value.body


ORDER = (400, "invalid_request_message_order", "3230")
LAST_ROLE = (
    "Expected last role User or Tool (or Assistant with prefix True) "
    "for serving but got "
)
NOT_THE_SAME = "Not the same number of function calls and responses"


class TestConversation:
    """Layer 2: the model and its template."""

    @pytest.mark.parametrize(
        ("messages", "message"),
        [
            ([USER, ASSISTANT], f"{LAST_ROLE}assistant"),
            ([], f"{LAST_ROLE}none"),
            (
                [USER, ASSISTANT, SYSTEM, USER],
                "Unexpected role 'system' after role 'assistant'",
            ),
            (
                [USER, result("abcdefghi")],
                "Unexpected role 'tool' after role 'user'",
            ),
            ([USER, calls("abcdefghi"), USER], NOT_THE_SAME),
            (
                [USER, calls("abcdefghi", "123456789"), result("abcdefghi")],
                NOT_THE_SAME,
            ),
            ([USER, ASSISTANT, result("abcdefghi")], NOT_THE_SAME),
            (
                [USER, calls("abcdefghi"), result("123456789")],
                "Unexpected tool call id 123456789 in tool results",
            ),
        ],
    )
    def test_order_and_pairing(
        self, server: RunningServer, messages: list[Any], message: str
    ) -> None:
        """Messages out of order, and results without their calls, are refused."""
        assert refusal(chat(server, messages=messages)) == (*ORDER, message)

    @pytest.mark.parametrize(
        "messages",
        [
            [SYSTEM],
            [SYSTEM, SYSTEM, USER, USER],
            [ASSISTANT, USER],
            [USER, calls("abcdefghi"), result("abcdefghi")],
            [USER, calls("abcdefghi"), result("abcdefghi"), USER],
            [USER, calls("abcdefghi"), result("abcdefghi"), ASSISTANT, USER],
            [USER, ASSISTANT | {"prefix": True}],
        ],
    )
    def test_accepted_orders(self, server: RunningServer, messages: list[Any]) -> None:
        """What the API was seen to accept passes, a user after a tool too."""
        assert chat(server, messages=messages).status_code == 200

    @pytest.mark.parametrize("call_id", ["call_1", "abcdefgh", "abcdefghé"])
    def test_call_id_form(self, server: RunningServer, call_id: str) -> None:
        """What is not nine letters or digits is refused where it was seen to be."""
        messages = [USER, calls(call_id), result(call_id)]
        assert chat(server, messages=messages).status_code == 200
        response = chat(server, model="mistral-large-latest", messages=messages)
        form = "must be a-z, A-Z, 0-9, with a length of 9."
        message = f"Tool call id was {call_id} but {form}"
        kind = (400, "invalid_function_call", "3280")
        assert refusal(response) == (*kind, message)

    def test_call_id_null(self, server: RunningServer) -> None:
        """The text "null" counts as no id."""
        response = chat(server, messages=[USER, calls("null"), result("null")])
        assert refusal(response)[3] == "Tool call id has to be defined."

    def test_relayed_models_take_other_ids(self, server: RunningServer) -> None:
        """A model that Mistral relays makes ids of its own form, and takes them."""
        messages = [USER, calls("chatcmpl-tool-1"), result("chatcmpl-tool-1")]
        response = chat(server, model="zai-glm-5-2", messages=messages)
        assert response.status_code == 200

    @pytest.mark.parametrize("content", ["", None, []])
    def test_empty_assistant(self, server: RunningServer, content: object) -> None:
        """An assistant message with neither content nor calls is refused."""
        empty = {"role": "assistant", "content": content}
        status, _, _, message = refusal(chat(server, messages=[USER, empty, USER]))
        assert status == 400
        assert message.startswith("Assistant message must have either content or")

    @pytest.mark.parametrize("model", ["gpt-4o", "claude-sonnet-5"])
    def test_foreign_model(self, server: RunningServer, model: str) -> None:
        """A model of another vendor is invalid; an unknown one may be new."""
        assert chat(server, model="mistralish").status_code == 200
        assert refusal(chat(server, model=model)) == (
            400,
            "invalid_model",
            "1500",
            f"Invalid model: {model}",
        )

    def test_log_probabilities(self, server: RunningServer) -> None:
        """Log probabilities are known to the schema and refused by the model."""
        kind = (400, "invalid_request_invalid_args", "3051")
        message = "Logprobs are not enabled for this model"
        assert refusal(chat(server, logprobs=True)) == (*kind, message)

    def test_json_beside_a_forced_tool(self, server: RunningServer) -> None:
        """A JSON format goes with tools only if the choice is left open."""
        function = {"name": "f", "parameters": {"type": "object"}}
        options = {
            "tools": [{"type": "function", "function": function}],
            "response_format": {"type": "json_object"},
        }
        assert chat(server, tool_choice="auto", **options).status_code == 200
        assert chat(server, tool_choice="none", **options).status_code == 200
        refused = refusal(chat(server, tool_choice="any", **options))
        assert refused[3].endswith("is only compatible with `tool_choice: auto`")

    def test_sdk_raises_it(self, server: RunningServer) -> None:
        """Mistral's SDK raises its error with the body at hand."""
        with (
            Mistral(api_key="any", server_url=server.origin) as client,
            pytest.raises(SDKError) as caught,
        ):
            client.chat.stream(model="gpt-4o", messages=[USER])
        assert caught.value.status_code == 400
        assert json.loads(caught.value.body)["code"] == "1500"


def test_nothing_the_check_refuses_is_let_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A problem that neither layer knows is refused with its own words."""
    problem = Problem("new-rule", ("model",), "it is odd", "change it")
    found = Preflight(b"{}", Report("POST /x", (problem,)))
    monkeypatch.setattr(validation, "preflight", lambda *_: found)
    with pytest.raises(ApiError) as caught:
        validation.checked_body(Call(operation("fim.create"), b"{}"))
    assert caught.value.status == 400
    assert caught.value.payload["message"] == "model: it is odd"
