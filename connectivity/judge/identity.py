"""Is what answers the host itself? A certificate for the name, the right issuer, the right answer."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from connectivity.host import Protocol
from connectivity.judge.cause import Cause, fine, unchecked
from connectivity.judge.private import zone_values
from connectivity.observation import HttpOutcome, TcpOutcome, TlsOutcome

if TYPE_CHECKING:
    from connectivity.observation import HttpAnswer, Observation, TlsAnswer
    from connectivity.target import Target

TLS = {
    TlsOutcome.UNTRUSTED: "tls-intercepted",
    TlsOutcome.WRONG_NAME: "tls-wrong-name",
    TlsOutcome.EXPIRED: "tls-expired",
    TlsOutcome.NOT_YET_VALID: "tls-not-yet-valid",
    TlsOutcome.RESET: "tls-reset",
    TlsOutcome.CLOSED: "tls-closed",
    TlsOutcome.TIMEOUT: "tls-silent",
    TlsOutcome.ALERT: "tls-alert",
    TlsOutcome.NOT_TLS: "tls-not-tls",
}
HTTP = {
    HttpOutcome.TIMEOUT: "http-silent",
    HttpOutcome.RESET: "http-cut",
    HttpOutcome.CLOSED: "http-cut",
    HttpOutcome.NOT_HTTP: "http-not-http",
    HttpOutcome.TOO_MUCH: "http-not-http",
}
GATEWAY = {502, 503, 504}
MOST_SKEW = 300.0
# Words of the vendor's own refusals, in lower case.
PRIVATE_LINK_WORDS = (
    "private link",
    "private endpoint",
    "public network access",
    "public access is disabled",
)
FIREWALL_CODES = {"AuthorizationFailure", "IpAuthorizationError", "ForbiddenByFirewall"}
FIREWALL_WORDS = (
    "is not allowed access",
    "not authorized to perform this operation",
    "client address is not authorized",
)


def identity(target: Target, observation: Observation) -> Cause:
    """The verdict on what answered, once there is a connection."""
    broken = _tls(target, observation)
    if broken is not None:
        return broken
    if target.protocol is Protocol.TCP:
        return unchecked("tcp-only", *_path_evidence(observation))
    answer = observation.http
    if answer is None:
        return unchecked("out-of-time", *evidence(observation))
    return _http(target, observation, answer)


def _tls(target: Target, observation: Observation) -> Cause | None:
    answer = observation.tls
    if answer is None:
        return None
    if answer.outcome is not TlsOutcome.VERIFIED:
        return _unproved(target, observation, answer)
    organization = answer.certificate.issuer_organization if answer.certificate else ""
    if target.issuers and organization not in target.issuers:
        if observation.http and observation.http.status in GATEWAY:
            return Cause("http-gateway-error", evidence=evidence(observation))
        return unchecked("tls-inspected", *evidence(observation))
    if target.alpn and not answer.alpn:
        return Cause("tls-alpn-stripped", evidence=evidence(observation))
    return None


def _unproved(target: Target, observation: Observation, answer: TlsAnswer) -> Cause:
    skew = clock_skew(observation)
    timed = answer.outcome in {TlsOutcome.EXPIRED, TlsOutcome.NOT_YET_VALID}
    if timed and skew is not None and abs(skew) > MOST_SKEW and _valid_there(observation, answer):
        return Cause(
            "clock-wrong", evidence=evidence(observation), values={"skew": _span(skew)}, shared="clock"
        )
    seen = answer.certificate
    values = {
        "names": ", ".join(seen.names[:4]) if seen else "another host",
        "until": seen.not_after if seen else "an earlier day",
        "since": seen.not_before if seen else "a later day",
    }
    return Cause(TLS[answer.outcome], evidence=evidence(observation), values=values)


def _valid_there(observation: Observation, answer: TlsAnswer) -> bool:
    """True when the certificate is valid by the other side's own clock."""
    there, seen = _date(observation.http), answer.certificate
    if there is None or seen is None or not seen.not_before:
        return False
    return datetime.fromisoformat(seen.not_before) <= there <= datetime.fromisoformat(seen.not_after)


