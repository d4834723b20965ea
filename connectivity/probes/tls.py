"""Question: who answers there when asked for this name, and can it prove it?"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import time
from typing import TYPE_CHECKING

from connectivity.observation import Certificate, TlsAnswer, TlsOutcome
from connectivity.probes.certificate import read_certificate
from connectivity.probes.limit import clean
from connectivity.probes.stream import Stream, TlsStream
from connectivity.remote.script.bounds import CERTIFICATE_CODES, NOT_TLS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ALPN = ("http/1.1",)


def trusting(authorities: str | None = None) -> ssl.SSLContext:
    """A context that verifies; `authorities` are PEM texts trusted instead of this machine's own."""
    context = ssl.create_default_context(cadata=authorities)
    # Python 3.13 turned this on; Go clients, such as the kubelet, do not ask for it.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.set_alpn_protocols(list(ALPN))
    return context


def believing() -> ssl.SSLContext:
    """A context that verifies nothing, for reading the certificate of a peer that failed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(list(ALPN))
    return context


async def shake(
    dial: Callable[[], Awaitable[Stream | None]], name: str, trust: ssl.SSLContext, seconds: float
) -> tuple[TlsAnswer, TlsStream | None]:
    """A verified handshake. Where it fails for the certificate, a second one reads that certificate.

    The stream that comes back is verified only when the outcome is VERIFIED.
    """
    start = time.monotonic()
    answer, stream = await _once(dial, name, trust, seconds)
    attempts = 1
    if answer.outcome in {TlsOutcome.RESET, TlsOutcome.CLOSED} and time.monotonic() - start < seconds / 2:
        answer, stream = await _once(dial, name, trust, seconds / 2)
        attempts = 2
    if answer.outcome in {
        TlsOutcome.UNTRUSTED,
        TlsOutcome.WRONG_NAME,
        TlsOutcome.EXPIRED,
        TlsOutcome.NOT_YET_VALID,
    }:
        left = max(seconds - (time.monotonic() - start), 0.05)
        seen, stream = await _once(dial, name, believing(), left)
        known = {"version": seen.version, "alpn": seen.alpn, "certificate": seen.certificate}
        answer = TlsAnswer(**{**vars(answer), **known})
    spent = round(time.monotonic() - start, 4)
    return TlsAnswer(**{**vars(answer), "attempts": attempts, "seconds": spent}), stream


async def _once(
    dial: Callable[[], Awaitable[Stream | None]], name: str, trust: ssl.SSLContext, seconds: float
) -> tuple[TlsAnswer, TlsStream | None]:
    below: Stream | None = None
    try:
        below = await asyncio.wait_for(dial(), seconds)
        if below is None:
            return TlsAnswer(name, TlsOutcome.CLOSED, offered=ALPN, error="no connection"), None
        stream = TlsStream(below, trust, name)
        await asyncio.wait_for(stream.handshake(), seconds)
    except (TimeoutError, asyncio.TimeoutError):
        outcome, error = TlsOutcome.TIMEOUT, ""
    except ssl.SSLCertVerificationError as failure:
        outcome, error = _unverified(failure), clean(failure.verify_message)
    except ssl.SSLError as failure:
        outcome, error = _failed(failure), clean(failure.reason or str(failure))
    except EOFError:
        outcome, error = TlsOutcome.CLOSED, ""
    except OSError as failure:
        outcome, error = TlsOutcome.RESET, clean(failure.strerror or str(failure))
    except (ValueError, UnicodeError) as failure:
        outcome, error = TlsOutcome.ALERT, clean(str(failure))
    else:
        return _described(name, stream), stream
    if below is not None:
        await below.close()
    return TlsAnswer(name, outcome, offered=ALPN, error=error), None


def _unverified(failure: ssl.SSLCertVerificationError) -> TlsOutcome:
    return TlsOutcome(CERTIFICATE_CODES.get(failure.verify_code, TlsOutcome.UNTRUSTED.value))


def _failed(failure: ssl.SSLError) -> TlsOutcome:
    reason = failure.reason or ""
    if isinstance(failure, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return TlsOutcome.CLOSED
    return TlsOutcome.NOT_TLS if reason.startswith(NOT_TLS) else TlsOutcome.ALERT


def _described(name: str, stream: TlsStream) -> TlsAnswer:
    der = stream.session.getpeercert(binary_form=True)
    return TlsAnswer(
        server_name=name,
        outcome=TlsOutcome.VERIFIED,
        version=stream.session.version() or "",
        offered=ALPN,
        alpn=stream.session.selected_alpn_protocol() or "",
        certificate=_certificate(der) if der else None,
    )


def _certificate(der: bytes) -> Certificate:
    digest = hashlib.sha256(der).hexdigest()
    try:
        return read_certificate(der, digest)
    except ValueError:
        return Certificate("unreadable", "unreadable", "", (), "", "", digest)
