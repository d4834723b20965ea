"""What becomes of a v1 conda document in a v2 environment, entry by entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from compat.mapping.conda import PYTHON_OF_CREATE, PYTHON_OF_EMPTY, V1_INDEX
from compat.mapping.conda_document import CondaError, copied, dependencies
from compat.mapping.conda_rows import PATH, REPLACED, ROW, SERVER
from compat.mapping.script_imports import needs_the_sdk
from compat.mapping.secrecy import secret_in
from compat.mapping.setting import Api, Change, Fate
from compat.v1 import Conda
from compat.value import Unresolved

_SERVER = "azureml-inference-server-http"
_OF_THE_SERVER = frozenset(
    {
        "flask",
        "flask-cors",
        "werkzeug",
        "jinja2",
        "itsdangerous",
        "markupsafe",
        "click",
        "gunicorn",
        "pydantic",
    }
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[^\]]*\])?")
_PINNED = re.compile(r"[=<>~!]")
_PYTHON = re.compile(r"^python\s*(=|==|~=|<|<=)?\s*(\d+)\.(\d+)")
_OLD_DEFAULTS = re.compile(r"[=~]=\s*1\.(\d+)")
_LOCAL = re.compile(r"^(-e\s|--editable|-r\s|--requirement|-c\s|--constraint|\.{1,2}/|/|file:|[A-Za-z]:\\)")


@dataclass
class _Work:
    """One clean-up on its way: what the scoring script imports, and the changes so far."""

    imports: frozenset[str] | None
    named: frozenset[str]
    changes: list[Change] = field(default_factory=list)

    def say(self, key: str, sentence: str = "", fate: Fate | None = None, *, ask: bool = True) -> None:
        """Note a change under a row; ``ask`` False leaves the row's question out."""
        row = ROW[key]
        becomes = row.kubernetes
        self.changes.append(
            Change(
                Api.CONDA,
                key,
                fate or becomes.fate,
                sentence or becomes.sentence,
                writes=(PATH,),
                decision=becomes.decision if ask else None,
                loss=becomes.loss,
                link=row.link,
            )
        )

    def uses_the_sdk(self) -> bool:
        """Tell whether the scoring script needs the v1 SDK, or may need it because nobody read it."""
        return needs_the_sdk(self.imports)

    def imports_from(self, module: str) -> bool:
        """Tell whether the scoring script imports a module or something below it, or may do so."""
        return self.imports is None or any(
            name == module or name.startswith(module + ".") for name in self.imports
        )


def cleaned(conda: Conda, imports: frozenset[str] | None = None) -> tuple[dict[str, object], list[Change]]:
    """Return the conda document for v2 and a change for everything that is not kept as it was.

    ``imports`` are the dotted names of the modules that the scoring script imports (None: it was not read, so
    nothing it might need is removed). Lines with credentials become ``Unresolved`` items of the document.
    """
    work = _Work(imports, _pip_names(conda.document))
    for gap in conda.gaps:
        if gap.why == REPLACED:
            work.say("python", f"{gap.spelling} {gap.why}")
            continue
        work.say(
            "unread", f"{gap.spelling or 'A part of the conda specification'} could not be read: {gap.why}."
        )
    document = copied(conda.document)
    if document.pop("prefix", None) is not None:
        work.say("prefix")
    try:
        listed = dependencies(document) or []
    except CondaError as error:
        work.say("unread", f"The conda specification cannot be used: {error}.")
        return document, work.changes
    document["channels"] = _channels(document.get("channels"), work)
    document["dependencies"] = _dependencies(listed, work)
    return {key: value for key, value in document.items() if value not in ([], None)}, work.changes


def _channels(channels: object, work: _Work) -> list[object]:
    kept: list[object] = []
    for channel in channels if isinstance(channels, list) else []:
        if isinstance(channel, str) and secret_in(channel):
            kept.append(_withheld(work))
        else:
            kept.append(channel)
        if channel in {"anaconda", "defaults"}:
            work.say("channels", f"Channel {channel} {ROW['channels'].kubernetes.sentence}")
    return kept


def _dependencies(listed: list[object], work: _Work) -> list[object]:
    conda: list[object] = []
    pip: list[object] = []
    for item in listed:
        if isinstance(item, Mapping) and "pip" in item:
            entries = item["pip"]
            pip += _pip(list(entries) if isinstance(entries, list) else [], work)
        elif isinstance(item, str):
            conda += _conda_entry(item, work)
        else:
            conda.append(item)
    complete = all(isinstance(item, (str, Mapping)) for item in listed)
    if complete and not any(isinstance(item, str) and _name(item) == _SERVER for item in pip):
        pip.append(SERVER)
        work.say("azureml-inference-server-http")
    if pip and not any(isinstance(item, str) and _name(item) == "pip" for item in conda):
        after = max((i + 1 for i, item in enumerate(conda) if _PYTHON.match(str(item))), default=0)
        conda.insert(after, "pip")
        work.say("pip")
    return [*conda, {"pip": pip}] if pip else conda


def _conda_entry(entry: str, work: _Work) -> list[object]:
    if _name(entry) == "python":
        _python(entry, work)
        return [entry]
    if _name(entry) in _OF_THE_SERVER and _PINNED.search(entry):
        return [_unpinned(entry, work)]
    return [entry]


