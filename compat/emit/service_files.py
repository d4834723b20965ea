"""A translation as the files of one folder: names and text, nothing is written here."""

from __future__ import annotations

import json
from dataclasses import replace

from compat.documents import Kind, Part, layout
from compat.emit.comments import comments, tail
from compat.emit.compare import compare
from compat.emit.readme import CONVERTING, readme
from compat.emit.rebase import rebased
from compat.emit.secrecy import hidden, scrubbed, secrets_in
from compat.emit.yaml_text import yaml_text
from compat.mapping.translation import Translation


def service_files(translation: Translation, to_root: str = ".", command: str = CONVERTING) -> dict[str, str]:
    """Return text by relative path for one translation.

    ``to_root`` leads from the folder of the files to the root of the repository (``../..``); every local path
    of the plan is put behind it. ``command`` is what takes the user's answers.
    """
    secrets = secrets_in(translation)
    clean = scrubbed(translation, secrets)
    moved = replace(clean, plan=rebased(clean.plan, to_root))
    parts = layout(moved.plan)
    texts = {part.file: _text(moved, parts, part) for part in parts}
    texts["README.md"] = readme(moved, parts, command)
    return {file: hidden(text, secrets) for file, text in texts.items()}


def comparison(kubernetes: Translation, managed: Translation) -> str:
    """Return the page that sets one service on both targets side by side."""
    secrets = secrets_in(kubernetes, managed)
    return hidden(compare(scrubbed(kubernetes, secrets), scrubbed(managed, secrets)), secrets)


def _text(translation: Translation, parts: tuple[Part, ...], part: Part) -> str:
    if isinstance(part.content, str):
        return part.content
    if part.kind is Kind.AUTOSCALE:
        return json.dumps(part.content, indent=2) + "\n"
    return yaml_text(part.content, comments(translation, parts, part), tail(translation, parts, part))
