"""The page of a setting, written from its row: what v1 means by it and what v2 makes of it."""

from __future__ import annotations

from compat.mapping.setting import Becomes, Setting
from compat.v2 import Target


def setting_page(row: Setting, level: int) -> list[str]:
    """Return the Markdown lines of a setting."""
    lines = [f"{'#' * level} {row.key}", "", f"{row.meaning}{f', in {row.unit}' if row.unit else ''}.", ""]
    lines.append(f"- Belongs to: {row.api.value}, {_kinds(row)}")
    lines += [f"- {where}: {said}" for where, said in _spellings(row) if said]
    lines.append(f"- v1 default: {_default(row)}")
    for target in Target:
        lines.append(f"- On {target.value} endpoints: {_side(row.becomes(target))}")
    if row.secret:
        lines.append("- A secret: never written to a file and never printed.")
    if row.link:
        lines.append(f"- See: <{row.link}>")
    return lines


def _kinds(row: Setting) -> str:
    return ", ".join(sorted(kind.value for kind in row.kinds))


def _spellings(row: Setting) -> list[tuple[str, str]]:
    return [
        ("SDK", f"`{row.key}`"),
        ("Deployment file", f"`{row.spelling.file}`" if row.spelling.file else ""),
        ("Command line", ", ".join(f"`{flag}`" for flag in row.spelling.flags)),
        ("Service document", f"`{row.spelling.payload}`" if row.spelling.payload else ""),
    ]


def _default(row: Setting) -> str:
    special = [f"{_plain(value)} on {kind.value}" for kind, value in row.defaults.items()]
    return "; ".join([_plain(row.default), *special])


def _plain(value: object) -> str:
    return "none" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _side(becomes: Becomes) -> str:
    said = f"`{becomes.path}`" if becomes.path else "nothing"
    parts = [f"{said} ({becomes.fate.value}{', lost' if becomes.loss else ''})"]
    if becomes.default is not None:
        parts.append(f"v2 default {_plain(becomes.default)}")
    if becomes.maximum is not None:
        parts.append(f"at most {becomes.maximum}")
    text = "; ".join(parts) + "."
    sentence = f" {becomes.sentence}" if becomes.sentence else ""
    question = f" To decide: {becomes.decision.question}" if becomes.decision is not None else ""
    return text + sentence + question
