"""Renders the request models: for people who build requests step by step.

They hold no bounds and refuse nothing: that is the check's, which they ask
(`mistyped._check.request_model`). So a model and a dict are told the same.

Why not datamodel-code-generator: its models lose the refused keys, as its TypedDicts
do, and a list of a narrower type does not fit them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from codegen.annotations import Imports, annotation
from codegen.docstrings import Docstring, docstring
from codegen.ir import Alias, Area, Enum, Field, Object, Operation, Schema
from codegen.methods import params_name
from codegen.operations import SDK_OPERATIONS
from codegen.verdicts import Key, Verdict

BASE = "mistyped._check.request_model"
COMPAT = "mistyped._compat"
PACKAGE = "mistyped._builders"
_SDK_REQUESTS = {
    call.id: call.request[0]
    for item in SDK_OPERATIONS.values()
    for call in item.values()
    if call.request and not call.elsewhere
}


def render(area: Area, verdicts: Mapping[Key, Verdict]) -> str:
    """Return the body of the module of an area's request models; empty if none."""
    if not area.own_requests:
        return ""
    renderer = _Renderer(area, verdicts)
    parts = [text for each in area.own_requests for text in renderer.schema(each)]
    return renderer.imports.render() + "\n\n" + "\n\n".join(parts)


