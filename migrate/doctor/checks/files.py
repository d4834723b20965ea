"""Files that the script opens: paths of v1's image, and paths that hang on the working directory."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.doctor.check import Check
from migrate.doctor.script import Script
from migrate.finding import Level

_IMAGE = "/var/azureml-app"
_MODELS = "azureml-models"
_OPENERS = {
    *("open", "io.open", "joblib.load", "torch.load", "torch.jit.load", "numpy.load", "pandas.read_csv"),
    *("pandas.read_json", "pandas.read_pickle", "pandas.read_parquet", "keras.models.load_model"),
    *("tensorflow.keras.models.load_model", "onnxruntime.InferenceSession", "sklearn.externals.joblib.load"),
}


def _fixed(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    prose = _prose(script.module)
    for node in ast.walk(script.module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in prose:
            parts = node.value.replace("\\", "/").split("/")
            if node.value.startswith(_IMAGE) or _MODELS in parts:
                yield node, ""


def _prose(module: ast.Module) -> frozenset[ast.AST]:
    return frozenset(node.value for node in ast.walk(module) if isinstance(node, ast.Expr))


def _relative(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    for node in ast.walk(script.module):
        if not isinstance(node, ast.Call) or not node.args or script.dotted(node.func) not in _OPENERS:
            continue
        path = node.args[0]
        if isinstance(path, ast.Constant) and isinstance(path.value, str) and _hangs(path.value):
            yield node, ""


def _hangs(path: str) -> bool:
    absolute = path.startswith(("/", "\\", "~")) or path[1:2] == ":"
    return bool(path) and not absolute and "://" not in path and not path.startswith(_MODELS)


_LOADERS = {
    *("joblib.load", "pickle.load", "torch.load", "torch.jit.load", "cloudpickle.load", "dill.load"),
    *("keras.models.load_model", "tensorflow.keras.models.load_model", "onnxruntime.InferenceSession"),
}
_KNOWS_THE_FOLDER = ("AZUREML_MODEL_DIR", "get_model_path", "__file__")


def _elsewhere(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    said = {node.value for node in ast.walk(script.module) if isinstance(node, ast.Constant)}
    said |= {node.id for node in ast.walk(script.module) if isinstance(node, ast.Name)}
    said |= {node.attr for node in ast.walk(script.module) if isinstance(node, ast.Attribute)}
    if said & set(_KNOWS_THE_FOLDER):
        return
    for node in ast.walk(script.module):
        if isinstance(node, ast.Call) and script.dotted(node.func) in _LOADERS:
            yield node, ""
            return


_END = "\n\n\ndef run(data):\n    return data\n"

CHECKS = (
    Check(
        "AML419",
        "a path of v1's image",
        Level.BLOCKER,
        "v1 put code and models below folders of its own. In v2 the model is below AZUREML_MODEL_DIR, under the name "
        "of the file or folder that was registered, and the script's own files lie beside it.",
        "This path is that of a v1 image: join AZUREML_MODEL_DIR with the model's file, or the folder of __file__ with "
        "a file of yours.",
        'def init():\n    open("/var/azureml-app/azureml-models/churn/3/churn.pkl").close()' + _END,
        'import os\n\n\ndef init():\n    open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "churn.pkl")).close()'
        + _END,
        _fixed,
    ),
    Check(
        "AML420",
        "a file opened from the working directory",
        Level.ADVICE,
        "The working directory of a v2 container need not be the script's folder. It works only by chance.",
        "The working directory may be another in v2: join AZUREML_MODEL_DIR with the model's file, or the folder of "
        "__file__ with a file that comes with the script.",
        'def init():\n    open("labels.txt").close()' + _END,
        'from pathlib import Path\n\n\ndef init():\n    (Path(__file__).parent / "labels.txt").open().close()'
        + _END,
        _relative,
    ),
    Check(
        "AML426",
        "a model loaded without AZUREML_MODEL_DIR",
        Level.ADVICE,
        "The registered model lies below AZUREML_MODEL_DIR, in v1 as in v2. A script that does not name it has the "
        "model from elsewhere: from its own folder, from the web, or by a path that was v1's.",
        "This script never reads AZUREML_MODEL_DIR: does the model come with the code, or from somewhere else?",
        "import pickle\n\nfrom paths import MODEL\n\n\ndef init():\n    pickle.load(MODEL)" + _END,
        "import os\nimport pickle\n\n\ndef init():\n"
        '    with open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "m.pkl"), "rb") as file:\n'
        "        pickle.load(file)" + _END,
        _elsewhere,
    ),
)
