"""Throw-away certificate authorities."""

import datetime
import ipaddress
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NOW = datetime.datetime.now(datetime.timezone.utc)
DAY = datetime.timedelta(days=1)
SIGNING = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _name(common: str, organization: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
        ]
    )


class Authority:
    """Signs certificates; `pem` is what a client has to trust."""

    def __init__(self, organization: str = "Microsoft Corporation") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(f"{organization} Test CA", organization)
        self._certificate = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(self.name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - 4000 * DAY)
            .not_valid_after(NOW + 4000 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .add_extension(SIGNING, critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.pem = self._certificate.public_bytes(serialization.Encoding.PEM).decode()

    def whole(self) -> str:
        """PEM of the authority's own certificate and key, for a device that signs on the fly."""
        key = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return self.pem + key.decode()

    def issue(self, folder: Path, *names: str, since: int = -10, until: int = 300) -> Path:
        """A PEM file with certificate and key for the names; `since` and `until` in days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        kinds = [_alternative(name) for name in names]
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_name(names[0], "Test"))
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW + since * DAY)
            .not_valid_after(NOW + until * DAY)
            .add_extension(x509.SubjectAlternativeName(kinds), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )
        path = folder / f"{names[0].replace('*', 'any')}-{certificate.serial_number}.pem"
        path.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return path


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@cache
def trusted() -> Authority:
    """The authority the vendor is supposed to use; one for the whole test process."""
    return Authority()


@cache
def corporate() -> Authority:
    """The authority of a device that opens TLS."""
    return Authority("Corporate Inspection")
