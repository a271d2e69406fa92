"""Settles and writes the methods of resources, for both twins.

What a method is called, takes, answers and says is settled here, from the document
alone, and `definition` writes it down; ruff breaks its lines. No area has a name here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent
from typing import NamedTuple

from codegen.annotations import Imports, annotation
from codegen.docstrings import Docstring
from codegen.ir import Operation, PathId, Scalar

REQUESTS = "mistyped._openai.requests"
_PAGES = {
    "number": "mistyped._openai.pages:{Sync}NumberedPage",
    "offset": "mistyped._openai.pages:{Sync}OffsetPage",
    "token": "mistyped._openai.pages:{Sync}TokenPage",
    "whole": "openai.pagination:{Sync}Page",
}
_NAMED = re.compile(r"([\w.]+):(\w+)")
_UNPACK = "typing_extensions:Unpack"
_OPTIONS = f"**options: {_UNPACK}[mistyped._values.call_options:CallOptions]"
_PAGINATOR = "mistyped._openai.pages:AsyncPaginator"
_ANY_EVENT = "mistyped._openai.event_streams:{Async}EventStream"
_STREAMS = (
    "typing:Literal[False] | openai:Omit | None = None",
    "typing:Literal[True]",
    "bool | openai:Omit | None",
)
# Where the SDK's method has another type, each checker looks at a place of its own.
_TY = "incompatible-method-override"
_CLASH = {"mypy": "override", "pyrefly": "bad-override", "ty": _TY}
_CLASH_BELOW_OVERLOADS = {"pyright": "reportIncompatibleMethodOverride", "ty": _TY}


class Twin(NamedTuple):
    """What the two classes of a resource write differently: words, nothing else."""

    prefix: str
    define: str
    wait: str
    loop: str  # in prose, too
    block: str  # in prose
    awaited: str  # added to what a docstring says of a page

    def says(self, text: str) -> str:
        """Return a text with the words of this twin in it."""
        text = text.replace("{Async}", self.prefix).replace("{with}", self.block)
        text = text.replace("{async_}", self.prefix and "async_")
        return text.replace("{Sync}", self.prefix or "Sync")


SYNC = Twin("", "def", "", "for", "a `with`", "")
ASYNC = Twin(
    "Async",
    "async def",
    "await ",
    "async for",
    "an `async with`",
    ", once it is awaited",
)
TWINS = (SYNC, ASYNC)


class Way(NamedTuple):
    """One way to call a method: its parameters, and what it then returns."""

    parameters: str
    result: str


@dataclass(frozen=True, slots=True)
class Types:
    """Where the types are that a document names, and others that it does not."""

    paths: Mapping[str, str]
    unions: frozenset[str]  # the names of those that are no classes
    absences: Mapping[str, str]  # of what Mistral has not, by the resource
    names: Mapping[str, str]  # of what other clients have, by the resource


class Methods:
    """Writes the methods of one module; what they name is imported in `imports`."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self.imports = Imports()

    def add(self, path: str, twin: Twin = SYNC) -> str:
        """Import what an expression names, `module:name`, and return it with names."""
        return _imported(self.imports.add, path, twin)

    def name(self, path: str, twin: Twin = SYNC) -> str:
        """Do the same for type checkers alone."""
        return _imported(self.imports.add_typing, path, twin)

    def method(self, operation: Operation, twin: Twin, *, overrides: bool) -> str:
        """Return an operation's method, which may override one of the SDK's."""
        returns_at_once = operation.answer.page or operation.view.entered
        define = "def" if returns_at_once else twin.define
        results = self.results(operation, twin)
        ways = self.ways(operation, results)
        above = ""
        if operation.deprecated:
            mark = self.add("typing_extensions:deprecated")
            # For type checkers alone: a program has no other way to do the same.
            above = f"@{mark}({operation.deprecated!r}, category=None)\n"
        elif overrides and not ways:
            above = f"@{self.add('typing_extensions:override')}\n"
        inside = [self.add(line, twin) for line in self.body(operation, twin)]
        return definition(
            f"{above}{define} {operation.name}",
            ways,
            self.whole(operation, " | ".join(results)),
            [described(operation, twin).render(width=80).rstrip(), *inside],
            aliases=operation.aliases,
            clashes=overrides and bool(operation.request),
        )

    def results(self, operation: Operation, twin: Twin) -> list[str]:
        """Return what a method answers: the whole, and a stream if there is one."""
        whole = self.name(self.whole_type(operation), twin)
        if operation.answer.page:
            page = self.name(_page_type(operation, whole), twin)
            paginator = self.name(_PAGINATOR) if twin is ASYNC else ""
            return [f"{paginator}[{whole}, {page}]" if paginator else page]
        if not operation.event:
            return [whole]
        return [whole, self.name(self.stream_type(operation), twin)]

    def ways(self, operation: Operation, results: Sequence[str]) -> list[Way]:
        """Return the overloads of a method: by names or by a model, whole or streamed.

        The one with a default stands first: a call without `stream` then fits it by its
        names, and pyright and ty report the one wrong argument. mypy does not expand
        bool, so of the streaming ones that with any `stream` has to stay.
        """
        if not operation.builder:
            return []
        self.add("typing:overload")
        ids, taken = self.ids(operation), self.takes(operation)
        by_name = f"{ids}{{}}{self.params(operation)}"
        as_one = f"{ids}request: {operation.builder}, /, {{}}{_OPTIONS}"
        if not operation.event:
            named = [f"*, {', '.join(taken)}, " if taken else ""]
            ways = [(each.format(*named), results[0]) for each in (by_name, as_one)]
        else:
            streams = [f"*, stream: {given}, " for given in _STREAMS]
            answers = [*results, " | ".join(results)]
            asked = [*zip(streams, answers, strict=True)]
            ways = [(by_name.format(stream), answer) for stream, answer in asked]
            ways += [(as_one.format(stream), answer) for stream, answer in asked[:2]]
        return [Way(self.name(parameters), result) for parameters, result in ways]

    def whole(self, operation: Operation, result: str) -> Way:
        """Return the signature that stands above a method's body."""
        ids, params, taken = self.ids(operation), "", self.takes(operation)
        if operation.event:
            taken.append(f"stream: bool | {self.name('openai:Omit')} | None = None")
        if operation.builder:
            taken.insert(0, f"*request: {self.name(operation.builder)}")
            params = "**params: object"
        elif taken:
            taken.insert(0, "*")
        return Way(ids + ", ".join([*taken, params or self.params(operation)]), result)

    def takes(self, operation: Operation) -> list[str]:
        """Return the parameters that a view has beside those of the request."""
        return [
            f"{name}: {self.name(each.type)} = {self.add('openai:omit')}"
            for name, each in operation.view.takes.items()
        ]

    def ids(self, operation: Operation) -> str:
        """Return the parameters for the ids in a path."""
        kinds = (annotation(i.node, self.imports, lists="list") for i in operation.ids)
        given = zip(operation.ids, kinds, strict=True)
        return "".join(f"{each.argument}: {kind}, " for each, kind in given)

    def params(self, operation: Operation) -> str:
        """Return the parameter that takes everything else by its name."""
        if not operation.request:
            return self.name(_OPTIONS)
        name = params_name(operation)
        if operation.builder:
            name = f"{name.removesuffix('Params')}Arguments"
        path = operation.view.params or self.types.paths[name]
        return self.name(f"**params: {_UNPACK}[{path}]")

    def body(self, operation: Operation, twin: Twin) -> Iterator[str]:
        """Yield the statements of a method; what they name is still to be imported."""
        view, answer, path = operation.view, operation.answer, repr(_route(operation))
        if operation.builder:
            yield f"params = {REQUESTS}:one_request(request, params)"
        if view.entered:
            create = view.operation.rpartition(".")[2]
            given = ", ".join([f"self.{create}", "params", *view.takes])
            yield _loaded(view.answer, twin)
            yield f"return {self.name(view.answer.partition('[')[0], twin)}({given})"
            return
        if operation.ids:
            given = ", ".join(map(_filled_in, operation.ids))
            yield f"path = mistyped._openai.paths:path_with({path}, {given})"
            path = "path"
        cast = self.cast_to(operation)
        if answer.page:
            page = _page_type(operation, self.whole_type(operation))
            listed = f"page={page}, options={_query(operation)}, model={cast}"
            yield f"return self._get_api_list({path}, {listed})"
            return
        send = f"return {twin.wait}self._{operation.method.lower()}({path}"
        if not operation.request or operation.carrier == "query":
            yield f"{send}, options={_query(operation)}, cast_to={cast})"
            return
        taken, files, within = "body, options", "", view.within and f"{view.within}()"
        if operation.carrier == "form":
            taken, files = "body, files, options", ", files=parts"
            within = "mistyped._openai.uploads:opened(files) as parts"
        yield f"{taken} = {_request(operation)}"
        send = f"{send}, body=body{files}, options=options, cast_to={cast}"
        sent = [f"{send})"]
        if operation.event:
            sent = [*self.sent(operation, twin, send)]
        yield from [f"with {within}:", indented(sent)] if within else sent

    def sent(self, operation: Operation, twin: Twin, send: str) -> Iterator[str]:
        """Yield the statements that send a request, and stream the answer if asked."""
        stream = self.stream_type(operation)
        if not operation.answer.stream:
            self.add(self.types.paths[operation.event])
        yield f"if stream is not True:\n    {send})"
        yield _loaded(stream, twin)  # by calls that stream
        yield f"{send}, stream=True, stream_cls={self.name(stream, twin)})"

    def whole_type(self, operation: Operation) -> str:
        """Return the type of a whole answer, or of the items of a page."""
        answer = operation.answer
        if answer.type or answer.media:
            return answer.type or "openai:HttpxBinaryResponseContent"
        schema = answer.item if answer.page else operation.response
        return self.types.paths[schema] if schema else "None"

    def stream_type(self, operation: Operation) -> str:
        """Return the type of a streamed answer."""
        events = f"{_ANY_EVENT}[{self.types.paths[operation.event]}]"
        return operation.answer.stream or events

    def cast_to(self, operation: Operation) -> str:
        """Return what to cast an answer to; type checkers read what it then is."""
        whole, answer = self.whole_type(operation), operation.answer
        if whole == "None":
            return self.add("types:NoneType")
        made = answer.cast or whole
        schema = answer.item if answer.page else operation.response
        if made == whole and (answer.type or schema not in self.types.unions):
            return self.add(made)
        return (
            f'{self.add("typing:cast")}("type[{self.name(whole)}]", {self.add(made)})'
        )


