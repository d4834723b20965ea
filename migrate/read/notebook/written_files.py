"""What the files say that cells write: each is read by the reader of its kind, with places in its cells."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace

from compat.value import Place, known
from migrate.finding import Finding
from migrate.read.discovery import key
from migrate.read.notebook.dissection import Flaw, parsed
from migrate.read.notebook.objection import DIFFERS, ONLY_IN_CELL, SEVERAL, objection
from migrate.read.notebook.overlay import Overlay
from migrate.read.notebook.places import moved
from migrate.read.notebook.written import Written
from migrate.read.reading import Reading, SourceFile
from migrate.scripts import SYMBOL, has_init_and_run, script_of
from migrate.usage import Form, Usage

_NAME_SCRIPTS = {"InferenceConfig": "entry_script", "ContainerImage.image_configuration": "execution_script"}
"""The calls that name a scoring script, and the argument that does."""


def read(content: Written, view: Overlay) -> Reading:
    """Read one content of a file. Its services are those of the file on disk, where there is one."""
    from migrate.read.registry import KINDS, by_suffix

    kind = by_suffix(KINDS).get(key(posixpath.basename(content.path)))
    if kind is None or content.path.endswith(".ipynb"):
        return Reading(content.path)
    reading = kind.load()(SourceFile(content.path, content.text), view) or Reading(content.path)
    if view.on_disk(content.path):
        reading = replace(reading, services=())
    return moved(reading, {**view.origins, content.path: content.origins})


def scripts(whole: Reading, contents: Sequence[Written]) -> tuple[Usage, ...]:
    """Return a usage for each scoring script: named by a service, or with ``init`` and ``run`` beside v1 code."""
    named = set(_named(whole))
    return tuple(
        Usage(SYMBOL, _place(content), Form.FILE)
        for content in contents
        if content.path.endswith(".py")
        and (posixpath.basename(content.path) in named or (whole.usages and _has_init_and_run(content.text)))
    )


def findings(
    whole: Reading, found: Sequence[Usage], contents: Sequence[Written], view: Overlay
) -> Iterator[Finding]:
    """Yield what is to be said of the files that matter: those that are scoring scripts or have v1 in them."""
    places = [usage.place for usage in (*whole.usages, *found)]
    matter = [one for one in contents if any(one.holds(place) for place in places)]
    for content in matter:
        place = _place(content)
        others = [one for one in contents if one.path == content.path]
        if any(one.text.strip() != content.text.strip() for one in others) and content is others[-1]:
            said = (
                f"Several cells write {content.path} differently; this last one was read for every service."
            )
            yield objection(SEVERAL, said, place)
        if not view.on_disk(content.path) and content is others[-1]:
            said = f"{content.path} is not in the repository; this cell writes it. Save it where v2 is to find it."
            yield objection(ONLY_IN_CELL, said, place)
        on_disk = view.disk.text(content.path) if content.sure and view.on_disk(content.path) else None
        if on_disk is not None and on_disk.strip() != content.text.strip():
            said = f"This cell writes {content.path}, which the repository has with other content; that was read."
            yield objection(DIFFERS, said, place)


def _place(content: Written) -> Place:
    first = content.origins.stretches[0]
    return Place(first.path, first.first_line, 1, 0, first.cell)


def _named(whole: Reading) -> Iterator[str]:
    for service in whole.services:
        for scoring in (service.scoring, *(version.scoring for version in service.versions)):
            yield posixpath.basename(script_of(scoring))
    for usage in whole.usages:
        argument = next((name for end, name in _NAME_SCRIPTS.items() if usage.symbol.endswith(end)), None)
        for one in usage.arguments:
            value = known(one.value) if one.name == argument else None
            if isinstance(value, str):
                yield posixpath.basename(value.replace("\\", "/"))


def _has_init_and_run(text: str) -> bool:
    tree = parsed(text)
    return not isinstance(tree, Flaw) and has_init_and_run(tree)
