"""A newer official SDK: what has changed in it is found, all of it, and each once."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeAlias

import mistralai.client
import pytest
import yaml

from codegen.base import derive
from codegen.effective import component_schemas, finish
from codegen.output import ROOT
from codegen.overlay import apply, parse_overlay
from codegen.sources import read_sources
from codegen.yaml_reader import parse_yaml
from drift.against import run

Blocks: TypeAlias = list[tuple[str, str, list[Any]]]
SDK = Path(mistralai.client.__path__[0]).parent
UNKNOWN = "<class 'complex'> (unknown to drift/models.py)"
CHANGES = (
    # file, what it has, what 3.8 has instead, and what is to be found
    (
        "models/chatcompletionrequest.py",
        "    guardrails: OptionalNullable",
        "    beam_width: Optional[int] = None\n\n    guardrails: OptionalNullable",
        "ChatCompletionRequest.beam_width: only in mistralai",
    ),
    (
        "models/fimcompletionrequest.py",
        "    min_tokens: OptionalNullable[int] = UNSET\n",
        "",
        "FIMCompletionRequest.min_tokens: only in ours",
    ),
    (
        "models/fimcompletionrequest.py",
        "    suffix: OptionalNullable[str] = UNSET",
        "    suffix: Optional[str] = None",
        "FIMCompletionRequest.suffix: null only in ours",
    ),
    (
        "models/embeddingrequest.py",
        "    output_dimension: OptionalNullable[int]",
        "    output_dimension: OptionalNullable[str]",
        "EmbeddingRequest.output_dimension: integer in ours, string in mistralai",
    ),
    (
        "models/embeddingrequest.py",
        "    encoding_format: Optional[EncodingFormat] = None",
        "    encoding_format: EncodingFormat",
        "EmbeddingRequest.encoding_format: required only in mistralai",
    ),
    (
        "models/embeddingrequest.py",
        "class EmbeddingRequest(BaseModel):\n",
        """class EmbeddingRequest(BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")
""",
        "EmbeddingRequest: closed in ours, open in mistralai",
    ),
    (
        "models/embeddingdtype.py",
        '    "ubinary",\n',
        '    "ubinary",\n    "int4",\n',
        "EmbeddingRequest.output_dtype: values int4 only in mistralai",
    ),
    (
        "models/createbatchjobrequest.py",
        "    timeout_hours: Optional[int] = 24",
        "    timeout_hours: Optional[int] = 48",
        "BatchJobCreateRequest.timeout_hours: default 48 only in mistralai",
    ),
    (
        "models/createbatchjobrequest.py",
        "    agent_id: OptionalNullable[str] = UNSET",
        """    agent_id: Annotated[
        OptionalNullable[str], pydantic.Field(deprecated="in 3.8")
    ] = UNSET""",
        "BatchJobCreateRequest.agent_id: deprecated true only in mistralai",
    ),
    (
        "models/createbatchjobrequest.py",
        "from pydantic import",
        "import pydantic\nfrom typing import Annotated\nfrom pydantic import",
        "",
    ),
    (
        "models/ocrrequest.py",
        "    include_image_base64: ",
        "    include_images_base64: ",
        "OCRRequest.include_image_base64: renamed include_images_base64 in mistralai",
    ),
    (
        "models/ocrrequest.py",
        "    image_limit: OptionalNullable[int] =",
        "    image_limit: Annotated[OptionalNullable[int], pydantic.Field(ge=1)] =",
        "OCRRequest.image_limit: minimum 1 only in mistralai",
    ),
    (
        "models/ocrrequest.py",
        "from pydantic import",
        "import pydantic\nfrom typing import Annotated\nfrom pydantic import",
        "",
    ),
    (
        "models/ocrrequest.py",
        "    image_min_size: OptionalNullable[int] = UNSET",
        "    image_min_size: Optional[complex] = None",
        f"OCRRequest.image_min_size: integer and null in ours, {UNKNOWN} in mistralai",
    ),
    # A second class of a name that there is.
    ("models/ocrusageinfo.py", "class OCRUsageInfo(", "class FileChunk(", ""),
    (
        "models/ocrresponse.py",
        "import OCRUsageInfo,",
        "import FileChunk as OCRUsageInfo,",
        "",
    ),
    (
        "classifiers.py",
        'path="/v1/classifications"',
        'path="/v1/classification"',
        "POST /v1/classifications: renamed POST /v1/classification in mistralai",
    ),
    (
        "classifiers.py",
        'path="/v1/chat/classifications"',
        'path="/v1/sorted/{a_id}"',
        "POST /v1/chat/classifications: only in ours",
    ),
    ("classifiers.py", "", "", "POST /v1/sorted/{}: only in mistralai"),
)


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Blocks:
    """What is printed of mistralai 3.8.0, made of the one that is installed."""
    folder = tmp_path_factory.mktemp("sdk")
    shutil.copytree(SDK, folder / "mistralai", ignore=shutil.ignore_patterns("*.pyc"))
    about = folder / "mistralai-3.8.0.dist-info"
    about.mkdir()
    metadata = "Metadata-Version: 2.1\nName: mistralai\nVersion: 3.8.0\n"
    (about / "METADATA").write_text(metadata)
    for file, old, new, _ in CHANGES:
        path = folder / "mistralai" / "client" / file
        text = path.read_text("utf-8")
        assert old in text, f"{file} has no {old}"
        # A field stands last in its model, below the dict of the same members.
        is_path = old.startswith("path=")
        before, _, after = text.rpartition(old or text)
        changed = text.replace(old, new) if is_path else before + new + after
        path.write_text(changed if old else text, "utf-8")
    result = run(folder, capture=True)
    assert result.returncode == 1, result.stderr
    assert "mistralai 3.8.0" in result.stdout
    return list(_blocks(result.stdout))


def test_each_change_is_found_once(blocks: Blocks) -> None:
    """Every kind of change is one line, and nothing else is."""
    expected = Counter(text for *_, text in CHANGES if text)
    assert Counter(text for text, _, _ in blocks) == expected


def test_each_change_has_an_action(blocks: Blocks) -> None:
    """Each is printed with its overlay, and with actions in YAML."""
    for text, file, actions in blocks:
        assert (ROOT / file).is_file() or "/v1/sorted" in text
        assert actions
        assert all("target" in action for action in actions)


def test_the_actions_fit_the_overlays(blocks: Blocks) -> None:
    """Pasted below the actions that there are, each selects and changes something."""
    actions = [action for _, _, actions in blocks for action in actions]
    about = {"title": "pasted", "version": "1"}
    overlay = {"overlay": "1.1.0", "info": about, "actions": actions}
    pasted = parse_overlay("pasted", parse_yaml(json.dumps(overlay), "pasted"))
    document = finish(apply(derive(), [*read_sources().overlays, pasted]).document, "1")
    schemas = component_schemas(document)
    request = schemas["EmbeddingRequest"]
    assert request["required"] == ["input", "model", "encoding_format"]
    assert request["additionalProperties"] is True
    assert "int4" in str(request["properties"]["output_dtype"])
    assert "include_images_base64" in schemas["OCRRequest"]["properties"]
    assert "/sorted/{id_1}" in document["paths"]


def _blocks(output: str) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield each difference that is not listed, its overlay, and its actions."""
    for block in output.split("not listed: ")[1:]:
        text, *lines = block.splitlines()
        while "paste this below" not in lines[0]:
            lines.pop(0)
        place = re.search(r"below ([^:,]+)", lines.pop(0))
        actions = takewhile(lambda line: line.startswith("  "), lines)
        yield text, place[1] if place else "", yaml.safe_load("\n".join(actions))
