"""The inspector's page in a real browser: paste, type, watch, filter, by keyboard."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from mistyped.server import app
from mistyped.server.inspector.application import Inspector
from mistyped.server.runtime import in_background
from tests.browser.calls import seen_calls

api = pytest.importorskip(
    "playwright.sync_api", reason="needs playwright: nox -s browser"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium")

CHAT = "/v1/chat/completions"
GOOD = {
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Hi"}],
}
EVIL = "<img src=x onerror=document.title='owned'>"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium."""
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A client of an inspected server."""
    inspector = Inspector(app(), "Local server")
    with in_background(inspector, "127.0.0.1", 0) as origin:
        headers = {"authorization": "Bearer key-of-a-test"}
        with httpx.Client(base_url=origin, headers=headers) as made:
            yield made
        inspector.close()


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desktop", "phone"])
def page(chromium: Any, client: httpx.Client, request: Any) -> Iterator[Any]:
    """The page at two widths; an error in its console fails the test."""
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height})
    made = context.new_page()
    wrong: list[str] = []
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    made.goto(str(client.base_url))
    api.expect(made.locator("#live")).to_have_text("live")
    yield made
    context.close()
    assert wrong == []


def paste(page: Any, body: object) -> None:
    """Put a text into the editor of a new request."""
    page.locator("#new").click()
    page.locator("#editor .cm-content").click()
    page.keyboard.press("Control+a")
    text = body if isinstance(body, str) else json.dumps(body, indent=2)
    page.keyboard.insert_text(text)


def test_a_pasted_request_shows_its_problems_at_their_lines(page: Any) -> None:
    """A mark at the line, a row below it, why, and a click that leads there."""
    paste(page, {**GOOD, "seed": 7})
    row = page.locator(".problem")
    api.expect(row).to_contain_text("line 9")
    api.expect(row).to_contain_text("use random_seed")
    api.expect(page.locator(".cm-lintRange-error")).to_have_text('"seed": 7')
    row.locator(".why").click()
    api.expect(row.locator(".topics")).to_contain_text("Mistral calls it random_seed")
    row.locator(".go").click()
    api.expect(page.locator("#editor .cm-content")).to_be_focused()


def test_it_is_judged_while_one_types(page: Any) -> None:
    """A character makes it wrong, the next makes it right again."""
    paste(page, GOOD)
    api.expect(page.locator("#verdict")).to_contain_text("no problem found")
    page.keyboard.press("Control+End")
    page.keyboard.type("!")
    api.expect(page.locator(".problem")).to_contain_text("not-json")
    page.keyboard.press("Backspace")
    api.expect(page.locator(".problem")).to_have_count(0)


def test_adapting_is_a_diff_that_can_be_used(page: Any) -> None:
    """What changes is shown, and one click makes the request right."""
    paste(page, {**GOOD, "seed": 7})
    page.locator("#tab-adapt").click()
    api.expect(page.locator(".diff .add")).to_have_text(['+  "random_seed": 7'])
    page.get_by_role("button", name="Use this").click()
    api.expect(page.locator("#verdict")).to_contain_text("no problem found")
    page.locator("#tab-code").click()
    api.expect(page.locator("#panel-code pre").first).to_contain_text("random_seed=7")


def test_calls_arrive_live_and_open_by_keyboard(
    page: Any, client: httpx.Client
) -> None:
    """They are there without a reload; arrows and Enter open one, Esc leads back."""
    client.post(CHAT, json=GOOD)
    client.post(CHAT, json={**GOOD, "seed": 7})
    api.expect(page.locator(".call")).to_have_count(2)
    page.locator("#calls").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    api.expect(page.locator("#facts")).to_contain_text("refused")
    api.expect(page.locator(".problem")).to_contain_text("chat.seed")
    page.locator("#tab-request").press("ArrowRight")
    api.expect(page.locator("#panel-answer")).to_contain_text("extra_forbidden")
    page.keyboard.press("Escape")
    api.expect(page.locator("#calls")).to_be_focused()


def test_a_stream_shows_what_it_says(page: Any, client: httpx.Client) -> None:
    """Its texts in one piece, and its events."""
    client.post(CHAT, json={**GOOD, "stream": True})
    page.locator(".call").click()
    page.locator("#tab-answer").click()
    api.expect(page.locator(".say")).to_contain_text('You said: "Hi"')


def test_calls_are_filtered(page: Any, client: httpx.Client) -> None:
    """By words and by verdict."""
    client.get("/v1/models")
    client.post(CHAT, json=GOOD)
    client.post(CHAT, json={**GOOD, "seed": 7})
    api.expect(page.locator(".call")).to_have_count(3)
    page.keyboard.press("Escape")
    page.locator("#filter").fill("models")
    api.expect(page.locator(".call")).to_have_count(1)
    page.locator("#filter").fill("")
    page.locator("#chip-refused").click()
    api.expect(page.locator(".call")).to_have_count(1)
    api.expect(page.locator("#count")).to_have_text("1 of 3 calls")


def test_nothing_that_came_in_is_markup(page: Any, client: httpx.Client) -> None:
    """Paths, models, bodies and keys of bodies are text everywhere."""
    client.post(f"/v1/{EVIL}", json={EVIL: EVIL})
    client.post(CHAT, json={**GOOD, "model": EVIL, EVIL: 1})
    for n in range(2):
        page.locator(".call").nth(n).click()
        api.expect(page.locator("#title")).to_contain_text((CHAT, "onerror")[n])
        api.expect(page.locator("#problems")).to_contain_text(("img", "/v1/")[n])
        for tab in ("answer", "adapt", "code"):
            page.locator(f"#tab-{tab}").click()
        if page.locator("#back").is_visible():
            page.locator("#back").click()
    assert page.locator("img").count() == 0
    assert page.title() != "owned"


def test_ten_thousand_calls(chromium: Any) -> None:
    """All are in the list, few in the page, and the last is one key away."""
    inspector = Inspector(app(), "Local server", seen_calls(10_000))
    with in_background(inspector, "127.0.0.1", 0) as origin:
        page = chromium.new_page()
        page.goto(origin)
        count = page.locator("#count")
        api.expect(count).to_have_text("10,000 calls", timeout=60_000)
        assert page.locator(".call").count() < 60
        page.locator("#calls").focus()
        page.keyboard.press("End")
        last = page.locator(".call[aria-selected=true]")
        api.expect(last).to_have_attribute("aria-posinset", "10000")
        page.locator("#filter").fill("files/9999")
        api.expect(page.locator(".call")).to_have_count(1)
        page.close()
        inspector.close()


def test_the_page_fits_its_width(page: Any, client: httpx.Client) -> None:
    """Nothing makes it scroll sideways, neither the list nor a long request."""
    client.post(CHAT, json={**GOOD, "x" * 200: "y" * 2000})
    for press in (lambda: None, page.locator(".call").click):
        press()
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert page.evaluate(wide)
