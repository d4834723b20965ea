from __future__ import annotations

import pytest

from migrate.read.obstacle import GONE, OBSTACLES, UNREADABLE, of_error


@pytest.mark.parametrize(
    ("error", "reason", "detail"),
    [
        (PermissionError(13, "Permission denied"), UNREADABLE, "permission denied"),
        (OSError(5, "Input/output error"), UNREADABLE, "input/output error"),
        (FileNotFoundError(2, "No such file or directory"), GONE, "listed"),
    ],
)
def test_an_error_of_the_system_is_said_by_its_meaning(error: OSError, reason: str, detail: str) -> None:
    obstacle = of_error(error)
    assert obstacle.reason == reason
    assert detail in obstacle.detail


def test_every_obstacle_says_what_to_do_next() -> None:
    ids = [rule for rule, _, _ in OBSTACLES.values()]
    assert len(set(ids)) == len(ids)
    assert all(title and todo.endswith(".") for _, title, todo in OBSTACLES.values())
