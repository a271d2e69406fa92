"""Conversions that need more than a name or a value: see `spec/conversions.yaml`.

Each function takes the draft and the place of a problem, and edits the draft. It leaves
alone what it cannot make sense of; the problem then stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from string import ascii_letters, digits

from mistyped._check.draft import NOTHING, Draft
from mistyped._check.known_models import known_model
from mistyped._values.guards import is_list, is_object
from mistyped.problems import Location

_NINE = re.compile(r"[a-zA-Z0-9]{9}")
_LETTERS = digits + ascii_letters
_HOURS = re.compile(r"(\d{1,4})h")
_MESSAGES: Location = ("messages",)
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")


def renamed_if_free(draft: Draft, loc: Location) -> None:
    """Call what has another name `inputs` or `messages`, as the operation does."""
    draft.move(loc, ("messages" if loc[-1] == "inputs" else "inputs",))


def into_completion_args(draft: Draft, loc: Location) -> None:
    """Put a parameter to the others of its kind; what is there already stays."""
    if draft.value(("completion_args",)) in (NOTHING, None):
        draft.body["completion_args"] = {}
    if is_object(draft.value(("completion_args",))):
        draft.move(loc, ("completion_args", str(loc[-1])))


def effort_of_reasoning(draft: Draft, loc: Location) -> None:
    """Make `{"effort": "high"}` reasoning_effort."""
    members = draft.members(loc)
    if members.keys() == {"effort"}:
        draft.move(loc, ("reasoning_effort",), members["effort"])


def without_effort(draft: Draft, loc: Location) -> None:
    """Leave out an effort where the model takes none."""
    if not _efforts(draft):
        draft.remove(loc)


def nearest_effort(draft: Draft, loc: Location) -> None:
    """Take the nearest effort that the model takes, of two the lower."""
    effort, efforts = draft.value(loc), _efforts(draft)
    if effort not in _EFFORTS:
        return
    if not efforts or effort in efforts:  # the model's card says that it takes none
        draft.remove(loc)
        return
    wanted = _EFFORTS.index(str(effort))
    levels = filter(efforts.__contains__, _EFFORTS)
    draft.put(loc, min(levels, key=lambda e: abs(_EFFORTS.index(e) - wanted)))


def no_arguments(draft: Draft, loc: Location) -> None:
    """Say what OpenAI means by a function without parameters."""
    draft.put(loc, {"type": "object", "properties": {}})


def functions_as_tools(draft: Draft, loc: Location) -> None:
    """Make OpenAI's older functions tools."""
    tools = [{"type": "function", "function": each} for each in draft.items(loc)]
    if tools:
        draft.move(loc, ("tools",), tools)


def function_call_as_choice(draft: Draft, loc: Location) -> None:
    """Make OpenAI's older choice of a function the choice of a tool."""
    choice = draft.value(loc)
    if is_object(choice):
        choice = {"type": "function", "function": choice}
    draft.move(loc, ("tool_choice",), choice)


def calls_with_ids(draft: Draft, loc: Location) -> None:
    """Make OpenAI's older calls and results such as carry ids."""
    ids: list[str] = []
    for at, message in _messages(draft):
        call = message.get("function_call")
        place: Location = ("messages", at)
        if message.get("role") == "assistant" and is_object(call):
            ids.append(_nine(f"{at} {call.get('name')}"))
            made = [{"id": ids[-1], "type": "function", "function": call}]
            draft.move((*place, "function_call"), (*place, "tool_calls"), made)
        elif message.get("role") == "assistant" and "function_call" in message:
            draft.remove((*place, "function_call"))
        elif message.get("role") == "function" and ids:
            draft.put((*place, "role"), "tool")
            draft.put((*place, "tool_call_id"), ids.pop())


def allowed_tools_alone(draft: Draft, loc: Location) -> None:
    """Send only the tools that are allowed, and the mode as the choice."""
    holder = loc[:-1] if loc[-1] == "type" else loc
    allowed = draft.members((*holder, "allowed_tools"))
    names = {
        _function_name(each)
        for each in draft.items((*holder, "allowed_tools", "tools"))
    }
    tools = [
        each for each in draft.items(("tools",)) if _function_name(each) in names - {""}
    ]
    if tools and allowed.get("mode") in ("auto", "required"):
        draft.put(("tools",), tools)
        draft.put(holder, allowed["mode"])


def nine_character_ids(draft: Draft, loc: Location) -> None:
    """Make ids of nine letters and digits; equal ones stay equal, so pairs stay."""
    for at, message in _messages(draft):
        result: Location = ("messages", at, "tool_call_id")
        places = [result] if "tool_call_id" in message else []
        calls = message.get("tool_calls")
        count = len(calls) if is_list(calls) else 0
        places += [("messages", at, "tool_calls", n, "id") for n in range(count)]
        for place in places:
            given = draft.value(place)
            if isinstance(given, str) and _is_other_id(given):
                draft.put(place, _nine(given))


def without_format(draft: Draft, loc: Location) -> None:
    """Leave out the format of an answer that is a call anyway."""
    draft.remove(("response_format",))


