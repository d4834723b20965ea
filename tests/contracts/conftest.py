"""The real SDKs against the loopback Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.loopback_azure.fixtures import azure, ml_client, v1_workspace

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["azure", "ml_client", "v1_workspace"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to deploy from, which is also the working directory: a model, a scoring script, conda."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "score.py").write_text("def init(): ...\n\n\ndef run(data): ...\n")
    (tmp_path / "model.pkl").write_bytes(b"weights")
    (tmp_path / "conda.yml").write_text("name: scoring\ndependencies: [python=3.10]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path
