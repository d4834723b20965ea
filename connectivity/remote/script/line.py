"""Connections: TCP, CONNECT, TLS, one GET, one datagram."""

from __future__ import annotations

import base64
import errno
import os
import re
import socket
import ssl
import struct
import time

from connectivity.remote.script.bounds import (
    BODY_BYTES,
    CERTIFICATE_CODES,
    HEAD_BYTES,
    KEPT,
    NOT_TLS,
    NTP_EPOCH,
    UNREACHABLE,
)
from connectivity.remote.script.names import silent


def dial(address: str, port: int, seconds: float) -> tuple[dict[str, object], socket.socket | None]:
    """One connect, retried once when it is refused at once."""
    start, outcome, name = time.monotonic(), "connected", ""
    for attempt in (1, 2):
        try:
            line = socket.create_connection((address, port), max(seconds - (time.monotonic() - start), 0.01))
            spent = round(time.monotonic() - start, 4)
            answer = {"address": address, "port": port, "outcome": "connected", "attempts": attempt}
            return dict(answer, seconds=spent), line
        except OSError as error:
            outcome, name = failure(error), errno.errorcode.get(error.errno or 0, type(error).__name__)
        if outcome not in ("refused", "reset") or time.monotonic() - start + 0.1 > seconds:
            break
        time.sleep(0.1)
    answer = {"address": address, "port": port, "outcome": outcome, "attempts": attempt}
    return dict(
        answer, error="" if outcome == "timeout" else name, seconds=round(time.monotonic() - start, 4)
    ), None


def failure(error: OSError) -> str:
    """The word for a failed connect."""
    if silent(error) or error.errno == errno.ETIMEDOUT:
        return "timeout"
    words = {errno.ECONNREFUSED: "refused", errno.ECONNRESET: "reset"}
    return words.get(error.errno or 0, "unreachable" if error.errno in UNREACHABLE else "error")


def read_head(line: socket.socket, ends: float) -> tuple[bytes, bytes]:
    """Up to the empty line, and what came after. Raises LookupError with the outcome."""
    data = b""
    while True:
        line.settimeout(max(ends - time.monotonic(), 0.01))
        chunk = line.recv(16384)
        if not chunk:
            raise LookupError("not http" if data else "closed")
        data += chunk
        if len(data) >= 5 and not data.startswith(b"HTTP/"):
            raise LookupError("not http")
        end = re.search(rb"\r?\n\r?\n", data[:HEAD_BYTES])
        if end:
            return data[: end.end()], data[end.end() :]
        if len(data) > HEAD_BYTES:
            raise LookupError("too much")


def status_of(head: bytes) -> tuple[int, str]:
    """Status and reason. Raises LookupError for something else than HTTP."""
    match = re.match(rb"HTTP/1\.[01] (\d{3})(?: ([^\r\n]*))?\r?\n", head)
    if match is None:
        raise LookupError("not http")
    return int(match.group(1)), (match.group(2) or b"").decode("latin-1")[:200]


def through(
    line: socket.socket, proxy: dict[str, object], host: str, port: int, seconds: float
) -> dict[str, object]:
    """CONNECT without credentials."""
    start, status, reason = time.monotonic(), 0, ""
    try:
        line.sendall(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode("ascii"))
        status, reason = status_of(read_head(line, start + seconds)[0])
        outcome = "open" if 200 <= status < 300 else "login required" if status == 407 else "denied"
    except LookupError:
        outcome = "not http"
    except OSError as error:
        outcome = "timeout" if silent(error) else "not http"
    spent = round(time.monotonic() - start, 4)
    return {"proxy": proxy, "outcome": outcome, "status": status, "reason": reason, "seconds": spent}


def trusting(authority: str | None, roots: str) -> ssl.SSLContext | None:
    """What verifies; None where neither the image nor the question holds an authority."""
    context = ssl.create_default_context(cadata=authority)
    if authority is None:
        paths = ssl.get_default_verify_paths()
        folder = bool(paths.capath and os.path.isdir(paths.capath) and os.listdir(paths.capath))  # noqa: PTH112, PTH208
        if not context.cert_store_stats()["x509_ca"] and not folder:
            if not roots:
                return None
            context.load_verify_locations(cadata=roots)
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    context.set_alpn_protocols(["http/1.1"])
    return context


