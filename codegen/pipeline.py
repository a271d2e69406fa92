"""The pipeline: from the OpenAI SDK and the overlays to the text of every file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from codegen import (
    base,
    builders,
    changed,
    codes,
    conversions,
    docs,
    exports,
    known_models,
    model_pages,
    not_offered,
    other_names,
    params,
    parsed,
    resources,
    responses,
    rules,
    skill,
    tables,
    validators,
)
from codegen.document import Document, dump_json
from codegen.findings import Finding, FindingsError
from codegen.flat import FlatTypes
from codegen.ir import Alias, Area, Object, Resource, Schema, Union
from codegen.methods import Types
from codegen.operations_reader import read_resources
from codegen.output import ROOT, File, formatted, module
from codegen.reader import read_schemas
from codegen.shadowing import shadowed
from codegen.sources import Sources, judge, read_sources
from codegen.verdicts import Key, Verdict

SPEC = Path("spec")
SOURCE = Path("src/mistyped")
PACKAGE = SOURCE / "_generated"
BUILDERS = SOURCE / "_builders"
REFERENCE = Path("docs/reference")
RESOURCES = SOURCE / "resources"
FOLDERS = (PACKAGE, BUILDERS, RESOURCES, REFERENCE, SOURCE / skill.FOLDER)
WIDTH = 88
WIDE = 320  # an ignore has to stand on the line that it is about
OVERLAYS = "spec/overlays"
_FORMS = "both forms that have the HTTP response"


class Facts(NamedTuple):
    """What the renderers of an area's modules choose from."""

    base: Mapping[str, Schema]
    verdicts: dict[Key, Verdict]
    flats: FlatTypes


@dataclass(frozen=True, slots=True)
class Renderer:
    """What makes an area's module in a folder of the package, and its title."""

    folder: str
    by: str
    render: Callable[[Area, Facts], str]
    title: str
    width: int = WIDTH
    evaluated: bool = False


_RENDERERS: tuple[Renderer, ...] = (
    Renderer(
        "_builders",
        "builders",
        lambda area, facts: builders.render(area, facts.verdicts),
        "The requests of {} and their parts, as pydantic models.",
    ),
    Renderer(
        "_generated/params",
        "params",
        lambda area, facts: params.render(area, facts.verdicts, facts.flats),
        "The parameters of {} requests, as TypedDicts.",
    ),
    Renderer(
        "_generated/responses",
        "responses",
        lambda area, facts: responses.render(area, facts.base),
        "The answers to {} requests.",
        WIDE,
        evaluated=True,
    ),
    Renderer(
        "_generated/verdicts",
        "tables",
        lambda area, facts: tables.render_verdicts(area, facts.verdicts),
        "Mistral's verdicts on {} requests.",
    ),
    Renderer(
        "_generated/validators",
        "validators",
        lambda area, facts: validators.render(area, facts.verdicts),
        "The validators of {} requests, as core schemas.",
    ),
)


def build() -> dict[Path, str]:
    """Return the text of every generated file by its path below the root.

    Raises:
        FindingsError: If the overlays do not fit the base, or leave something out.
    """
    document = base.derive()
    sources = read_sources()
    judged = judge(document, sources, _version())
    effective, areas, verdicts, known_rules, absent, named, mended, others = judged
    files: dict[Path, File] = {
        SPEC / "openai.json": dump_json(document),
        SPEC / "mistral.openapi.json": dump_json(effective),
        PACKAGE / "__init__.py": '"""Generated modules; see ARCHITECTURE.md."""\n',
        PACKAGE / "operations.py": module(
            "The operations that mistyped knows.",
            OVERLAYS,
            tables.render_operations(areas, rules.ruled_members(known_rules)),
            by="tables",
        ),
        **_evidence_files(sources),
        **_rule_files(known_rules),
        **_code_files(sources.codes),
        **_absence_files(absent, others),
        **_other_name_files(others),
        **_model_files(named, rules.naming_operations(known_rules)),
        **_conversion_files(mended),
        **_skill_files(skill.render(areas, verdicts, known_rules, absent, others)),
    }
    facts = Facts(read_schemas(document), verdicts, FlatTypes(areas))
    abouts = {each.source: each.about for each in sources.overlays}
    for area in areas:
        overlay = f"spec/overlays/{area.name}.yaml"
        about = abouts.get(overlay, "")
        files[REFERENCE / f"{area.name}.md"] = docs.render(area, verdicts, about)
        for each in _RENDERERS:
            if body := each.render(area, facts):
                title = each.title.format(area.name)
                files[SOURCE / each.folder / f"{area.name}.py"] = module(
                    title,
                    overlay,
                    body,
                    by=each.by,
                    width=each.width,
                    evaluated=each.evaluated,
                )
        files |= _parsed_files(area, overlay)
    for each in _RENDERERS:
        folder = SOURCE / each.folder
        files[folder / "__init__.py"] = f'"""Generated {folder.name.strip("_")}."""\n'
    files |= _export_files(files)
    calls = (operation for area in areas for operation in area.operations)
    tree = read_resources(effective, calls)
    return formatted(
        files | _resource_files(tree, _types(files, areas, absent, others))
    )


def _export_files(files: Mapping[Path, File]) -> dict[Path, File]:
    title = "The public types, and where they are."
    found = {PACKAGE: exports.types(files), BUILDERS: exports.builders(files)}
    return {
        folder / "exports.py": module(
            title, OVERLAYS, exports.render(public), by="exports"
        )
        for folder, public in found.items()
    }


