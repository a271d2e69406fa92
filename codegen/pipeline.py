"""The pipeline: from the OpenAI SDK and the overlays to the text of every file."""

from __future__ import annotations

from pathlib import Path

from codegen import base, docs, models, params, responses, rules, validators
from codegen.document import dump_json, load_yaml
from codegen.effective import finish
from codegen.ir import read_areas, read_schemas
from codegen.output import ROOT, module
from codegen.overlay import apply, load_overlay
from codegen.verdicts import read_verdicts

SPEC = Path("spec")
PACKAGE = Path("src/mistyped/_generated")
REFERENCE = Path("docs/reference")
FOLDERS = (PACKAGE, REFERENCE)
WIDE = 320  # an ignore has to stand on the line that it is about
EFFECTIVE = "spec/mistral.openapi.json"


def build() -> dict[Path, str]:
    """Return the text of every generated file by its path below the root.

    Raises:
        FindingsError: If the overlays do not fit the base, or leave something out.
    """
    document = base.derive()
    paths = sorted((ROOT / SPEC / "overlays").glob("*.yaml"))
    applied = apply(document, [load_overlay(path) for path in paths])
    evidence = load_yaml(ROOT / SPEC / "evidence.yaml")
    verdicts = read_verdicts(document, applied, evidence)
    effective = finish(applied.document)
    areas = read_areas(effective)
    files = {
        SPEC / "openai.json": dump_json(document),
        SPEC / "mistral.openapi.json": dump_json(effective),
        PACKAGE / "__init__.py": '"""Generated modules; see ARCHITECTURE.md."""\n',
        PACKAGE / "operations.py": module(
            "The operations that mistyped knows.",
            EFFECTIVE,
            rules.render_operations(areas),
        ),
        PACKAGE / "evidence.py": module(
            "The evidence behind the rules.",
            "spec/evidence.yaml",
            rules.render_evidence(evidence),
        ),
    }
    files[REFERENCE / "evidence.md"] = docs.render_evidence(evidence)
    for area in areas:
        files[REFERENCE / f"{area.name}.md"] = docs.render(area, verdicts)
        overlay = f"spec/overlays/{area.name}.yaml"
        name = f"{area.name}.py"
        files |= {
            PACKAGE / "rules" / name: module(
                f"Mistral's verdicts on {area.name} requests.",
                overlay,
                rules.render_verdicts(area, verdicts),
            ),
            PACKAGE / "models" / name: module(
                f"The parts of {area.name} requests, as pydantic models.",
                EFFECTIVE,
                models.render(area, effective),
            ),
            PACKAGE / "params" / name: module(
                f"The parameters of {area.name} requests, as TypedDicts.",
                EFFECTIVE,
                params.render(area, verdicts),
            ),
            PACKAGE / "responses" / name: module(
                f"The answers to {area.name} requests.",
                EFFECTIVE,
                responses.render(area, read_schemas(document)),
                width=WIDE,
            ),
            PACKAGE / "validators" / name: module(
                f"The validators of {area.name} requests, as core schemas.",
                EFFECTIVE,
                validators.render(area, verdicts),
            ),
        }
    for folder in ("models", "params", "responses", "rules", "validators"):
        files[PACKAGE / folder / "__init__.py"] = f'"""Generated {folder}."""\n'
    return files
