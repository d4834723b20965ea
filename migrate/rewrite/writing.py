"""Files put in place whole: whoever looks, or whatever is killed, sees the old bytes or the new ones."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def replace(path: Path, data: bytes) -> None:
    """Put one file in place with the mode it had; a link is followed, and stays a link."""
    real = Path(os.path.realpath(path))
    beside = real.with_name(f".{real.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if real.exists():
            shutil.copymode(real, beside)
        os.replace(beside, real)  # noqa: PTH105 - the one call that is atomic on every system
    finally:
        beside.unlink(missing_ok=True)
