from __future__ import annotations

from compat.v1 import Conda, Given, Scoring, Service, ServiceKind
from compat.value import Known, Place, Secret, Unresolved
from migrate.read.notebook.places import Origins, Stretch, moved

ORIGINS = {"a": Origins([Stretch(1, "n", 3, 2), Stretch(4, "n", 5, 1), Stretch(10, "b", None, 1)])}


def at(line: int, end: int = 0) -> Place:
    return moved(Place("a", line, 7, end), ORIGINS)


def test_lines_go_back_to_the_stretch_they_are_from() -> None:
    assert at(1) == Place("n", 2, 7, 0, 3)
    assert at(3, 3) == Place("n", 4, 7, 4, 3)
    assert at(4, 6) == Place("n", 1, 7, 3, 5)
    assert at(12, 12) == Place("b", 3, 7, 3)


def test_an_end_in_another_stretch_is_cut() -> None:
    assert at(3, 5) == Place("n", 4, 7, 4, 3)


def test_every_place_in_a_service_is_moved() -> None:
    old = Place("a", 4)
    unresolved = Unresolved("why", place=old)
    conda = Conda({"dependencies": [{"pip": [unresolved]}]}, Known("conda.yml", old), old)
    given = Given(Known(Secret("x"), old), "cpu", old)
    service = Service(ServiceKind.AKS, unresolved, {"cpu_cores": given}, Scoring({}, place=old), place=old)
    text = repr(moved((service, conda), ORIGINS))
    assert text.count("path='n'") == repr((service, conda)).count("path='a'") == 8
    assert "path='a'" not in text


def test_what_has_no_place_there_is_the_same_object() -> None:
    service = Service(ServiceKind.AKS, Known("x", Place("other")), {}, place=Place("a", 1, cell=2))
    assert moved(service, ORIGINS) is service
    assert moved(service, {}) is service
