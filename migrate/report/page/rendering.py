"""The page as HTML: one template, one style, one script, all inside the file, and no other allowed to run in it."""

from __future__ import annotations

import base64
import functools
import hashlib
from datetime import date
from pathlib import Path

from migrate.report.page.assembly import page_of
from migrate.report.page.model import plain
from migrate.report.page.picture import picture_of
from migrate.report.surface import Surface, clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from jinja2 import Environment

    from migrate.report.document import Json
    from migrate.report.view import Report

TEMPLATES = Path(__file__).parent / "templates"


def render(report: Report, surface: Surface) -> str:
    """Return a report as HTML."""
    return html(report.document)


def html(stored: Json) -> str:
    """Return a stored report as HTML."""
    style, script = _asset("page.css"), _asset("page.js")
    page = page_of(stored)
    template = _environment().get_template("page.html")
    text = template.render(
        page=page,
        picture=picture_of(page.services),
        style=style,
        script=script,
        policy=policy(style, script),
    )
    return text.rstrip("\n") + "\n"


def policy(style: str, script: str) -> str:
    """Return the content security policy: nothing is loaded, and only this style and this script are obeyed."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _asset(name: str) -> str:
    """Return an asset as it stands between its tags: the hash is taken over every character there."""
    return f"\n{(TEMPLATES / name).read_text(encoding='utf-8').strip()}\n"


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    made.filters.update(hours=plain, day=_day, counted=_counted, web=_web)
    return made


def _harmless(item: object) -> object:
    """Spell out what steers or hides text; names and values come from repositories that nobody vouches for."""
    marked = hasattr(item, "__html__")
    return clean(item) if isinstance(item, str) and not marked else item


def _day(text: str) -> str:
    """Return a date for people: 30 June 2026."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def _counted(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def _web(link: str) -> str:
    """Return a link that is certainly one to the web, else nothing: a stored report may come from anywhere."""
    return link if link.startswith("https://") else ""
