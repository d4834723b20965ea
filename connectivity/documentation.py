"""``python -m connectivity.documentation [--check]``: the generated files of docs/."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from connectivity.catalogue.loader import built_in
from connectivity.host import Cloud, Phase
from connectivity.schema import report_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from connectivity.host import Catalogue, Host, Name

DOCS = Path(__file__).parent.parent / "docs"

HEAD = """# Hosts

<!-- Written by python -m connectivity.documentation; change the catalogue, not this page. -->

What an inference cluster has to reach, in the order in which things fail. `connectivity hosts` prints the
list for one cluster, with every name filled in. Names in braces are filled in from what is known about the
cluster and the workspace. *Inferred* means that no page of the vendor states the name or the need.
"""


def hosts_page() -> str:
    """Markdown; the same catalogue always gives the same text."""
    catalogue = built_in()
    lines = [HEAD]
    for phase in Phase:
        hosts = [host for host in catalogue.hosts if min(host.phases, key=lambda each: each.order) is phase]
        if hosts:
            lines += [f"## {phase.value.capitalize()}", ""]
            for host in hosts:
                lines += _section(host)
    return "\n".join([*lines, *_inside(catalogue)])


def _section(host: Host) -> list[str]:
    ports = ", ".join(str(port) for port in host.ports)
    lines = [
        f"### {host.id}",
        "",
        f"{host.purpose[0].upper()}{host.purpose[1:]}.",
        "",
        "| | |",
        "| --- | --- |",
    ]
    for cloud in Cloud:
        names = host.in_cloud(cloud)
        if names:
            lines.append(f"| {cloud.value} | {', '.join(_name(name) for name in names)} |")
    when = ", ".join(f"`{each.setting}` is {' or '.join(each.values)}" for each in host.conditions)
    rows = [
        ("port", f"{host.protocol.value} {ports}"),
        ("who", ", ".join(who.value for who in host.who)),
        ("when", when or "always"),
        ("weight", host.weight.value + ("" if host.documented else ", inferred")),
        ("breaks", host.breaks),
        ("symptom", host.symptom),
    ]
    if host.inside:
        rows.append(("asked", "from pods alone: the name is the cluster's own"))
    if host.private is not None and host.private.zones:
        rows.append(("private zones", ", ".join(f"`{zone}`" for zone in host.private.zones)))
    rows.append(("source", f"<{host.source}>, checked {host.checked}"))
    return [*lines, *[f"| {label} | {value} |" for label, value in rows], ""]


def _name(name: Name) -> str:
    witness = f" (asked as `{name.witness}`)" if name.witness else ""
    return f"`{name.pattern}`{witness}{'' if name.documented else ' (inferred)'}"


def _inside(catalogue: Catalogue) -> list[str]:
    lines = ["## Inside the cluster", "", "Traffic that network policies have to let through.", ""]
    lines += ["| from | to | ports | without it | source |", "| --- | --- | --- | --- | --- |"]
    for flow in catalogue.flows:
        ports = ", ".join(str(port) for port in flow.ports) or "any"
        lines.append(
            f"| {flow.source_party.value} | {flow.to.value} | {ports} | {flow.breaks} | <{flow.source}> |"
        )
    return [*lines, ""]


PAGES: dict[str, Callable[[], str]] = {
    "hosts.md": hosts_page,
    "connectivity-report.schema.json": report_schema,
}


def main(argv: Sequence[str] | None = None, folder: Path = DOCS) -> int:
    """Write the pages, or with ``--check`` exit 1 when one is not up to date."""
    parser = argparse.ArgumentParser(description="write the generated files of docs/")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when a page is not up to date"
    )
    check = parser.parse_args(argv).check
    stale = [name for name, page in PAGES.items() if not check or _read(folder / name) != page()]
    for name in stale:
        if check:
            sys.stderr.write(f"{folder / name} is not up to date; run python -m connectivity.documentation\n")
        else:
            (folder / name).write_text(PAGES[name](), encoding="utf-8")
    return 1 if check and stale else 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
