"""``migrate doctor`` as a command: a scoring script in, what it meets in the v2 server out, an exit code."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

from migrate.cli import CLEAN, FAULT, FINDINGS, WrongUsageError
from migrate.doctor.examination import examined
from migrate.doctor.report import findings_text, trial_text
from migrate.doctor.request import Request, RequestError, request_of
from migrate.doctor.trial import Result, Trial, Wish, tried
from migrate.finding import Finding, Level

_MERELY_TOLD = {Level.ADVICE, Level.CHANGE}
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def doctor_command(arguments: argparse.Namespace) -> int:
    """Read the script, serve it once unless told not to, print what was found, and return the exit code."""
    script = Path(arguments.script)
    if not script.is_file():
        raise WrongUsageError(
            f"{script} is no file; doctor takes one scoring script, as in: migrate doctor score.py"
        )
    wish = _wish(script, arguments)
    findings = examined(script)
    if findings:
        print(findings_text(findings))
    if arguments.lint_only:
        print(_summary(findings, "not served (--lint-only)"))
        return _of_findings(findings)
    print(f"running {script} in the scoring server, on 127.0.0.1 alone", file=sys.stderr)
    trial = _tried(wish)
    print(trial_text(trial, wish.python))
    print(_summary(findings, trial.result.value))
    return max(_of_findings(findings), _of_trial(trial))


def _wish(script: Path, arguments: argparse.Namespace) -> Wish:
    if arguments.model and arguments.model_dir:
        raise WrongUsageError("give --model (the file or folder as registered) or --model-dir, not both")
    code = _folder(arguments.code, "--code")
    if code is not None and code.resolve() not in script.resolve().parents:
        raise WrongUsageError(f"{script} does not lie below --code {code}")
    return Wish(
        script,
        _python(arguments.python),
        code,
        _existing(arguments.model, "--model"),
        _folder(arguments.model_dir, "--model-dir"),
        _request(arguments),
        _variables(arguments.env),
        arguments.timeout,
        arguments.timeout,
    )


def _request(arguments: argparse.Namespace) -> Request | None:
    if arguments.request is None:
        return None
    try:
        return request_of(arguments.request, arguments.content_type)
    except RequestError as error:
        raise WrongUsageError(str(error)) from None


def _python(given: str) -> str:
    if not given:
        return sys.executable
    found = shutil.which(given)
    if found is None:
        raise WrongUsageError(f"--python {given} is no program that can be started")
    return found


def _variables(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    for name, equals, _ in pairs:
        if not equals or not _VARIABLE.fullmatch(name):
            raise WrongUsageError("--env takes NAME=VALUE")
    return {name: value for name, _, value in pairs}


def _existing(given: str, option: str) -> Path | None:
    if not given:
        return None
    if not Path(given).exists():
        raise WrongUsageError(f"{option} {given} does not exist")
    return Path(given).absolute()


def _folder(given: str, option: str) -> Path | None:
    found = _existing(given, option)
    if found is not None and not found.is_dir():
        raise WrongUsageError(f"{option} {given} is no folder")
    return found


def _tried(wish: Wish) -> Trial:
    try:
        return tried(wish)
    except OSError as error:
        raise WrongUsageError(f"the server cannot be started: {error}") from None


def _of_findings(findings: tuple[Finding, ...]) -> int:
    return FINDINGS if any(item.level not in _MERELY_TOLD for item in findings) else CLEAN


def _of_trial(trial: Trial) -> int:
    if trial.result in {Result.NO_SERVER, Result.UNKNOWN_SERVER}:
        return FAULT
    return CLEAN if trial.result in {Result.ANSWERED, Result.STARTED} else FINDINGS


def _summary(findings: tuple[Finding, ...], served: str) -> str:
    serious = sum(1 for item in findings if item.level not in _MERELY_TOLD)
    advice = len(findings) - serious
    return f"{serious} to mend, {advice} to know; {served}."
