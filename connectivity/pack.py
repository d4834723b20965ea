"""Packs the probes and an errand into one Python script that needs nothing but Python 3.10 where it runs.

The script carries this package and dnspython as a zip file. It writes that file to a temporary folder,
runs the errand and removes the folder; it changes nothing else and sends nothing but the probes.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from connectivity.codec import encode

if TYPE_CHECKING:
    from connectivity.errand import Errand

OLDEST = (3, 10)
SCRIPT = """import base64, os, sys, tempfile
if sys.version_info < {oldest}:
    sys.exit("the probe needs Python {shown} or newer, and this is " + sys.version.split()[0])
PACKED = "{packed}"
ERRAND = "{errand}"
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "probe.zip")
    with open(path, "wb") as file:
        file.write(base64.b64decode(PACKED))
    sys.dont_write_bytecode = True
    sys.path.insert(0, path)
    from connectivity.errand import main
    main(base64.b64decode(ERRAND).decode())
"""


def script(errand: Errand) -> str:
    """The text of the script, ASCII only."""
    packed = base64.b64encode(_zip()).decode()
    task = base64.b64encode(json.dumps(encode(errand)).encode()).decode()
    shown = ".".join(str(part) for part in OLDEST)
    return SCRIPT.format(oldest=OLDEST, shown=shown, packed=packed, errand=task)


def _zip() -> bytes:
    resolver = find_spec("dns")
    files = Path(str(resolver.origin)).parent if resolver else Path()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for package in (Path(__file__).parent, files):
            for path in sorted(package.rglob("*.py")):
                packed.write(path, Path(package.name) / path.relative_to(package))
    return out.getvalue()
