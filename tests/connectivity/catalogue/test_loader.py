"""The built-in catalogue is whole; a malformed file is refused in a sentence with file, entry and field."""

from pathlib import Path

import pytest

from connectivity.catalogue.field import CatalogueError
from connectivity.catalogue.loader import built_in, load
from connectivity.host import Cloud, Expectation, Phase, Weight

GOOD = """
sources:
  own: {url: "https://wiki.example/hosts", checked: 2026-01-31}
hosts:
  - id: artefacts
    names: {all: artefacts.example.com}
    port: 443
    protocol: https
    who: [model]
    phases: [served]
    purpose: features
    breaks: scoring
    symptom: errors
    source: own
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(text)
    return path


def test_every_cloud_has_the_same_placeholders() -> None:
    keys = {frozenset(built_in().placeholders(cloud)) for cloud in Cloud}
    assert len(keys) == 1


@pytest.mark.parametrize(
    "pattern",
    [
        "{api_server}", "mcr.microsoft.com", "*.data.mcr.microsoft.com", "mcr-0001.mcr-msedge.net",
        "{registry}.{registry_suffix}", "{storage}.table.{storage_suffix}", "{storage}.blob.{storage_suffix}",
        "{ml_api}", "ingest-vienna{region}.{kusto_suffix}", "{endpoint_host}",
        "{registry}.{region}.data.{registry_suffix}", "{login}", "{arm}", "packages.microsoft.com",
        "acs-mirror.azureedge.net", "packages.aks.azure.com", "ntp.ubuntu.com",
        "{workspace_id}.workspace.{workspace_region}.{ml_api}", "{region}.{extension_suffix}",
        "*.{relay_suffix}", "gbl.his.arc.azure.com",
    ],
)  # fmt: skip
def test_the_public_cloud_lists_every_published_host(pattern: str) -> None:
    names = {name.pattern for host in built_in().hosts for name in host.in_cloud(Cloud.PUBLIC)}
    assert pattern in names


def test_the_ports_of_an_api_server_in_the_network_are_listed_as_both_pages_say() -> None:
    found = {host.id: (host.ports, host.protocol.value, host.source) for host in built_in().hosts}
    page = "https://learn.microsoft.com/azure/aks/api-server-vnet-integration"
    assert found["api-server-subnet"] == ((443, 4443), "tcp", page)
    assert found["api-server-balancer-tcp"] == ((9988,), "tcp", page)
    assert found["api-server-balancer-udp"][:2] == ((9988,), "udp")


def test_a_host_of_one_cloud_is_absent_from_the_others() -> None:
    tunnel = next(host for host in built_in().hosts if host.id == "api-tunnel-china")
    assert tunnel.in_cloud(Cloud.CHINA)
    assert tunnel.in_cloud(Cloud.PUBLIC) == ()


def test_names_that_no_page_states_are_marked() -> None:
    telemetry = next(host for host in built_in().hosts if host.id == "router-telemetry")
    assert [name.documented for name in telemetry.in_cloud(Cloud.PUBLIC)] == [True]
    assert not any(name.documented for name in telemetry.in_cloud(Cloud.CHINA))


def test_every_phase_has_a_host_and_telemetry_is_not_required() -> None:
    hosts = built_in().hosts
    assert {phase for host in hosts for phase in host.phases} == set(Phase)
    assert next(host for host in hosts if host.id == "router-storage-table").weight is Weight.TELEMETRY


def test_a_users_file_adds_a_host(tmp_path: Path) -> None:
    added = load((write(tmp_path, GOOD),)).hosts[-1]
    assert (added.id, added.file, added.source, added.checked) == (
        "artefacts", "own.yaml", "https://wiki.example/hosts", "2026-01-31",
    )  # fmt: skip
    assert added.expectation is Expectation.REACHABLE


def test_a_users_file_replaces_a_host_of_the_same_id(tmp_path: Path) -> None:
    hosts = load((write(tmp_path, GOOD.replace("artefacts\n", "clock\n", 1)),)).hosts
    assert len(hosts) == len(built_in().hosts)
    assert [host.file for host in hosts if host.id == "clock"] == ["own.yaml"]


@pytest.mark.parametrize("text", ["", "hosts: []\n", "sources: {}\n"])
def test_an_empty_file_of_the_users_adds_nothing(tmp_path: Path, text: str) -> None:
    if not text:
        with pytest.raises(CatalogueError, match=r"own\.yaml: file: must be a mapping"):
            load((write(tmp_path, text),))
        return
    assert load((write(tmp_path, text),)).hosts == built_in().hosts


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("port: 443", "port: 0", "host 'artefacts': field 'port' must hold numbers from 1 to 65535, found 0"),
        ("port: 443", "port: https", "field 'port' must hold numbers"),
        ("port: 443", "port: true", "field 'port' must hold numbers"),
        ("port: 443", "ports: []", "field 'ports' must not be empty"),
        ("    port: 443\n", "", "field 'port' is missing"),
        ("protocol: https", "protocol: gopher", "field 'protocol' must be one of https, http"),
        ("who: [model]", "who: [model, cat]", "field 'who' must be one of node, pod"),
        ("who: [model]", "who: []", "field 'who' must not be empty"),
        ("phases: [served]", "phases: [later]", "field 'phases' must be one of attach"),
        ("purpose: features", "purpose: ''", "field 'purpose' must be a text"),
        ("purpose: features", "purpose: [a]", "field 'purpose' must be a text"),
        ("    symptom: errors\n", "", "field 'symptom' is missing"),
        ("symptom: errors", "symptoms: errors", "field 'symptom' is missing"),
        ("symptom: errors", "symptom: errors\n    colour: red", "field 'colour' is not known"),
        ("symptom: errors", "symptom: errors\n    symptom: again", "line 14: field 'symptom' is given twice"),
        ("source: own", "source: theirs", "field 'source' names 'theirs'"),
        ("artefacts.example.com", "https://x.example", "is not a host name"),
        ("artefacts.example.com", "'{planet}.example'", "unknown placeholder {planet}"),
        ("artefacts.example.com", "'{region.example'", "whose braces do not match"),
        ("artefacts.example.com", "[]", "field 'names' must not be empty"),
        ("artefacts.example.com", "{pattern: a.example, witness: b.example}", "only a wildcard has one"),
        ("artefacts.example.com", "{pattern: '*.example', witness: '*.b'}", "only a wildcard has one"),
        ("artefacts.example.com", "{pattern: a.example, colour: red}", "field 'colour' is not known"),
        ("{all: artefacts.example.com}", "{Mars: a.example}", "must be one of AzureCloud"),
        ("{all: artefacts.example.com}", "a.example", "must be a mapping"),
        ("source: own", "source: own\n    expect: perhaps", "field 'expect' must be one of reachable"),
        ("source: own", "source: own\n    when: {moon: full}", "field 'when' names 'moon'"),
        ("source: own", "source: own\n    when: {gpu: maybe}", "field 'when' gives gpu as 'maybe'"),
        ("source: own", "source: own\n    answer: {statuses: [42]}", "'artefacts', answer: field 'statuses'"),
        ("source: own", "source: own\n    answer: {path: x, statuses: []}", "must start with /"),
        ("source: own", "source: own\n    private: {setting: region}", "must be a yes/no setting"),
        ("id: artefacts", "id: 7", "field 'id' must be a text"),
        ("  - id: artefacts", "  - 7\n  - id: artefacts", "host number 1: must be a mapping"),
        ("2026-01-31", "yesterday", "own.yaml: source 'own': field 'checked' must be a date"),
        ("https://wiki", "http://wiki", "field 'url' must start with https://"),
        ("hosts:", "hosts: [", "is not valid YAML"),
        ("hosts:", "extra: 1\nhosts:", "file: field 'extra' is not known"),
    ],
)  # fmt: skip
def test_a_malformed_entry_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    with pytest.raises(CatalogueError) as caught:
        load((write(tmp_path, GOOD.replace(old, new, 1)),))
    assert "own.yaml: " in str(caught.value)
    assert sentence in str(caught.value)


def test_the_same_id_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    entry = GOOD.split("hosts:\n")[1]
    with pytest.raises(CatalogueError, match=r"field 'id' is already used in own\.yaml"):
        load((write(tmp_path, GOOD + entry),))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "own.yaml: is not UTF-8 text"),
        (b"a: &a [*a]\n", "own.yaml: file: field 'a' is not known"),
        (b"!!python/object:os.system {}\n", "own.yaml: line 1: is not valid YAML"),
        (b"[" * 1500, "own.yaml: "),
        (b"x" * 1_000_001, "own.yaml: is larger than"),
    ],
)
def test_a_hostile_file_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(content)
    with pytest.raises(CatalogueError) as caught:
        load((path,))
    assert sentence in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"absent\.yaml: cannot be read"):
        load((tmp_path / "absent.yaml",))
