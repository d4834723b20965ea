"""Texts put together from values: known only if every part is."""

from __future__ import annotations

from compat.value import Expression, Known, Unresolved, Value


def joined(*parts: str | Value) -> Value:
    """Return the text of all parts in a row.

    One unresolved part leaves the whole unresolved, with that part's reason; one expression makes the whole
    an f-string that rewritten code can carry.
    """
    for part in parts:
        if isinstance(part, Unresolved):
            return Unresolved(part.why, part.source, part.place, part.settle)
    values = [part for part in parts if isinstance(part, (Known, Expression))]
    place = values[0].place if values else None
    texts = [part if isinstance(part, str) else _default(part) for part in parts]
    text = None if any(item is None for item in texts) else "".join(item or "" for item in texts)
    if all(not isinstance(part, Expression) for part in parts):
        return Known(text, place)
    source = "".join(_piece(part) for part in parts)
    depends = tuple(
        dict.fromkeys(item for part in values if isinstance(part, Expression) for item in part.depends)
    )
    quoted = f'f"{source}"' if '"' not in source else f"f'''{source}'''"
    return Expression(quoted, place, depends, None if text is None else Known(text))


def _default(part: Value) -> str | None:
    if isinstance(part, Expression):
        return None if part.default is None else str(part.default.value)
    return str(part.value) if isinstance(part, Known) else None


def _piece(part: str | Value) -> str:
    if isinstance(part, Expression):
        return "{" + part.source + "}"
    text = part if isinstance(part, str) else str(part.value) if isinstance(part, Known) else ""
    return text.replace("{", "{{").replace("}", "}}")
