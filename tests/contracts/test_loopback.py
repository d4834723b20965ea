"""The loopback itself: plumbing, journal, faults, isolation. No SDK."""

from __future__ import annotations

import base64
import http.client
import json
import os
import ssl
import threading
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests

from tests.loopback_azure import FORBIDDEN, Answer, Azure, Cut, Slow
from tests.loopback_azure.faults import path_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def quiet() -> Iterator[Azure]:
    """An Azure that this process does not take for the real one."""
    with Azure() as azure:
        yield azure


def subscriptions(azure: Azure) -> str:
    return f"{azure.url}/subscriptions"


def test_two_at_once_know_nothing_of_each_other() -> None:
    with Azure() as one, Azure() as other:
        one.v1_services.declare("churn")
        requests.get(subscriptions(one), timeout=5)

        assert one.url != other.url
        assert other.v1_services.names() == []
        assert other.journal.entries() == []
        assert one.scope.storage_account != other.scope.storage_account


def test_nothing_is_left_when_it_stops() -> None:
    before = threading.active_count()
    with Azure() as azure, requests.Session() as session:
        session.get(subscriptions(azure), timeout=5)
        home = azure.home

    assert threading.active_count() == before
    assert not home.exists()
    with pytest.raises(requests.ConnectionError):
        requests.get(subscriptions(azure), timeout=5)


def test_it_stops_also_when_somebody_waits_for_a_slow_answer() -> None:
    with Azure() as azure:
        azure.faults.arm(Slow(3600))
        with pytest.raises(requests.Timeout):
            requests.get(subscriptions(azure), timeout=0.1)


def test_the_environment_is_restored() -> None:
    before = dict(os.environ)
    with Azure() as azure, azure.in_process():
        assert os.environ["HTTPS_PROXY"] == azure.url
        os.environ["LEFT_BEHIND"] = "by an SDK"

    assert dict(os.environ) == before


def test_any_host_is_reached_over_tls_through_the_proxy(quiet: Azure) -> None:
    trust = ssl.create_default_context(cafile=str(quiet.authority.certificate_file))
    trust.verify_flags |= ssl.VERIFY_X509_STRICT
    proxy = urlsplit(quiet.url)
    connection = http.client.HTTPSConnection(str(proxy.hostname), proxy.port, context=trust, timeout=5)
    connection.set_tunnel("management.azure.com")

    connection.request("GET", "/subscriptions")
    answer = json.load(connection.getresponse())
    connection.close()

    assert answer["value"][0]["subscriptionId"] == quiet.scope.subscription
    assert quiet.journal.entries()[0].host == "management.azure.com"


def test_who_does_not_trust_the_authority_gets_nothing(quiet: Azure) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(
            "https://management.azure.com/subscriptions", proxies={"https": quiet.url}, timeout=5, verify=True
        )

    assert quiet.journal.entries() == []


def test_plain_http_through_the_proxy(quiet: Azure) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": quiet.url}))
    with opener.open("http://management.azure.com/subscriptions", timeout=5) as answer:
        assert answer.status == 200

    assert quiet.journal.entries()[0].host == "management.azure.com"


def test_what_has_no_answer_is_refused_and_noted(quiet: Azure) -> None:
    answer = requests.post(f"{quiet.url}/unheard/of", timeout=5)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "LoopbackUnanswered"
    assert quiet.journal.unanswered == [f"POST {quiet.url}/unheard/of"]


def test_resource_paths_are_compared_without_regard_to_case(quiet: Azure) -> None:
    path = quiet.scope.workspace_id

    statuses = [
        requests.get(quiet.url + p, timeout=5).status_code for p in (path, path.lower(), path.upper())
    ]

    assert statuses == [200, 200, 200]


def test_a_v1_service_is_not_made_twice(quiet: Azure) -> None:
    quiet.v1_services.declare("churn", "ACI", description="old")
    address = f"{quiet.url}/modelmanagement/v1.0{quiet.scope.workspace_id}/services"
    body = {"name": "churn", "computeType": "ACI", "description": "new"}

    assert requests.post(address, json=body, timeout=5).status_code == 409
    assert (quiet.v1_services.get("churn") or {})["description"] == "old"
    keys = quiet.v1_services.keys("churn")
    assert requests.post(address, json={**body, "overwrite": True}, timeout=5).status_code == 202
    assert quiet.v1_services.keys("churn") == keys
    assert (quiet.v1_services.get("churn") or {})["description"] == "new"


def test_a_bug_of_the_loopback_fails_the_test() -> None:
    def use() -> None:
        with Azure() as azure:
            azure.v1_services.declare("churn")
            address = f"{azure.url}/modelmanagement/v1.0{azure.scope.workspace_id}/services"
            requests.post(address, json={"no": "name"}, timeout=5)

    with pytest.raises(AssertionError, match="KeyError: 'name'"):
        use()


