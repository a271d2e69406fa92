"""Renders the resources: what the client offers, with both twins of every class.

A module holds what the client's attribute of its name leads to: classes with methods,
their asynchronous twins, and for each the two forms that have the HTTP response around
the answer. What needs thought stands by hand in `mistyped._openai` and comes in as a
mixin, which the overlay names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import NamedTuple

from codegen.docstrings import Docstring
from codegen.ir import Operation, Resource
from codegen.methods import (
    REQUESTS,
    SYNC,
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
    "RawForm",
    "to_raw_response_wrapper",
    "LegacyAPIResponse[{answer}]",
    "Answers with the HTTP response around them; `.parse()` gives the answer.",
    "The same methods, with the HTTP response around the answer.",
)
STREAMING = Form(
    "WithStreamingResponse",
    "with_streaming_response",
    "StreamingForm",
    "to_streamed_response_wrapper",
    "{twin}ResponseContextManager[{twin}APIResponse[{answer}]]",
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


def is_the_sdks(resource: Resource) -> bool:
    """Whether a resource has nothing of ours: it stays the SDK's own."""
    return not (resource.operations or resource.children)


class _Module:
    """Writes the classes of one module."""

    def __init__(self, types: Types) -> None:
        self.methods = Methods(types)
        self.add = self.methods.imports.add
        self.name = self.methods.name

    def text(self, classes: Iterable[str]) -> str:
        """Return the module: its classes, and above them what they import."""
        body = "\n\n".join(classes)
        return f"{self.methods.imports.render()}\n\n{body}"

    def classes(self, resource: Resource) -> Iterator[str]:
        """Yield the classes of a resource, after those of what it holds."""
        for child in resource.children:
            yield from self.classes(child)
        yield from (self.resource(resource, twin) for twin in TWINS)
        yield from (self.form(resource, f, twin) for f in FORMS for twin in TWINS)

    def resource(self, resource: Resource, twin: Twin) -> str:
        """Return a resource's own class."""
        sdk = _load(resource.sdk_class) if resource.sdk_class else None
        name = twin.prefix + resource.name
        parts = [
            self.methods.method(each, twin, overrides=hasattr(sdk, each.name))
            for each in resource.operations
        ]
        for child in resource.children:
            other = hasattr(sdk, child.attribute) and not child.sdk_class
            cls = twin.prefix + child.name
            parts.append(self.property(child, cls, "self._client", overrides=other))
        parts += [
            self.property(form, name + form.suffix, overrides=sdk is not None)
            for form in FORMS
        ]
        about = Docstring(f"{resource.description[:-1]}: `client.{resource.id}`.")
        if resource.operations:
            about.paragraphs.append("A request is checked before it is sent.")
        bases = [self.add(*twin.find(path)) for path in resource.mixins]
        mixed = _MIXED if bases and sdk else ""
        if sdk:
            module, cls = SYNC.find(resource.sdk_class)
            cls = twin.prefix + cls
            bases.append(self.add(module, cls, f"Sdk{cls}"))
        else:
            kind = f"{twin.page}APIResource"
            bases.append(self.add("mistyped._openai.resource", kind))
        return _class(f"{name}({', '.join(bases)}):{mixed}", about, parts)

    def property(
        self,
        of: Resource | Form,
        cls: str,
        given: str = "self",
        home: str = "",
        *,
        overrides: bool,
    ) -> str:
        """Return a property that makes an object of a class when it is first asked."""
        codes = {"mypy": "override", "ty": "incompatible-property-override"}
        ignored = ignores(**codes) if overrides else ""
        says = of.says if isinstance(of, Form) else of.description
        lines = [f'"""{says}"""', f"return {cls}({given})"]
        if home:
            lines.insert(1, f"from {home} import {cls}\n")
        head = f"@{self.add(REQUESTS, 'cached_property')}\ndef {of.attribute}(self)"
        return f"{head} -> {cls}:{ignored}\n{indented(lines)}\n"

    def form(self, resource: Resource, form: Form, twin: Twin) -> str:
        """Return the class of one of a resource's forms."""
        name, owner = twin.prefix + resource.name, resource.attribute
        if not resource.operations:
            return self.holder(name + form.suffix, resource.children, form, twin)
        made: list[str] = []
        parts: list[str] = []
        for each in resource.operations:
            wrapped = self.wrapped(f"{owner}.{each.name}", form, twin, each)
            if each.event:
                made += self.loose(each, form, twin, wrapped, owner)
                parts.append(self.streamed(each, form, twin, name))
            else:
                made.append(
                    f"self.{each.name}: {self.name('typing', 'Final')} = {wrapped}"
                )
                made += [f"self.{a}: Final = self.{each.name}" for a in each.aliases]
        for child in resource.children:
            of = f"{twin.prefix}{child.name}{form.suffix}({owner}.{child.attribute})"
            made.append(
                f"self.{child.attribute}: {self.name('typing', 'Final')} = {of}"
            )
        for method in resource.by_hand:
            wrapped = self.wrapped(f"{owner}.{method}", form, twin)
            made.append(f"self.{method}: {self.name('typing', 'Final')} = {wrapped}")
        init = f"def __init__(self, {owner}: {name}) -> None:\n"
        parts.insert(0, f"{init}{indented(made)}\n")
        return _class(f"{name}{form.suffix}:", Docstring(form.about), parts)

    def wrapped(
        self, method: str, form: Form, twin: Twin, operation: Operation | None = None
    ) -> str:
        """Return the expression that makes a form of a method."""
        prefix = "async_" if twin.prefix else ""
        unread = self.unread(operation, form, twin) if operation else None
        if unread is None:
            made = f"{self.add(WRAPPERS, prefix + form.wrapper)}({method})"
        else:
            wrapper = f"{prefix}to_custom_streamed_response_wrapper"
            made = f"{self.add(WRAPPERS, wrapper)}({method}, {self.add(*unread)})"
        if operation and operation.deprecated:
            made += ignores(pyright="reportDeprecated", ty="deprecated")
        return made

    def unread(
        self, operation: Operation, form: Form, twin: Twin
    ) -> tuple[str, str] | None:
        """Return where the class of an unread response is, if it has its own."""
        if form is STREAMING and operation.answer.unread:
            return twin.find(operation.answer.unread)
        if form is STREAMING and operation.answer.media:
            return WRAPPERS, f"{twin.prefix}StreamedBinaryAPIResponse"
        return None

    def loose(
        self, operation: Operation, form: Form, twin: Twin, wrapped: str, owner: str
    ) -> Iterator[str]:
        """Yield the statements that make the forms of a method that may stream."""
        name, loose = operation.name, self.name(WRAPPERS, "AnyMethod")
        yield f"self._{name}: {loose} = {wrapped}"
        if self.unread(operation, form, twin):
            events = self.wrapped(f"{owner}.{name}", form, twin)
            yield f"self._{name}_streamed: {loose} = {events}"

    def streamed(self, operation: Operation, form: Form, twin: Twin, owner: str) -> str:
        """Return a form of a method that may stream, with each way's type written out.

        Type checkers differ in what a wrapper makes of overloads.
        """
        whole, stream = self.methods.results(operation, twin)
        unread = self.unread(operation, form, twin)
        boxes = [self.box(form, twin, whole, unread), self.box(form, twin, stream)]
        given = "".join(f"{each.argument}, " for each in operation.ids)
        given = "*request, " if operation.builder else given
        waits = form is RAW
        call, lines = f"self._{operation.name}", list[str]()
        if unread:
            lines = [f"form = {call}_streamed if stream is True else {call}"]
            call = "form"
        signature = self.methods.whole(operation, " | ".join(boxes))
        wait = twin.wait if waits else ""
        answer = f"{wait}{call}({given}stream=stream, **params)"
        lines += [f"answer: {signature.result} = {answer}", "return answer"]
        says = operation.summary.removesuffix(".").replace(". ", "; ")
        docstring = Docstring(f"{says}; see `{owner}.{operation.name}`.")
        return definition(
            f"{twin.define if waits else 'def'} {operation.name}",
            self.methods.ways(operation, boxes),
            signature,
            [docstring.render(width=80).rstrip(), *lines],
            aliases=operation.aliases,
        )

    def box(
        self,
        form: Form,
        twin: Twin,
        answer: str,
        unread: tuple[str, str] | None = None,
    ) -> str:
        """Return the type of an answer in one of its forms."""
        if form is RAW:
            self.name(WRAPPERS, "LegacyAPIResponse")
            return form.box.format(answer=answer)
        manager = self.name(WRAPPERS, f"{twin.prefix}ResponseContextManager")
        if unread:
            return f"{manager}[{self.name(*unread)}]"
        self.name("openai", f"{twin.prefix}APIResponse")
        return form.box.format(twin=twin.prefix, answer=answer)

    def holder(
        self, name: str, children: Iterable[Resource], form: Form, twin: Twin
    ) -> str:
        """Return the class of a form of what holds other resources."""
        members = "".join(
            f"{child.attribute}: {twin.prefix}{child.name}{form.suffix}\n"
            for child in children
        )
        base = self.add(WRAPPERS, form.holder)
        return _class(f"{name}({base}):", Docstring(form.about), [members])

    def client(self, resources: Iterable[Resource], twin: Twin) -> str:
        """Return the class of what a client offers."""
        kind = f"{twin.prefix}OpenAI"
        sdk = _load(f"openai:{kind}")
        parts: list[str] = []
        for each in resources:
            if not is_the_sdks(each):
                home = f"{HOME}.{each.id}"
                cls = self.name(home, twin.prefix + each.name)
                other = hasattr(sdk, each.id) and not each.sdk_class
                parts.append(self.property(each, cls, home=home, overrides=other))
        parts += [
            self.property(form, f"{twin.prefix}Client{form.suffix}", overrides=True)
            for form in FORMS
        ]
        head = f"{twin.prefix}Resources({self.add('openai', kind)}):"
        return _class(head, Docstring("What a client offers."), parts)

    def client_form(self, resources: Iterable[Resource], form: Form, twin: Twin) -> str:
        """Return the class of a form of a client."""
        for each in resources:
            home = f"{HOME}.{each.id}"
            if is_the_sdks(each):
                home = SYNC.find(each.sdk_class)[0]
            self.name(home, f"{twin.prefix}{each.name}{form.suffix}")
        return self.holder(f"{twin.prefix}Client{form.suffix}", resources, form, twin)


def _class(head: str, about: Docstring, parts: Iterable[str]) -> str:
    return f"class {head}\n{indented([about.render(width=84), *parts])}\n"


def _load(path: str) -> type:
    """Return a class of the SDK, by which its overrides are known."""
    module, name = SYNC.find(path)
    found: type = getattr(import_module(module), name)
    return found
