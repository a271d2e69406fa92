"""The clients: where each comes from and what drives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OFFICIAL: Final = "official.py"
NPM: Final = "npm.mjs"


@dataclass(frozen=True, slots=True)
class Client:
    """A client of other people's.

    Attributes:
        name: What it is called in the table, and its folder.
        packages: What is installed, each with its version.
        driver: The file in `drivers` that drives it.
        python: The Python that it needs, if it is not this one; empty for npm's.
    """

    name: str
    packages: tuple[str, ...]
    driver: str
    python: str = ""

    @property
    def is_npm(self) -> bool:
        """Whether it runs on Node."""
        return self.driver == NPM

    @property
    def has_table(self) -> bool:
        """Whether it is driven through the table of operations."""
        return self.driver == OFFICIAL or self.name == "official"


CLIENTS: Final = (
    Client("mistralai 1.12", ("mistralai==1.12.4",), OFFICIAL),
    Client("mistralai 2.4", ("mistralai==2.4.13",), OFFICIAL),
    Client("mistralai 3.7", ("mistralai==3.7.0",), OFFICIAL),
    Client("official", ("@mistralai/mistralai@2.7.0", "zod@4"), NPM),
    Client("vercel", ("@ai-sdk/mistral@4.0.87", "ai@7.0.173", "zod@4"), NPM),
    Client(
        "langchain",
        ("langchain-mistralai==1.1.6", "langchain>=1,<2"),
        "with_langchain.py",
    ),
    Client(
        "pydantic-ai", ("pydantic-ai-slim[mistral]==2.68.0",), "with_pydantic_ai.py"
    ),
    Client("litellm", ("litellm==1.110.2",), "with_litellm.py"),
    Client("vibe", ("mistral-vibe==3.0.3",), "with_vibe.py", python="3.12"),
)
TITLES: Final = {"official": "TypeScript 2.7", "vercel": "@ai-sdk/mistral 4.0"}
