"""Issues of an Azure DevOps pipeline: one logging command a finding that leaves something to do.

The commands: https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands. The agent looks for
``##vso[`` anywhere in a line, and undoes the escapes ``%AZP25``, ``%0D``, ``%0A`` everywhere, ``%3B`` and ``%5D`` in
properties. It knows errors and warnings; what is less is a line of the log.
"""

from __future__ import annotations

from migrate.report.github import logged
from migrate.report.severity import NOTE, SEVERITY, all_urgent_first, said
from migrate.report.surface import Surface, clean
from migrate.report.text import total
from migrate.report.view import Note, Report, Section


def render(report: Report, surface: Surface) -> str:
    """Return the commands, most urgent first, then the rest as a folded group of the log."""
    pairs = all_urgent_first(report)
    issues = [_issue(*pair) for pair in pairs if SEVERITY[pair[1].finding.level] != NOTE]
    rest = [logged(*pair) for pair in pairs if SEVERITY[pair[1].finding.level] == NOTE]
    if rest:
        rest = [f"##[group]{len(rest)} with nothing to decide", *rest, "##[endgroup]"]
    return "\n".join([*issues, *rest, total(report)]) + "\n"


def _issue(section: Section, note: Note) -> str:
    finding = note.finding
    column = finding.place.column if finding.place.cell is None else 0
    properties = {
        "type": SEVERITY[finding.level],
        "sourcepath": section.path_of(finding.place.path),
        "linenumber": str(note.file_line),
        "columnnumber": str(column) if column else "",
        "code": finding.rule,
    }
    listed = "".join(f"{name}={_property(text)};" for name, text in properties.items() if text)
    return f"##vso[task.logissue {listed}]{_data(said(note))}"


def _data(text: str) -> str:
    return clean(text).replace("%", "%AZP25")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
