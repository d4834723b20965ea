"""The rows of the conda clean-up: what v1 put into conda files and what v2 makes of it.

Facts: https://learn.microsoft.com/azure/machine-learning/how-to-inference-server-http and the wheels of
azureml-inference-server-http 1.5.1 (Python 3.9 or later; flask~=3.1, pydantic~=2.12, inference-schema~=1.8)
and azureml-defaults (1.62 requires that server; up to 1.32 it required none, the image had it).
"""

from __future__ import annotations

from compat.mapping.conda import PYTHON_OF_CREATE
from compat.mapping.setting import LEARN, Api, Becomes, Decision, Fate, Setting, same

PATH = "environment.conda_file"

REPLACED = (
    f"stands in the file, but azureml-core 1.61 cannot read a version from it and takes {PYTHON_OF_CREATE}, "
    "as written here; older releases kept it."
)
"""Why a python entry is a gap: the end of a sentence that starts with the entry."""

# Pinned to the minor release that was tried: earlier steps changed how requests are read (1.4.0 moved to
# Flask 3) and which v1 imports work (1.4.1), so a scoring script must not meet the next one unasked.
SERVER = "azureml-inference-server-http~=1.5.1"


def _row(
    key: str, meaning: str, fate: Fate, sentence: str, question: str = "", *, loss: bool = False
) -> Setting:
    decision = Decision(question) if question else None
    becomes = Becomes(PATH, fate, sentence, decision=decision, loss=loss)
    return Setting(Api.CONDA, key, meaning, *same(becomes), link=LEARN + "how-to-inference-server-http")


SETTINGS: tuple[Setting, ...] = (
    _row(
        "azureml-defaults",
        "the v1 package that brings the web server",
        Fate.CONVERTED,
        f"azureml-defaults is replaced by {SERVER}, the part of it that serves requests.",
    ),
    _row(
        "azureml-inference-server-http",
        "the web server that a v2 image must contain",
        Fate.CONVERTED,
        f"{SERVER} is added: a v2 image must bring the server itself, and nothing in this list did.",
    ),
    _row(
        "azureml-sdk",
        "packages of the v1 SDK (azureml-core, azureml-sdk, azureml-telemetry, azureml-train-*)",
        Fate.DROPPED,
        "is removed: the scoring script does not import it.",
        "score.py imports the v1 SDK, which is out of support, or could not be read. Can it do without?",
    ),
    _row(
        "azureml-monitoring",
        "v1 model data collection",
        Fate.MANUAL,
        "azureml-monitoring is replaced by azureml-ai-monitoring, whose classes and calls differ.",
        "score.py must use the Collector of azureml-ai-monitoring, or data collection must go. Which?",
    ),
    _row(
        "azureml-contrib-services",
        "v1 raw HTTP requests and responses",
        Fate.DROPPED,
        "azureml-contrib-services is removed: the scoring script does not import it.",
    ),
    _row(
        "inference-schema",
        "decorators that describe input and output",
        Fate.CONVERTED,
        "inference-schema is kept without its version: the v2 server requires 1.8 of it.",
    ),
    _row(
        "server-dependencies",
        "pins of packages that the server itself requires (flask, werkzeug, pydantic, gunicorn ...)",
        Fate.MANUAL,
        "loses its version: the v2 server requires flask 3.1, pydantic 2.12 and what goes with them.",
        "Does your own code need the old version of it? Then it must be changed to the new one.",
    ),
    _row(
        "python",
        "version of the Python interpreter",
        Fate.MANUAL,
        "is kept as it is, but the v2 server needs Python 3.9 or later, so this image will not build.",
        "Which Python 3.9 or later can load the model? Pickled models may have to be saved again.",
    ),
    _row(
        "pip",
        "pip itself",
        Fate.CONVERTED,
        "pip is added: conda asks for it where a list of pip packages stands.",
    ),
    _row(
        "channels",
        "conda channels",
        Fate.CARRIED,
        "is kept. Check the licence terms of the Anaconda channels; conda-forge is free of them.",
    ),
    _row(
        "options",
        "pip option lines that the v1 SDK generates",
        Fate.DROPPED,
        "The option lines that the v1 SDK wrote by itself are removed: they name the public index.",
    ),
    _row(
        "credentials",
        "addresses of private package feeds with credentials in them",
        Fate.MANUAL,
        "An address with credentials is not written.",
        "Keep the feed's credentials in a workspace connection (type python_feed); what is its bare address?",
    ),
    _row(
        "files",
        "entries that name local files",
        Fate.MANUAL,
        "names a local file; only this list is sent to Azure, so the file will not be found.",
        "How should the image get this file: from a package feed, or in a Docker build context?",
    ),
    _row(
        "comments", "comments and empty lines of a requirements file", Fate.DROPPED, "Comments are left out."
    ),
    _row(
        "prefix",
        "place of an exported environment",
        Fate.DROPPED,
        "The prefix of the exporting machine is left out.",
    ),
    _row(
        "unread",
        "a part of the conda specification that could not be read",
        Fate.MANUAL,
        "A part of the conda specification could not be read.",
        "What stands in the part that could not be read?",
        loss=True,
    ),
)
ROW = {row.key: row for row in SETTINGS}
