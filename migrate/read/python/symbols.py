"""The v1 inventory as data: every import path of every class, what calls return, what is a secret.

Source: azureml-core 1.61, each module imported and each name looked up; a test repeats that. A class has one
canonical name, whatever path it was imported through, and a short name that is unique in v1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from migrate.read.python.signatures import SIGNATURES

_CORE = "azureml.core"
_SERVICE_FILES = "aci aks local webservice"

# Canonical module -> class -> the other modules it can be imported from, without "azureml.core.";
# "-" is azureml.core itself.
_CLASSES: Mapping[str, Mapping[str, str]] = {
    "webservice": {
        "Webservice": "- webservice.aci webservice.aks webservice.local webservice.unknown_webservice"
        " webservice.webservice workspace",
        "AksWebservice": "webservice.aks",
        "AksEndpoint": "webservice.aks",
        "AciWebservice": "webservice.aci",
        "LocalWebservice": "webservice.local",
        "UnknownWebservice": "webservice.unknown_webservice",
    },
    "webservice.webservice": {
        "WebserviceDeploymentConfiguration": "webservice.aci webservice.aks webservice.local",
        "WebServiceAccessToken": "webservice.aks",
    },
    "webservice.aks": {
        "AksServiceDeploymentConfiguration": "",
        "AksEndpointDeploymentConfiguration": "",
        "AksServiceAccessToken": "",
        # Each of the next four is a class of its own in several modules.
        "AutoScaler": "webservice.webservice",
        "LivenessProbeRequirements": "webservice.webservice",
        "DataCollection": "webservice.webservice",
        "ContainerResourceRequirements": "webservice.aci webservice.webservice"
        " webservice.container_resource_requirements",
    },
    "webservice.aci": {
        "AciServiceDeploymentConfiguration": "",
        "EncryptionProperties": "",
        "VnetConfiguration": "",
    },
    "webservice.local": {"LocalWebserviceDeploymentConfiguration": ""},
    "model": {
        "Model": "- image.image webservice.aci webservice.aks webservice.local webservice.webservice workspace",
        "InferenceConfig": "webservice.local",
        "ModelPackage": "",
    },
    "profile": {"ModelProfile": "model"},
    "resource_configuration": {"ResourceConfiguration": "model"},
    "environment": {
        "Environment": "- model run runconfig webservice.aci webservice.aks",
        "PythonSection": "runconfig",
        "DockerSection": "runconfig",
        "SparkSection": "runconfig",
        "PythonEnvironment": "runconfig",
        "DockerEnvironment": "runconfig",
        "DockerImagePlatform": "",
        "DockerBuildContext": "",
        "RSection": "",
        "EnvironmentReference": "",
        "DEFAULT_CPU_IMAGE": "runconfig",
        "DEFAULT_GPU_IMAGE": "experiment runconfig",
    },
    "databricks": {"DatabricksSection": "environment runconfig"},
    "conda_dependencies": {"CondaDependencies": "environment runconfig"},
    "container_registry": {
        "ContainerRegistry": "- environment image.container model runconfig",
        "RegistryIdentity": "",
    },
    "compute": {
        "AksCompute": "compute.aks model",
        "KubernetesCompute": "compute.kubernetescompute",
        "ComputeTarget": "- compute.adla compute.aks compute.amlcompute compute.batch compute.compute"
        " compute.computeinstance compute.databricks compute.datafactory compute.dsvm compute.hdinsight"
        " compute.kubernetescompute compute.kusto compute.remote compute.synapse runconfig webservice.aks"
        " workspace",
    },
    "compute.aks": {
        "AksProvisioningConfiguration": "",
        "AksAttachConfiguration": "",
        "AksUpdateConfiguration": "",
        "SslConfiguration": "",
        "SystemService": "",
    },
    "workspace": {"Workspace": "-"},
    "keyvault": {"Keyvault": "- run workspace"},
    "run": {"Run": "- runconfig script_run"},
    "experiment": {"Experiment": "- model"},
    "dataset": {"Dataset": "- model runconfig workspace"},
    "datastore": {"Datastore": "- run"},
    "image": {
        "Image": "- image.container image.image image.unknown_image webservice.aci webservice.aks"
        " webservice.webservice workspace",
        "ContainerImage": "image.container",
        "UnknownImage": "image.unknown_image",
    },
    "image.container": {"ContainerImageConfig": "webservice.local"},
    "image.image": {
        "ImageConfig": "image.container",
        "Asset": "image.container",
        "TargetRuntime": "image.container",
    },
    "authentication": {
        "AbstractAuthentication": "",
        "TokenAuthentication": "",
        "InteractiveLoginAuthentication": "private_endpoint workspace",
        "AzureCliAuthentication": "",
        "ServicePrincipalAuthentication": "",
        "ArmTokenAuthentication": "",
        "MsiAuthentication": "",
        "AzureMLTokenAuthentication": "",
    },
}

# Outside azureml-core: canonical dotted name -> other paths of the same thing.
_OTHERS: Mapping[str, tuple[str, ...]] = {
    "azureml.contrib.services.aml_request.AMLRequest": (),
    "azureml.contrib.services.aml_request.rawhttp": (),
    "azureml.contrib.services.aml_response.AMLResponse": (),
    "azureml.monitoring.ModelDataCollector": ("azureml.monitoring.modeldatacollector.ModelDataCollector",),
    "azureml.contrib.functions.package_blob": (),
    "azureml.contrib.functions.package_http": (),
    "azureml.contrib.functions.package_service_bus_queue": (),
    "mlflow.azureml.deploy": (),
    "mlflow.azureml.build_image": (),
}

BASES: Mapping[str, str] = {
    "AksWebservice": "Webservice",
    "AksEndpoint": "AksWebservice",
    "AciWebservice": "Webservice",
    "LocalWebservice": "Webservice",
    "UnknownWebservice": "Webservice",
    "AksCompute": "ComputeTarget",
    "KubernetesCompute": "ComputeTarget",
    "ContainerImage": "Image",
    "UnknownImage": "Image",
}

SERVICES = frozenset({"Webservice", *(name for name in BASES if name.endswith(("Webservice", "Endpoint")))})
COMPUTES = frozenset({"ComputeTarget", "AksCompute", "KubernetesCompute"})
IMAGES = frozenset({"Image", "ContainerImage", "UnknownImage"})

# What a call gives back; a name in brackets is a list of it.
RETURNS: Mapping[str, str] = {
    "AksWebservice.deploy_configuration": "AksServiceDeploymentConfiguration",
    "AksEndpoint.deploy_configuration": "AksEndpointDeploymentConfiguration",
    "AciWebservice.deploy_configuration": "AciServiceDeploymentConfiguration",
    "LocalWebservice.deploy_configuration": "LocalWebserviceDeploymentConfiguration",
    "Webservice.deploy": "Webservice",
    "Webservice.deploy_from_model": "Webservice",
    "Webservice.deploy_from_image": "Webservice",
    "Webservice.deploy_local_from_model": "LocalWebservice",
    "Webservice.list": "[Webservice]",
    "LocalWebservice.list": "[LocalWebservice]",
    "LocalWebservice.deploy_to_cloud": "Webservice",
    "Model.deploy": "Webservice",
    "Model.register": "Model",
    "Model.list": "[Model]",
    "Model.package": "ModelPackage",
    "Model.profile": "ModelProfile",
    "Run.register_model": "Model",
    "Run.get_context": "Run",
    "Run.get": "Run",
    "Experiment.submit": "Run",
    "Experiment.start_logging": "Run",
    "Environment.get": "Environment",
    "Environment.from_conda_specification": "Environment",
    "Environment.from_pip_requirements": "Environment",
    "Environment.from_docker_image": "Environment",
    "Environment.from_dockerfile": "Environment",
    "Environment.from_docker_build_context": "Environment",
    "Environment.from_existing_conda_environment": "Environment",
    "Environment.load_from_directory": "Environment",
    "DockerBuildContext.from_local_directory": "DockerBuildContext",
    "CondaDependencies.create": "CondaDependencies",
    "AksCompute.provisioning_configuration": "AksProvisioningConfiguration",
    "AksCompute.attach_configuration": "AksAttachConfiguration",
    "ComputeTarget.create": "ComputeTarget",
    "ComputeTarget.attach": "ComputeTarget",
    "ContainerImage.image_configuration": "ContainerImageConfig",
    "Image.create": "Image",
    "Image.list": "[Image]",
    "Workspace.get": "Workspace",
    "Workspace.from_config": "Workspace",
    "Workspace.create": "Workspace",
    "Workspace.get_default_keyvault": "Keyvault",
}

# Attributes that lead from one v1 object to another.
ATTRIBUTES: Mapping[tuple[str, str], str] = {
    ("Run", "experiment"): "Experiment",
    ("Experiment", "workspace"): "Workspace",
    ("Model", "workspace"): "Workspace",
    ("Webservice", "workspace"): "Workspace",
}

# Attributes of a workspace that hold things by name.
COLLECTIONS: Mapping[str, str] = {
    "webservices": "Webservice",
    "compute_targets": "ComputeTarget",
    "environments": "Environment",
    "models": "Model",
    "images": "Image",
}

CONSTANTS: Mapping[str, str] = {
    "DEFAULT_CPU_IMAGE": "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    "DEFAULT_GPU_IMAGE": "mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04",
    "AksCompute.ClusterPurpose.FAST_PROD": "FastProd",
    "AksCompute.ClusterPurpose.DEV_TEST": "DevTest",
    "Model.Framework.CUSTOM": "Custom",
    "Model.Framework.TENSORFLOW": "TensorFlow",
    "Model.Framework.SCIKITLEARN": "ScikitLearn",
    "Model.Framework.ONNX": "Onnx",
    "Model.Framework.TFKERAS": "TfKeras",
    "Model.Framework.PYTORCH": "PyTorch",
    "Model.Framework.MULTI": "Multi",
}

SECRETS = frozenset(
    [
        "primary_key",
        "secondary_key",
        "primaryKey",
        "secondaryKey",
        "password",
        "service_principal_password",
        "arm_access_token",
        "new_arm_access_token",
        "set_key",
        "client_secret",
    ]
)

# Factories that exist on several classes of one family and mean something else on each.
_OWN = frozenset(
    ["deploy_configuration", "image_configuration", "provisioning_configuration", "attach_configuration"]
)


@dataclass(frozen=True)
class Symbol:
    """A v1 name: the class (or module, for a function) by its short name, and a member of it ('' for itself)."""

    owner: str
    member: str = ""

    @property
    def short(self) -> str:
        """``Model.deploy``, or ``InferenceConfig`` for a class itself."""
        return f"{self.owner}.{self.member}" if self.member else self.owner

    @property
    def name(self) -> str:
        """The canonical dotted name (``azureml.core.model.Model.deploy``)."""
        home = _homes().get(self.owner, "")
        return f"{home}.{self.short}" if home else self.short


@cache
def _homes() -> Mapping[str, str]:
    return {name: f"{_CORE}.{module}" for module, names in _CLASSES.items() for name in names}


@cache
def _paths() -> Mapping[str, str]:
    """Every import path of a class or constant -> its short name."""
    paths: dict[str, str] = {}
    for module, names in _CLASSES.items():
        for name, others in names.items():
            for where in (module, *others.split()):
                paths[f"{_CORE}.{name}" if where == "-" else f"{_CORE}.{where}.{name}"] = name
    return paths


@cache
def _functions() -> Mapping[str, str]:
    return {path: name for name, others in _OTHERS.items() for path in (name, *others)}


@cache
def star(module: str) -> tuple[str, ...]:
    """Return the v1 names that ``from module import *`` binds."""
    prefix = f"{module}."
    paths = {**_paths(), **_functions()}
    return tuple(
        sorted(p[len(prefix) :] for p in paths if p.startswith(prefix) and "." not in p[len(prefix) :])
    )


# The packages of the v1 SDK; azureml.ai, azureml.mlflow and azureml.fsspec serve v2 as well.
_PACKAGES = frozenset(
    [
        "_common",
        "_model_management",
        "automl",
        "contrib",
        "core",
        "data",
        "datadrift",
        "dataprep",
        "dataset",
        "exceptions",
        "explain",
        "interpret",
        "monitoring",
        "opendatasets",
        "pipeline",
        "studio",
        "telemetry",
        "tensorboard",
        "train",
        "widgets",
    ]
)
_EXCEPTIONS = ("azureml.exceptions.", "azureml._common.exceptions.")


def is_v1(dotted: str) -> bool:
    """Tell whether a dotted name belongs to the v1 SDK, in the inventory or not."""
    top, _, rest = dotted.partition(".")
    if top == "azureml":
        return rest.partition(".")[0] in _PACKAGES
    return dotted in _functions() or dotted == "mlflow.azureml"


def is_exception(dotted: str) -> bool:
    """Tell whether a dotted name is one of v1's exceptions."""
    return dotted.startswith(_EXCEPTIONS)


