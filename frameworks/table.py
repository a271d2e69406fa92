"""The frameworks: where each comes from and what drives it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

_OURS: Final = ("-e", str(Path(__file__).parents[1]))


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework.

    Attributes:
        name: What it is called, and its folder.
        wanted: What is installed of it, each with its version.
        driver: The file in `drivers` that drives it.
        python: The Python that it needs, if it is not this one.
        is_npm: Whether it runs on Node; none does.
    """

    name: str
    wanted: tuple[str, ...]
    driver: str
    python: str = ""
    is_npm: bool = False

    @property
    def packages(self) -> tuple[str, ...]:
        """All that is installed: it and this package."""
        return (*self.wanted, *_OURS)


def _framework(name: str, *wanted: str) -> Framework:
    return Framework(name, wanted, f"with_{name.replace('-', '_')}.py")


FRAMEWORKS: Final = (
    _framework("langchain", "langchain-openai==1.7.4", "langchain>=1,<2"),
    _framework("openai-agents", "openai-agents==0.24.0"),
    _framework("pydantic-ai", "pydantic-ai-slim[openai]==2.68.0"),
    _framework("instructor", "instructor==1.17.0"),
    _framework(
        "llama-index",
        "llama-index-llms-openai-like==0.8.1",
        "llama-index-embeddings-openai-like",
    ),
    _framework("haystack", "haystack-ai==3.4.1"),
    _framework("smolagents", "smolagents[openai]==1.26.0"),
    _framework("litellm", "litellm==1.110.2"),
    _framework("semantic-kernel", "semantic-kernel==1.45.0"),
    _framework("magentic", "magentic==0.41.1"),
    _framework("mirascope", "mirascope[openai]==2.8.2"),
    _framework("crewai", "crewai==1.15.30"),
    _framework("dspy", "dspy==3.4.1"),
    _framework("browser-use", "browser-use==0.13.14"),
)
