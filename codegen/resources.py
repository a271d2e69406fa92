"""Renders the resources: what the client offers, with both twins of every class.

A module holds what the client's attribute of its name leads to: classes with methods,
their asynchronous twins, and for each the two forms that have the HTTP response around
the answer. What needs thought stands by hand in `mistyped._openai` and comes in as a
mixin, which the overlay names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pkgutil import resolve_name
from typing import NamedTuple

from codegen.docstrings import Docstring
from codegen.ir import Operation, Resource
from codegen.methods import (
    ASYNC,
    REQUESTS,
    TWINS,
    Methods,
    Twin,
    Types,
    definition,
    ignores,
    indented,
)

WRAPPERS = "mistyped._openai.wrappers"
HOME = "mistyped.resources"
_CUSTOM = f"{WRAPPERS}:{{async_}}to_custom_streamed_response_wrapper"
_MANAGER = f"{WRAPPERS}:{{Async}}ResponseContextManager"
_BINARY = f"{WRAPPERS}:{{Async}}StreamedBinaryAPIResponse"
# Where a method is old, or one of whose overloads pyright does not see that they wait.
_LOOSE = ignores(pyright="reportArgumentType, reportDeprecated", ty="deprecated")
_WIDEST = 80  # without the indentation; the formatter breaks longer lines
_MIXED = ignores(mypy="misc") + "  # what is not offered has no type in common"


class Form(NamedTuple):
    """One of the two forms of a resource, and how it is written."""

    suffix: str  # of its class
    attribute: str  # of the resource
    holder: str  # the base of the form of what only holds other resources
    wrapper: str  # what makes it of a method
    box: str  # what an answer lies in
    about: str
    says: str


RAW = Form(
    "WithRawResponse",
    "with_raw_response",
    f"{WRAPPERS}:RawForm",
    f"{WRAPPERS}:{{async_}}to_raw_response_wrapper",
    f"{WRAPPERS}:LegacyAPIResponse[{{answer}}]",
    "Answers with the HTTP response around them; `.parse()` gives the answer.",
    "The same methods, with the HTTP response around the answer.",
)
STREAMING = Form(
    "WithStreamingResponse",
    "with_streaming_response",
    f"{WRAPPERS}:StreamingForm",
    f"{WRAPPERS}:{{async_}}to_streamed_response_wrapper",
    f"{_MANAGER}[openai:{{Async}}APIResponse[{{answer}}]]",
    "Context managers around HTTP responses that are read on demand.",
    "The same methods, as context managers around an unread HTTP response.",
)
FORMS = (RAW, STREAMING)


def render(resource: Resource, types: Types) -> str:
    """Return the module of a resource at the client's top, and of those in it."""
    module = _Module(types)
    return module.text(module.classes(resource))


def render_client(resources: Iterable[Resource], types: Types) -> str:
    """Return the module of what the clients themselves offer."""
    module, top = _Module(types), tuple(resources)
    classes = [module.client(top, twin) for twin in TWINS]
    forms = [module.client_form(top, form, twin) for form in FORMS for twin in TWINS]
    return module.text([*classes, *forms])


