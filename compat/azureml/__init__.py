"""The v1 import paths, running on v2: ``compat.azureml.core`` for ``azureml.core``."""