def _request(operation: Operation) -> str:
    """Return the call that makes a request, or its options, of a method's arguments."""
    kind = operation.carrier if operation.request else "plain"
    answer, view = operation.answer, operation.view
    given = "params" if operation.request else "options"
    if operation.event:
        given = f"{REQUESTS}:with_stream(params, stream)"
    elif answer.page == "number" and answer.page_size and not view.request:
        given = f"{REQUESTS}:with_default(params, page_size={answer.page_size})"
    given = ", ".join([given, *map(repr, operation.files), *view.takes])
    if answer.reader:
        given += f", {answer.reader}(params)"
    return f"{view.request or f'{REQUESTS}:{kind}_request'}({given})"


def _query(operation: Operation) -> str:
    """Return the options of a call without a body."""
    media, options = operation.answer.media, _request(operation)
    accept = {"Accept": media}
    return f"{REQUESTS}:with_headers({options}, {accept!r})" if media else options


def _page_type(operation: Operation, item: str) -> str:
    return f"{_PAGES[operation.answer.page]}[{item}]"


def _imported(add: Callable[[str, str], str], path: str, twin: Twin) -> str:
    return _NAMED.sub(lambda found: add(found[1], found[2]), twin.says(path))


def _loaded(path: str, twin: Twin) -> str:
    """Return the statement by which a call alone imports what it needs."""
    return _NAMED.sub(r"from \1 import \2", twin.says(path).partition("[")[0]) + "\n"


