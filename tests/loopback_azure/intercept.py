"""TLS for every host name, signed by an authority that lives as long as the process.

A client that trusts the authority's certificate and uses the server as its proxy believes that it talks
to the real Azure: no change in the code under test.
"""

from __future__ import annotations

import functools
import ipaddress
import socket
import ssl
import tempfile
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TLS_HANDSHAKE_BYTE = b"\x16"
VALIDITY = timedelta(days=2)


def is_tls(connection: socket.socket) -> bool:
    """Wait for the first byte, without taking it, and say whether a TLS handshake begins."""
    return connection.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE_BYTE


class Authority:
    """A throw-away certificate authority that signs a certificate for any host on demand."""

    def __init__(self, folder: Path) -> None:
        self.certificate_file = folder / "loopback-authority.pem"
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._host_key = ec.generate_private_key(ec.SECP256R1())
        self._certificate = _authority_certificate(self._key)
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()
        self.certificate_file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def context_for(self, host: str) -> ssl.SSLContext:
        with self._lock:
            if host not in self._contexts:
                self._contexts[host] = self._new_context(host)
            return self._contexts[host]

    def _new_context(self, host: str) -> ssl.SSLContext:
        certificate = _host_certificate(host, self._host_key, self._certificate, self._key)
        chain = self._folder / f"host-{len(self._contexts)}.pem"
        chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + _pem(self._host_key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        return context


@functools.cache
def process_authority() -> Authority:
    """Return the one authority of this process: what trusts it, trusts every loopback Azure here."""
    folder = tempfile.TemporaryDirectory(prefix="loopback-azure-", ignore_cleanup_errors=True)
    authority = Authority(Path(folder.name))
    _KEPT.append(folder)
    return authority


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _name(common_name: str) -> x509.Name:
    # A common name may have 64 characters; clients compare the alternative name anyway.
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])


def _builder(subject: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALIDITY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _authority_certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    # Python 3.13 checks strictly: the key identifiers and the key usage must be there.
    return (
        _builder("Loopback Azure", _name("Loopback Azure"), key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _host_certificate(
    host: str,
    host_key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    return (
        _builder(host, authority.subject, host_key.public_key())
        .add_extension(x509.SubjectAlternativeName([_alternative_name(host)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def _alternative_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
