"""v1's services on AKS."""

from compat.azureml.core.webservice.aks_endpoint import AksEndpoint, AksEndpointDeploymentConfiguration
from compat.azureml.core.webservice.aks_service import AksServiceDeploymentConfiguration, AksWebservice

__all__ = [
    "AksEndpoint",
    "AksEndpointDeploymentConfiguration",
    "AksServiceDeploymentConfiguration",
    "AksWebservice",
]
