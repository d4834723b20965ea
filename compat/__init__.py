"""What Azure ML v1 means in v2, and the v1 deployment API standing on that knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def install(answers: Mapping[str, object] | None = None, accept: Iterable[str] = ()) -> None:
    """Provide ``azureml.core`` from here on, running on v2; for notebooks. Scripts: ``python -m compat run``.

    ``answers`` are what ``--set`` takes, ``accept`` the names that ``--accept`` takes. Raises ImportError if the real
    ``azureml.core`` has been imported.
    """
    from compat.interception import install as intercept
    from compat.runtime.session import prepare

    prepare(answers or {}, accept)
    intercept()