def _http(target: Target, observation: Observation, answer: HttpAnswer) -> Cause:
    if answer.outcome is not HttpOutcome.ANSWERED:
        return Cause(HTTP[answer.outcome], evidence=evidence(observation))
    denial = _denial(target, observation, answer)
    if denial is not None:
        return denial
    if answer.status in GATEWAY and answer.header("via"):
        return Cause("http-gateway-error", evidence=evidence(observation))
    if not _expected(target, answer):
        return unchecked("http-unexpected", *evidence(observation))
    if not target.protocol.encrypted and not (target.answer and target.answer.header):
        return unchecked("http-unproven", *evidence(observation))
    return fine("fine", *evidence(observation))


def _denial(target: Target, observation: Observation, answer: HttpAnswer) -> Cause | None:
    if answer.status != 403:
        return None
    body = answer.body.lower()
    if any(words in body for words in PRIVATE_LINK_WORDS):
        return Cause("private-path-needed", evidence=evidence(observation), values=zone_values(target))
    if answer.header("x-ms-error-code") in FIREWALL_CODES or any(words in body for words in FIREWALL_WORDS):
        return Cause("http-resource-firewall", evidence=evidence(observation))
    return None


def _expected(target: Target, answer: HttpAnswer) -> bool:
    wanted = target.answer
    if wanted is None:
        return answer.status < 500
    status = not wanted.statuses or answer.status in wanted.statuses
    return status and (wanted.header is None or answer.header(wanted.header) is not None)


def clock_skew(observation: Observation) -> float | None:
    """Seconds by which this clock is ahead of the other side's, where HTTP told the date."""
    there = _date(observation.http)
    if there is None or not observation.own_time:
        return None
    return (datetime.fromisoformat(observation.own_time) - there).total_seconds()


def _date(answer: HttpAnswer | None) -> datetime | None:
    text = answer.header("date") if answer else None
    try:
        there = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return there if there is not None and there.tzinfo is not None else None


def _span(seconds: float) -> str:
    """``12 days ahead`` or ``40 minutes behind``."""
    units = ((86400.0, "days"), (3600.0, "hours"), (60.0, "minutes"), (1.0, "seconds"))
    size, word = next(each for each in units if abs(seconds) >= 2 * each[0] or each[0] == 1.0)
    return f"{abs(seconds) / size:.0f} {word} {'ahead' if seconds > 0 else 'behind'}"


def clocks(observation: Observation) -> list[Cause]:
    """A wrong clock that has broken nothing yet. Only a verified host is believed."""
    skew = clock_skew(observation)
    verified = observation.tls is not None and observation.tls.outcome is TlsOutcome.VERIFIED
    if skew is None or not verified or abs(skew) <= MOST_SKEW:
        return []
    return [
        Cause("clock-wrong", evidence=evidence(observation), values={"skew": _span(skew)}, shared="clock")
    ]


def _path_evidence(observation: Observation) -> tuple[str, ...]:
    return tuple(
        f"connected to {answer.address}:{answer.port}"
        for answer in observation.tcp
        if answer.outcome is TcpOutcome.CONNECTED
    )[:1]


def evidence(observation: Observation) -> tuple[str, ...]:
    """What TLS and HTTP showed, one line each."""
    lines = list(_path_evidence(observation))
    if observation.proxy is not None:
        lines.append(f"through proxy {observation.proxy.proxy.url}")
    if observation.tls is not None:
        lines.append(_tls_line(observation.tls))
    if observation.http is not None:
        lines.append(_http_line(observation.http))
    return tuple(lines)


def _tls_line(answer: TlsAnswer) -> str:
    parts = [f"TLS for {answer.server_name}: {answer.outcome.value}"]
    if answer.certificate is not None:
        parts.append(f"issued by {answer.certificate.issuer} to {answer.certificate.subject}")
        parts.append(f"valid {answer.certificate.not_before[:10]} to {answer.certificate.not_after[:10]}")
    if answer.error:
        parts.append(f"[{answer.error}]")
    tries = f"{answer.attempts} tries, " if answer.attempts > 1 else ""
    return f"{', '.join(parts)} ({tries}{answer.seconds:.2f} s)"


def _http_line(answer: HttpAnswer) -> str:
    if answer.outcome is not HttpOutcome.ANSWERED:
        return f"GET {answer.path}: {answer.outcome.value} ({answer.seconds:.2f} s)"
    server = answer.header("server")
    code = answer.header("x-ms-error-code")
    extra = "".join(f", {name} {value}" for name, value in (("server", server), ("error", code)) if value)
    return f"GET {answer.path}: {answer.status}{extra} ({answer.seconds:.2f} s)"
