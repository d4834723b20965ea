import pytest

from tests.serving import serving_python


@pytest.fixture(scope="session")
def server_python(request: pytest.FixtureRequest) -> str:
    """The Python that has the real scoring server."""
    return serving_python(request.config.cache.mkdir("scoring-server"))