def _python(entry: str, work: _Work) -> None:
    found = _PYTHON.match(entry)
    default = PYTHON_OF_EMPTY in entry or PYTHON_OF_CREATE in entry
    origin = "If nobody asked for it: azureml-core 1.61 writes it by itself, other releases wrote others."
    oldest = (3, 10) if found and found[1] == "<" else (3, 9)
    if found and (int(found[2]), int(found[3])) < oldest:
        work.say("python", f"{entry} {ROW['python'].kubernetes.sentence}{' ' + origin if default else ''}")
    elif default:
        work.say("python", f"{entry} is kept. {origin}", Fate.CARRIED, ask=False)


def _pip(entries: list[object], work: _Work) -> list[object]:
    kept: list[object] = []
    for entry in _without_generated([str(entry) for entry in entries if entry is not None], work):
        kept += _pip_entry(entry, work)
    return kept


def _without_generated(entries: list[str], work: _Work) -> list[str]:
    links = {entry.split()[1] for entry in entries if re.match(r"--find-links\s+\S+$", entry)}
    extra = {entry.split()[1] for entry in entries if re.match(r"--extra-index-url\s+\S+$", entry)}
    twins = {
        url
        for url in extra
        if f"{url}/index.html" in links and url.endswith("/simple") and not secret_in(url)
    }
    generated = {f"--extra-index-url {url}" for url in twins} | {
        f"--find-links {url}/index.html" for url in twins
    }
    kept = [entry for entry in entries if V1_INDEX not in entry and " ".join(entry.split()) not in generated]
    if len(kept) < len(entries):
        work.say("options")
    return kept


def _pip_entry(entry: str, work: _Work) -> list[object]:
    text = entry.strip()
    if not text or text.startswith("#"):
        work.say("comments")
        return []
    if secret_in(text):
        return [_withheld(work)]
    if _LOCAL.match(text) or re.match(r"(--find-links|-f)\s+(?!\w+://)", text):
        work.say("files", f"{text} {ROW['files'].kubernetes.sentence}")
        return [text]
    return _package(text, _name(text), work)


def _package(text: str, name: str, work: _Work) -> list[object]:
    if name == "azureml-defaults":
        return _defaults(text, work)
    if name in {"azureml-core", "azureml-sdk", "azureml-telemetry"} or name.startswith("azureml-train"):
        return _sdk(text, work)
    if name == "azureml-monitoring":
        return _monitoring(work)
    if name == "azureml-contrib-services":
        if work.imports_from("azureml.contrib.services"):
            return [text]
        work.say(name)
        return []
    if name == "inference-schema" and _PINNED.search(text):
        work.say(name)
        return [_NAME.match(text)[0]]  # type: ignore[index]
    if name in _OF_THE_SERVER and _PINNED.search(text):
        return [_unpinned(text, work)]
    return [text]


def _defaults(text: str, work: _Work) -> list[object]:
    found = _OLD_DEFAULTS.search(text)
    old = f" {text} brought no server at all: the v1 image did." if found and int(found[1]) <= 32 else ""
    sentence = ROW["azureml-defaults"].kubernetes.sentence
    if _SERVER in work.named:
        sentence = f"azureml-defaults is removed: {_SERVER} is listed."
    server: list[object] = [] if _SERVER in work.named else [SERVER]
    work.say("azureml-defaults", sentence + old)
    if not work.uses_the_sdk() or work.named & {"azureml-core", "azureml-sdk"}:
        return server
    work.say(
        "azureml-sdk", "azureml-core, which azureml-defaults also brought, is named by itself.", Fate.MANUAL
    )
    return [*server, "azureml-core>=1.61"]


def _sdk(text: str, work: _Work) -> list[object]:
    if work.uses_the_sdk():
        work.say("azureml-sdk", f"{text} is kept.", Fate.MANUAL)
        return [text]
    work.say("azureml-sdk", f"{text} {ROW['azureml-sdk'].kubernetes.sentence}", ask=False)
    return []


def _monitoring(work: _Work) -> list[object]:
    if work.imports_from("azureml.monitoring"):
        work.say("azureml-monitoring")
        return ["azureml-ai-monitoring"]
    work.say(
        "azureml-monitoring",
        "azureml-monitoring is removed: the scoring script does not import it.",
        Fate.DROPPED,
        ask=False,
    )
    return []


def _unpinned(text: str, work: _Work) -> str:
    work.say("server-dependencies", f"{text} {ROW['server-dependencies'].kubernetes.sentence}")
    found = _NAME.match(text)
    return found[0] if found else text


def _withheld(work: _Work) -> Unresolved:
    work.say("credentials")
    return Unresolved(
        "an address with credentials is not written", settle="write the bare address of the feed"
    )


def _name(requirement: str) -> str:
    found = _NAME.match(requirement.strip())
    return re.sub(r"\[.*", "", found[0]).lower().replace("_", "-").replace(".", "-") if found else ""


def _pip_names(document: Mapping[str, object]) -> frozenset[str]:
    listed = document.get("dependencies")
    sections = (
        [item["pip"] for item in listed if isinstance(item, Mapping) and "pip" in item]
        if isinstance(listed, list)
        else []
    )
    return frozenset(
        _name(str(entry)) for section in sections if isinstance(section, list) for entry in section
    )
