"""JUnit XML, as Azure DevOps, GitLab and Jenkins read it: a suite a repository; a case a service, or a rule and file.

A case fails where something is left to do: a blocker, a decision, a loss. What could not be read is an error. There is
no standard; the elements and attributes used are those that all three read
(https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/publish-test-results-v2,
https://docs.gitlab.com/ci/testing/unit_test_reports/, https://github.com/jenkinsci/xunit-plugin).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from migrate.finding import Level
from migrate.report.severity import NOTE, SEVERITY, urgent_first
from migrate.report.surface import Surface, clean, unheard
from migrate.report.view import Note, Report, Section


class _Case(NamedTuple):
    classname: str
    name: str
    notes: Sequence[Note]

    @property
    def element(self) -> str:
        """The element that says how the case went; empty where it passed."""
        levels = {note.finding.level for note in self.notes}
        if Level.FAILURE in levels:
            return "error"
        return "failure" if any(SEVERITY[level] != NOTE for level in levels) else ""


def render(report: Report, surface: Surface) -> str:
    """Return the XML document."""
    suites = [(section, list(_cases(section))) for section in report.sections]
    counts = _counts([case for _, cases in suites for case in cases])
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="migrate scan"{counts}>']
    for section, cases in suites:
        lines += _suite(section, cases)
    return unheard("\n".join([*lines, "</testsuites>"]), "&#{};") + "\n"


def _cases(section: Section) -> Iterator[_Case]:
    """Yield the services, each with all of its findings, then what belongs to none, by file and rule."""
    for name in dict.fromkeys(service.glance.name for service in section.services):
        yield _Case("services", name, [note for note in section.notes if note.finding.service == name])
    named = {service.glance.name for service in section.services}
    groups: dict[tuple[str, str], list[Note]] = {}
    for note in section.notes:
        if note.finding.service not in named:
            groups.setdefault((section.path_of(note.finding.place.path), note.finding.rule), []).append(note)
    for (path, rule), notes in groups.items():
        yield _Case(path, rule, notes)


def _suite(section: Section, cases: Sequence[_Case]) -> Iterator[str]:
    yield f"  <testsuite name={_attribute(section.root)}{_counts(cases)}>"
    for case in cases:
        head = f"    <testcase classname={_attribute(case.classname)} name={_attribute(case.name)}"
        if case.notes:
            yield f"{head}>"
            yield from _result(section, case)
            yield "    </testcase>"
        else:
            yield f"{head}/>"
    yield "  </testsuite>"


def _result(section: Section, case: _Case) -> Iterator[str]:
    notes = urgent_first(case.notes)
    text = "\n".join(_line(section, note) for note in notes)
    if not case.element:
        yield f"      <system-out>{escape(text)}</system-out>"
        return
    first = notes[0].finding
    message, kind = _attribute(first.message), _attribute(first.level.value)
    yield f"      <{case.element} type={kind} message={message}>{escape(text)}</{case.element}>"


def _line(section: Section, note: Note) -> str:
    finding = note.finding
    place = f"{section.path_of(finding.place.path)}:{note.file_line}"
    return clean(f"{place} {finding.rule} {finding.level.value}: {finding.message}")


def _counts(cases: Sequence[_Case]) -> str:
    failures = sum(case.element == "failure" for case in cases)
    errors = sum(case.element == "error" for case in cases)
    return f' tests="{len(cases)}" failures="{failures}" errors="{errors}"'


def _attribute(text: str) -> str:
    return quoteattr(clean(text))
