"""Reads subject, issuer, names and dates out of an X.509 certificate (RFC 5280), bounded and strict.

The standard library decodes only certificates it has verified; the ones worth showing are the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from connectivity.observation import Certificate
from connectivity.probes.limit import clean

SEQUENCE, SET, OID, CONTEXT_0, CONTEXT_3 = 0x30, 0x31, 0x06, 0xA0, 0xA3
UTC_TIME, GENERALIZED_TIME, OCTETS, BOOLEAN = 0x17, 0x18, 0x04, 0x01
DNS_NAME, IP_ADDRESS = 0x82, 0x87
COMMON_NAME, ORGANIZATION, ALTERNATIVE_NAMES = b"\x55\x04\x03", b"\x55\x04\x0a", b"\x55\x1d\x11"
MOST_NAMES = 20


@dataclass(frozen=True)
class Item:
    """One tag with its content."""

    tag: int
    content: bytes


def read_certificate(der: bytes, sha256: str) -> Certificate:
    """Raises ValueError when the bytes are not a certificate."""
    body = _items(_expect(_items(der), 0, SEQUENCE).content)
    fields = _items(_expect(body, 0, SEQUENCE).content)
    at = 1 if fields and fields[0].tag == CONTEXT_0 else 0
    issuer = _name(_expect(fields, at + 2, SEQUENCE))
    dates = _items(_expect(fields, at + 3, SEQUENCE).content)
    subject = _name(_expect(fields, at + 4, SEQUENCE))
    return Certificate(
        subject=_readable(subject),
        issuer=_readable(issuer),
        issuer_organization=issuer.get(ORGANIZATION, ""),
        names=_alternative_names(fields),
        not_before=_time(dates, 0),
        not_after=_time(dates, 1),
        sha256=sha256,
    )


def _items(data: bytes) -> list[Item]:
    items: list[Item] = []
    at = 0
    while at < len(data):
        tag, length, start = data[at], *_length(data, at + 1)
        if start + length > len(data):
            raise ValueError("a length runs past the end")
        items.append(Item(tag, data[start : start + length]))
        at = start + length
    return items


def _length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise ValueError("a length is missing")
    first = data[at]
    if first < 0x80:
        return first, at + 1
    count = first & 0x7F
    if count == 0 or count > 4 or at + count >= len(data):
        raise ValueError("a length is malformed")
    return int.from_bytes(data[at + 1 : at + 1 + count], "big"), at + 1 + count


def _expect(items: list[Item], at: int, tag: int) -> Item:
    if at >= len(items) or items[at].tag != tag:
        raise ValueError("a field is missing")
    return items[at]


def _name(item: Item) -> dict[bytes, str]:
    """Common name and organisation of a distinguished name."""
    parts: dict[bytes, str] = {}
    for relative in _items(item.content):
        for pair in _items(relative.content):
            halves = _items(pair.content)
            if len(halves) == 2 and halves[0].tag == OID:
                parts.setdefault(halves[0].content, clean(halves[1].content.decode("utf-8", "replace")))
    return parts


def _readable(parts: dict[bytes, str]) -> str:
    named = [f"CN={parts[COMMON_NAME]}"] if COMMON_NAME in parts else []
    named += [f"O={parts[ORGANIZATION]}"] if ORGANIZATION in parts else []
    return ", ".join(named) or "(no name)"


def _time(items: list[Item], at: int) -> str:
    if at >= len(items):
        raise ValueError("a date is missing")
    text = items[at].content.decode("ascii", "replace")
    pattern = {UTC_TIME: "%y%m%d%H%M%SZ", GENERALIZED_TIME: "%Y%m%d%H%M%SZ"}.get(items[at].tag)
    if pattern is None:
        raise ValueError("a date is malformed")
    return datetime.strptime(text, pattern).replace(tzinfo=timezone.utc).isoformat()


def _alternative_names(fields: list[Item]) -> tuple[str, ...]:
    for wrapper in fields:
        if wrapper.tag != CONTEXT_3:
            continue
        for extension in _items(_expect(_items(wrapper.content), 0, SEQUENCE).content):
            parts = _items(extension.content)
            if parts and parts[0] == Item(OID, ALTERNATIVE_NAMES):
                names = _items(_expect(_items(parts[-1].content), 0, SEQUENCE).content)
                return tuple(_alternative(name) for name in names[:MOST_NAMES])
    return ()


def _alternative(name: Item) -> str:
    if name.tag == DNS_NAME:
        return clean(name.content.decode("ascii", "replace"))
    if name.tag == IP_ADDRESS and len(name.content) == 4:
        return ".".join(str(byte) for byte in name.content)
    return "(another kind of name)"
