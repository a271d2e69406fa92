"""Settles and writes the methods of resources, for both twins.

What a method is called, takes, answers and says is settled here, from the document
alone, and `definition` writes it down; ruff breaks its lines. No area has a name here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent
from typing import NamedTuple

from codegen.annotations import Imports, annotation
from codegen.docstrings import Docstring
from codegen.ir import Operation, PathId, Scalar

REQUESTS = "mistyped._openai.requests"
_PAGES = {
    "number": ("mistyped._openai.pages", "NumberedPage"),
    "offset": ("mistyped._openai.pages", "OffsetPage"),
    "token": ("mistyped._openai.pages", "TokenPage"),
    "whole": ("openai.pagination", "Page"),
}
_ANY_EVENT = "mistyped._openai.event_streams:{Async}EventStream"
_STREAMS = "Literal[False] | Omit | None = None", "Literal[True]", "bool | Omit | None"
# Where the SDK's method has another type, each checker looks at a place of its own.
_CLASH = {
    "mypy": "override",
    "pyrefly": "bad-override",
    "ty": "incompatible-method-override",
}
_CLASH_BELOW_OVERLOADS = {
    "pyright": "reportIncompatibleMethodOverride",
    "ty": "incompatible-method-override",
}


class Twin(NamedTuple):
    """What the two classes of a resource write differently: words, nothing else."""

    prefix: str
    page: str
    define: str
    wait: str
    loop: str  # in prose, too
    awaited: str  # added to what a docstring says of a page

    def find(self, path: str) -> tuple[str, str]:
        """Return module and name of `module:name`; `{Async}` in it is the prefix."""
        module, _, name = path.replace("{Async}", self.prefix).partition(":")
        return module, name


SYNC = Twin("", "Sync", "def", "", "for", "")
ASYNC = Twin(
    "Async", "Async", "async def", "await ", "async for", ", once it is awaited"
)
TWINS = (SYNC, ASYNC)


class Way(NamedTuple):
    """One way to call a method: its parameters, and what it then returns."""

    parameters: str
    result: str


@dataclass(frozen=True, slots=True)
class Types:
    """Import paths of the types by name, and those that are unions and no classes."""

    paths: Mapping[str, str]
    unions: frozenset[str]


class Methods:
    """Writes the methods of one module; what they name is imported in `imports`."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self.imports = Imports()

    def method(self, operation: Operation, twin: Twin, *, overrides: bool) -> str:
        """Return an operation's method, which may override one of the SDK's."""
        define = "def" if operation.answer.page else twin.define
        results = self.results(operation, twin)
        ways = self.ways(operation, results)
        above = ""
        if operation.deprecated:
            mark = self.imports.add("typing_extensions", "deprecated")
            # For type checkers alone: a program has no other way to do the same.
            above = f"@{mark}({operation.deprecated!r}, category=None)\n"
        elif overrides and not ways:
            above = f"@{self.imports.add('typing_extensions', 'override')}\n"
        inside = [described(operation, twin).render(width=80).rstrip()]
        return above + definition(
            f"{define} {operation.name}",
            ways,
            self.whole(operation, " | ".join(results)),
            [*inside, *self.body(operation, twin)],
            aliases=operation.aliases,
            clashes=overrides and bool(operation.request),
        )

    def results(self, operation: Operation, twin: Twin) -> list[str]:
        """Return what a method answers: the whole, and a stream if there is one."""
        if operation.answer.page:
            item = self.item(operation)
            page = f"{self.page(operation, twin)}[{item}]"
            if twin is SYNC:
                return [page]
            paginator = self.name("mistyped._openai.pages", "AsyncPaginator")
            return [f"{paginator}[{item}, {page}]"]
        whole = self.answer(operation, at_runtime=False)
        return [whole, self.stream(operation, twin)] if operation.event else [whole]

    def ways(self, operation: Operation, results: Sequence[str]) -> list[Way]:
        """Return the overloads of a method that may stream; of others there are none.

        The one with a default stands first: a call without `stream` then fits it by its
        names, and pyright and ty report the one wrong argument. mypy does not expand
        bool, so the last has to stay.
        """
        if not operation.event:
            return []
        self.imports.add("typing", "overload")
        self.name("typing", "Literal")
        ids, params = self.ids(operation), self.params(operation)
        ways = [
            Way(f"{ids}*, stream: {given}, {params}", result)
            for given, result in zip(
                _STREAMS, (*results, " | ".join(results)), strict=True
            )
        ]
        if operation.builder:
            one = f"request: {self.name(*SYNC.find(operation.builder))}, /, *"
            ways += [
                Way(f"{one}, stream: {given}, {self.options()}", result)
                for given, result in zip(_STREAMS[:2], results, strict=True)
            ]
        return ways

    def whole(self, operation: Operation, result: str) -> Way:
        """Return the signature that stands above a method's body."""
        ids, params = self.ids(operation), self.params(operation)
        if not operation.event:
            return Way(ids + params, result)
        stream = f"stream: bool | {self.name('openai', 'Omit')} | None = None"
        if operation.builder:
            request = self.name(*SYNC.find(operation.builder))
            return Way(f"*request: {request}, {stream}, **params: object", result)
        return Way(f"{ids}*, {stream}, {params}", result)

    def ids(self, operation: Operation) -> str:
        """Return the parameters for the ids in a path."""
        kinds = (annotation(i.node, self.imports, lists="list") for i in operation.ids)
        given = zip(operation.ids, kinds, strict=True)
        return "".join(f"{each.argument}: {kind}, " for each, kind in given)

    def params(self, operation: Operation) -> str:
        """Return the parameter that takes everything else by its name."""
        if not operation.request:
            return self.options()
        path = operation.params or self.types.paths[params_name(operation)]
        unpack = self.name("typing_extensions", "Unpack")
        return f"**params: {unpack}[{self.name(*SYNC.find(path))}]"

    def options(self) -> str:
        """Return the parameter that takes the options of a call and nothing else."""
        options = self.name("mistyped._values.call_options", "CallOptions")
        return f"**options: {self.name('typing_extensions', 'Unpack')}[{options}]"

    def body(self, operation: Operation, twin: Twin) -> list[str]:
        """Return the statements of a method."""
        lines, path = list[str](), repr(_route(operation))
        if operation.ids:
            path_with = self.imports.add("mistyped._openai.paths", "path_with")
            given = ", ".join(map(_filled_in, operation.ids))
            lines, path = [f"path = {path_with}({path}, {given})"], "path"
        if operation.answer.page:
            page = f"{self.page(operation, twin)}[{self.item(operation)}]"
            model = self.item(operation, at_runtime=True)
            listed = f"page={page}, options={self.query(operation)}, model={model}"
            return [*lines, f"return self._get_api_list({path}, {listed})"]
        send = f"return {twin.wait}self._{operation.method.lower()}({path}"
        cast = f"cast_to={self.answer(operation, at_runtime=True)}"
        if not operation.request or operation.carrier == "query":
            return [*lines, f"{send}, options={self.query(operation)}, {cast})"]
        is_form = operation.carrier == "form"
        request = self.imports.add(REQUESTS, f"{operation.carrier}_request")
        arguments = [self.arguments(operation), *map(repr, operation.files)]
        if operation.answer.reader:
            reader = self.imports.add(*SYNC.find(operation.answer.reader))
            arguments.append(f"{reader}(params)")
        taken = "body, files, options" if is_form else "body, options"
        lines.append(f"{taken} = {request}({', '.join(arguments)})")
        files = ", files=parts" if is_form else ""
        call = f"{send}, body=body{files}, options=options, {cast}"
        sent = self.sent(operation, twin, call)
        within = ""
        if operation.within:
            within = f"{self.imports.add(*SYNC.find(operation.within))}()"
        elif is_form:
            opened = self.imports.add("mistyped._values.uploads", "opened")
            within = f"{opened}(files) as parts"
        if within:
            sent = [f"with {within}:", indented(sent)]
        return [*lines, *sent]

    def sent(self, operation: Operation, twin: Twin, call: str) -> list[str]:
        """Return the statements that send a request, and stream the answer if asked."""
        if not operation.event:
            return [f"{call})"]
        module, name = twin.find(operation.answer.stream or _ANY_EVENT)
        stream = self.stream(operation, twin, at_runtime=True)
        return [
            f"if stream is not True:\n    {call})",
            f"from {module} import {name}\n",  # loaded by calls that stream
            f"{call}, stream=True, stream_cls={stream})",
        ]

    def arguments(self, operation: Operation) -> str:
        """Return what a request is made of."""
        if operation.builder:
            return (
                f"{self.imports.add(REQUESTS, 'one_request')}(request, params, stream)"
            )
        if operation.event:
            return f"{self.imports.add(REQUESTS, 'with_stream')}(params, stream)"
        if operation.adapt:
            return f"{self.imports.add(*SYNC.find(operation.adapt))}(params)"
        if operation.answer.page_size:
            size = f"page_size={operation.answer.page_size}"
            return f"{self.imports.add(REQUESTS, 'with_default')}(params, {size})"
        return "params"

    def query(self, operation: Operation) -> str:
        """Return the options of a call without a body."""
        given = self.arguments(operation) if operation.request else "options"
        request = "query_request" if operation.request else "plain_request"
        options = f"{self.imports.add(REQUESTS, request)}({given})"
        if not operation.answer.media:
            return options
        accept = {"Accept": operation.answer.media}
        return f"{self.imports.add(REQUESTS, 'with_headers')}({options}, {accept!r})"

    def answer(self, operation: Operation, *, at_runtime: bool) -> str:
        """Return the type of a whole answer, or what to cast one to."""
        answer, add = operation.answer, self.imports.add if at_runtime else self.name
        if answer.cls:
            return add(*SYNC.find(answer.cast if at_runtime else answer.cls))
        if answer.media:
            return add("openai", "HttpxBinaryResponseContent")
        if not operation.response:
            return add("types", "NoneType") if at_runtime else "None"
        return self.type_of(operation.response, at_runtime=at_runtime)

    def page(self, operation: Operation, twin: Twin) -> str:
        """Return the class of an operation's pages."""
        module, name = _PAGES[operation.answer.page]
        return self.imports.add(module, f"{twin.page}{name}")

    def item(self, operation: Operation, *, at_runtime: bool = False) -> str:
        """Return the type of a page's items, or what to cast one to."""
        if operation.answer.cls:
            return self.imports.add(*SYNC.find(operation.answer.cls))
        return self.type_of(operation.answer.item, at_runtime=at_runtime)

    def stream(
        self, operation: Operation, twin: Twin, *, at_runtime: bool = False
    ) -> str:
        """Return the type of a streamed answer."""
        name = self.name(*twin.find(operation.answer.stream or _ANY_EVENT))
        if operation.answer.stream:
            return name
        add = self.imports.add if at_runtime else self.name
        return f"{name}[{add(*SYNC.find(self.types.paths[operation.event]))}]"

    def type_of(self, schema: str, *, at_runtime: bool) -> str:
        """Return the type of a schema of answers, or what to cast an answer to."""
        path = SYNC.find(self.types.paths[schema])
        name = self.imports.add(*path) if at_runtime else self.name(*path)
        if not at_runtime or schema not in self.types.unions:
            return name
        return f'{self.imports.add("typing", "cast")}("type[{name}]", {name})'

    def name(self, module: str, name: str) -> str:
        """Import a name that only annotations have, and return it."""
        return self.imports.add_typing(module, name)


