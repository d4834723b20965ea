"""Run somebody's script, unmodified, in a process that sees the loopback Azure as the real one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.loopback_azure.azure import Azure

# Of the caller's environment only this reaches the script: no credentials, no proxies, no settings.
INHERITED = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "VIRTUAL_ENV",
    "COVERAGE_PROCESS_START",
)
READ_FOR_SUBSCRIPTIONS = ("*.py", "*.json", "*.yml", "*.yaml", "*.env", "*.ini", "*.cfg", "*.toml")
SUBSCRIPTION = re.compile(
    r"""subscription(?:_?id)?["']?\s*[:=]\s*["']?([^\s"',})]+)"""
    r"|([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})",
    re.IGNORECASE,
)
LARGEST_FILE_READ_BYTES = 1_000_000


def run_script(
    azure: Azure,
    script: Path,
    args: Sequence[str] = (),
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    python: str = sys.executable,
    timeout: float = 100,
) -> subprocess.CompletedProcess[str]:
    """Run a Python script against `azure`, from its own folder unless told otherwise.

    Returns what it printed and its exit code; does not raise for a failed script. With
    `auto_create`, the subscriptions that its folder, arguments and variables name exist, too.
    """
    command = [str(script.resolve()), *args]
    return run_python(azure, command, cwd=cwd or script.parent, env=env, python=python, timeout=timeout)


def run_python(
    azure: Azure,
    arguments: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    python: str = sys.executable,
    timeout: float = 100,
) -> subprocess.CompletedProcess[str]:
    """Run the interpreter against `azure`, say with `["-m", "compat", "run", "deploy.py"]`; as `run_script`."""
    environment = {key: os.environ[key] for key in INHERITED if key in os.environ}
    environment |= azure.environment() | dict(env or {})
    if azure.state.auto_create:
        azure.state.subscriptions |= _subscriptions(cwd, [*arguments, *(env or {}).values()])
    return subprocess.run(
        [python, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
    )


def _subscriptions(folder: Path, words: Sequence[str]) -> set[str]:
    """Find whatever may be a subscription id: v1 refuses one that its list does not hold."""
    texts = list(words)
    for pattern in READ_FOR_SUBSCRIPTIONS:
        texts += [_text(path) for path in folder.rglob(pattern)]
    found = [match for text in texts for match in SUBSCRIPTION.findall(text)]
    return {labelled or identifier for labelled, identifier in found} | set(words)


def _text(path: Path) -> str:
    if not path.is_file() or path.stat().st_size > LARGEST_FILE_READ_BYTES:
        return ""
    return path.read_text(encoding="utf-8", errors="replace")
