"""What the doctor says, as text. All that comes from the script or the server is made harmless first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from compat.mapping.secrecy import redacted
from migrate.doctor.server import LARGEST, Answer
from migrate.doctor.trial import Result, Trial
from migrate.finding import Finding
from migrate.report.surface import clean

BODY = 2_000
"""Characters of an answer that are shown."""

LINES = 40
"""Lines of the server's log that are shown when something failed."""

_GOOD = {Result.ANSWERED, Result.STARTED}
_NO_VERDICT = {Result.NO_SERVER, Result.UNKNOWN_SERVER}


def findings_text(findings: Sequence[Finding]) -> str:
    """Return the findings one below the other, with their places."""
    lines: list[str] = []
    for finding in findings:
        head = f"{finding.place.path}:{finding.place.line}  {finding.rule}  {finding.level.value}"
        lines += [
            _safe(head),
            *textwrap.wrap(_safe(finding.message), 108, initial_indent="    ", subsequent_indent="    "),
        ]
    return "\n".join(lines)


def trial_text(trial: Trial, python: str) -> str:
    """Return how a trial went."""
    return "\n".join(_trial(trial, python))


def _trial(trial: Trial, python: str) -> Iterator[str]:
    yield f"served by {_safe(python)}: {trial.result.value}"
    if trial.result in _NO_VERDICT:
        yield f"    {_safe(_remedy(trial.result, python))}"
        return
    if trial.answer is not None:
        yield from _answer(trial.answer)
    if trial.result is Result.STARTED:
        yield "    run() was not called: give --request a file or JSON."
    yield from (f"    {_safe(sentence)}" for sentence in trial.sentences)
    if trial.result not in _GOOD:
        yield from _tail(trial.log)


def _answer(answer: Answer) -> Iterator[str]:
    yield f"    status {answer.status}"
    yield from (f"    {_safe(name)}: {_safe(value)}" for name, value in answer.headers)
    text = answer.body[: BODY * 4].decode("utf-8", "backslashreplace")
    shown = _safe(text[:BODY])
    size = f"{LARGEST:,} bytes or more" if len(answer.body) == LARGEST else f"{len(answer.body):,} bytes"
    more = f" … ({size} in all)" if len(text) > BODY or len(answer.body) > BODY * 4 else ""
    yield f"    {shown}{more}"


def _tail(log: str) -> Iterable[str]:
    lines = log.rstrip().splitlines()[-LINES:]
    return ["    the end of the server's log:", *(f"    | {_safe(line)}" for line in lines)] if lines else []


def _remedy(result: Result, python: str) -> str:
    if result is Result.NO_SERVER:
        return (
            f"{python} has no azureml-inference-server-http: install it there, or give --python an interpreter "
            "that has it; --lint-only does without."
        )
    return "Install azureml-inference-server-http 1.5 or later there; --lint-only does without."


def _safe(text: str) -> str:
    return clean(redacted(text))
