"""All rows together, and how to find one by any of its spellings."""

from __future__ import annotations

from compat.mapping import (
    auth,
    autoscale,
    compute,
    conda_rows,
    deploying,
    environment_rows,
    exposure,
    liveness,
    metadata,
    models,
    request_limits,
    resources,
    scoring,
    telemetry,
    traffic,
)
from compat.mapping.setting import Api, Setting
from compat.v1 import ServiceKind

SERVICE_SETTINGS: tuple[Setting, ...] = (
    *auth.SETTINGS,
    *autoscale.SETTINGS,
    *resources.SETTINGS,
    *request_limits.SETTINGS,
    *liveness.SETTINGS,
    *telemetry.SETTINGS,
    *metadata.SETTINGS,
    *compute.SERVICE_SETTINGS,
    *traffic.SETTINGS,
    *exposure.SETTINGS,
)
SETTINGS: tuple[Setting, ...] = (
    *SERVICE_SETTINGS,
    *deploying.SETTINGS,
    *scoring.SETTINGS,
    *environment_rows.SETTINGS,
    *environment_rows.SOURCES,
    *conda_rows.SETTINGS,
    *models.SETTINGS,
    *compute.CLUSTER_SETTINGS,
)
_BY_KEY = {(row.api, row.key): row for row in SETTINGS}
SECRET_KEYS = frozenset(row.key for row in SETTINGS if row.secret)


def setting(api: Api, key: str) -> Setting | None:
    """Return the row of a keyword of one v1 call, or None where no such keyword is known."""
    return _BY_KEY.get((api, key))


def for_kind(kind: ServiceKind) -> tuple[Setting, ...]:
    """Return the service settings that a kind of service takes."""
    return tuple(row for row in SERVICE_SETTINGS if kind in row.kinds)


def in_file(kind: ServiceKind) -> dict[str, Setting]:
    """Return the rows of a deployment file by the path of their key, for one ``computeType``."""
    return {row.spelling.file: row for row in SERVICE_SETTINGS if kind in row.kinds and row.in_file(kind)}


def by_flag(flag: str) -> tuple[Setting, ...]:
    """Return the rows that an option of ``az ml model deploy`` sets."""
    return tuple(row for row in SETTINGS if flag in row.spelling.flags)


def named(text: str) -> tuple[Setting, ...]:
    """Return the rows that a user may mean by a keyword, a file key, a flag or a payload path."""
    return tuple(
        row
        for row in SETTINGS
        if text in {row.key, row.spelling.file, row.spelling.payload, *row.spelling.flags}
        or text == row.spelling.file.rpartition(".")[2]
    )
