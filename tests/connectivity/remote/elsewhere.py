"""Runs the sent scripts as a container would: another process, nothing of this project to import."""

import subprocess
import sys
from pathlib import Path

from connectivity.observation import Observation
from connectivity.probes.limit import Limits
from connectivity.remote.answer import Answer, read
from connectivity.remote.manifest import sent_python, sent_shell
from connectivity.remote.source import Question
from connectivity.target import Target
from connectivity.vantage import Place, Vantage
from tests.connectivity.network.authority import trusted
from tests.connectivity.network.setting import QUICK


def question(vantage: Vantage, *targets: Target, limits: Limits = QUICK) -> Question:
    """The same place, named as a pod."""
    asked = Vantage(Place.POD, "default/x", vantage.resolvers, vantage.proxy)
    return Question(asked, targets, limits, {each.host: trusted().pem for each in targets if each.host})


def by_python(asked: Question, **variables: str) -> Answer:
    words, given = sent_python(asked)
    return read(run([sys.executable, "-I", *words], given, variables), asked)


def by_shell(asked: Question, path: str, **variables: str) -> Answer:
    words, given = sent_shell(asked)
    return read(run(["/bin/sh", *words], given, {"PATH": path, **variables}), asked)


def run(words: list[str], given: bytes, variables: dict[str, str]) -> str:
    done = subprocess.run(
        words, input=given, capture_output=True, timeout=30, env=variables, check=False, cwd=Path("/")
    )
    return (done.stdout + done.stderr).decode()


def only(answer: Answer) -> Observation:
    (found,) = answer.observations
    return found
