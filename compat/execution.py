"""A v1 script run with compat's ``azureml.core``: what ``python -m compat run`` and ``record`` do."""

from __future__ import annotations

import os
import runpy
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from compat import interception
from compat.preflight import refused
from compat.runtime.refusal import CompatUnsupported
from compat.runtime.session import current, finish, prepare

REFUSED = 3
_HERE = str(Path(__file__).resolve().parent)


@dataclass(frozen=True)
class Wanted:
    """A script with its arguments, and what the user has settled. ``record``: the folder to write to instead."""

    script: Path
    arguments: Sequence[str] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    accept: tuple[str, ...] = ()
    check: bool = True
    record: str = ""


def execute(wanted: Wanted) -> int:
    """Run the script; return its exit code, or 3 where compat refuses. Nothing runs if a refused name is used."""
    if wanted.check and _refused_before(wanted.script):
        return REFUSED
    prepare(wanted.answers, wanted.accept, wanted.record)
    interception.install()
    interception.for_children(os.environ)
    _say(f"azureml.core is provided by compat ({'recording' if wanted.record else 'running on v2'})")
    current()
    code = _run(wanted)
    try:
        finish()
    except CompatUnsupported as error:
        _say(f"refused: {error}")
        return REFUSED
    return code


def _refused_before(script: Path) -> bool:
    found = refused(script)
    for one in found:
        _say(str(one))
    if found:
        _say("nothing was run. --no-check runs it up to the first of these.")
    return bool(found)


def _run(wanted: Wanted) -> int:
    before = list(sys.argv), list(sys.path)
    sys.argv = [str(wanted.script), *wanted.arguments]
    sys.path[0:1] = [str(wanted.script.resolve().parent)]
    try:
        runpy.run_path(str(wanted.script), run_name="__main__")
    except SystemExit as end:
        return _exit_code(end)
    except CompatUnsupported as error:
        _say(f"refused: {error}{_where(error, wanted.script)}")
        return REFUSED
    except KeyboardInterrupt:
        _say("interrupted. A deployment that has begun goes on; interrupt again not to wait for it.")
        return 130
    except Exception as error:  # noqa: BLE001 - the script's own failure, shown as Python shows it
        _show(error)
        return 1
    finally:
        sys.argv, sys.path[:] = before
    return 0


def _exit_code(end: SystemExit) -> int:
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    print(end.code, file=sys.stderr)
    return 1


def _where(error: BaseException, script: Path) -> str:
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(_HERE)
    ]
    mine = [frame for frame in frames if Path(frame.filename).name == script.name] or frames
    return f"\nAt {mine[-1].filename}:{mine[-1].lineno}" if mine else ""


def _show(error: BaseException) -> None:
    """Print the traceback from the script's first line on: ours and ``runpy``'s frames say nothing."""
    trace = error.__traceback__
    while trace is not None and _is_ours(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    traceback.print_exception(type(error), error, trace)


def _is_ours(file: str) -> bool:
    return file.startswith((_HERE, "<frozen runpy>")) or file.endswith("runpy.py")


def _say(text: str) -> None:
    print(f"python -m compat: {text}", file=sys.stderr)
