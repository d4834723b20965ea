"""The scripts as text, ready to be sent, and the question that goes with them."""

from __future__ import annotations

import json
import re
import ssl
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from connectivity.codec import encode
from connectivity.probes.certificate import read_certificate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectivity.codec import Json
    from connectivity.probes.limit import Limits
    from connectivity.target import Target
    from connectivity.vantage import Vantage

PARTS = ("bounds", "names", "line", "sight", "whole")
# Imports of the parts from each other, which have no meaning in one module.
NOT_SENT = re.compile(r"^from (?:__future__|connectivity\.)[^\n(]*(?:\([^)]*\))?\n", re.MULTILINE)
# An older Python stops at this line and shows it.
HEAD = "from __future__ import annotations  # this probe needs Python 3.7 or newer\n"
# Containers are small; the probe here may ask more at once.
AT_ONCE = 60


@dataclass(frozen=True)
class Question:
    """What a vantage is asked. `authorities` as in the survey; `roots` for images that hold none."""

    vantage: Vantage
    targets: tuple[Target, ...]
    limits: Limits
    authorities: Mapping[str, str] = field(default_factory=dict)
    roots: str = ""

    @property
    def probed(self) -> tuple[Target, ...]:
        """Those that have a host."""
        return tuple(target for target in self.targets if target.host is not None)


@cache
def python_script() -> str:
    """One module out of the parts. It ends after defining ``main``; the caller adds the call."""
    folder = files("connectivity.remote.script")
    texts = [folder.joinpath(f"{part}.py").read_text(encoding="utf-8") for part in PARTS]
    return HEAD + "\n".join(NOT_SENT.sub("", text) for text in texts)


def program(question: Question) -> str:
    """The script with its question: a whole program that writes observations to its standard output."""
    return f"{python_script()}\nmain({as_json(question)!r})\n"


@cache
def shell_script() -> str:
    """The fallback."""
    return files("connectivity.remote").joinpath("probe.sh").read_text(encoding="utf-8")


def as_json(question: Question) -> str:
    """What the Python script reads. Resolvers and proxy are the container's own unless they are given."""
    place: dict[str, Json] = {"place": question.vantage.place.value, "name": question.vantage.name}
    if question.vantage.resolvers:
        place["resolvers"] = encode(question.vantage.resolvers)
    if question.vantage.proxy is not None:
        place["proxy"] = encode(question.vantage.proxy)
    plan: dict[str, Json] = {
        "vantage": place,
        "targets": [_target(target) for target in question.probed],
        "seconds": question.limits.probe,
        "total": question.limits.total,
        "at_once": min(question.limits.at_once, AT_ONCE),
        "authorities": dict(question.authorities),
        "roots": question.roots,
    }
    return json.dumps(plan)


def _target(target: Target) -> dict[str, Json]:
    path = target.answer.path if target.answer else "/"
    return {
        "id": target.id,
        "host": target.host,
        "port": target.port,
        "protocol": target.protocol.value,
        "path": path,
    }


def as_lines(question: Question) -> str:
    """What the shell script reads, targets numbered from 1."""
    rows = [
        f"{number} {target.protocol.value} {target.host} {target.port} "
        f"{target.answer.path if target.answer else '/'}"
        for number, target in enumerate(question.probed, 1)
    ]
    return "\n".join(rows)


def roots(organizations: frozenset[str]) -> str:
    """PEM of this machine's authorities of those organisations: small enough to be sent along."""
    context = ssl.create_default_context()
    kept = []
    for der in context.get_ca_certs(binary_form=True):
        try:
            owner = read_certificate(der, "").issuer_organization
        except ValueError:
            continue
        if owner in organizations:
            kept.append(ssl.DER_cert_to_PEM_cert(der))
    return "".join(kept)
