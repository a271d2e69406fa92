"""Figures of the inspector's page in Chromium: first paint, 10,000 calls, memory.

`nox -s browser -- --figures` prints them. They are of this machine and this moment.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from playwright.sync_api import expect, sync_playwright

from mistyped.server import app
from mistyped.server.inspector.application import Inspector
from mistyped.server.runtime import in_background
from tests.browser.calls import seen_calls

CALLS = 10_000
MEBIBYTE = 1 << 20
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
HEAP = "performance.memory.usedJSHeapSize"


def main() -> None:
    """Print a line for each figure."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--enable-precise-memory-info"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        for calls in (0, CALLS):
            with opened(calls) as origin:
                page = browser.new_page()
                for name, figure in figures(page, origin, calls):
                    print(f"{calls:6,} calls  {name:14} {figure}")
                page.close()
        browser.close()


@contextmanager
def opened(calls: int) -> Iterator[str]:
    """Serve the page of a server that has seen so many calls."""
    inspector = Inspector(app(), "Local server", seen_calls(calls))
    with in_background(inspector, "127.0.0.1", 0) as origin:
        yield origin
        inspector.close()


def figures(page: Any, origin: str, calls: int) -> Iterator[tuple[str, str]]:
    """Yield what the page takes, in the order in which a person meets it."""
    listed = timed(lambda: listing(page, origin, calls))
    yield "first paint", f"{page.evaluate(PAINT):.0f} ms"
    yield "all listed", f"{listed:.0f} ms"
    if calls:
        page.locator("#calls").focus()
        yield "to the end", f"{timed(lambda: to_the_end(page, calls)):.0f} ms"
        yield "filtered", f"{timed(lambda: filtered(page, calls)):.0f} ms"
    yield "memory", f"{page.evaluate(HEAP) / MEBIBYTE:.0f} MB"


def timed(act: Callable[[], object]) -> float:
    """Return how many milliseconds something takes."""
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000


def listing(page: Any, origin: str, calls: int) -> None:
    """Open the page and wait until it knows all calls."""
    page.goto(origin)
    text = f"{calls:,} calls" if calls else "live"
    expect(page.locator("#count" if calls else "#live")).to_have_text(text)


def to_the_end(page: Any, calls: int) -> None:
    """Go to the last call by a key."""
    page.keyboard.press("End")
    last = page.locator(".call[aria-selected=true]")
    expect(last).to_have_attribute("aria-posinset", str(calls))


def filtered(page: Any, calls: int) -> None:
    """Leave one call of all."""
    page.locator("#filter").fill(f"files/{calls}")
    expect(page.locator(".call")).to_have_count(1)


if __name__ == "__main__":
    main()
