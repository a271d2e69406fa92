"""`docs/scale.md` shows the recipes that the session `engines` runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "scale.md"
RECIPES = sorted((ROOT / "engines" / "recipes").glob("*.py"))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda each: each.stem)
def test_a_recipe_is_the_page_s(recipe: Path) -> None:
    """Word for word."""
    blocks = re.findall(r"(?ms)^```py\n(.*?)^```$", PAGE.read_text("utf-8"))
    assert recipe.read_text("utf-8") in blocks