def _parsed_files(area: Area, overlay: str) -> dict[Path, File]:
    body = parsed.render(area)
    title = f"The answers to {area.name} requests that are read into a type."
    made = module(title, overlay, body, by="parsed", width=WIDE, evaluated=True)
    return {PACKAGE / "responses" / "parsed.py": made} if body else {}


def _types(
    files: Mapping[Path, File],
    areas: Iterable[Area],
    absent: not_offered.NotOffered,
    others: other_names.OtherNames,
) -> Types:
    """Return where the types of requests and answers are, ours and the SDK's."""
    schemas = [schema for area in areas for schema in area.responses]
    paths = {s.name: s.sdk_class for s in schemas if isinstance(s, Object)}
    aliases = (s for s in schemas if isinstance(s, Alias))
    unions = frozenset(s.name for s in aliases if isinstance(s.node, Union))
    for home, names in exports.homes(files).items():
        paths |= {name: f"mistyped._generated.{home}:{name}" for name in names}
    home = "mistyped._openai.not_offered"
    absences = {each.resource: f"{home}:{each.name}" for each in absent.mixins}
    home = "mistyped._generated.other_names"
    mixins = {each: f"{home}:{cls}" for each, cls in others.mixins.items()}
    # What is loaded with the client makes all of them tell who asks.
    mixins[""] = mixins[""].replace("_generated", "_openai")
    return Types(paths, unions, absences, mixins)


def _resource_files(resources_: Iterable[Resource], types: Types) -> dict[Path, File]:
    tree, files, found = tuple(resources_), dict[Path, File](), list[Finding]()
    for resource in tree:
        title = f"`client.{resource.id}`, with {_FORMS}."
        overlay = f"spec/overlays/{resource.overlay}.yaml"
        body = resources.render(resource, types)
        found += shadowed(body, overlay)
        file = module(title, overlay, body, by="resources")
        files[RESOURCES / f"{resource.id}.py"] = file
    if found:
        raise FindingsError(found)
    files[RESOURCES / "client.py"] = module(
        "What the clients offer. Each resource is loaded on first use.",
        OVERLAYS,
        resources.render_client(tree, types),
        by="resources",
    )
    files[RESOURCES / "__init__.py"] = '"""Generated resources."""\n'
    return files


def _evidence_files(sources: Sources) -> dict[Path, File]:
    evidence = sources.evidence
    return {
        PACKAGE / "evidence.py": module(
            "The evidence behind the rules.",
            "spec/evidence.yaml",
            tables.render_evidence(evidence),
            by="tables",
        ),
        REFERENCE / "evidence.md": docs.render_evidence(evidence),
        REFERENCE / "changed_since.md": changed.render_page(sources.changed, evidence),
    }


def _rule_files(known: Sequence[rules.Rule]) -> dict[Path, File]:
    return {
        PACKAGE / "rules.py": module(
            "The rules that a schema cannot say.",
            rules.SOURCE,
            rules.render(known),
            by="rules",
        ),
        REFERENCE / "rules.md": rules.render_page(known),
    }


def _absence_files(
    absent: not_offered.NotOffered, others: other_names.OtherNames
) -> dict[Path, File]:
    source = not_offered.SOURCE
    below = {name: others.classes[name] for name in others.below}
    return {
        PACKAGE / "not_offered.py": module(
            "What OpenAI's client has and Mistral has not.",
            source,
            not_offered.render(absent, below),
            by="not_offered",
        ),
        REFERENCE / "not_offered.md": not_offered.render_page(absent),
    }


def _other_name_files(others: other_names.OtherNames) -> dict[Path, File]:
    pages = {
        REFERENCE / f"from_{each.id}.md": other_names.render_page(each)
        for each in others.clients
    }
    code = module(
        "What other clients call what we have.",
        other_names.SOURCE,
        other_names.render(others),
        by="other_names",
    )
    arguments = module(
        "What other clients are made with, as a type.",
        other_names.SOURCE,
        other_names.render_arguments(others),
        by="other_names",
    )
    return {
        PACKAGE / "other_names.py": code,
        PACKAGE / "other_arguments.py": arguments,
        **pages,
    }


def _model_files(
    named: known_models.KnownModels, operations: Iterable[str]
) -> dict[Path, File]:
    return {
        PACKAGE / "model_names.py": module(
            "Names of models that break no rule.",
            known_models.SOURCE,
            known_models.render_names(named, operations),
            by="known_models",
        ),
        PACKAGE / "known_models.py": module(
            "What is known of models.",
            known_models.SOURCE,
            known_models.render(named),
            by="known_models",
        ),
        REFERENCE / "known_models.md": model_pages.render_page(named),
    }


def _conversion_files(known: Sequence[conversions.Conversion]) -> dict[Path, File]:
    return {
        PACKAGE / "conversions.py": module(
            "What mends requests as other APIs take them.",
            conversions.SOURCE,
            conversions.render(known),
            by="conversions",
        ),
        REFERENCE / "conversions.md": conversions.render_page(known),
    }


def _skill_files(texts: Mapping[Path, str]) -> dict[Path, File]:
    return {SOURCE / path: text for path, text in texts.items()}


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def _code_files(known: Document) -> dict[Path, File]:
    return {
        PACKAGE / "codes.py": module(
            "The codes of the server's errors.",
            codes.SOURCE,
            codes.render(known),
            by="codes",
        ),
        REFERENCE / "codes.md": codes.render_page(known),
    }
