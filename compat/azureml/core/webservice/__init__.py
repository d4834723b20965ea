"""v1's web services."""

from compat.azureml.core.webservice.aci import AciWebservice
from compat.azureml.core.webservice.aks import AksEndpoint, AksWebservice
from compat.azureml.core.webservice.webservice import UnknownWebservice, Webservice
from compat.runtime.standing import tombstone

LocalWebservice = tombstone(
    "LocalWebservice", __name__, "It needs Docker on this machine: az ml online-deployment create --local."
)

__all__ = [
    "AciWebservice",
    "AksEndpoint",
    "AksWebservice",
    "LocalWebservice",
    "UnknownWebservice",
    "Webservice",
]
