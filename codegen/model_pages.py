"""Renders the page of what is known of models."""

from __future__ import annotations

from codegen.docs import HEAD, link, table
from codegen.known_models import SOURCE, KnownModels, Model


def render_page(known: KnownModels) -> str:
    """Return the page of the models."""
    rows = [_page_row(row) for row in (*known.models, *known.families)]
    head = (
        "model",
        "aliases",
        "can",
        "cannot",
        "efforts",
        "context",
        "tokenizer",
        "until",
        "evidence",
    )
    foreign = [
        (f"`{pattern}`", whose, f"`{nearest}`" if nearest else "nothing like it")
        for pattern, whose, nearest in known.foreign
    ]
    return (
        f"{HEAD.format(source=SOURCE)}\n# Models\n\n"
        f"What mistyped knows of models, as of {known.checked}. A name that is not "
        "here is not known, and passes.\nAliases move, so no error rests on one. "
        "`client.models.list()` knows better: what it answers counts\n"
        "for the client that asked.\n\n"
        f"{table(head, rows)}\n"
        "## Names of other vendors\n\nThey give a warning that names the nearest model "
        f"of Mistral.\n\n{table(('name', 'of', 'nearest'), foreign)}"
    )


def _page_row(row: Model) -> tuple[str, ...]:
    efforts = "" if row.efforts is None else ", ".join(row.efforts) or "takes none"
    until = row.retires
    if row.replacement:
        until += f", then `{row.replacement}`"
    return (
        f"`{row.name}`",
        ", ".join(f"`{each}`" for each in row.aliases),
        ", ".join(row.can),
        ", ".join(row.cannot),
        efforts,
        str(row.context or ""),
        row.tokenizer,
        until,
        ", ".join(map(link, row.evidence)),
    )