class _Module(Methods):
    """Writes the classes of one module."""

    def text(self, classes: Iterable[str]) -> str:
        """Return the module: its classes, and above them what they import."""
        body = "\n\n".join(classes)
        return f"{self.imports.render()}\n\n{body}"

    def classes(self, resource: Resource) -> Iterator[str]:
        """Yield the classes of a resource, after those of what it holds."""
        for child in resource.children:
            yield from self.classes(child)
        yield from (self.resource(resource, twin) for twin in TWINS)
        yield from (self.form(resource, f, twin) for f in FORMS for twin in TWINS)

    def resource(self, resource: Resource, twin: Twin) -> str:
        """Return a resource's own class."""
        sdk = resolve_name(resource.sdk_class) if resource.sdk_class else None
        name = twin.prefix + resource.name
        parts = [
            self.method(each, twin, overrides=hasattr(sdk, each.name))
            for each in resource.operations
        ]
        for child in resource.children:
            other = hasattr(sdk, child.attribute) and not child.sdk_class
            cls = twin.prefix + child.name
            made = f"return {cls}(self._client)"
            parts.append(self.property(child, cls, made, overrides=other))
        parts += self.forms(name, overrides=sdk is not None)
        about = Docstring(f"{resource.description[:-1]}: `client.{resource.id}`.")
        if resource.operations:
            about.paragraphs.append("A request is checked before it is sent.")
        absent = self.types.absences.get(resource.id)
        bases = [self.add(resource.mixin, twin)] if resource.mixin else []
        bases += [self.add(absent)] if absent else []
        mixed = _MIXED if absent and sdk else ""
        named = self.types.names.get(resource.id)
        bases += [self.add(named)] if named else []
        if sdk:
            module, _, cls = resource.sdk_class.partition(":")
            cls = twin.prefix + cls
            bases.append(self.imports.add(module, cls, f"Sdk{cls}"))
        else:
            bases.append(self.add("mistyped._openai.resource:{Sync}APIResource", twin))
        return _class(f"{name}({', '.join(bases)}):{mixed}", about, parts)

    def property(
        self, of: Resource | Form, cls: str, *lines: str, overrides: bool
    ) -> str:
        """Return a property whose lines make an object when it is first asked."""
        codes = {"mypy": "override", "ty": "incompatible-property-override"}
        ignored = ignores(**codes) if overrides else ""
        says = of.says if isinstance(of, Form) else of.description
        head = f"@{self.add(f'{REQUESTS}:cached_property')}\ndef {of.attribute}(self)"
        inside = indented([f'"""{says}"""', *lines])
        return f"{head} -> {cls}:{ignored}\n{inside}\n"

    def forms(self, name: str, *, overrides: bool) -> Iterator[str]:
        """Yield the properties that give the forms of the class of this name."""
        for form in FORMS:
            cls = name + form.suffix
            yield self.property(form, cls, f"return {cls}(self)", overrides=overrides)

    def form(self, resource: Resource, form: Form, twin: Twin) -> str:
        """Return the class of one of a resource's forms."""
        name, owner = twin.prefix + resource.name, resource.attribute
        if not resource.operations:
            return self.holder(name + form.suffix, resource.children, form, twin)
        made, parts = list[str](), list[str]()
        final = self.name("typing:Final")
        for each in resource.operations:
            if each.view.entered:  # there is no response before its block is entered
                continue
            method, unread = f"{owner}.{each.name}", unread_type(each, form)
            whole = f"{form.wrapper}({method})"
            wrapped = f"{_CUSTOM}({method}, {unread})" if unread else whole
            if each.event:
                loose = self.name(f"{WRAPPERS}:AnyMethod")
                made.append(f"self._{each.name}: {loose} = {wrapped}")
                if unread:
                    made.append(f"self._{each.name}_streamed: {loose} = {whole}")
                parts.append(self.streamed(each, form, twin, name))
            else:
                is_loose = each.deprecated or (each.answer.page and twin is ASYNC)
                line = f"self.{each.name}: {final} = {wrapped}"
                if is_loose and len(line) > _WIDEST:  # it is about the argument
                    line = f"{line[:-1]}{_LOOSE}\n)"
                elif is_loose:
                    line += _LOOSE
                made.append(line)
                made += [f"self.{a}: Final = self.{each.name}" for a in each.aliases]
        for child in resource.children:
            of = f"{twin.prefix}{child.name}{form.suffix}({owner}.{child.attribute})"
            made.append(f"self.{child.attribute}: {final} = {of}")
        for method in resource.inherited:
            made.append(f"self.{method}: {final} = {form.wrapper}({owner}.{method})")
        init = f"def __init__(self, {owner}: {name}) -> None:\n"
        parts.insert(0, f"{init}{self.add(indented(made), twin)}\n")
        return _class(f"{name}{form.suffix}:", Docstring(form.about), parts)

    def streamed(self, operation: Operation, form: Form, twin: Twin, owner: str) -> str:
        """Return a form of a method that may stream, with each way's type written out.

        Type checkers differ in what a wrapper makes of overloads.
        """
        boxes = [
            self.name(form.box, twin).replace("{answer}", answer)
            for answer in self.results(operation, twin)
        ]
        given = "".join(f"{each.argument}, " for each in operation.ids)
        define, wait = (twin.define, twin.wait) if form is RAW else ("def", "")
        call, lines = f"self._{operation.name}", list[str]()
        unread = unread_type(operation, form)
        if unread:
            boxes[0] = self.name(f"{_MANAGER}[{unread}]", twin)
            lines = [f"form = {call}_streamed if stream is True else {call}"]
            call = "form"
        signature = self.whole(operation, " | ".join(boxes))
        answer = f"{wait}{call}({given}*request, stream=stream, **params)"
        lines += [f"answer: {signature.result} = {answer}", "return answer"]
        says = operation.summary.removesuffix(".").replace(". ", "; ")
        docstring = Docstring(f"{says}; see `{owner}.{operation.name}`.")
        return definition(
            f"{define} {operation.name}",
            self.ways(operation, boxes),
            signature,
            [docstring.render(width=80).rstrip(), *lines],
            aliases=operation.aliases,
        )

    def holder(
        self, name: str, children: Iterable[Resource], form: Form, twin: Twin
    ) -> str:
        """Return the class of a form of what holds other resources."""
        members = "".join(
            f"{child.attribute}: {twin.prefix}{child.name}{form.suffix}\n"
            for child in children
        )
        base = self.add(form.holder)
        return _class(f"{name}({base}):", Docstring(form.about), [members])

    def client(self, resources: Iterable[Resource], twin: Twin) -> str:
        """Return the class of what a client offers."""
        kind = f"{twin.prefix}OpenAI"
        sdk = resolve_name(f"openai:{kind}")
        parts: list[str] = []
        for each in resources:
            home = f"{HOME}.{each.id}"
            cls = self.name(f"{home}:{{Async}}{each.name}", twin)
            other = hasattr(sdk, each.id) and not each.sdk_class
            made = f"from {home} import {cls}\n", f"return {cls}(self)"
            parts.append(self.property(each, cls, *made, overrides=other))
        parts += self.forms(f"{twin.prefix}Client", overrides=True)
        bases = [self.add(each) for each in (self.types.names.get(""),) if each]
        bases.append(self.add(f"openai:{kind}"))
        head = f"{twin.prefix}Resources({', '.join(bases)}):"
        return _class(head, Docstring("What a client offers."), parts)

    def client_form(self, resources: Iterable[Resource], form: Form, twin: Twin) -> str:
        """Return the class of a form of a client."""
        for each in resources:
            form_class = f"{{Async}}{each.name}{form.suffix}"
            self.name(f"{HOME}.{each.id}:{form_class}", twin)
        return self.holder(f"{twin.prefix}Client{form.suffix}", resources, form, twin)


def unread_type(operation: Operation, form: Form) -> str:
    """Return the class of an unread response, if it has its own."""
    if form is RAW:
        return ""
    answer = operation.answer
    return answer.unread or (_BINARY if answer.media and not answer.type else "")


def _class(head: str, about: Docstring, parts: Iterable[str]) -> str:
    return f"class {head}\n{indented([about.render(width=84), *parts])}\n"
