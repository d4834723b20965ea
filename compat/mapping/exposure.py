"""Where an ACI service could be reached: its host name, certificate, network and encryption. And a local port."""

from __future__ import annotations

from typing import Any

from compat.mapping.setting import (
    ACI,
    LEARN,
    LOCAL,
    Api,
    Becomes,
    Change,
    Decision,
    Fate,
    Setting,
    Spelling,
    same,
)
from compat.mapping.subject import Subject
from compat.v1 import ServiceKind
from compat.v2 import Target
from compat.value import Known, Value, known

_PAGE = LEARN + "migrate-to-v2-managed-online-endpoints"
_NETWORK = LEARN + "concept-secure-online-endpoint"
_ACCESS = "endpoint.public_network_access"
_ONLY_ACI: frozenset[ServiceKind] = frozenset({ACI})


def _row(key: str, meaning: str, becomes: Becomes, spelling: Spelling, **other: Any) -> Setting:
    return Setting(
        Api.SERVICE, key, meaning, *same(becomes), kinds=_ONLY_ACI, spelling=spelling, link=_PAGE, **other
    )


def _gone(sentence: str) -> Becomes:
    return Becomes("", Fate.DROPPED, sentence, loss=True)


_CERTIFICATE = (
    "A managed endpoint always speaks HTTPS, with Microsoft's certificate and Microsoft's host name; your own "
    "certificate cannot be used."
)
_ENCRYPTION = "Encryption with your own key is a matter of the workspace in v2, not of a service."
_PRIVATE = (
    "The service lived in a virtual network. A managed endpoint is public unless public_network_access is "
    "disabled; it is written as disabled, and callers then need the workspace's private endpoint."
)
_private = Becomes(
    _ACCESS, Fate.MANUAL, _PRIVATE, decision=Decision("Who must reach this endpoint, and from which network?")
)

SETTINGS = (
    _row(
        "ssl_enabled",
        "HTTPS with your own certificate",
        _gone(_CERTIFICATE),
        Spelling("sslEnabled", ("--se", "--ssl-enabled"), "sslEnabled"),
        type=bool,
        default=False,
    ),
    _row(
        "ssl_cert_pem_file",
        "The certificate file",
        _gone(_CERTIFICATE),
        Spelling("sslCertificate", ("--sp", "--ssl-cert-pem-file"), "sslCertificate"),
    ),
    _row(
        "ssl_key_pem_file",
        "The file of the certificate's key",
        _gone(_CERTIFICATE),
        Spelling("sslKey", ("--sk", "--ssl-key-pem-file"), "sslKey"),
    ),
    _row(
        "ssl_cname",
        "The host name of the certificate",
        _gone(_CERTIFICATE),
        Spelling("cname", ("--sc", "--ssl-cname"), "cname"),
    ),
    _row(
        "dns_name_label",
        "The first part of the host name",
        _gone(
            "The host name of a managed endpoint starts with the endpoint's name; there is no other label."
        ),
        Spelling("dnsNameLabel", ("--dn", "--dns-name-label"), "dnsNameLabel"),
    ),
    _row(
        "location",
        "The region of the service",
        Becomes(
            "", Fate.DROPPED, "An endpoint is in its workspace's region; another one needs another workspace."
        ),
        Spelling("location", ("--lo", "--location"), "location"),
    ),
    _row(
        "cmk_vault_base_url",
        "The vault of your own encryption key",
        _gone(_ENCRYPTION),
        Spelling("vaultBaseUrl", ("--vault-base-url",), "encryptionProperties.vaultBaseUrl"),
    ),
    _row(
        "cmk_key_name",
        "The name of your own encryption key",
        _gone(_ENCRYPTION),
        Spelling("keyName", ("--key-name",), "encryptionProperties.keyName"),
    ),
    _row(
        "cmk_key_version",
        "The version of your own encryption key",
        _gone(_ENCRYPTION),
        Spelling("keyVersion", ("--key-version",), "encryptionProperties.keyVersion"),
    ),
    _row(
        "vnet_name",
        "The virtual network of the service",
        _private,
        Spelling("vnetName", ("--vnet-name",), "vnetConfiguration.vnetName"),
    ),
    _row(
        "subnet_name",
        "The subnet of the service",
        _private,
        Spelling("subnetName", ("--subnet-name",), "vnetConfiguration.subnetName"),
    ),
    Setting(
        Api.SERVICE,
        "port",
        "The port of a local service",
        *same(
            Becomes("", Fate.DROPPED, "A local v2 deployment publishes a port of Docker's choice.", loss=True)
        ),
        kinds=frozenset({LOCAL}),
        type=int,
        minimum=0,
        maximum=65535,
        spelling=Spelling("port", ("--po", "--port"), ""),
        link=_PAGE,
    ),
)


def plan(subject: Subject) -> tuple[Value | None, list[Change]]:
    """Return ``public_network_access`` (None: not written) and the changes."""
    access: Value | None = None
    changes = []
    for row in SETTINGS:
        given = subject.get(row.key)
        if given is None:
            continue
        becomes = row.becomes(subject.target)
        if isinstance(given.value, Known) and not known(given.value):
            sentence = f"{row.key} was not used."
            changes.append(Change(row.api, row.key, Fate.DROPPED, sentence, (given,), link=row.link))
            continue
        paths: tuple[str, ...] = ()
        if becomes.path and subject.target is Target.MANAGED:
            access, paths = Known("disabled"), (becomes.path,)
        changes.append(
            Change(
                row.api,
                row.key,
                becomes.fate,
                becomes.sentence,
                (given,),
                paths,
                becomes.decision,
                loss=becomes.loss,
                link=_NETWORK if becomes.path else row.link,
            )
        )
    return access, changes
