"""The router's certificate, out of the secret it mounts.

A secret comes whole or not at all, key included. The key is dropped here at once: no value is decoded
but those whose name says certificate, and nothing but names and dates leaves this module.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ssl
from typing import TYPE_CHECKING

from connectivity.cluster.answer import review
from connectivity.cluster.door import ServerRefusalError
from connectivity.cluster.json_path import name, namespace, pairs, rows, text
from connectivity.cluster.problem import DeniedError, MissingError
from connectivity.cluster.question import SECRETS
from connectivity.cluster.workload import ROUTERS
from connectivity.fact import NotRead, RouterCertificate
from connectivity.probes.certificate import read_certificate

if TYPE_CHECKING:
    from connectivity.cluster.answer import Answers
    from connectivity.cluster.door import Door
    from connectivity.cluster.kubeconfig import Document

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def router_certificates(door: Door, answers: Answers) -> list[RouterCertificate | NotRead]:
    """One per secret that a router mounts. Without a router there is none to read."""
    return [fact for where, secret in _mounted(answers) if (fact := _read(door, where, secret)) is not None]


def _mounted(answers: Answers) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for document in answers.all("deployments"):
        if (namespace(document), name(document)) not in {(where, called) for _, where, called in ROUTERS}:
            continue
        for volume in rows(document, "spec", "template", "spec", "volumes"):
            secret = text(volume, "secret", "secretName")
            if secret:
                found[namespace(document), secret] = None
        for pair in SECRETS:
            if pair[0] == namespace(document):
                found[pair] = None
    return list(found)


def _read(door: Door, where: str, secret: str) -> RouterCertificate | NotRead | None:
    """None where there is no such secret, or no certificate in it."""
    try:
        if not review(door, "get", "secrets", "", where, secret):
            raise DeniedError("the access review says no")
        document = door.get("", "v1", f"/namespaces/{where}/secrets/{secret}")
    except MissingError:
        return None
    except DeniedError as error:
        return NotRead(f"secrets/{secret}", "get", where, str(error), denied=True)
    except ServerRefusalError as error:
        return NotRead(f"secrets/{secret}", "get", where, str(error), denied=False)
    return _public_part(document, where, secret)


def _public_part(document: Document, where: str, secret: str) -> RouterCertificate | None:
    for key, value in pairs(document, "data"):
        if "cert" in key.lower() or key.lower().endswith(".crt"):
            found = _leaf(value)
            if found is not None:
                shown = read_certificate(found, hashlib.sha256(found).hexdigest())
                return RouterCertificate(where, secret, shown.subject, shown.names, shown.not_after)
    return None


def _leaf(value: str) -> bytes | None:
    """DER of the first certificate of a base64-encoded PEM text."""
    try:
        pem = base64.b64decode(value, validate=True).decode("ascii")
        start = pem.index(BEGIN)
        der = ssl.PEM_cert_to_DER_cert(pem[start : pem.index(END, start) + len(END)])
        read_certificate(der, "")
    except (ValueError, binascii.Error):
        return None
    return der