class _Renderer:
    def __init__(self, area: Area, verdicts: Mapping[Key, Verdict]) -> None:
        self.area = area
        self.verdicts = verdicts
        self.calls = {each.request: each for each in area.operations if each.request}
        self.imports = Imports()
        for name, home in area.borrowed_requests.items():
            self.imports.add(f"{PACKAGE}.{home}", name)

    def schema(self, schema: Schema) -> Iterator[str]:
        if isinstance(schema, Alias):
            self.imports.add("typing", "TypeAlias")
            yield f"{schema.name}: TypeAlias = {self.annotation(schema)}\n"
            return
        call = self.calls.get(schema.name)
        base = self.imports.add(BASE, "Request" if call else "RequestModel")
        refused = self.refused(schema)
        if refused:
            self.imports.add("typing", "TYPE_CHECKING")
            keys = f"_{schema.name}Refused"
            yield (
                f"if TYPE_CHECKING:\n\n    class {keys}({base}):\n"
                f'        """What Mistral refuses, with what to do instead."""\n\n'
                f"{refused}\nelse:\n    {keys} = {base}\n"
            )
            base = keys
        self.imports.add("typing", "ClassVar")
        members = "".join(
            self.member(schema, each)
            for each in schema.fields
            if not self.hint(schema, each.name)
        )
        made = "".join(self.methods(call)) if call else ""
        about = f"What `{call.id}` is asked." if call else schema.description
        place = f"{self.area.name}.{schema.name}"
        if call and call.id in _SDK_REQUESTS:
            yield self.openai_arguments(call)
        yield (
            f"class {schema.name}({base}):\n{docstring(about)}\n"
            f"    place: ClassVar[str] = {place!r}\n{members}{made}"
        )

    def annotation(self, of: Field | Alias) -> str:
        return annotation(of.node, self.imports, lists="Sequence", mappings="Mapping")

    def member(self, schema: Object, field: Field) -> str:
        """Render a member; a tag that it has to have needs not be given."""
        text, default = self.annotation(field), ""
        name, given = _attribute(field.name), list[str]()
        if any(each.name == "object" for each in schema.fields):
            # Such a member hides the type in the rest of its class.
            self.imports.add("builtins", "object", "Anything")
            text = re.sub(r"\bobject\b", "Anything", text)
        if "FileInput" in text:
            as_given = self.imports.add(BASE, "AS_GIVEN")
            text = f"{self.imports.add('typing', 'Annotated')}[{text}, {as_given}]"
        values = field.node.values if isinstance(field.node, Enum) else ()
        if field.required and len(values) == 1:
            default = repr(values[0])
        elif not field.required or field.name in schema.defaulted:
            text += "" if text.endswith("None") else " | None"
            default = "None"
        if name != field.name:
            given = [f"default={default}"] if default else []
            self.imports.add("pydantic", "Field")
            default = f"Field({', '.join([*given, f'alias={field.name!r}'])})"
        assigned = f" = {default}" if default else ""
        return f"    {name}: {text}{assigned}\n{docstring(field.description)}"

    def refused(self, schema: Object) -> str:
        """Render what type checkers have to say of what Mistral refuses."""
        text = ""
        for owner, key in self.verdicts:
            hint = self.hint(schema, key) if owner == schema.name else ""
            if hint:
                self.imports.add("typing", "Literal")
                hints = "mistyped._values.hints"
                self.imports.add_typing(hints, "Unsupported")
                self.imports.add_typing(hints, "NOT_GIVEN")
                text += f"        {key}: Unsupported[Literal[{hint!r}]] = NOT_GIVEN\n"
        return text

    def hint(self, schema: Object, key: str) -> str:
        """Return what to do instead of a key that people type; empty if it is taken."""
        verdict = self.verdicts.get((schema.name, key))
        typed = verdict and verdict.typed and key.isidentifier()
        return verdict.hint if verdict and typed else ""

    def methods(self, call: Operation) -> Iterator[str]:
        """Yield what makes keyword arguments of a request."""
        params = self.imports.add_typing(
            f"mistyped._generated.params.{self.area.name}", params_name(call)
        )
        self.imports.add("typing", "cast")
        self.imports.add("typing_extensions", "override")
        says = f"Return the keyword arguments for `{call.id}(**request.params())`."
        yield (
            f"\n    @override\n    def params(self) -> {params}:\n"
            f"{docstring(says, '        ')}"
            f'        return cast("{params}", self.members())\n'
        )
        if call.id in _SDK_REQUESTS:
            made = self.imports.add(f"{COMPAT}.openai_arguments", "openai_arguments")
            change = self.imports.add_typing(f"{COMPAT}.policy", "OnChange")
            name, extra = _arguments(call), _extra(call)
            given = f'self, "{extra}", lossy=lossy, on_change=on_change'
            yield (
                "\n    def openai_kwargs(self, *, lossy: bool = False,"
                f" on_change: {change} | None = None) -> {name}:\n"
                f"{_converted(extra).render('        ')}"
                f"        arguments = {made}({given})\n"
                f'        return cast("{name}", arguments)\n'
            )

    def openai_arguments(self, call: Operation) -> str:
        """Render the type of the arguments that a plain OpenAI client takes."""
        module, _, name = _SDK_REQUESTS[call.id].partition(":")
        self.imports.add("typing", "TYPE_CHECKING")
        self.imports.add_typing(module, f"{name} as Sdk{name}")
        head = f"class {_arguments(call)}(Sdk{name}, total=False):"
        return (
            f"if TYPE_CHECKING:\n\n    {head}\n"
            f'        """Arguments of a plain OpenAI client\'s `{call.id}`."""\n\n'
            f"        {_extra(call)}: object\n"
        )


def _converted(extra: str) -> Docstring:
    args = [
        "lossy: Whether to convert what the model notices, too.",
        "on_change: Is called with each change; all are logged as well.",
    ]
    about = (
        f"What only Mistral has goes into `{extra}`. What Mistral would refuse in the "
        'whole of a body is converted as `Mistral(compat="adapt")` does it; what has '
        "no conversion stays as it is."
    )
    title = "Return the keyword arguments for a plain `openai.OpenAI` client."
    return Docstring(title, [about], {"Args": args})


def _attribute(name: str) -> str:
    """Return what a member is called in Python, where pydantic has its own names."""
    return f"{name}_" if hasattr(BaseModel, name) else name


def _arguments(call: Operation) -> str:
    return f"{call.request.removesuffix('Request')}OpenAIArguments"


def _extra(call: Operation) -> str:
    return "extra_query" if call.carrier == "query" else "extra_body"
