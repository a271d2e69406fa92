"""Lists that come in pages, as Mistral numbers them; iterating over one ends.

`_get_api_list(path, page=SyncNumberedPage[FileObject], model=FileObject, ...)` asks for
one page; iterating over that page asks for the rest. The items may stand under `data`,
under `items`, or be the whole answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from openai._base_client import AsyncPaginator as AsyncPaginator
from openai._base_client import BaseAsyncPage, BasePage, BaseSyncPage, PageInfo
from typing_extensions import override

from mistyped._openai.invalid_answers import invalid
from mistyped._values.guards import is_mapping

if TYPE_CHECKING:
    import httpx2

ItemT = TypeVar("ItemT")
_PAGE_SIZE = 100
"""Mistral's default for files and jobs; a list with another has to ask for its size."""


class _Page(BasePage[ItemT], Generic[ItemT]):
    """What all pages have.

    Attributes:
        data: The items of this page.
        total: How many items all pages have; None if the server does not say.
    """

    data: list[ItemT]
    total: int | None = None

    @classmethod
    def build(cls, *, response: httpx2.Response, data: object) -> Self:
        """Make a page of an answer; the SDK calls this."""
        members: dict[str, object] = {"data": data}
        if is_mapping(data):
            members = {str(key): value for key, value in data.items()}
            if "data" not in members:
                members["data"] = members.pop("items", None) or []
        if not isinstance(members["data"], list):
            raise invalid(response, "it is no list", data)
        if not _is_text(members.get("next_page_token")):
            raise invalid(response, "its next_page_token is no text", data)
        total = members.get("total")
        if not isinstance(total, int) or isinstance(total, bool):
            members["total"] = None
        return cls.construct(None, **members)

    @override
    def _get_page_items(self) -> list[ItemT]:
        return self.data or []

    def _asked(self, name: str, default: int) -> int:
        """Return a number of the query, which this page is the answer to."""
        query: Mapping[str, object] = self._options.params
        value = str(query.get(name, ""))
        return int(value) if value.isdecimal() else default


def _is_text(value: object) -> bool:
    """Whether a value is absent, or a text that a query can carry."""
    if not value:
        return True
    try:
        return isinstance(value, str) and bool(value.encode())
    except UnicodeEncodeError:
        return False


def _drop_repeated(page: _Page[ItemT], previous: _Page[ItemT]) -> None:
    """Empty a page that has the items of the page before it: there the list ends.

    A server that knows nothing of pages answers each time alike.
    """
    if page.data == previous.data:
        page.data = []


class _Numbered(_Page[ItemT], Generic[ItemT]):
    """A page by its number: `page`, from 0 on, and `page_size`."""

    @override
    def next_page_info(self) -> PageInfo | None:
        number, size = self._asked("page", 0), self._asked("page_size", _PAGE_SIZE)
        count = len(self._get_page_items())
        # A server may give fewer than asked, but not fewer than it gives unasked.
        least = min(size, _PAGE_SIZE)
        if self.total is None:
            is_last = count < least
        else:
            before = number * (size if size == least else count)
            is_last = before + count >= self.total
        return None if is_last else PageInfo(params={"page": number + 1})


class _Offset(_Page[ItemT], Generic[ItemT]):
    """A page by the number of items before it: `offset` and `limit`."""

    @override
    def next_page_info(self) -> PageInfo | None:
        until = self._asked("offset", 0) + len(self._get_page_items())
        if self.total is not None and until >= self.total:
            return None
        return PageInfo(params={"offset": until})


class _Sync(_Page[ItemT], BaseSyncPage[ItemT], Generic[ItemT]):
    @override
    def get_next_page(self) -> Self:
        page = super().get_next_page()
        _drop_repeated(page, self)
        return page


class _Async(_Page[ItemT], BaseAsyncPage[ItemT], Generic[ItemT]):
    @override
    async def get_next_page(self) -> Self:
        page = await super().get_next_page()
        _drop_repeated(page, self)
        return page


class SyncNumberedPage(_Numbered[ItemT], _Sync[ItemT], Generic[ItemT]):
    """A page by its number; `for item in page` goes on to the last page."""


class AsyncNumberedPage(_Numbered[ItemT], _Async[ItemT], Generic[ItemT]):
    """A page by its number; `async for item in page` goes on to the last page."""


class SyncOffsetPage(_Offset[ItemT], _Sync[ItemT], Generic[ItemT]):
    """A page by its offset; `for item in page` goes on to the last page."""


class AsyncOffsetPage(_Offset[ItemT], _Async[ItemT], Generic[ItemT]):
    """A page by its offset; `async for item in page` goes on to the last page."""


class _Token(_Page[ItemT], Generic[ItemT]):
    """A page by a text that the page before it gave."""

    next_page_token: str | None = None

    @override
    def next_page_info(self) -> PageInfo | None:
        token = self.next_page_token
        return PageInfo(params={"page_token": token}) if token else None


class SyncTokenPage(_Token[ItemT], _Sync[ItemT], Generic[ItemT]):
    """A page by its token; `for item in page` goes on to the last page."""


class AsyncTokenPage(_Token[ItemT], _Async[ItemT], Generic[ItemT]):
    """A page by its token; `async for item in page` goes on to the last page."""
