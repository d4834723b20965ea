"""``azureml.core``, as far as deploying services needs it. Everything else imports, and refuses to be used."""

from compat.azureml.core.compute import ComputeTarget
from compat.azureml.core.container_registry import ContainerRegistry
from compat.azureml.core.environment import Environment
from compat.azureml.core.model import Model
from compat.azureml.core.webservice import Webservice
from compat.azureml.core.workspace import Workspace
from compat.runtime.standing import tombstone

VERSION = "1.61.0+compat"
__version__ = VERSION

_JOB = "Jobs are ml_client.jobs, with command() of azure.ai.ml."
_DATA = "Data is ml_client.data, datastores are ml_client.datastores."
Dataset = tombstone("Dataset", __name__, _DATA)
Datastore = tombstone("Datastore", __name__, _DATA)
Experiment = tombstone("Experiment", __name__, _JOB)
Image = tombstone("Image", __name__, "The image era has no successor: deploy model, script and environment.")
Keyvault = tombstone("Keyvault", __name__, "Use azure-keyvault-secrets.")
LinkedService = tombstone("LinkedService", __name__, "Use az ml workspace.")
PrivateEndPoint = tombstone("PrivateEndPoint", __name__, "Use az network private-endpoint.")
PrivateEndPointConfig = tombstone("PrivateEndPointConfig", __name__, "Use az network private-endpoint.")
Run = tombstone("Run", __name__, f"{_JOB} Metrics go to MLflow.")
RunConfiguration = tombstone("RunConfiguration", __name__, _JOB)
ScriptRun = tombstone("ScriptRun", __name__, _JOB)
ScriptRunConfig = tombstone("ScriptRunConfig", __name__, _JOB)

__all__ = [
    "VERSION",
    "ComputeTarget",
    "ContainerRegistry",
    "Dataset",
    "Datastore",
    "Environment",
    "Experiment",
    "Image",
    "Keyvault",
    "LinkedService",
    "Model",
    "PrivateEndPoint",
    "PrivateEndPointConfig",
    "Run",
    "RunConfiguration",
    "ScriptRun",
    "ScriptRunConfig",
    "Webservice",
    "Workspace",
]
