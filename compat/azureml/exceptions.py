"""v1's exceptions: names, bases, attributes and text are those of azureml-core 1.61."""

from __future__ import annotations

import json
import traceback
from typing import ClassVar

_USER = "UserError"


class AzureMLException(Exception):
    """The base of v1's exceptions. ``message`` is the plain text; ``str()`` is longer."""

    _error_code: ClassVar[str] = ""

    def __init__(
        self,
        exception_message: str,
        inner_exception: object = None,
        target: object = None,
        details: object = None,
        message_format: str | None = None,
        message_parameters: object = None,
        reference_code: str | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(exception_message)
        self.message = exception_message
        self.inner_exception = inner_exception
        self._target, self._details = target, details

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return (
            f"{type(self).__name__}:\n\tMessage: {self.message}\n\tInnerException {self.inner_exception}"
            f"\n\tErrorResponse \n{self._document()}"
        )

    def print_stacktrace(self) -> None:
        """Print where it was raised."""
        traceback.print_exception(type(self), self, self.__traceback__)

    def _document(self) -> str:
        error: dict[str, object] = {}
        for code in self._codes():
            error = {"code": code, "inner_error": error} if error else {"code": code}
        error["message"] = self.message
        if self._target is not None:
            error["target"] = self._target
        if self._details is not None:
            error["details"] = self._details
        return json.dumps({"error": error}, indent=4)

    def _codes(self) -> list[str]:
        """Return the codes from this class up to the base: the innermost first."""
        found: list[str] = []
        for kind in type(self).__mro__:
            code = kind.__dict__.get("_error_code", "")
            if code and code not in found:
                found.append(code)
        return found


class WebserviceException(AzureMLException):
    """Something about a model or a service went wrong."""

    def __init__(
        self, exception_message: str, status_code: int | None = None, logger: object = None, **kwargs: object
    ) -> None:
        super().__init__(exception_message)
        self.status_code = status_code


class ModelNotFoundException(AzureMLException):
    """A model is not there."""

    def __init__(self, exception_message: str, logger: object = None, **kwargs: object) -> None:
        super().__init__(exception_message)


class ModelPathNotFoundException(AzureMLException):
    """A model's files are not there."""

    def __init__(self, exception_message: str, logger: object = None, **kwargs: object) -> None:
        super().__init__(exception_message)


class ComputeTargetException(AzureMLException):
    """Something about a compute target went wrong."""


class UserErrorException(AzureMLException):
    """Wrong input."""

    _error_code = _USER


class AuthenticationException(UserErrorException):
    """Signing in failed."""

    _error_code = "Authentication"


class ProjectSystemException(AzureMLException):
    """The workspace could not be found or read."""


class WorkspaceException(AzureMLException):
    """Something about a workspace went wrong."""

    def __init__(self, exception_message: str, found_multiple: bool = False, **kwargs: object) -> None:
        super().__init__(exception_message)
        self.found_multiple = found_multiple


class RunEnvironmentException(AzureMLException):
    """There is no run: the code does not run in a job."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(
            "Could not load a submitted run, if outside of an execution context, use "
            "experiment.start_logging to initialize an azureml.core.Run."
        )


class TrainingException(AzureMLException):
    """Something about a run went wrong; kept for handlers."""


class ExperimentExecutionException(AzureMLException):
    """A run failed; kept for handlers."""


class SnapshotException(AzureMLException):
    """A snapshot failed; kept for handlers."""


class RunConfigurationException(AzureMLException):
    """A run configuration is wrong; kept for handlers."""


class ActivityFailedException(AzureMLException):
    """An activity failed; kept for handlers."""


class DiscoveryUrlNotFoundException(AzureMLException):
    """A workspace has no address of services; kept for handlers."""


class WorkspacePrivateEndpointException(AzureMLException):
    """Something about a private endpoint went wrong; kept for handlers."""


class ServiceException(AzureMLException):
    """A service of Azure ML answered with an error; kept for handlers."""


class DatasetTimestampMissingError(AzureMLException):
    """A dataset has no timestamps; kept for handlers."""


class ParallelRunException(AzureMLException):
    """A parallel run is configured wrongly; kept for handlers."""


class AzureMLAggregatedException(AzureMLException):
    """Several exceptions at once; kept for handlers."""
