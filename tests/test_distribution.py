"""What is true of the distribution as a whole."""

from importlib.metadata import metadata, requires

import pytest
from packaging.requirements import Requirement
from packaging.version import InvalidVersion, Version

NAME = "azureml-v1-exit"


def extras() -> list[str]:
    return metadata(NAME).get_all("Provides-Extra") or []


def test_the_extras_are_there() -> None:
    assert {"azure", "v1-sdk", "test", "dev"} <= set(extras())


@pytest.mark.parametrize("name", extras())
def test_no_extra_reads_as_a_version(name: str) -> None:
    """pip before 25 compares such a name with others as if all were versions, and every install fails."""
    with pytest.raises(InvalidVersion):
        Version(name)


def test_scanning_needs_neither_azure_sdk() -> None:
    plain = [Requirement(text) for text in requires(NAME) or ()]
    base = {item.name for item in plain if item.marker is None or item.marker.evaluate({"extra": ""})}
    assert base <= {
        "dnspython",
        "jinja2",
        "kubernetes",
        "libcst",
        "pathspec",
        "pyyaml",
        "rich",
        "shtab",
        "tomli",
    }
