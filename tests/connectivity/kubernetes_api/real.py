"""A real kube-apiserver with etcd on the loopback, from the folder that CONNECTIVITY_KUBE_BIN names.

There is no scheduler and no kubelet; a Node whose kubelet port leads to a server of the test's is enough for logs.
"""

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.connectivity.kubernetes_api import kubeconfig

VARIABLE = "CONNECTIVITY_KUBE_BIN"
ADMIN, READER, NOBODY = "admin-token-51", "reader-token-52", "nobody-token-53"
READY_SECONDS = 60


def program(name: str) -> str:
    """The program's path. Raises FileNotFoundError where the folder that was named lacks it."""
    folder = os.environ.get(VARIABLE, "")
    found = shutil.which(name, path=folder)
    if found is None:
        raise FileNotFoundError(f"{name} is not in {folder!r}, which {VARIABLE} names")
    return found


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _key(folder: Path) -> Path:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = folder / "accounts.key"
    path.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    return path


@contextlib.contextmanager
def running(folder: Path) -> Iterator[dict[str, Path]]:
    """kubeconfig files of ``admin``, and of ``reader`` and ``nobody``, who start without any rights."""
    client, peer, secure = _free_ports(3)
    key, tokens = _key(folder), folder / "tokens.csv"
    tokens.write_text(
        f'{ADMIN},admin,1,"system:masters"\n{READER},reader,2\n{NOBODY},nobody,3\n', encoding="ascii"
    )
    database = [
        *(program("etcd"), "--data-dir", str(folder / "etcd"), "--unsafe-no-fsync"),
        *("--listen-client-urls", f"http://127.0.0.1:{client}"),
        *("--advertise-client-urls", f"http://127.0.0.1:{client}"),
        *("--listen-peer-urls", f"http://127.0.0.1:{peer}"),
    ]
    server = [
        *(program("kube-apiserver"), f"--etcd-servers=http://127.0.0.1:{client}"),
        *(f"--secure-port={secure}", "--bind-address=127.0.0.1", f"--cert-dir={folder / 'pki'}"),
        *("--service-cluster-ip-range=10.0.0.0/24", "--service-account-issuer=https://test"),
        *(f"--service-account-key-file={key}", f"--service-account-signing-key-file={key}"),
        *(f"--token-auth-file={tokens}", "--authorization-mode=RBAC"),
        "--disable-admission-plugins=ServiceAccount",
    ]
    with contextlib.ExitStack() as stack:
        log = stack.enter_context((folder / "log").open("wb"))
        for words in (database, server):
            process = stack.enter_context(subprocess.Popen(words, stdout=log, stderr=log))
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
        url, authority = f"https://127.0.0.1:{secure}", folder / "pki" / "apiserver.crt"
        _wait(url, authority)
        pem = authority.read_text(encoding="ascii")
        yield {
            name: kubeconfig.write(folder, kubeconfig.document(url, pem, {"token": token}), name)
            for name, token in (("admin", ADMIN), ("reader", READER), ("nobody", NOBODY))
        }


def _wait(url: str, authority: Path) -> None:
    ends = time.monotonic() + READY_SECONDS
    while time.monotonic() < ends:
        with contextlib.suppress(OSError, urllib.error.URLError):
            context = ssl.create_default_context(cafile=str(authority))
            request = urllib.request.Request(f"{url}/readyz", headers={"Authorization": f"Bearer {ADMIN}"})
            with urllib.request.urlopen(request, timeout=2, context=context) as answer:
                if answer.status == 200:
                    return
        time.sleep(0.1)
    raise TimeoutError("the API server did not become ready")
