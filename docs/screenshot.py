"""Take the pictures of the HTML report: what a browser shows of the samples, at a desk and on a phone.

Run from the root of the repository, with the extra ``test`` and Debian's ``chromium``: ``python docs/screenshot.py``.
"""

import shutil
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.report.document import document
from migrate.report.page.rendering import html
from migrate.scan import Scanner

SAMPLES = ("churn-aks", "fraud-token", "sentiment-aci", "claims-either")
DAY = date(2026, 11, 21)
DESK, PHONE = (1200, 1660), (360, 780)


def page() -> str:
    """Return the report of some samples."""
    trees = gathered([f"samples/{name}/v1" for name in SAMPLES], KINDS)
    return html(document(Scanner(KINDS, day=DAY).scan(trees)))


def take(browser: Browser, address: str, size: tuple[int, int], file: str) -> None:
    """Write the first screen of a page, ``size`` in pixels."""
    shown = browser.new_page(viewport={"width": size[0], "height": size[1]})
    shown.goto(address)
    shown.screenshot(path=file)


def main() -> None:
    """Write ``docs/report.png`` and ``docs/report-phone.png``."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        file.write_text(page(), encoding="utf-8")
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        take(browser, file.as_uri(), DESK, "docs/report.png")
        take(browser, file.as_uri(), PHONE, "docs/report-phone.png")
        browser.close()


if __name__ == "__main__":
    main()
