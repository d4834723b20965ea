"""Hand-made v1 services for the tests of the mapping."""

from compat.mapping import settings
from compat.mapping.setting import AKS
from compat.mapping.subject import Subject
from compat.v1 import Cluster, Given, Service
from compat.v2 import Target
from compat.value import Expression, Known, Secret, Unresolved


def given(value):
    """Wrap a plain value as something somebody wrote."""
    if isinstance(value, (Expression, Unresolved, Known)):
        return Given(value)
    return Given(Known(value))


def service(kind=AKS, name="churn-svc", cluster="aks-prod", **keywords):
    rows = {row.key: row for row in settings.SERVICE_SETTINGS}
    found = {
        key: given(Secret(value) if key in rows and rows[key].secret and isinstance(value, str) else value)
        for key, value in keywords.items()
    }
    placed = None if cluster is None else Cluster(Known(cluster))
    return Service(kind=kind, name=Known(name), settings=found, cluster=placed)


def subject(kind=AKS, target=Target.KUBERNETES, **keywords):
    made = service(kind, **keywords)
    return Subject(made, target, made.settings, None, (), made.name)


def by_key(changes):
    """Return the changes by setting; a key that stands twice is an error of the mapping."""
    found = {}
    for change in changes:
        assert change.key not in found, change.key
        found[change.key] = change
    return found
