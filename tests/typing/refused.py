"""What users write by mistake: every type checker refuses each of these lines.

An ignore that is not needed is an error, so each of them asserts an error, by its code.
What Mistral refuses by name stands in no file: `test_typing.py` makes those lines.
"""

from __future__ import annotations

from mistyped import AsyncMistral, Mistral
from mistyped._generated.params.chat import UserMessage
from mistyped.messages import assistant, developer, image_url, tool, user


def parameters(client: Mistral) -> None:
    """Parameters that do not exist, or have other values."""
    create = client.chat.completions.create
    create(model="m", messages=[user("x")], foo=1)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    create(model="m", messages=[user("x")], temperature="hot")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    create(model="m", messages=[user("x")], temperature="hot", stream=True)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]  # ty: ignore[no-matching-overload]  # pyrefly: ignore[no-matching-overload]
    create(model="m", messages=[user("x")], tool_choice="sometimes")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    create(model="m", messages=[user("x")], service_tier="flex")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    create(model="m", messages=[user("x")], parallel_tool_calls=None)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    create(model=None, messages=[user("x")])  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    create(messages=[user("x")])  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]  # ty: ignore[no-matching-overload]  # pyrefly: ignore[no-matching-overload]
    create(model="m", messages="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    create(model="m", messages=[user("x")], stream="yes")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]  # ty: ignore[no-matching-overload]  # pyrefly: ignore[no-matching-overload]
    create(model="m", messages=[user("x")], response_format={"type": "xml"})  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]


async def asynchronously(client: AsyncMistral) -> None:
    """The same, asynchronously."""
    create = client.chat.completions.create
    await create(model="m", messages=[user("x")], foo=1)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    await create(model="m", messages=[user("x")], seed=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    await create(model="m", messages=[user("x")], temperature="hot")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]


def other_methods(client: Mistral) -> None:
    """Every method takes the same parameters."""
    completions = client.chat.completions
    completions.parse(model="m", messages=[user("x")], seed=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    completions.parse(model="m", messages=[user("x")], foo=1)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]  # ty: ignore[no-matching-overload]  # pyrefly: ignore[unexpected-keyword]
    completions.stream(model="m", messages=[user("x")], seed=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    completions.with_raw_response.create(model="m", messages=[user("x")], seed=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    completions.with_streaming_response.create(model="m", messages=[user("x")], seed=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]


def messages(client: Mistral) -> None:
    """Messages with unknown keys, other values, or without what they need."""
    user("x", foo=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # ty: ignore[unknown-argument]  # pyrefly: ignore[unexpected-keyword]
    user(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    assistant("x", prefix="yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    tool("x", tool_call_id=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    image_url("x", "huge")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    developer("x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    first: UserMessage = {"role": "user", "content": "x", "foo": 1}  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportAssignmentType]  # ty: ignore[unknown-typed-dict-constructor-key]  # pyrefly: ignore[bad-typed-dict-key]
    second: UserMessage = {"role": "user"}  # type: ignore[typeddict-item]  # pyright: ignore[reportAssignmentType]  # ty: ignore[missing-typed-dict-key]  # pyrefly: ignore[bad-typed-dict-key]
    third: UserMessage = {"role": "assistant", "content": "x"}  # type: ignore[typeddict-item]  # pyright: ignore[reportAssignmentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-assignment]
    loose = [{"role": "user", "content": "x"}]
    client.chat.completions.create(model="m", messages=loose)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    client.chat.completions.create(model="m", messages=[first, second, third])


def options() -> None:
    """Options with other values, and answers read wrongly."""
    Mistral(check="maybe")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    Mistral(api_key="k").with_options(check="maybe")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    Mistral(api_key="k").with_options(foo=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # ty: ignore[unknown-argument]  # pyrefly: ignore[unexpected-keyword]
    answer = Mistral().chat.completions.create(model="m", messages=[user("x")])
    answer.choices[0].message.content.upper()  # type: ignore[union-attr]  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue, reportOptionalMemberAccess]  # ty: ignore[missing-union-attribute]  # pyrefly: ignore[missing-attribute]
    answer.choices[0].message.unknown.upper()  # type: ignore[attr-defined]  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]  # ty: ignore[missing-attribute]  # pyrefly: ignore[missing-attribute]
