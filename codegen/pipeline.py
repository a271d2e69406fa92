"""The pipeline: from the OpenAI SDK and the overlays to the text of every file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from codegen import (
    base,
    codes,
    docs,
    exports,
    models,
    params,
    request_rules,
    responses,
    rules,
    validators,
)
from codegen.areas import read_schemas
from codegen.document import Document, as_object, dump_json
from codegen.ir import Area, Schema
from codegen.output import ROOT, File, formatted, module
from codegen.sources import judge, read_sources
from codegen.verdicts import Key, Verdict
from codegen.yaml_reader import load_yaml

SPEC = Path("spec")
PACKAGE = Path("src/mistyped/_generated")
REFERENCE = Path("docs/reference")
FOLDERS = (PACKAGE, REFERENCE)
WIDTH = 88
WIDE = 320  # an ignore has to stand on the line that it is about
EFFECTIVE = "spec/mistral.openapi.json"


class Facts(NamedTuple):
    """What the renderers of an area's modules choose from."""

    effective: Document
    base: Mapping[str, Schema]
    verdicts: dict[Key, Verdict]


_RENDERERS: tuple[tuple[str, Callable[[Area, Facts], str], str, int], ...] = (
    (
        "models",
        lambda area, facts: models.render(area, facts.effective),
        "The parts of {} requests, as pydantic models.",
        WIDTH,
    ),
    (
        "params",
        lambda area, facts: params.render(area, facts.verdicts),
        "The parameters of {} requests, as TypedDicts.",
        WIDTH,
    ),
    (
        "responses",
        lambda area, facts: responses.render(area, facts.base),
        "The answers to {} requests.",
        WIDE,
    ),
    (
        "rules",
        lambda area, facts: rules.render_verdicts(area, facts.verdicts),
        "Mistral's verdicts on {} requests.",
        WIDTH,
    ),
    (
        "validators",
        lambda area, facts: validators.render(area, facts.verdicts),
        "The validators of {} requests, as core schemas.",
        WIDTH,
    ),
)


def build() -> dict[Path, str]:
    """Return the text of every generated file by its path below the root.

    Raises:
        FindingsError: If the overlays do not fit the base, or leave something out.
    """
    document = base.derive()
    sources = read_sources()
    effective, areas, verdicts, table = judge(document, sources, _version())
    evidence = sources.evidence
    files: dict[Path, File] = {
        SPEC / "openai.json": dump_json(document),
        SPEC / "mistral.openapi.json": dump_json(effective),
        PACKAGE / "__init__.py": '"""Generated modules; see ARCHITECTURE.md."""\n',
        PACKAGE / "operations.py": module(
            "The operations that mistyped knows.",
            EFFECTIVE,
            rules.render_operations(areas, {o for r in table for o in r.operations}),
        ),
        PACKAGE / "evidence.py": module(
            "The evidence behind the rules.",
            "spec/evidence.yaml",
            rules.render_evidence(evidence),
        ),
        REFERENCE / "evidence.md": docs.render_evidence(evidence),
        **_rule_files(table),
        **_code_files(sources.codes),
    }
    facts = Facts(effective, read_schemas(document), verdicts)
    for area in areas:
        overlay = f"spec/overlays/{area.name}.yaml"
        about = as_object(load_yaml(ROOT / overlay)["info"]).get("description", "")
        files[REFERENCE / f"{area.name}.md"] = docs.render(area, verdicts, str(about))
        for folder, render, title, width in _RENDERERS:
            body = render(area, facts)
            if body:
                source = overlay if folder == "rules" else EFFECTIVE
                files[PACKAGE / folder / f"{area.name}.py"] = module(
                    title.format(area.name), source, body, width=width
                )
    files[PACKAGE / "exports.py"] = module(
        "The public types, and where they are.", EFFECTIVE, exports.render(files)
    )
    for folder, *_ in _RENDERERS:
        files[PACKAGE / folder / "__init__.py"] = f'"""Generated {folder}."""\n'
    return formatted(files)


def _rule_files(table: Sequence[request_rules.Rule]) -> dict[Path, File]:
    source = request_rules.SOURCE
    return {
        PACKAGE / "request_rules.py": module(
            "The rules that a schema cannot say.", source, request_rules.render(table)
        ),
        REFERENCE / "rules.md": request_rules.render_page(table),
    }


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def _code_files(known: Document) -> dict[Path, File]:
    return {
        PACKAGE / "codes.py": module(
            "The codes of the server's errors.", codes.SOURCE, codes.render(known)
        ),
        REFERENCE / "codes.md": codes.render_page(known),
    }
