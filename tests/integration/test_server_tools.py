"""Which tools the local server calls, so that other people's agents come to an end."""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import Mistral

MODEL = "mistral-small-latest"


def tool(name: str, *parameters: str) -> Any:
    """A function tool with parameters of any kind."""
    properties: dict[str, Any] = {each: {"type": "string"} for each in parameters}
    schema = {"type": "object", "properties": properties}
    return {"type": "function", "function": {"name": name, "parameters": schema}}


TOOLS = [
    tool("get_weather", "city"),
    tool("listOpenInvoices", "customer_name"),
    tool("convert", "source_currency", "amount"),
]


def called(client: Mistral, messages: list[Any], **more: Any) -> list[str]:
    """Return the functions that an answer calls."""
    options: Any = {"tools": TOOLS, **more}
    answer = client.chat.completions.create(model=MODEL, messages=messages, **options)
    calls: Any = answer.choices[0].message.tool_calls or []
    return [each.function.name for each in calls]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What is the weather in Paris?", ["get_weather"]),
        ("Which invoices are open?", ["listOpenInvoices"]),
        ("How much is a currency worth?", ["convert"]),
        ("use get_weather, please", ["get_weather"]),
        ("Weather and invoices", ["get_weather", "listOpenInvoices"]),
        ("Bonjour", []),
        ("Get me the name of it", []),
    ],
)
def test_words_of_names_and_parameters_call(
    client: Mistral, text: str, names: list[str]
) -> None:
    """Split at `_` and capitals; a word that is in every tool tells nothing."""
    assert called(client, [{"role": "user", "content": text}]) == names


@pytest.mark.parametrize("choice", ["any", "required"])
def test_an_agent_that_has_to_call_tools_comes_to_its_last(
    client: Mistral, choice: str
) -> None:
    """What has a result since the user's last message is not called again."""
    messages: list[Any] = [{"role": "user", "content": "What is the weather?"}]
    order: list[str] = []
    options: Any = {"tool_choice": choice, "parallel_tool_calls": False}
    for _ in TOOLS:
        answer = client.chat.completions.create(
            model=MODEL, messages=messages, tools=TOOLS, **options
        )
        message = answer.choices[0].message
        (call,) = message.tool_calls or ()
        order.append(getattr(call, "function").name)  # noqa: B009 - of a union
        messages.append(message.to_dict())
        messages.append({"role": "tool", "tool_call_id": call.id, "content": "done"})
    assert order == ["get_weather", "listOpenInvoices", "convert"]
    messages.append({"role": "user", "content": "And the weather now?"})
    assert called(client, messages, **options) == ["get_weather"]


def test_a_tool_has_its_type_in_the_answer(client: Mistral) -> None:
    """Also when the request has left it out, as it may; so have parts of a content."""
    untyped: Any = [{"function": TOOLS[0]["function"]}]
    agent = client.agents.create(model=MODEL, name="A", tools=untyped)
    agent = client.agents.update(agent.id, tools=untyped)
    assert [each.type for each in agent.tools or ()] == ["function"]
    said: Any = [{"role": "user", "content": [{"text": "Bonjour"}]}]
    with pytest.warns(UserWarning, match="type"):
        talk = client.conversations.start(model=MODEL, tools=untyped, inputs=said)
    about: Any = client.conversations.retrieve(talk.conversation_id)
    assert [each.type for each in about.tools] == ["function"]
    history: Any = client.conversations.get_history(talk.conversation_id)
    assert history.entries[0].content[0].type == "text"


@pytest.mark.parametrize("word", ["allow", "deny"])
def test_a_tool_that_needs_a_confirmation_waits_for_it(
    client: Mistral, word: Any
) -> None:
    """Nothing else goes on before; once it is allowed its run is an entry."""
    search: Any = {
        "type": "web_search",
        "tool_configuration": {"requires_confirmation": ["web_search"]},
    }
    talk = client.conversations.start(
        model=MODEL, tools=[search], inputs="web_search for Mistral"
    )
    (call,) = talk.outputs
    assert call.type == "function.call"
    assert call.confirmation_status == "pending"
    with pytest.raises(Exception, match="results are still missing"):
        client.conversations.append(talk.conversation_id, inputs="And?")
    answer = client.conversations.append(
        talk.conversation_id,
        tool_confirmations=[{"tool_call_id": call.tool_call_id, "confirmation": word}],
    )
    kinds = [each.type for each in answer.outputs]
    run = ["tool.execution"] if word == "allow" else []
    assert kinds == [*run, "message.output"]
