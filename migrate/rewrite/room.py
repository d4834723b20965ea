"""Whether a comment may stand above a line: where it would change what the file says, there is no room for a marker."""

from __future__ import annotations

from migrate.rewrite.page import Page

_HASH = (
    *(
        ".py",
        ".pyw",
        ".ipynb",
        ".sh",
        ".bash",
        ".ps1",
        ".psm1",
        ".yml",
        ".yaml",
        ".toml",
        ".cfg",
        ".txt",
        ".in",
    ),
    *(".env", ".properties", ".r", ".rb", ".tf", ".tfvars", ".mk", "makefile", "dockerfile", "pipfile"),
)
"""Ends of names of files in which a line that begins with # is a comment."""

_REMARK = (".bat", ".cmd")
_YAML = (".yml", ".yaml")
_DOCKER = "dockerfile"
_GOES_ON = ("\\", "`", "^")
_TRIED = "# only a comment"


def has_room(page: Page, line: int) -> bool:
    """Tell whether a comment above a line of a page is one, and nothing else changes by it."""
    path = page.path.lower()
    if not path.endswith((*_HASH, *_REMARK)):
        return False
    above = page.line_text(line - 1).rstrip() if line > 1 else ""
    if above.endswith(_GOES_ON) and not path.endswith((_DOCKER, ".py", ".pyw", ".ipynb")):
        return False
    return not path.endswith(_YAML) or _reads_the_same(page, line)


def _reads_the_same(page: Page, line: int) -> bool:
    """Tell whether a YAML text has the same scalars with the comment in it, but for a line that is the comment."""
    text = page.line_text(line)
    indent = text[: len(text) - len(text.lstrip())]
    at = page.offset(line)
    before, after = scalars(page.text), scalars(f"{page.text[:at]}{indent}{_TRIED}\n{page.text[at:]}")
    return before is not None and after is not None and before == [_without(value) for value in after]


def _without(value: str) -> str:
    return "\n".join(line for line in value.split("\n") if line.strip() != _TRIED)


def scalars(text: str) -> list[str] | None:
    """Return the values of all scalars of a YAML text in order; None where it does not parse."""
    import yaml

    try:
        events = list(yaml.parse(text, yaml.SafeLoader))
    except yaml.YAMLError:
        return None
    return [event.value for event in events if isinstance(event, yaml.ScalarEvent)]
