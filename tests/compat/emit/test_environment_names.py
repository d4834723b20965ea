from __future__ import annotations

from compat import v1, v2
from compat.emit.environment_names import distinct
from compat.mapping.translation import Translation, translate
from compat.v1 import Conda, Environment, Scoring, Service, ServiceKind
from compat.value import Known


def translation(
    service: str, *packages: str, name: str = "shared-env", registered: bool = False
) -> Translation:
    conda = None if registered else Conda({"dependencies": ["python=3.10", {"pip": list(packages)}]})
    environment = Environment(
        Known(name), Known("1") if registered else None, conda=conda, registered=registered
    )
    script = {"entry_script": v1.Given(Known("score.py"))}
    return translate(Service(ServiceKind.ACI, Known(service), scoring=Scoring(script, environment)))


def environments(found: list[Translation]) -> list[v2.Environment]:
    return [item.deployment.environment for each in found for item in each.plan.deployments]


def names(found: list[Translation]) -> list[object]:
    return [item.name.value if item.name else None for item in environments(found)]


def test_other_content_under_one_name_gets_a_name_of_its_own() -> None:
    found = distinct([translation("first", "joblib"), translation("second", "numpy")])
    assert names(found) == ["shared-env-first", "shared-env-second"]
    assert all("environment_name" in {change.key for change in each.changes} for each in found)


def test_the_same_content_keeps_its_name() -> None:
    given = [translation("first", "joblib"), translation("second", "joblib")]
    assert distinct(given) == given


def test_other_names_are_left_alone() -> None:
    given = [translation("first", "joblib"), translation("second", "numpy", name="other-env")]
    assert distinct(given) == given


def test_a_registered_environment_is_left_alone() -> None:
    given = [translation("first", registered=True), translation("second", "numpy")]
    assert distinct(given) == given
