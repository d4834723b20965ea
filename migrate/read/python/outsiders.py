"""Packages that are not part of a scanned tree, known by name: looking for them on disk would find nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence

# azureml, azure and mlflow are never taken from the tree: what they mean is known, or is asked of nobody.
_NAMES = """
azureml azure mlflow msrest msrestazure adal msal
numpy pandas scipy sklearn statsmodels matplotlib seaborn plotly bokeh joblib dill cloudpickle lightgbm
xgboost catboost torch torchvision tensorflow keras transformers onnx onnxruntime spacy nltk gensim
shap lime interpret fairlearn pyspark databricks delta dask ray
requests httpx aiohttp urllib3 certifi flask fastapi starlette uvicorn jinja2 click typer tqdm rich
yaml toml tomli dotenv attr attrs pydantic pydantic_settings omegaconf hydra decouple environs marshmallow
box munch easydict addict ruamel
cv2 PIL skimage imageio IPython ipywidgets pytest mock hypothesis setuptools pkg_resources six dateutil
pytz git docker kubernetes google boto3 psycopg2 sqlalchemy pyodbc pymongo redis opencensus applicationinsights
"""
_PACKAGES = frozenset(_NAMES.split())
# Packages of the standard library that projects also call a folder of their own.
_ALSO_FOLDERS = frozenset({"code", "test", "profile", "platform", "secrets"})


def is_outside(parts: Sequence[str]) -> bool:
    """Tell whether a dotted name is one of the standard library's or of a well-known package."""
    top = parts[0]
    if top in _PACKAGES:
        return True
    return top in sys.stdlib_module_names and (len(parts) == 1 or top not in _ALSO_FOLDERS)


def is_harmless(dotted: str) -> bool:
    """Tell whether a function of another package leaves what it is given as it is."""
    return is_outside(dotted.split("."))
