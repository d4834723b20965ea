"""The README of one converted service: what it is, the commands, what changes, what is left to decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from compat import v1
from compat.documents import Kind, Part
from compat.emit import callers, ledger
from compat.emit.commands import steps
from compat.emit.decisions import Asked, decisions
from compat.emit.inert import code, inert, markdown
from compat.emit.packing import load_paths
from compat.emit.step import Step
from compat.mapping.setting import Change, Fate
from compat.mapping.translation import Translation
from compat.v2 import Target
from compat.value import Known, Place, Secret, known

_RAN_ON = {
    v1.ServiceKind.AKS: "an AKS web service",
    v1.ServiceKind.AKS_ENDPOINT: "an AKS endpoint with versions",
    v1.ServiceKind.ACI: "a web service on Azure Container Instances",
    v1.ServiceKind.LOCAL: "a local web service",
    v1.ServiceKind.UNKNOWN: "a web service of unknown kind",
}
_TARGET = {Target.KUBERNETES: "Kubernetes", Target.MANAGED: "managed"}
_WHAT = {
    Kind.ENDPOINT: "the endpoint: name, authentication, where it runs",
    Kind.DEPLOYMENT: "a deployment: model, code, environment, size, scaling",
    Kind.ENVIRONMENT: "the environment the scoring script runs in",
    Kind.CONDA: "its conda packages",
    Kind.DOCKERFILE: "how its image is built",
    Kind.MODEL: "a model that the v1 code registers",
    Kind.COMPUTE: "the cluster as v2 sees it; the attach command below says the same",
    Kind.INSTANCE_TYPE: "the size of a replica, for the cluster",
    Kind.AUTOSCALE: "autoscaling rules, an ARM template",
}


def is_local(translation: Translation) -> bool:
    """Tell whether the service ran on the developer's own machine."""
    return translation.service.kind is v1.ServiceKind.LOCAL


CONVERTING = "migrate convert"


def readme(translation: Translation, parts: tuple[Part, ...], command: str = CONVERTING) -> str:
    """Return the page as Markdown, the same for the same translation. ``command`` is what takes the answers."""
    lines = [
        *_head(translation, parts),
        *_open(decisions(translation, parts), command),
        *_commands(steps(translation.plan, parts, local=is_local(translation))),
        *_packing(translation),
        *_callers(translation),
        *_ledger(translation),
    ]
    return "\n".join(lines) + "\n"


def title(service: v1.Service) -> str:
    """Return the service's name for a page, or what stands for it."""
    name = known(service.name)
    return markdown(name) if isinstance(name, str) and name else "a service whose name is not in the source"


def _head(translation: Translation, parts: tuple[Part, ...]) -> Iterator[str]:
    service, target = translation.service, _TARGET[translation.target]
    where = f" that {code(str(service.place))} deploys" if service.place else ""
    branch = f", in the branch {code(service.condition)}" if service.condition else ""
    yield f"# {title(service)}"
    yield ""
    yield f"In v1 this is {_RAN_ON[service.kind]}{where}{branch}. Here it is as a v2 {target} online endpoint."
    yield ""
    for part in parts:
        yield f"- {code(part.file)}: {_WHAT[part.kind]}"
    yield ""


def _open(asked: tuple[Asked, ...], command: str) -> Iterator[str]:
    if not asked:
        return
    yield "## Still yours to decide"
    yield ""
    yield f"Answer with `{command} ... --set KEY=VALUE`, or edit the files."
    yield ""
    yield "| question | about | answer with |"
    yield "|---|---|---|"
    for each in asked:
        yield f"| {markdown(each.question)} | {code(each.about)} | {_answer(each.set)} |"
    yield ""


def _answer(setting: str) -> str:
    if not setting:
        return "a decision outside these files"
    key, _, value = setting.partition("=")
    return code(f"--set {key}={value or '<value>'}")


def _commands(found: list[Step]) -> Iterator[str]:
    yield "## Commands, in order"
    yield ""
    yield "Run them in this folder. They need the Azure CLI with its extension `ml` (version 2)."
    for number, step in enumerate(found, start=1):
        yield ""
        yield f"### {number}. {step.title}"
        yield ""
        if step.note:
            yield step.note
            yield ""
        yield "```bash"
        yield from step.commands
        yield "```"
    yield ""


def _packing(translation: Translation) -> Iterator[str]:
    packed = [item.packing for item in translation.plan.deployments if item.packing is not None]
    if not packed:
        return
    yield "## Several models in one"
    yield ""
    yield "The scoring script finds each model one folder deeper; what comes after the version stays."
    yield ""
    yield "| in v1 | in v2 |"
    yield "|---|---|"
    for packing in packed:
        yield from (f"| {old} | {new} |" for old, new in load_paths(packing))
    yield ""


def _callers(translation: Translation) -> Iterator[str]:
    found = callers.local() if is_local(translation) else callers.contract(translation)
    yield "## What changes for callers"
    yield ""
    yield f"- Address: {found.address}"
    yield f"- Credentials: {found.credentials}"
    yield f"- TLS: {found.tls}"
    yield f"- Status codes: {found.errors}"
    yield ""


def _ledger(translation: Translation) -> Iterator[str]:
    missed = ledger.unread(translation.service)
    yield "## What became of every setting"
    yield ""
    yield "| fate | settings |"
    yield "|---|---|"
    for fate, count in ledger.counts(translation.changes).items():
        yield f"| {fate.value} | {count} |"
    if missed:
        yield f"| not analysed | {len(missed)} |"
    yield ""
    for heading, belongs in _LISTED.items():
        yield from _list(heading, [change for change in translation.changes if belongs(change)])
    if missed:
        yield "Not analysed:"
        yield ""
        yield from (f"- {code(item.spelling)}{_at(item.place)}: {markdown(item.why)}" for item in missed)
        yield ""


_BY_HAND = {Fate.DROPPED, Fate.MANUAL}
_LISTED: dict[str, Callable[[Change], bool]] = {
    "Dropped:": lambda change: change.fate is Fate.DROPPED,
    "To be settled by hand:": lambda change: change.fate is Fate.MANUAL,
    "Converted, but not the same:": lambda change: change.loss and change.fate not in _BY_HAND,
    "v1 defaults written out, because v2's differ:": lambda change: (
        change.fate is Fate.WRITTEN_OUT and change.differs and not change.loss
    ),
}


def _list(heading: str, changes: list[Change]) -> Iterator[str]:
    if not changes:
        return
    yield heading
    yield ""
    for change in changes:
        of = f" ({markdown(change.deployment)})" if change.deployment else ""
        loss = " v2 has nothing that does the same." if change.loss else ""
        link = f" [more]({inert(change.link)})" if change.link.startswith("https://") else ""
        place = change.given[0].place if change.given else None
        yield f"- {code(change.key)}{of}{_at(place)}: {markdown(change.sentence)}{loss}{link}"
    yield ""


def _at(place: Place | None) -> str:
    return f" at {code(str(place))}" if place is not None else ""


def shown(value: object, otherwise: str = "not known") -> str:
    """Return a value for a table cell: never a secret, never an expression that looks like a value."""
    if isinstance(value, Known) and not isinstance(value.value, Secret) and value.value is not None:
        return code(str(value.value))
    return otherwise
