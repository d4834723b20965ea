"""The v1 inventory as data: every import path of every class, what calls return, what is a secret.

Source: azureml-core 1.61, each module imported and each name looked up; a test repeats that. A class has one
canonical name, whatever path it was imported through, and a short name that is unique in v1.
"""

from __future__ import annotations

from collections.abc import Mapping

from compat.mapping.environment_rows import CPU_IMAGE, GPU_IMAGE

CORE = "azureml.core"

# Canonical module -> class -> the other modules it can be imported from, without "azureml.core.";
# "-" is azureml.core itself.
CLASSES: Mapping[str, Mapping[str, str]] = {
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
OTHERS: Mapping[str, tuple[str, ...]] = {
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
    "DEFAULT_CPU_IMAGE": CPU_IMAGE,
    "DEFAULT_GPU_IMAGE": GPU_IMAGE,
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
OWN = frozenset(
    ["deploy_configuration", "image_configuration", "provisioning_configuration", "attach_configuration"]
)

# The packages of the v1 SDK; azureml.ai, azureml.mlflow and azureml.fsspec serve v2 as well.
PACKAGES = frozenset(
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
EXCEPTIONS = ("azureml.exceptions.", "azureml._common.exceptions.")
