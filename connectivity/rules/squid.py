"""Squid: the allow list of a forward proxy. Only HTTP and TLS traffic can go through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectivity.rules.rule import Rule


def squid(rules: tuple[Rule, ...]) -> str:
    """Lines for squid.conf. In dstdomain a leading dot stands for all names below."""
    through = [rule for rule in rules if rule.application]
    narrow = [rule for rule in through if not _covered(rule, through)]
    lines = [
        *[squid_line(rule) for rule in narrow],
        "",
        f"acl azureml_ports port {' '.join(str(port) for port in sorted({rule.port for rule in through}))}",
        "http_access allow azureml azureml_ports",
    ]
    lines += [
        f"# cannot go through an HTTP proxy: {rule.host}:{rule.port} {'/'.join(rule.transports)}"
        for rule in rules
        if not rule.application
    ]
    return "\n".join([*lines, ""])


def squid_line(rule: Rule) -> str:
    """The one line that lets a host through."""
    return f"acl azureml dstdomain {rule.host.removeprefix('*') if rule.wildcard else rule.host}"


def _covered(rule: Rule, others: list[Rule]) -> bool:
    """Squid refuses a name next to a wildcard that covers it, and warns about doubles."""
    before = others[: others.index(rule)]
    if any(other.host == rule.host for other in before):
        return True
    return any(
        other.wildcard
        and other.host != rule.host
        and rule.host.lstrip("*").endswith(other.host.removeprefix("*"))
        for other in others
    )
