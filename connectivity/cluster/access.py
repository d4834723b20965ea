"""The RBAC that this tool needs, printed for an administrator: no more than what it uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectivity.cluster.question import CERTIFICATE, QUESTIONS, SECRETS, V1, V2

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "connectivity-check"


@dataclass(frozen=True)
class Need:
    """One permission. `name` narrows it to one object; an empty namespace is the whole cluster."""

    verb: str
    resource: str
    why: str
    group: str = ""
    namespace: str = ""
    name: str = ""


# Exec is a GET that becomes a websocket; newer servers ask for create as well.
EXEC = (
    Need("get", "pods/exec", "probe from an existing pod"),
    Need("create", "pods/exec", "probe from an existing pod"),
)
POD = (
    Need("create", "pods", "probe from a pod of its own"),
    Need("get", "pods", "wait for that pod"),
    Need("delete", "pods", "remove that pod"),
    Need("get", "pods/log", "read what it saw"),
)


def reading() -> tuple[Need, ...]:
    """What `check` reads."""
    asked = [Need(q.verb, q.resource, q.why, q.group, q.namespace, q.name) for q in QUESTIONS]
    asked += [Need("get", "secrets", CERTIFICATE, "", where, name) for where, name in SECRETS]
    return tuple(asked)


def probing(namespaces: Iterable[str]) -> tuple[Need, ...]:
    """What ``--from`` needs in each namespace a probe runs in."""
    return tuple(
        Need(need.verb, need.resource, need.why, namespace=where)
        for where in namespaces
        for need in (*EXEC, *POD)
    )


def manifests(subject: str, namespaces: Iterable[str] = ()) -> str:
    """YAML of roles and bindings for a user, ``group:NAME`` or ``serviceaccount:NAMESPACE:NAME``.

    Probes are allowed in the namespaces, or in those of the routers where none is given.
    """
    needs = (*reading(), *probing(tuple(dict.fromkeys(namespaces)) or (V1, V2)))
    scopes = sorted({need.namespace for need in needs})
    return "---\n".join(_role(scope, [n for n in needs if n.namespace == scope], subject) for scope in scopes)


def _role(scope: str, needs: list[Need], subject: str) -> str:
    kind = "Role" if scope else "ClusterRole"
    where = [f"  namespace: {scope}"] if scope else []
    head = [
        "apiVersion: rbac.authorization.k8s.io/v1",
        f"kind: {kind}",
        "metadata:",
        f"  name: {NAME}",
        *where,
    ]
    rules = [line for need in dict.fromkeys(needs) for line in _rule(need)]
    binding = [
        "---",
        "apiVersion: rbac.authorization.k8s.io/v1",
        f"kind: {kind}Binding",
        "metadata:",
        f"  name: {NAME}",
        *where,
        "roleRef:",
        "  apiGroup: rbac.authorization.k8s.io",
        f"  kind: {kind}",
        f"  name: {NAME}",
        "subjects:",
        *_subject(subject),
    ]
    return "\n".join([*head, "rules:", *rules, *binding]) + "\n"


def _rule(need: Need) -> list[str]:
    names = [f'    resourceNames: ["{need.name}"]'] if need.name else []
    return [
        f"  # {need.why}",
        f'  - apiGroups: ["{need.group}"]',
        f'    resources: ["{need.resource}"]',
        *names,
        f'    verbs: ["{need.verb}"]',
    ]


def _subject(subject: str) -> list[str]:
    kind, _, rest = subject.partition(":")
    if kind == "serviceaccount" and ":" in rest:
        where, _, name = rest.partition(":")
        return ["  - kind: ServiceAccount", f'    name: "{name}"', f'    namespace: "{where}"']
    made = ("Group", rest) if kind == "group" and rest else ("User", subject)
    return [f"  - kind: {made[0]}", "    apiGroup: rbac.authorization.k8s.io", f'    name: "{made[1]}"']
