"""What an editor offers and shows, by pyright's language server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.typing.editor import Editor

HERE = Path(__file__).parent
CALL = 'CLIENT.chat.completions.create(model="m", '
# The cursor is behind each bar.
LINES = {
    "in a message": CALL + 'messages=[{"role": "user", "|"}])',
    "in a part": CALL + 'messages=[{"role": "user", "content": [{"|"}]}])',
    "in a call": CALL + "messages=[], se|)",
    "on a parameter": CALL + "messages=[], s|eed=1)",
    "on a good parameter": CALL + "messages=[], r|andom_seed=1)",
    "on a key": CALL + 'messages=[{"role": "user", "r|easoning": "x"}])',
}

pytestmark = pytest.mark.typing


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """The lines above, open in an editor."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copy(HERE / "pyrightconfig.json", folder)
    path = folder / "edited.py"
    lines = "\n".join(LINES.values()).replace("|", "")
    path.write_text(f"from mistyped import Mistral\nCLIENT = Mistral()\n{lines}\n")
    with Editor(path) as editor:
        yield editor


def place(name: str) -> tuple[int, int]:
    """Return the line and the column of a bar."""
    return 2 + list(LINES).index(name), LINES[name].index("|")


def test_keys_of_a_message(editor: Editor) -> None:
    """Keys come with their types, a refused one with its hint; copied ones do not."""
    offered = editor.completions(*place("in a message"))
    assert {'"content"', '"tool_calls"', '"tool_call_id"', '"prefix"'} <= set(offered)
    assert "use a chunk of type" in offered['"reasoning"']
    copied = {'"refusal"', '"annotations"', '"audio"', '"parsed"', '"id"', '"metadata"'}
    assert not copied & set(offered)
    refused = [key for key, shown in offered.items() if shown.startswith("Unsupported")]
    assert sorted(refused) == ['"function_call"', '"reasoning"', '"reasoning_content"']


def test_keys_of_a_part(editor: Editor) -> None:
    """Another vendor's key comes with its hint."""
    offered = editor.completions(*place("in a part"))
    assert {'"type"', '"text"', '"image_url"'} <= set(offered)
    assert "prompt_cache_key steers the cache" in offered['"cache_control"']


def test_parameters(editor: Editor) -> None:
    """Ours are offered; pyright shows no types here, so that OpenAI's look alike."""
    offered = editor.completions(*place("in a call"))
    assert {"random_seed=", "service_tier="} <= set(offered)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("on a parameter", "Refused: use random_seed."),
        ("on a key", "Refused: use a chunk of type 'thinking' in content."),
        ("on a good parameter", "Equal requests with an equal seed"),
    ],
)
def test_hover(editor: Editor, name: str, shown: str) -> None:
    """A parameter or key says what it is, or that it is refused."""
    assert shown in editor.hover(*place(name))