def test_the_journal_keeps_what_was_asked(quiet: Azure) -> None:
    requests.post(f"{quiet.url}/msi/token?a=b", data="resource=x", headers={"X-Mine": "1"}, timeout=5)
    requests.put(f"{quiet.url}/unheard", json={"a": [1]}, timeout=5)

    first, second = quiet.journal.entries()
    assert (first.method, first.path, first.query, first.status) == ("POST", "/msi/token", {"a": "b"}, 200)
    assert (first.headers["x-mine"], first.size, first.body) == ("1", 10, None)
    assert (second.body, second.accepted, second.name) == ({"a": [1]}, False, "unheard")
    quiet.journal.clear()
    assert quiet.journal.entries() == []


def test_a_chunked_body_arrives_whole(quiet: Azure) -> None:
    requests.put(f"{quiet.url}/unheard", data=iter([b'{"a"', b": 1}"]), timeout=5)

    assert quiet.journal.entries()[0].body == {"a": 1}


def test_faults_count_and_can_be_disarmed(quiet: Azure) -> None:
    second = quiet.faults.arm(FORBIDDEN, "GET", "/subscriptions", nth=2)
    late = quiet.faults.arm(Answer(500, "Broken", "broken"), path="/subscriptions", nth=4, times=None)

    statuses = [requests.get(subscriptions(quiet), timeout=5).status_code for _ in range(5)]
    late.disarm()
    after = requests.get(subscriptions(quiet), timeout=5).status_code

    assert statuses == [200, 403, 200, 500, 500]
    assert (after, second.fired, late.fired) == (200, 1, 2)


def test_a_fault_for_one_path_leaves_the_others_alone(quiet: Azure) -> None:
    rule = quiet.faults.arm(FORBIDDEN, "PUT", "/subscriptions", times=None)
    quiet.faults.arm(FORBIDDEN, "GET", "/elsewhere", times=None)

    assert requests.get(subscriptions(quiet), timeout=5).status_code == 200
    assert rule.matched == 0


def test_retry_after_is_a_header(quiet: Azure) -> None:
    quiet.faults.arm(Answer(429, "TooManyRequests", "later", retry_after=7))

    assert requests.get(subscriptions(quiet), timeout=5).headers["Retry-After"] == "7"


def test_a_cut_connection(quiet: Azure) -> None:
    quiet.faults.arm(Cut(performed=False), nth=1)
    quiet.faults.arm(Cut(performed=True), nth=2)

    for _ in range(2):
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            requests.get(subscriptions(quiet), timeout=5)

    assert [entry.status for entry in quiet.journal.entries()] == [None, 200]


@pytest.mark.parametrize(
    ("glob", "path", "fits"),
    [
        ("**/onlineEndpoints/*", "/a/b/onlineEndpoints/e", True),
        ("**/onlineEndpoints/*", "/a/b/onlineendpoints/E", True),
        ("**/onlineEndpoints/*", "/a/b/onlineEndpoints/e/deployments/d", False),
        ("/a/*/c", "/a/b/c", True),
        ("/a/*/c", "/a/b/b/c", False),
        ("/a.c", "/abc", False),
        ("**", "/anything/at/all", True),
    ],
)
def test_path_globs(glob: str, path: str, *, fits: bool) -> None:
    assert bool(path_pattern(glob).match(path)) is fits


def test_blobs_in_one_go_in_blocks_and_in_parts(quiet: Azure) -> None:
    address = f"{quiet.url}/blob/account/container/folder/file.bin"
    names = [base64.b64encode(part).decode() for part in (b"one", b"two")]
    for name, content in zip(names, (b"first ", b"second"), strict=True):
        requests.put(address, params={"comp": "block", "blockid": name}, data=content, timeout=5)
    listed = "".join(f"<Latest>{name}</Latest>" for name in names)
    committed = requests.put(
        address, params={"comp": "blocklist"}, data=f"<BlockList>{listed}</BlockList>", timeout=5
    )

    assert committed.status_code == 201
    assert quiet.blobs.files() == {"container/folder/file.bin": b"first second"}
    assert requests.get(address, headers={"Range": "bytes=6-8"}, timeout=5).content == b"sec"
    assert requests.head(address, timeout=5).headers["Content-Length"] == "12"
    listing = requests.get(
        f"{quiet.url}/blob/account/container?comp=list&restype=container&prefix=folder", timeout=5
    )
    assert "<Name>folder/file.bin</Name>" in listing.text
    assert requests.delete(address, timeout=5).status_code == 202
    assert requests.head(address, timeout=5).headers["x-ms-error-code"] == "BlobNotFound"


def test_metadata_of_a_blob_that_is_not_there(quiet: Azure) -> None:
    answer = requests.put(
        f"{quiet.url}/blob/account/container/file?comp=metadata", headers={"x-ms-meta-a": "b"}, timeout=5
    )

    assert answer.status_code == 404
