"""The page in a real browser: Chromium of the system, driven by Playwright, which downloads nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from migrate.report.page.rendering import html
from tests.migrate.report.page.reports import HOSTILE, stored

PHONE, DESK = (360, 780), (1280, 900)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("TESTS_NEED_A_BROWSER"):
            pytest.fail("the Debian package chromium is not installed")
        pytest.skip("needs chromium (Debian package chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@dataclass
class Opened:
    """A page that is open, with everything that it asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def shown(self, query: str) -> int:
        return int(self.page.locator(f"{query}:visible").count())


def opened(browser: Browser, folder: Path, report: Any, size: tuple[int, int] = DESK, **other: Any) -> Opened:
    file = folder / "report.html"
    file.write_text(html(report), encoding="utf-8")
    page = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, offline=True, **other
    ).new_page()
    made = Opened(page)
    page.on("request", lambda request: made.requests.append(request.url))
    page.on("console", lambda message: made.complaints.append(message.text))
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on("dialog", lambda dialog: made.complaints.append(dialog.message))
    page.goto(file.as_uri())
    return made


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing(browser: Browser, tmp_path: Path, size: tuple[int, int], scheme: str) -> None:
    made = opened(browser, tmp_path, stored(), size, color_scheme=scheme)
    for _ in range(2):
        found = Axe().run(made.page)
        assert found.violations_count == 0, found.generate_report()
        open_all(made.page)


def test_axe_would_find_something(browser: Browser, tmp_path: Path) -> None:
    made = opened(browser, tmp_path, stored())
    made.page.evaluate(
        "document.getElementById('filter-file').parentElement.replaceWith(document.createElement('input'))"
    )
    assert Axe().run(made.page).violations_count > 0


@pytest.mark.parametrize(
    "report", [stored(), stored(HOSTILE), stored("-" + "long" * 60)], ids=["plain", "hostile", "long"]
)
def test_nothing_is_wider_than_a_phone(browser: Browser, tmp_path: Path, report: Any) -> None:
    made = opened(browser, tmp_path, report, PHONE)
    assert overflow(made.page) <= 0
    open_all(made.page)
    assert overflow(made.page) <= 0
    assert made.shown(".in-words li") == 2


@pytest.mark.parametrize("said", ["", HOSTILE], ids=["plain", "hostile"])
def test_nothing_is_loaded_nothing_complains_and_nothing_foreign_runs(
    browser: Browser, tmp_path: Path, said: str
) -> None:
    made = opened(browser, tmp_path, stored(said))
    open_all(made.page)
    assert len(made.requests) == 1
    assert made.complaints == []
    assert made.page.evaluate("window.hacked") is None
    assert made.page.locator("img, iframe, script[src]").count() == 0


def test_hostile_names_are_read_as_they_are(browser: Browser, tmp_path: Path) -> None:
    made = opened(browser, tmp_path, stored(HOSTILE))
    name = made.page.locator(".service h3").first.inner_text()
    assert name.startswith(
        "churnx</script><img src=x onerror='window.hacked=1'>\"'`${window.hacked=1}{{7*7}}\\u202e"
    )


def test_the_filters_filter(browser: Browser, tmp_path: Path) -> None:
    made = opened(browser, tmp_path, stored())
    page, notes = made.page, ".notes > li"
    everything = made.shown(notes)
    assert page.locator("#shown").inner_text() == f"All {everything} lines are shown."
    page.get_by_role("checkbox", name="change").uncheck()
    assert made.shown(notes) == 2
    assert made.shown(".file") == 2
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function(f"document.getElementById('shown').textContent.startsWith('All {everything}')")
    page.get_by_label("File or text").fill("RUN.SH")
    assert made.shown(notes) == 1
    page.get_by_label("File or text").fill("no such file")
    assert page.locator("#shown").inner_text() == f"0 of {everything} lines are shown."
    page.get_by_label("File or text").fill("")
    page.locator("#filter-service").select_option("churn")
    assert made.shown(notes) == 2
    page.locator("#filter-service").select_option("")
    page.get_by_label("only what is past its end of support").check()
    assert made.shown(notes) == 3


def test_a_hostile_service_can_be_chosen_in_the_filter(browser: Browser, tmp_path: Path) -> None:
    made = opened(browser, tmp_path, stored(HOSTILE))
    made.page.locator("#filter-service").select_option(index=1)
    assert made.shown(".notes > li") == 2


def test_it_is_read_without_a_script_too(browser: Browser, tmp_path: Path) -> None:
    made = opened(browser, tmp_path, stored(), java_script_enabled=False)
    assert made.shown(".notes > li") == 5
    assert made.shown("#filter") == 0
    made.page.locator(".service summary").first.click()
    assert made.shown(".service .facts") == 1


def test_a_link_to_a_service_opens_it(browser: Browser, tmp_path: Path) -> None:
    made = opened(browser, tmp_path, stored())
    assert made.shown(".service .facts") == 0
    made.page.evaluate("location.hash = '#service-2'")
    made.page.wait_for_selector("#service-2[open]")
    assert made.shown(".service .facts") == 1


def test_the_keyboard_reaches_the_report(browser: Browser, tmp_path: Path) -> None:
    made = opened(browser, tmp_path, stored())
    made.page.keyboard.press("Tab")
    assert made.page.evaluate("document.activeElement.className") == "skip"
    made.page.locator(".service summary").first.focus()
    made.page.keyboard.press("Enter")
    assert made.shown(".service .facts") == 1


def test_on_paper_everything_is_open_and_nothing_asks_for_a_click(browser: Browser, tmp_path: Path) -> None:
    made = opened(browser, tmp_path, stored())
    made.page.emulate_media(media="print")
    assert made.shown("#filter") == 0
    made.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert made.shown(".service .facts") == 2
    made.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    made.page.emulate_media(media="screen")
    assert made.shown(".service .facts") == 0


def test_the_drawing_can_be_read_in_words(browser: Browser, tmp_path: Path) -> None:
    made = opened(browser, tmp_path, stored())
    assert made.page.get_by_role("img", name="Models, services and what they run on").count() == 1
    made.page.get_by_text("The drawing in words").click()
    assert "churn (blocked) runs on aks-prod with churn:3." in made.page.locator(".in-words").inner_text()
