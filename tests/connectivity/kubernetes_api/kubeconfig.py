"""kubeconfig files that lead to the loopback server."""

import base64
from pathlib import Path

import yaml

from tests.connectivity.kubernetes_api.server import TOKEN, Api
from tests.connectivity.kubernetes_api.status import Document


def document(server: str, authority: str, user: Document) -> Document:
    cluster = {"server": server, "certificate-authority-data": base64.b64encode(authority.encode()).decode()}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "myaks", "cluster": cluster}],
        "users": [{"name": "reader", "user": user}],
        "contexts": [{"name": "myaks-reader", "context": {"cluster": "myaks", "user": "reader"}}],
        "current-context": "myaks-reader",
    }


def write(folder: Path, content: Document, name: str = "kubeconfig") -> Path:
    path = folder / name
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def for_api(api: Api, user: Document | None = None) -> Path:
    """A kubeconfig for this server, with its token unless another user is given."""
    return write(api.folder, document(api.url, api.issuer.pem, user or {"token": TOKEN}))
