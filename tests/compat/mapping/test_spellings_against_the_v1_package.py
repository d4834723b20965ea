"""Each spelling of each row, tried on the installed azureml-core: the file parser and the payload builders."""

import azureml.core  # noqa: F401 - the package only loads from here on, its parts import each other
import pytest
from azureml._model_management._util import deploy_config_dict_to_obj
from azureml.core.webservice import AciWebservice, AksEndpoint, AksWebservice, LocalWebservice
from azureml.exceptions import WebserviceException

from compat.mapping import settings
from compat.mapping.setting import ACI, AKS, AKS_ENDPOINT, LOCAL
from compat.v1 import ServiceKind

SAMPLE = {bool: True, int: 3, float: 2.5, str: "text", dict: {"team": "fraud"}}
WEBSERVICE = {AKS: AksWebservice, AKS_ENDPOINT: AksEndpoint, ACI: AciWebservice, LOCAL: LocalWebservice}
# v1 refuses some settings alone; these make them acceptable without touching the setting under test.
COMPANIONS = {
    "autoscale_min_replicas": {"autoscale_enabled": True},
    "autoscale_max_replicas": {"autoscale_enabled": True},
    "autoscale_refresh_seconds": {"autoscale_enabled": True},
    "autoscale_target_utilization": {"autoscale_enabled": True},
    "secondary_key": {"primary_key": "first"},
    "cmk_vault_base_url": {"cmk_key_name": "k", "cmk_key_version": "1"},
    "cmk_key_name": {"cmk_vault_base_url": "u", "cmk_key_version": "1"},
    "cmk_key_version": {"cmk_vault_base_url": "u", "cmk_key_name": "k"},
    "vnet_name": {"subnet_name": "s"},
    "subnet_name": {"vnet_name": "v"},
}
CERTIFICATE = ("ssl_enabled", "ssl_cert_pem_file", "ssl_key_pem_file", "ssl_cname")
VERSION_ONLY = {
    "is_default",
    "is_control_version_type",
}  # keywords of create_version, not of deploy_configuration


def nested(path, value):
    for name in reversed(path.split(".")):
        value = {name: value}
    return value


def merged(*parts):
    result = {}
    for part in parts:
        for name, value in part.items():
            inner = result.get(name)
            result[name] = (
                merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
            )
    return result


def file_for(kind, keywords):
    rows = {row.key: row for row in settings.in_file(kind).values()}
    parts = [nested(rows[key].spelling.file, value) for key, value in keywords.items()]
    return merged({"computeType": kind.value.lower()}, *parts)


def cases(wanted):
    return [
        pytest.param(kind, row, id=f"{kind.value}-{row.key}")
        for kind in WEBSERVICE
        for row in settings.for_kind(kind)
        if wanted(row, kind)
    ]


def companions(row, tmp_path):
    """Return what v1 wants beside a setting: a certificate comes with its key file and host name."""
    if row.key not in CERTIFICATE:
        return COMPANIONS.get(row.key, {})
    path = tmp_path / "file.pem"
    path.write_text("pem")
    files = {"ssl_cert_pem_file": str(path), "ssl_key_pem_file": str(path), "ssl_cname": "scoring.example"}
    return {name: value for name, value in {"ssl_enabled": True, **files}.items() if name != row.key}


def value_for(row, tmp_path):
    if row.key.endswith("_pem_file"):
        path = tmp_path / "file.pem"
        path.write_text("pem")
        return str(path)
    return 2 if row.key == "version_name" and row.type is int else SAMPLE[row.type]


@pytest.mark.parametrize(("kind", "row"), cases(lambda row, kind: row.in_file(kind)))
def test_the_file_parser_reads_the_key_as_this_setting(kind, row, tmp_path):
    value = value_for(row, tmp_path)
    document = file_for(kind, {**companions(row, tmp_path), row.key: value})
    assert getattr(deploy_config_dict_to_obj(document, None, None, None), row.key) == value


@pytest.mark.parametrize(
    ("kind", "row"), cases(lambda row, kind: bool(row.spelling.file) and not row.in_file(kind))
)
def test_the_file_parser_ignores_what_the_row_says_it_ignores(kind, row, tmp_path):
    document = merged(
        {"computeType": kind.value.lower()}, nested(row.spelling.file, value_for(row, tmp_path))
    )
    config = deploy_config_dict_to_obj(document, None, None, None)
    assert getattr(config, row.key, None) is None


def payload_of(kind, row, value, tmp_path):
    keywords = {**companions(row, tmp_path), row.key: value}
    config = WEBSERVICE[kind].deploy_configuration(**keywords)
    return config._build_create_payload("churn-svc", {"unused": True})


def at(payload, path):
    """Return the value at a dotted path; ``*`` stands for the one version of a v1 endpoint."""
    for name in path.split("."):
        if not isinstance(payload, dict):
            return None
        payload = next(iter(payload.values())) if name == "*" else payload.get(name)
    return payload


def has_payload(row, kind):
    return kind in {AKS, AKS_ENDPOINT, ACI} and row.key not in VERSION_ONLY | {"compute_target_name"}


@pytest.mark.parametrize(("kind", "row"), cases(has_payload))
def test_the_create_payload_carries_the_setting_at_this_path(kind, row, tmp_path):
    value = value_for(row, tmp_path)
    payload = payload_of(kind, row, value, tmp_path)
    sent = at(payload, row.spelling.payload)
    if kind is ServiceKind.AKS_ENDPOINT and sent is None:
        sent = at(payload, f"versions.*.{row.spelling.payload}")
    expected = {
        "ssl_cert_pem_file": "pem",
        "ssl_key_pem_file": "pem",
        "blobfuse_enabled": False,
    }.get(row.key, value)
    if row.key == "version_name":
        assert list(sent) == [value]
    elif isinstance(value, dict):
        assert value.items() <= sent.items()
    else:
        assert sent == expected


@pytest.mark.parametrize(
    ("kind", "row"), cases(lambda row, kind: row.type in {int, float} and kind is not LOCAL)
)
def test_the_row_refuses_what_v1_refuses(kind, row):
    """Values around the lower bound: the row objects exactly where the SDK does (no upper bounds exist)."""
    for value in (-1, 0, 1, 100, 10_000):
        try:
            WEBSERVICE[kind].deploy_configuration(**{**COMPANIONS.get(row.key, {}), row.key: value})
            refused = False
        except WebserviceException:
            refused = True
        if row.key.endswith("_limit") and value < 0:
            continue  # v1 compares a limit with the request only; a negative one is refused by Kubernetes
        assert bool(row.objection(value)) == refused, (row.key, value)
