"""What the answers of the DNS servers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.address import is_private
from connectivity.judge.cause import Cause
from connectivity.observation import NameOutcome

if TYPE_CHECKING:
    from connectivity.observation import NameAnswer, Observation

SINKHOLES = {"0.0.0.0", "127.0.0.1", "::", "::1"}  # noqa: S104 - answers of DNS filters, nothing binds
SILENT = {NameOutcome.TIMEOUT, NameOutcome.UNREACHABLE}
FAILED = {
    NameOutcome.TIMEOUT: "dns-timeout",
    NameOutcome.UNREACHABLE: "dns-unreachable",
    NameOutcome.SERVFAIL: "dns-servfail",
    NameOutcome.REFUSED: "dns-refused",
    NameOutcome.OTHER_RCODE: "dns-rcode",
    NameOutcome.MALFORMED: "dns-malformed",
}
# Not REFUSED: dnsmasq without an upstream says so for a type it has no record of, and no harm is done.
FAILED_AAAA = {NameOutcome.TIMEOUT, NameOutcome.SERVFAIL, NameOutcome.MALFORMED}
FINAL = {NameOutcome.ANSWERED, NameOutcome.NXDOMAIN, NameOutcome.NO_DATA}


def chosen(answers: tuple[NameAnswer, ...]) -> NameAnswer | None:
    """The answer a program gets: the first server that does not fail."""
    return next((answer for answer in answers if answer.outcome in FINAL), None)


def unresolved(host: str, observation: Observation) -> Cause | None:
    """Why the name gives no usable address, or None when it does."""
    answers = observation.names
    if not answers:
        return None
    answer = chosen(answers)
    if answer is None:
        return _failed(answers[0])
    if answer.outcome is NameOutcome.NXDOMAIN:
        return _absent(host, answer)
    if answer.outcome is NameOutcome.NO_DATA:
        return _cause("dns-no-address", answer, last=last(host, answer))
    if set(answer.addresses + answer.addresses6) <= SINKHOLES:
        return _cause("dns-sinkhole", answer, shared=False)
    return None


def _failed(answer: NameAnswer) -> Cause:
    if answer.truncated:
        return _cause("dns-tcp-blocked", answer)
    return _cause(FAILED[answer.outcome], answer)


def _absent(host: str, answer: NameAnswer) -> Cause:
    if not answer.chain:
        return _cause("dns-nxdomain", answer, shared=False)
    private = any(".privatelink." in f".{name}" for name in answer.chain)
    code = "private-record-missing" if private else "dns-alias-dangling"
    return _cause(code, answer, shared=False, last=last(host, answer))


def remarks(observation: Observation) -> list[Cause]:
    """Faults of single DNS servers that another server, or TCP, hides for now."""
    found: list[Cause] = []
    answer = chosen(observation.names)
    for each in observation.names:
        if each.outcome is NameOutcome.ANSWERED and each.udp in SILENT:
            found.append(_cause("dns-udp-blocked", each))
        if each.outcome is NameOutcome.ANSWERED and each.addresses and each.outcome6 in FAILED_AAAA:
            found.append(_cause("dns-aaaa-fails", each))
        if answer is not None and each.outcome in FAILED:
            found.append(_cause("dns-one-server-broken", each, outcome=each.outcome.value))
        if answer is not None and each is not answer and _contradicts(answer, each):
            found.append(_disagreement(answer, each))
    return found


def _contradicts(one: NameAnswer, two: NameAnswer) -> bool:
    """Existence, or public against private. Two public addresses may differ: the vendor balances load so."""
    if one.outcome not in FINAL or two.outcome not in FINAL:
        return False
    if (one.outcome is NameOutcome.ANSWERED) != (two.outcome is NameOutcome.ANSWERED):
        return True
    private = [{address for address in each.addresses if is_private(address)} for each in (one, two)]
    return bool(private[0] or private[1]) and not (private[0] & private[1])


def _disagreement(one: NameAnswer, two: NameAnswer) -> Cause:
    first, second = sorted([one, two], key=lambda each: str(each.resolver))
    return Cause(
        "dns-servers-disagree",
        evidence=(describe(first), describe(second)),
        values={"resolver": str(first.resolver), "other": str(second.resolver)},
        shared=f"{first.resolver} {second.resolver}",
    )


def last(host: str, answer: NameAnswer) -> str:
    """Where the chain of aliases ended."""
    return answer.chain[-1] if answer.chain else host


def _cause(code: str, answer: NameAnswer, *, shared: bool = True, **values: str) -> Cause:
    resolver = str(answer.resolver)
    return Cause(
        code,
        evidence=(describe(answer),),
        values={"resolver": resolver, **values},
        shared=resolver if shared else "",
    )


def describe(answer: NameAnswer) -> str:
    """One line of evidence."""
    parts = [f"DNS server {answer.resolver}: {answer.outcome.value}"]
    if answer.chain:
        parts.append(f"through {' -> '.join(answer.chain)}")
    if answer.addresses or answer.addresses6:
        parts.append(", ".join(answer.addresses + answer.addresses6))
    if answer.udp is not None:
        parts.append(f"(UDP: {answer.udp.value}{', truncated' if answer.truncated else ''}; then TCP)")
    if answer.error:
        parts.append(f"[{answer.error}]")
    tries = f"{answer.attempts} tries, " if answer.attempts > 1 else ""
    return f"{' '.join(parts)} ({tries}{answer.seconds:.2f} s)"