def believing() -> ssl.SSLContext:
    """Verifies nothing: for reading the certificate of a peer that failed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    return context


def shake(
    line: socket.socket, host: str, context: ssl.SSLContext, seconds: float
) -> tuple[dict[str, object], ssl.SSLSocket | None]:
    """One handshake."""
    answer: dict[str, object] = {"server_name": host, "offered": ["http/1.1"]}
    try:
        line.settimeout(seconds)
        safe = context.wrap_socket(line, server_hostname=host)
    except ssl.SSLError as error:
        return dict(
            answer,
            outcome=tls_failure(error),
            error=str(getattr(error, "verify_message", "") or error.reason or error)[:200],
        ), None
    except (OSError, ValueError) as error:
        outcome = "alert" if isinstance(error, ValueError) else "timeout" if silent(error) else "reset"
        return dict(answer, outcome=outcome, error=str(getattr(error, "strerror", "") or error)[:200]), None
    der = safe.getpeercert(binary_form=True)
    answer.update(outcome="verified", version=safe.version() or "", alpn=safe.selected_alpn_protocol() or "")
    return dict(answer, certificate={"der": base64.b64encode(der or b"").decode()}), safe


def tls_failure(error: ssl.SSLError) -> str:
    """The word for a failed handshake."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return CERTIFICATE_CODES.get(error.verify_code, "untrusted")
    if silent(error):
        return "timeout"
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return "closed"
    return "not tls" if (error.reason or "").startswith(NOT_TLS) else "alert"


def get(line: socket.socket, host: str, path: str, seconds: float, *, absolute: bool) -> dict[str, object]:
    """One GET without credentials; the first bytes of the body."""
    start = time.monotonic()
    where = f"http://{host}{path}" if absolute else path
    request = (
        f"GET {where} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: connectivity-check\r\nConnection: close\r\n\r\n"
    )
    try:
        line.settimeout(seconds)
        line.sendall(request.encode("ascii"))
        head, body = read_head(line, start + seconds)
        status, _ = status_of(head)
    except LookupError as error:
        return {"outcome": str(error.args[0]), "path": path}
    except OSError as error:
        return {"outcome": "timeout" if silent(error) else "reset", "path": path}
    ends = min(start + seconds, time.monotonic() + 1)
    try:
        while len(body) < BODY_BYTES and time.monotonic() < ends:
            line.settimeout(max(ends - time.monotonic(), 0.01))
            chunk = line.recv(BODY_BYTES)
            if not chunk:
                break
            body += chunk
    except OSError:
        pass
    fields = [each.decode("latin-1").partition(":") for each in head.split(b"\n")[1:]]
    kept = {
        name.strip().lower(): value.strip()[:200] for name, _, value in fields if name.strip().lower() in KEPT
    }
    answer = {"outcome": "answered", "path": path, "status": status, "headers": sorted(kept.items())}
    return dict(
        answer, body=body[:400].decode("utf-8", "replace"), seconds=round(time.monotonic() - start, 4)
    )


def clock(address: str, port: int, seconds: float) -> dict[str, object]:
    """An NTP question, asked twice; for another protocol only a refusal would say something."""
    start = time.monotonic()
    answer: dict[str, object] = {"address": address, "port": port, "outcome": "silent"}
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.connect((address, port))
            for _ in (1, 2):
                line.settimeout(seconds / 2)
                line.send(b"\x23" + bytes(47))
                try:
                    data = line.recv(512)
                except OSError as error:
                    if not silent(error):
                        raise
                    continue
                answer["outcome"] = "answered"
                if len(data) >= 48 and data[0] & 7 == 4:
                    answer["offset"] = round(struct.unpack("!I", data[40:44])[0] - NTP_EPOCH - time.time(), 1)
                break
    except OSError as error:
        answer["outcome"] = "refused" if error.errno == errno.ECONNREFUSED else "unreachable"
    return dict(answer, seconds=round(time.monotonic() - start, 4))
