"""The parts of the probes that need no network: NO_PROXY, certificates, cleaning, resolv.conf."""

import datetime
import hashlib
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from connectivity.machine import AddressError, from_file, here, read_resolver, without_password
from connectivity.probes.certificate import read_certificate
from connectivity.probes.limit import clean
from connectivity.probes.proxy import direct_for
from tests.connectivity.network.authority import trusted

ALL = ("Go", "curl", "Python")


@pytest.mark.parametrize(
    ("host", "entry", "runtimes"),
    [
        ("a.example.com", "a.example.com", ALL),
        ("a.example.com", "example.com", ALL),
        ("a.example.com", ".example.com", ALL),
        ("example.com", ".example.com", ("curl", "Python")),
        ("a.example.com", "*.example.com", ("Go",)),
        ("notexample.com", "example.com", ()),
        ("notexample.com", ".example.com", ()),
        ("a.example.com", "*", ALL),
        ("10.1.2.3", "10.0.0.0/8", ("Go", "curl")),
        ("11.1.2.3", "10.0.0.0/8", ()),
        ("a.example.com", "10.0.0.0/8", ()),
        ("a.example.com", "EXAMPLE.COM", ALL),
        ("a.example.com", "", ()),
        ("a.example.com", "b.example.com", ()),
    ],
)
def test_who_goes_past_the_proxy(host: str, entry: str, runtimes: tuple[str, ...]) -> None:
    assert direct_for(host, (entry,)) == runtimes


def test_a_certificate_reads_as_an_independent_reader_reads_it(tmp_path: Path) -> None:
    pem = trusted().issue(tmp_path, "a.example", "*.b.example", "10.0.0.1").read_bytes()
    peer = x509.load_pem_x509_certificate(pem)
    der = peer.public_bytes(serialization.Encoding.DER)
    read = read_certificate(der, hashlib.sha256(der).hexdigest())
    assert read.names == ("a.example", "*.b.example", "10.0.0.1")
    assert read.issuer_organization == "Microsoft Corporation"
    assert read.subject == "CN=a.example, O=Test"
    assert datetime.datetime.fromisoformat(read.not_before) == peer.not_valid_before_utc
    assert datetime.datetime.fromisoformat(read.not_after) == peer.not_valid_after_utc


@given(st.binary(max_size=400))
def test_bytes_that_are_no_certificate_are_refused_and_nothing_else(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_certificate(data, "")


@given(st.data())
def test_a_damaged_certificate_never_crashes(data: st.DataObject) -> None:
    whole = x509.load_pem_x509_certificate(trusted().pem.encode()).public_bytes(serialization.Encoding.DER)
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    with suppress(ValueError):
        read_certificate(damaged, "")


@given(st.text(), st.integers(4, 80))
def test_cleaned_text_is_one_short_printable_line(text: str, length: int) -> None:
    cleaned = clean(text, length)
    assert len(cleaned) <= length
    assert cleaned.isprintable()


def test_resolv_conf_is_read_as_the_c_library_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "resolv.conf"
    path.write_text(
        "# comment\nsearch a.example\nnameserver 10.0.0.4\nnameserver fe80::1%eth0\nnameserver nonsense\n"
        "options ndots:5\nnameserver 10.0.0.5\nnameserver 10.0.0.6\n"
    )
    assert [each.address for each in from_file(path)] == ["10.0.0.4", "fe80::1", "10.0.0.5"]
    assert from_file(tmp_path / "absent") == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [("10.0.0.4", "10.0.0.4"), ("10.0.0.4:5353", "10.0.0.4:5353"), ("[::1]:5353", "[::1]:5353")],
)
def test_a_resolver_that_can_be_asked(text: str, shown: str) -> None:
    assert str(read_resolver(text, "--resolver")) == shown


@pytest.mark.parametrize("text", ["", "dns.example", "10.0.0.4:0", "10.0.0.4:99999", "10.0.0.4:x", "10.0.0"])
def test_a_resolver_that_cannot_be_asked(text: str) -> None:
    with pytest.raises(AddressError, match="is not an address"):
        read_resolver(text, "--resolver")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://user:secret@proxy.example:3128/path?x#y", "http://proxy.example:3128"),
        ("proxy.example:3128", "http://proxy.example:3128"),
        ("http://[::1]:3128", "http://[::1]:3128"),
    ],
)
def test_a_proxys_url_is_kept_without_secrets(url: str, kept: str) -> None:
    assert without_password(url, "--proxy") == kept


@pytest.mark.parametrize("url", ["https://proxy.example", "socks5://proxy.example", "http://", "http://a:x"])
def test_a_proxy_that_aks_would_not_take(url: str) -> None:
    with pytest.raises(AddressError, match="--proxy"):
        without_password(url, "--proxy")


@pytest.mark.parametrize(
    ("environment", "given", "url"),
    [
        ({}, None, None),
        ({"HTTPS_PROXY": "http://a:1"}, None, "http://a:1"),
        ({"https_proxy": "http://a:1"}, None, "http://a:1"),
        ({"HTTP_PROXY": "http://a:1"}, None, None),
        ({"HTTPS_PROXY": "http://a:1"}, "none", None),
        ({"HTTPS_PROXY": "http://a:1"}, "http://b:2", "http://b:2"),
    ],
)
def test_the_proxy_of_this_machine(
    tmp_path: Path, environment: dict[str, str], given: str | None, url: str | None
) -> None:
    vantage = here(environment, proxy=given, resolv_conf=tmp_path / "absent")
    assert (vantage.proxy.url if vantage.proxy else None) == url
