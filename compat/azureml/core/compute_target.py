"""v1's module of the same name: scripts import the exception from here."""

from compat.azureml.core.compute import ComputeTarget
from compat.azureml.exceptions import ComputeTargetException

__all__ = ["ComputeTarget", "ComputeTargetException"]
