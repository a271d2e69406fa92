"""Mends source code: renames, removals and values that lose nothing.

Everything else in the source stays as it is, to the last blank. Needs the extra `lint`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

try:
    import libcst as cst
    from libcst.metadata import (
        CodePosition,
        CodeRange,
        MetadataWrapper,
        PositionProvider,
    )
except ModuleNotFoundError as _error:
    _msg = "to fix needs libcst: pip install 'mistyped[lint]'"
    raise ModuleNotFoundError(_msg, name="libcst") from _error

from mistyped.lint import Finding, Fix

_Lines = cst.ParenthesizedWhitespace
ElementT = TypeVar("ElementT", cst.Arg, cst.BaseDictElement)


def fixed(source: str, findings: Iterable[Finding]) -> str:
    """Return the source with every fix of these findings done.

    Args:
        source: The module that the findings are of.
        findings: What `lint` found in it.
    """
    edits = {(e.line, e.column - 1): e.fix for e in findings if e.fix is not None}
    if not edits:
        return source
    wrapper = MetadataWrapper(cst.parse_module(source))
    return wrapper.visit(_Fixer(edits)).code


class _Fixer(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, edits: Mapping[tuple[int, int], Fix]) -> None:
        super().__init__()
        self._edits = edits

    def _fix_of(self, node: cst.CSTNode) -> Fix | None:
        found: object = self.get_metadata(PositionProvider, node)
        assert isinstance(found, CodeRange)
        start: CodePosition = found.start
        return self._edits.get((start.line, start.column))

    def leave_Arg(  # noqa: N802 - libcst's name
        self, original_node: cst.Arg, updated_node: cst.Arg
    ) -> cst.Arg | cst.RemovalSentinel:
        """Mend an argument."""
        fix = self._fix_of(original_node) if original_node.keyword else None
        if fix is None:
            return updated_node
        if fix.how == "rename":
            return updated_node.with_changes(keyword=cst.Name(fix.to))
        if fix.how == "values":
            return updated_node.with_changes(value=_text(updated_node.value, fix.to))
        return cst.RemoveFromParent()

    def leave_DictElement(  # noqa: N802 - libcst's name
        self, original_node: cst.DictElement, updated_node: cst.DictElement
    ) -> cst.DictElement | cst.RemovalSentinel:
        """Mend a member of a dict that stands in the call."""
        fix = self._fix_of(original_node)
        if fix is None:
            return updated_node
        if fix.how == "rename":
            return updated_node.with_changes(key=_text(updated_node.key, fix.to))
        if fix.how == "values":
            return updated_node.with_changes(value=_text(updated_node.value, fix.to))
        return cst.RemoveFromParent()

    def leave_Call(  # noqa: N802 - libcst's name
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.Call:
        """Keep the end of the arguments as it was."""
        args = _ended(original_node.args, updated_node.args)
        return updated_node.with_changes(args=args)

    def leave_Dict(  # noqa: N802 - libcst's name
        self, original_node: cst.Dict, updated_node: cst.Dict
    ) -> cst.Dict:
        """Keep the end of the members as it was."""
        elements = _ended(original_node.elements, updated_node.elements)
        return updated_node.with_changes(elements=elements)


def _ended(before: Sequence[ElementT], after: Sequence[ElementT]) -> Sequence[ElementT]:
    """Let what is last now end as what was last did, but for its comment."""
    if len(after) == len(before) or not after:
        return after
    others: list[ElementT] = list(after[:-1])
    last: ElementT = after[-1]
    comma, own = before[-1].comma, last.comma
    if isinstance(comma, cst.Comma) and isinstance(own, cst.Comma):
        end, mine = comma.whitespace_after, own.whitespace_after
        if isinstance(end, _Lines) and isinstance(mine, _Lines):
            comma = comma.with_changes(
                whitespace_after=end.with_changes(first_line=mine.first_line)
            )
    others.append(last.with_changes(comma=comma))
    return others


def _text(node: cst.BaseExpression, value: str) -> cst.BaseExpression:
    """Return a text in the quotes of another one."""
    if isinstance(node, cst.SimpleString):
        return cst.SimpleString(f"{node.quote}{value}{node.quote}")
    return node
