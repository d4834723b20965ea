"""Write the files of translated services: whole files only, never over what the user has edited."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from compat.emit import manifest
from compat.emit.folders import folders
from compat.emit.service_files import comparison, service_files
from compat.mapping.translation import Translation
from compat.v2 import Target


@dataclass(frozen=True)
class Outcome:
    """What a run did, as paths below the output folder with ``/``.

    ``kept`` are files that the user has edited (or that were never ours) and that would have changed; ``stale``
    those of an earlier run that nothing gives any more; ``problems`` sentences about what could not be written.
    ``folders`` holds the folder of each service, in the order of the translations' services.
    """

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()

    def page(self, folder: str) -> str:
        """Return the page to read first in a service's folder: its own, or the comparison of two targets."""
        page = f"{folder}/README.md"
        return page if page in {*self.written, *self.unchanged, *self.kept} else f"{folder}/compare.md"

    @property
    def exit_code(self) -> int:
        """0 all is written, 1 edited files were kept, 3 something could not be written."""
        return 3 if self.problems else 1 if self.kept else 0


def convert(
    translations: Sequence[Translation], out_dir: Path, *, root: Path = Path(), force: bool = False
) -> Outcome:
    """Write the files of every translation below ``out_dir``; no OSError leaves this function.

    ``root`` is the scanned folder that the plans' local paths start from. The same service translated for both
    targets gets ``kubernetes/`` and ``managed/`` with ``compare.md`` beside them. ``force`` overwrites files
    the user has edited.
    """
    groups = _by_service(translations)
    names = folders([group[0] for group in groups])
    files: dict[str, bytes] = {}
    for name, group in zip(names, groups, strict=True):
        files.update(_files(name, group, out_dir, root))
    earlier, note = manifest.read(out_dir)
    return _Run(out_dir, earlier, force).write(files, tuple(names), (note,) if note else ())


def _by_service(translations: Sequence[Translation]) -> list[list[Translation]]:
    """Group what belongs to one service: the same v1 form, once for each target."""
    groups: list[list[Translation]] = []
    for each in translations:
        for group in groups:
            if _same(group[0], each) and each.target not in {other.target for other in group}:
                group.append(each)
                break
        else:
            groups.append([each])
    return groups


def _same(one: Translation, other: Translation) -> bool:
    return one.service == other.service and one.service.place == other.service.place


def _files(name: str, group: list[Translation], out_dir: Path, root: Path) -> Mapping[str, bytes]:
    texts: dict[str, str] = {}
    for each in group:
        folder = name if len(group) == 1 else f"{name}/{each.target.value}"
        found = service_files(each, _way_to(root, out_dir / folder))
        texts.update({f"{folder}/{file}": text for file, text in found.items()})
    if len(group) > 1:
        by_target = {each.target: each for each in group}
        texts[f"{name}/compare.md"] = comparison(by_target[Target.KUBERNETES], by_target[Target.MANAGED])
    return {file: text.encode("utf-8", "backslashreplace") for file, text in texts.items()}


def _way_to(root: Path, folder: Path) -> str:
    """Return the way from a folder to the repository; absolute where there is none (another drive)."""
    try:
        return os.path.relpath(os.path.realpath(root), os.path.realpath(folder)).replace(os.sep, "/")
    except ValueError:
        return root.absolute().as_posix()


class _Run:
    """One run over one output folder."""

    def __init__(self, out_dir: Path, earlier: manifest.Manifest, force: bool) -> None:
        self._out = out_dir
        self._earlier = earlier
        self._force = force
        self._written: list[str] = []
        self._unchanged: list[str] = []
        self._kept: list[str] = []
        self._problems: list[str] = []

    def write(self, files: Mapping[str, bytes], names: tuple[str, ...], notes: tuple[str, ...]) -> Outcome:
        """Write what is to be written, then the manifest."""
        for file, content in files.items():
            self._one(file, content)
        stale = tuple(
            file for file in sorted(self._earlier.files) if file not in files and (self._out / file).is_file()
        )
        self._remember(files, stale)
        return Outcome(
            tuple(self._written),
            tuple(self._unchanged),
            tuple(self._kept),
            stale,
            tuple(self._problems),
            notes,
            names,
        )

    def _one(self, file: str, content: bytes) -> None:
        path = self._out / file
        try:
            found = _content(path)
            if found is not None and manifest.same(found, content):
                self._unchanged.append(file)
            elif found is None or self._force or manifest.digest(found) == self._earlier.files.get(file):
                _replace(path, content)
                self._written.append(file)
            else:
                self._kept.append(file)
        except OSError as error:
            self._problems.append(_problem(path, error))

    def _remember(self, files: Mapping[str, bytes], stale: tuple[str, ...]) -> None:
        ours = {file: manifest.digest(files[file]) for file in (*self._written, *self._unchanged)}
        old = {file: sha for file, sha in self._earlier.files.items() if file in {*self._kept, *stale}}
        content = manifest.text(manifest.Manifest({**old, **ours}))
        path = self._out / manifest.NAME
        if not ours and not old:
            return
        try:
            if _content(path) != content:
                _replace(path, content)
        except OSError as error:
            self._problems.append(_problem(path, error))


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _replace(path: Path, content: bytes) -> None:
    """Put a whole file in place: a reader sees the old one or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)  # noqa: PTH105 - the one call that is atomic on every system
    finally:
        beside.unlink(missing_ok=True)


def _problem(path: Path, error: OSError) -> str:
    why = error.strerror or type(error).__name__
    return f"{path} could not be written: {why}. Choose another folder with -o, or make this one writable."