def described(operation: Operation, twin: Twin) -> Docstring:
    """Return a method's docstring; it says nothing that the document does not."""
    answer, view = operation.answer, operation.view
    text = Docstring(twin.says(operation.summary))
    if operation.description:
        text.paragraphs.append(operation.description)
    if answer.page and answer.page != "whole":
        loop = f"`{twin.loop} each in client.{operation.id}(...)`"
        text.paragraphs.append(f"{loop} goes through all pages.")
    for alias in operation.aliases:
        text.paragraphs.append(f"`{alias}` is another name of this method.")
    args = [f"{each.argument}: {each.description}" for each in operation.ids]
    args += [f"{name}: {each.description}" for name, each in view.takes.items()]
    if operation.builder:
        args.append("*request: All parameters as one model, instead of each by name.")
    if operation.event:
        args.append(f"stream: {operation.streaming}")
    name = view.params.partition(":")[2] or params_name(operation)
    params = f"**params: The parameters; see `mistyped.types.{name}`."
    args.append(params if operation.request else "**options: Options of the call.")
    text.sections["Args"] = args
    returned = answer.description
    if answer.page:
        returned = f"{returned.removesuffix('.')}{twin.awaited}."
    if returned and (operation.response or answer.media or answer.page):
        text.sections["Returns"] = [returned]
    text.sections["Raises"] = [*_raised(operation)]
    return text


