"""The Python that serves scoring scripts in tests: an environment of its own, built once and kept in pytest's cache.

The server pins pydantic and opentelemetry to releases that other packages of the tests refuse.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

REQUIREMENTS = ("azureml-inference-server-http>=1.5,<2", "azureml-ai-monitoring>=1,<2", "joblib>=1.3")
LIMIT = 600
"""Seconds that installing the server may take."""


def serving_python(cache: Path) -> str:
    """Return the interpreter of the environment below a cache folder, building it if it is not there yet."""
    said = f"{sys.version}\n{sys.prefix}\n{REQUIREMENTS}"
    folder = cache / f"serving-{hashlib.sha256(said.encode()).hexdigest()[:12]}"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    lock = folder.with_suffix(".lock")
    if not (folder / "ready").exists():
        _build(folder, python, lock)
    return str(python)


def _build(folder: Path, python: Path, lock: Path) -> None:
    deadline = time.monotonic() + LIMIT
    while not (folder / "ready").exists():
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            if time.monotonic() > deadline or time.time() - lock.stat().st_mtime > LIMIT:
                lock.unlink(missing_ok=True)
            time.sleep(0.2)
            continue
        try:
            if not (folder / "ready").exists():
                _install(folder, python)
        finally:
            lock.unlink(missing_ok=True)


def _install(folder: Path, python: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *REQUIREMENTS]
    subprocess.run(pip, check=True, env={**os.environ, "HOME": _home()}, stdout=subprocess.DEVNULL)
    (folder / "ready").touch()


def _home() -> str:
    """Return the user's own home, where pip may be configured; the tests have another."""
    if sys.platform == "win32":
        return os.environ["USERPROFILE"]
    import pwd

    return pwd.getpwuid(os.getuid()).pw_dir
