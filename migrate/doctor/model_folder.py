"""The folder that the script finds under ``AZUREML_MODEL_DIR``: the model as Azure lays it out."""

from __future__ import annotations

import shutil
from pathlib import Path

VARIABLE = "AZUREML_MODEL_DIR"


def laid_out(model: Path, below: Path) -> Path:
    """Put a model into the layout of v2 and return the folder for ``AZUREML_MODEL_DIR``.

    A registered file lies directly in that folder, a registered folder one level down, under its own name
    (https://learn.microsoft.com/azure/machine-learning/concept-online-deployment-model-specification). The model
    is linked to where links can be made, and copied elsewhere. Raises ``OSError``.
    """
    folder = below / "azureml-models" / "model" / "1"
    folder.mkdir(parents=True)
    source = model.resolve()
    place = folder / source.name
    try:
        place.symlink_to(source, target_is_directory=source.is_dir())
    except (OSError, NotImplementedError):
        if source.is_dir():
            shutil.copytree(source, place)
        else:
            shutil.copy2(source, place)
    return folder