def user_turn(draft: Draft, loc: Location) -> None:
    """Let the user speak last."""
    draft.append(_MESSAGES, {"role": "user", "content": "Continue."})


def without_message(draft: Draft, loc: Location) -> None:
    """Leave out a message, if there are others."""
    place = loc[:2]
    if len(draft.items(_MESSAGES)) > 1:
        draft.remove(place)


def refusal_as_text(draft: Draft, loc: Location) -> None:
    """Let the text of a refusal be what was said, if nothing else was."""
    if draft.value(loc) is None:
        draft.remove(loc)
    elif not draft.members(loc[:-1]).get("content"):
        draft.members(loc[:-1]).pop("content", None)
        draft.move(loc, (*loc[:-1], "content"))


def refusal_part_as_text(draft: Draft, loc: Location) -> None:
    """Make a chunk with a refusal one of text."""
    part = loc[:-1]
    text = draft.members(part).get("refusal")
    if isinstance(text, str):
        draft.put(part, {"type": "text", "text": text})


def thinking_chunk(draft: Draft, loc: Location) -> None:
    """Put thoughts before what was said."""
    message = draft.members(loc[:-1])
    thoughts, content = message.get(str(loc[-1])), message.get("content")
    if not thoughts:
        draft.remove(loc)
    elif isinstance(thoughts, str):
        thinking = [{"type": "text", "text": thoughts}]
        said: list[object] = [{"type": "thinking", "thinking": thinking}]
        if isinstance(content, str) and content:
            said.append({"type": "text", "text": content})
        elif is_list(content):
            said += content
        message.pop("content", None)
        draft.move(loc, (*loc[:-1], "content"), said)


def text_chunk(draft: Draft, loc: Location) -> None:
    """Make a text in a list of chunks a chunk."""
    text = draft.value(loc)
    if isinstance(text, str):
        draft.put(loc, {"type": "text", "text": text})


def flat_file(draft: Draft, loc: Location) -> None:
    """Make OpenAI's file a chunk with a document, or with the id of a file."""
    file, part = draft.members(loc), loc[:-1]
    if isinstance(file.get("file_data"), str):
        chunk = {"type": "document_url", "document_url": file["file_data"]}
        if file.get("filename"):
            chunk["document_name"] = file["filename"]
        draft.put(part, chunk)
    elif isinstance(file.get("file_id"), str):
        draft.put(part, {"type": "file", "file_id": file["file_id"]})


def voice_id(draft: Draft, loc: Location) -> None:
    """Name a voice by its id, which OpenAI may put into an object."""
    voice = draft.value(loc)
    draft.move(loc, ("voice_id",), voice.get("id") if is_object(voice) else voice)


def expiry_in_hours(draft: Draft, loc: Location) -> None:
    """Make seconds since the file's creation whole hours."""
    seconds = draft.members(loc).get("seconds")
    if isinstance(seconds, int) and seconds > 0 and seconds % 3600 == 0:
        draft.move(loc, ("expiry",), seconds // 3600)


def one_language(draft: Draft, loc: Location) -> None:
    """Make a list of one language that language."""
    languages = draft.items(loc)
    if len(languages) == 1:
        draft.move(loc, ("language",), languages[0])
    elif not languages:
        draft.remove(loc)


def stream_of_format(draft: Draft, loc: Location) -> None:
    """Make OpenAI's name of a stream's form the wish for a stream."""
    if draft.value(loc) in ("sse", None):
        draft.move(loc, ("stream",), True if draft.value(loc) else None)


def input_files(draft: Draft, loc: Location) -> None:
    """Make a file's id a list of it."""
    if isinstance(draft.value(loc), str):
        draft.move(loc, ("input_files",), [draft.value(loc)])


def timeout_hours(draft: Draft, loc: Location) -> None:
    """Make `24h` 24."""
    hours = hours_of(draft.value(loc))
    if hours is not None:
        draft.move(loc, ("timeout_hours",), hours)


def hours_of(window: object) -> int | None:
    """Return how many hours OpenAI's `24h` are; None if it says no hours."""
    found = _HOURS.fullmatch(window) if isinstance(window, str) else None
    return int(found[1]) if found else None


def _efforts(draft: Draft) -> tuple[str, ...]:
    """Return the efforts that the model of a request is known to take."""
    return known_model(str(draft.value(("model",)))).efforts or ()


def _messages(draft: Draft) -> Iterator[tuple[int, dict[object, object]]]:
    for at, message in enumerate(draft.items(_MESSAGES)):
        if is_object(message):
            yield at, message


def _function_name(tool: object) -> str:
    """Return the name of the function in a tool, or in what stands for one."""
    function = tool.get("function") if is_object(tool) else None
    named = function if is_object(function) else tool if is_object(tool) else {}
    return str(named.get("name", ""))


def _is_other_id(id_: str) -> bool:
    return bool(id_) and id_ != "null" and not _NINE.fullmatch(id_)


def _nine(text: str) -> str:
    """Return nine letters and digits for a text, always the same ones."""
    number = int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest())
    found = ""
    for _ in range(9):
        number, rest = divmod(number, len(_LETTERS))
        found += _LETTERS[rest]
    return found