@cache
def resolve(dotted: str) -> Symbol | None:
    """Return the v1 symbol of a dotted name, whatever path it was imported through, or None."""
    function = _functions().get(dotted)
    if function is not None:
        return Symbol(function)
    parts = dotted.split(".")
    if parts[0] != "azureml":
        return None
    for size in range(2, len(parts) + 1):
        name = _paths().get(".".join(parts[:size])) or _elsewhere(parts[:size])
        if name is not None:
            return member(name, ".".join(parts[size:]))
    return None


def _elsewhere(parts: list[str]) -> str | None:
    """Return the class of a path that older releases had: the module differs, the name is v1's own."""
    known_home = parts[:2] == ["azureml", "core"] and parts[-1] in _homes()
    return parts[-1] if known_home and parts[-1][:1].isupper() else None


def lineage(owner: str) -> tuple[str, ...]:
    """Return a class and its bases, nearest first."""
    chain = [owner]
    while chain[-1] in BASES:
        chain.append(BASES[chain[-1]])
    return tuple(chain)


@cache
def member(owner: str, name: str) -> Symbol:
    """Return the symbol of a member: on the base of the family where that has it, else where it is defined."""
    if not name:
        return Symbol(owner)
    homes = [cls for cls in lineage(owner) if name in SIGNATURES.get(cls, {})]
    if not homes:
        return Symbol(owner, name)
    return Symbol(homes[0] if name in _OWN else homes[-1], name)


@cache
def parameters(owner: str, name: str = "") -> tuple[str, ...] | None:
    """Return the parameters of a call in positional order, or None where the call is not in the inventory."""
    if owner.startswith("mlflow.azureml."):
        owner, _, name = owner.rpartition(".")
    for cls in lineage(owner):
        line = SIGNATURES.get(cls, {}).get(name or "__init__")
        if line is not None:
            return tuple(line.split())
    return None


@cache
def service_method(owner: str, name: str) -> Symbol | None:
    """Return the symbol of a method on a service of (perhaps not exactly known) class ``owner``."""
    for cls in (owner, "AksWebservice", "AksEndpoint", "AciWebservice", "LocalWebservice"):
        if cls in SERVICES and parameters(cls, name) is not None:
            return member(cls, name)
    return None
