"""v1's compute targets."""

from compat.azureml.core.compute.aks import AksCompute
from compat.azureml.core.compute.compute import ComputeTarget
from compat.runtime.standing import tombstone

_INSTEAD = "Compute of jobs is ml_client.compute."
AmlCompute = tombstone("AmlCompute", __name__, _INSTEAD)
BatchCompute = tombstone("BatchCompute", __name__, _INSTEAD)
ComputeInstance = tombstone("ComputeInstance", __name__, _INSTEAD)
DsvmCompute = tombstone("DsvmCompute", __name__, _INSTEAD)
DataFactoryCompute = tombstone("DataFactoryCompute", __name__, _INSTEAD)
AdlaCompute = tombstone("AdlaCompute", __name__, _INSTEAD)
DatabricksCompute = tombstone("DatabricksCompute", __name__, _INSTEAD)
HDInsightCompute = tombstone("HDInsightCompute", __name__, _INSTEAD)
RemoteCompute = tombstone("RemoteCompute", __name__, _INSTEAD)
KubernetesCompute = tombstone("KubernetesCompute", __name__, _INSTEAD)
KustoCompute = tombstone("KustoCompute", __name__, _INSTEAD)
SynapseCompute = tombstone("SynapseCompute", __name__, _INSTEAD)

__all__ = [
    "AdlaCompute",
    "AksCompute",
    "AmlCompute",
    "BatchCompute",
    "ComputeInstance",
    "ComputeTarget",
    "DataFactoryCompute",
    "DatabricksCompute",
    "DsvmCompute",
    "HDInsightCompute",
    "KubernetesCompute",
    "KustoCompute",
    "RemoteCompute",
    "SynapseCompute",
]
