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

_Blank = cst.BaseParenthesizableWhitespace
_Lines = cst.ParenthesizedWhitespace
_NO_BLANK = cst.SimpleWhitespace("")
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
    ) -> cst.Arg:
        """Mend an argument that stays."""
        fix = self._fix_of(original_node) if original_node.keyword else None
        if fix is None:
            return updated_node
        if fix.how == "rename":
            return updated_node.with_changes(keyword=cst.Name(fix.to))
        if fix.how == "values":
            return updated_node.with_changes(value=_text(updated_node.value, fix.to))
        return updated_node

    def leave_DictElement(  # noqa: N802 - libcst's name
        self, original_node: cst.DictElement, updated_node: cst.DictElement
    ) -> cst.DictElement:
        """Mend a member that stays, of a dict in the call."""
        fix = self._fix_of(original_node)
        if fix is None:
            return updated_node
        if fix.how == "rename":
            return updated_node.with_changes(key=_text(updated_node.key, fix.to))
        if fix.how == "values":
            return updated_node.with_changes(value=_text(updated_node.value, fix.to))
        return updated_node

    def leave_Call(  # noqa: N802 - libcst's name
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.Call:
        """Leave out the arguments that go."""
        going = [e.keyword is not None and self._goes(e) for e in original_node.args]
        if not any(going):
            return updated_node
        args = updated_node.args
        tail = args[-1].whitespace_after_arg
        head, kept, tail = _without(
            updated_node.whitespace_before_args, args, tail, going
        )
        if kept:
            kept[-1] = kept[-1].with_changes(whitespace_after_arg=tail)
        return updated_node.with_changes(whitespace_before_args=head, args=kept)

    def leave_Dict(  # noqa: N802 - libcst's name
        self, original_node: cst.Dict, updated_node: cst.Dict
    ) -> cst.Dict:
        """Leave out the members that go."""
        going = [self._goes(each) for each in original_node.elements]
        if not any(going):
            return updated_node
        opening, closing = updated_node.lbrace, updated_node.rbrace
        head, kept, tail = _without(
            opening.whitespace_after,
            updated_node.elements,
            closing.whitespace_before,
            going,
        )
        return updated_node.with_changes(
            lbrace=opening.with_changes(whitespace_after=head),
            elements=kept,
            rbrace=closing.with_changes(whitespace_before=tail),
        )

    def _goes(self, node: cst.CSTNode) -> bool:
        fix = self._fix_of(node)
        return fix is not None and fix.how == "remove"


def _without(
    head: _Blank, elements: Sequence[ElementT], tail: _Blank, going: Sequence[bool]
) -> tuple[_Blank, list[ElementT], _Blank]:
    """Leave elements out, each with the comment on its line, and keep what is left.

    Args:
        head: What stands before the first one.
        elements: All of them; each one's comma holds what stands behind it.
        tail: What stands behind the last one and its comma.
        going: For each one whether it goes.

    Returns:
        The new head, the elements that stay, and the new tail.
    """
    gaps = [head]
    kept: list[ElementT] = []
    for element, goes in zip(elements, going, strict=True):
        comma, is_last = element.comma, element is elements[-1]
        gap = comma.whitespace_after if isinstance(comma, cst.Comma) else tail
        if is_last and isinstance(tail, _Lines):
            gap = tail
        if not goes:
            kept.append(element)
            gaps.append(gap)
        elif is_last or isinstance(gap, _Lines):
            gaps[-1] = _joined(gaps[-1], gap, is_first=not kept, is_last=is_last)
    for i, gap in enumerate(gaps[1:-1]):
        kept[i] = _followed(kept[i], gap)
    if not kept:
        return _NO_BLANK, kept, gaps[0]
    if isinstance(elements[-1].comma, cst.Comma):
        kept[-1] = _followed(kept[-1], gaps[-1])
        return gaps[0], kept, _NO_BLANK
    kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return gaps[0], kept, gaps[-1]


def _followed(element: ElementT, gap: _Blank) -> ElementT:
    comma = element.comma
    if not isinstance(comma, cst.Comma):
        comma = cst.Comma()
    return element.with_changes(comma=comma.with_changes(whitespace_after=gap))


def _joined(before: _Blank, behind: _Blank, *, is_first: bool, is_last: bool) -> _Blank:
    """Return what stands in the place of an element that goes.

    A comment in a line of its own stays: it may be about others as well.
    """
    if not isinstance(behind, _Lines):
        return before if _comments(before) or not is_last else behind
    if isinstance(before, _Lines):
        lines = behind.empty_lines if any(e.comment for e in behind.empty_lines) else ()
        return before.with_changes(
            empty_lines=[*before.empty_lines, *lines],
            indent=behind.indent,
            last_line=behind.last_line,
        )
    if not is_first:
        return behind
    line = behind.first_line.with_changes(whitespace=_NO_BLANK, comment=None)
    own = behind.with_changes(first_line=line)
    return own if _comments(own) else before


def _comments(blank: _Blank) -> bool:
    """Whether there are comments."""
    if not isinstance(blank, _Lines):
        return False
    return bool(blank.first_line.comment or any(e.comment for e in blank.empty_lines))


def _text(node: cst.BaseExpression, value: str) -> cst.BaseExpression:
    """Return a text in the quotes of another one."""
    if isinstance(node, cst.SimpleString):
        return cst.SimpleString(f"{node.quote}{value}{node.quote}")
    return node
