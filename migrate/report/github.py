"""Annotations of GitHub Actions: one workflow command a finding, as far as GitHub shows them.

The commands and their limits: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
(10 annotations of each kind a step). The runner undoes the escapes: ``%25``, ``%0D``, ``%0A`` everywhere, ``%3A``
and ``%2C`` in properties.
"""

from __future__ import annotations

from collections import Counter

from migrate.report.severity import ERROR, NOTE, SEVERITY, WARNING, all_urgent_first, said
from migrate.report.surface import Surface, clean
from migrate.report.text import total
from migrate.report.view import Note, Report, Section

MOST = 10
"""Annotations of a kind that GitHub shows for one step; the others are lines of the log."""

_COMMANDS = {ERROR: "error", WARNING: "warning", NOTE: "notice"}


def render(report: Report, surface: Surface) -> str:
    """Return the commands, most urgent first, then the findings beyond the limit as a folded group of the log."""
    annotations, rest = [], []
    count: Counter[str] = Counter()
    for section, note in all_urgent_first(report):
        severity = SEVERITY[note.finding.level]
        count[severity] += 1
        if count[severity] <= MOST:
            annotations.append(_command(section, note, _COMMANDS[severity]))
        else:
            rest.append(logged(section, note))
    if rest:
        rest = [f"::group::{len(rest)} more than GitHub shows as annotations", *rest, "::endgroup::"]
    return "\n".join([*annotations, *rest, total(report)]) + "\n"


def logged(section: Section, note: Note) -> str:
    """Return a finding as a line of a log in which nothing is a command to the runner, nor to that of Azure."""
    finding = note.finding
    place = f"{section.path_of(finding.place.path)}:{note.file_line}"
    line = clean(f"- {place} {finding.rule} {finding.level.value} {said(note)}")
    return line.replace("##", "# #").replace("::", ": :")


def _command(section: Section, note: Note, command: str) -> str:
    finding = note.finding
    place = finding.place
    properties = {
        "file": section.path_of(place.path),
        "line": str(note.file_line),
        "endLine": str(max(place.end_line, place.line)) if place.end_line and place.cell is None else "",
        "col": str(place.column)
        if place.column and place.cell is None and place.end_line <= place.line
        else "",
        "title": f"{finding.rule} {finding.level.value}",
    }
    listed = ",".join(f"{name}={_property(text)}" for name, text in properties.items() if text)
    return f"::{command} {listed}::{_data(said(note))}"


def _data(text: str) -> str:
    return clean(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
