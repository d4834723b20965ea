import pytest

from tests.serving import LIMIT, serving_python


@pytest.fixture(scope="session")
def server_python(request: pytest.FixtureRequest) -> str:
    """The Python that has the real scoring server."""
    return serving_python(request.config.cache.mkdir("scoring-server"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the first test that needs the server the time to install it."""
    for item in items:
        if "server_python" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(LIMIT))