def described(operation: Operation, twin: Twin) -> Docstring:
    """Return a method's docstring; it says nothing that the document does not."""
    answer, text = operation.answer, Docstring(operation.summary)
    if operation.description:
        text.paragraphs.append(operation.description)
    if answer.page:
        loop = f"`{twin.loop} each in client.{operation.id}(...)`"
        text.paragraphs.append(f"{loop} goes through all pages.")
    for alias in operation.aliases:
        text.paragraphs.append(f"`{alias}` is another name of this method.")
    args = [f"{each.argument}: {each.description}" for each in operation.ids]
    if operation.builder:
        args.append("*request: All parameters as one model, instead of each by name.")
    if operation.event:
        args.append(f"stream: {operation.streaming}")
    name = operation.params.partition(":")[2] or params_name(operation)
    args.append(
        f"**params: The parameters; see `mistyped.types.{name}`."
        if operation.request
        else "**options: Options of the call."
    )
    raised = ["openai.APIError: As the OpenAI SDK raises it."]
    if answer.missing:
        missing = answer.missing[0].lower() + answer.missing[1:]
        raised.insert(0, f"openai.NotFoundError: If {missing}")
    if operation.carrier == "form":
        raised.insert(0, "OSError: If a path cannot be opened.")
    if operation.request or operation.ids:
        why = "Mistral would refuse it" if operation.request else "an id is none"
        raised.insert(0, f"InvalidRequestError: If {why}; nothing was sent.")
    returned = answer.description.removesuffix(".") if answer.page else ""
    text.sections["Args"] = args
    if operation.response or answer.media or answer.page:
        end = f"{returned}{twin.awaited}." if answer.page else answer.description
        text.sections["Returns"] = [end]
    text.sections["Raises"] = raised
    return text


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
    route = operation.route
    for each in operation.ids:
        route = route.replace(f"{{{each.name}}}", f"{{{each.argument}}}")
    return route


def _filled_in(id_: PathId) -> str:
    name = id_.argument
    return f"{name}={name}" if id_.node == Scalar("string") else f"{name}=str({name})"
