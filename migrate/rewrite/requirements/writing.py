"""How a requirement is replaced or taken out, by the way in which its list is written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from migrate.read.requirements import Entry, Style
from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Edit


def replaced(page: Page, entry: Entry, specs: Sequence[str]) -> Edit:
    """Return the edit that puts one or more requirements in the place of one; a marker and a comment stay."""
    text = page.text
    first, last = _line(text, entry.start)
    if entry.style is Style.KEYED:
        return page.edit(
            first, last, "\n".join(_keyed(text[first:last], entry, first, spec) for spec in specs)
        )
    if entry.style is Style.WORD:
        quote = text[entry.start - 1] if text[entry.start - 1] in {'"', "'"} else ""
        return page.edit(entry.start, entry.end, f"{quote} {quote}".join(specs))
    if entry.style is Style.QUOTED:
        quote = text[entry.start - 1]
        end = text.index(quote, entry.end)
        rest = text[entry.end : end]
        alone = not text[first : entry.start - 1].strip() and re.fullmatch(
            r",?[ \t]*(#.*)?", text[end + 1 : last]
        )
        between = f"{quote},\n{text[first : entry.start - 1]}{quote}" if alone else f"{quote}, {quote}"
        return page.edit(entry.start, end, between.join(f"{spec}{rest}" for spec in specs))
    rest = _marker(text[entry.end : last])
    more = "".join(f"\n{text[first : entry.start]}{spec}{rest}" for spec in specs[1:])
    if text[entry.start - 1 : entry.start] in {'"', "'"}:
        more = "".join(f"\n{text[first : entry.start]}{spec}{text[entry.start - 1]}" for spec in specs[1:])
    return page.edit(entry.start, last, f"{specs[0]}{text[entry.end : last]}{more}")


def removed(page: Page, entry: Entry, listed: Sequence[Entry]) -> Edit | None:
    """Return the edit that takes a requirement out; None where its list would be left empty or not be one."""
    text = page.text
    first, last = _line(text, entry.start)
    if entry.style is Style.ITEM and len([item for item in listed if item.style is Style.ITEM]) < 2:
        return None
    if entry.style is Style.WORD:
        return _without_word(page, entry, listed)
    if entry.style is Style.QUOTED:
        return _unquoted(page, entry, first, last)
    return page.edit(first, min(last + 1, len(text)), "")


def _without_word(page: Page, entry: Entry, listed: Sequence[Entry]) -> Edit | None:
    """Return the edit that takes a word and the blank before it; None where the command has no other package."""
    if len(listed) < 2:
        return None
    quoted = page.text[entry.start - 1] in {'"', "'"}
    start, end = (entry.start - 1, entry.end + 1) if quoted else (entry.start, entry.end)
    blank = page.text[start - 1 : start] == " "
    return page.edit(start - 1 if blank else start, end, "")


def _unquoted(page: Page, entry: Entry, first: int, last: int) -> Edit | None:
    text = page.text
    start, end = entry.start - 1, text.index(text[entry.start - 1], entry.end) + 1
    after = re.match(r"[ \t]*,[ \t]*", text[end:last])
    if not text[first:start].strip() and re.fullmatch(r",?[ \t]*(#.*)?", text[end:last]):
        return page.edit(first, min(last + 1, len(text)), "")
    if after:
        return page.edit(start, end + after.end(), "")
    before = re.search(r",[ \t]*$", text[first:start])
    return page.edit(first + before.start(), end, "") if before else page.edit(start, end, "")


def _keyed(line: str, entry: Entry, first: int, spec: str) -> str:
    """Return a line of a table with another package and version in it."""
    name, _, version = spec.partition("~=")
    named = line[: entry.start - first] + name + line[entry.end - first :]
    return re.sub(r"""(=[ \t]*)(["'])[^"']*\2""", rf"\g<1>\g<2>~={version}\g<2>", named, count=1)


def _marker(rest: str) -> str:
    """Return the environment marker behind a requirement, without the comment behind it."""
    found = re.match(r"[ \t]*;[^#\n]*", rest)
    return found.group().rstrip() if found else ""


def _line(text: str, offset: int) -> tuple[int, int]:
    """Return the offsets of the line that an offset is in, without its end."""
    last = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if last < 0 else last