def _raised(operation: Operation) -> Iterator[str]:
    if operation.request or operation.ids:
        why = "Mistral would refuse it" if operation.request else "an id is none"
        when = "When the block is entered, if" if operation.view.entered else "If"
        yield f"InvalidRequestError: {when} {why}; nothing was sent."
    if missing := operation.answer.missing:
        yield f"openai.NotFoundError: If {missing[0].lower()}{missing[1:]}"
    yield "openai.APIError: As the OpenAI SDK raises it."


def params_name(operation: Operation) -> str:
    """Return the name of the type of an operation's parameters."""
    return f"{operation.request.removesuffix('Request')}Params"


def definition(
    head: str,
    ways: Sequence[Way],
    whole: Way,
    inside: Sequence[str],
    *,
    aliases: Sequence[str] = (),
    clashes: bool = False,
) -> str:
    """Write a method down; an ignore stands where the checker in question looks."""
    text = ""
    for way in ways:
        first = clashes and not text
        overload = ignores(mypy=_CLASH["mypy"]) if first else ""
        also = ignores(pyrefly=_CLASH["pyrefly"]) if first else ""
        text += f"@overload{overload}\n{_signature(head, way, also)} ...\n"
    codes = _CLASH_BELOW_OVERLOADS if ways else _CLASH
    ignored = ignores(**codes) if clashes else ""
    text += f"{_signature(head, whole, ignored)}\n{indented(inside)}\n"
    name = head.rpartition(" ")[2]
    return text + "".join(f"\n{alias} = {name}\n" for alias in aliases)


def indented(lines: Iterable[str]) -> str:
    """Return lines as the block below another line."""
    return indent("\n".join(lines), "    ")


def ignores(**codes: str) -> str:
    """Return the comment that makes each type checker ignore its code; mypy first."""
    names = {"mypy": "type"}
    return "".join(
        f"  # {names.get(name, name)}: ignore[{code}]" for name, code in codes.items()
    )


def _signature(head: str, way: Way, ignored: str) -> str:
    start = f"{head}({ignored}\n" if ignored else f"{head}("
    return f"{start}self, {way.parameters}) -> {way.result}:"


def _route(operation: Operation) -> str:
    """Return the path below the base URL, with the names of the arguments in it."""
    names = {each.name: f"{{{each.argument}}}" for each in operation.ids}
    return operation.route.format_map(names)


def _filled_in(id_: PathId) -> str:
    name = id_.argument
    return f"{name}={name}" if id_.node == Scalar("string") else f"{name}=str({name})"
