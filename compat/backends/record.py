"""The recording backend: it contacts nothing, answers what a script asks from the user's answers, and writes the plan.

What Azure would have been asked stands in ``asked.yml`` with the answer that was taken; what was only assumed says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from compat import v1, v2
from compat.backends.backend import (
    Answer,
    ComputeFacts,
    DeploymentFacts,
    EndpointFacts,
    EnvironmentFacts,
    Failure,
    Keys,
    ModelFacts,
    Operation,
    Scope,
    Token,
    Update,
    WorkspaceFacts,
)
from compat.documents.filename import distinct, safe
from compat.mapping.naming import FIRST_DEPLOYMENT
from compat.mapping.translation import Translation, translate
from compat.v2 import Target
from compat.value import Secret, known

ABSENT = "absent"
_COMMAND = "python -m compat record"
ASKED_ROOTS = ("model", "environment", "compute", "service", "run")
"""Answers to what a script asks: ``model:NAME=VERSION``, ``service:NAME=absent``, ``run:NAME=JSON``."""


@dataclass(frozen=True)
class Asked:
    """One question to Azure, and what was answered. ``given`` tells whether the user said so."""

    question: str
    answer: str
    given: bool


@dataclass(frozen=True)
class Done:
    """An operation that has ended: nothing was started."""

    id: str = "recorded"

    def wait(self, seconds: float | None) -> bool:
        """Return at once."""
        return True

    def outcome(self) -> Failure | None:
        """Return success."""
        return None


@dataclass
class _Recorded:
    """What the script has made so far."""

    services: dict[str, v1.Service] = field(default_factory=dict)
    models: dict[str, int] = field(default_factory=dict)
    registered: list[v2.Model] = field(default_factory=list)
    environments: dict[str, v2.Environment] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    changes: list[dict[str, object]] = field(default_factory=list)


class Recorder:
    """Answers for Azure, and writes what reaches it."""

    recording = True

    def __init__(self, folder: Path, answers: Mapping[str, str], child: str = "") -> None:
        """``child`` tells the files of a process that the script started from those of the script."""
        self._folder, self._suffix = folder, f"-{child}" if child else ""
        self._answers = {
            key: text for key, text in answers.items() if key.partition(":")[0] in ASKED_ROOTS and ":" in key
        }
        self._settled = {key: text for key, text in answers.items() if key not in self._answers}
        self._asked: dict[str, Asked] = {}
        self._calls: list[dict[str, object]] = []
        self._made = _Recorded()

    def note(self, call: str, file: str, line: int) -> None:
        """Write a v1 call down."""
        self._calls.append({"call": call, "file": file, "line": line})

    def _ask(self, question: str, otherwise: str) -> str:
        given = question in self._answers
        answer = self._answers.get(question, otherwise)
        self._asked[question] = Asked(question, answer, given)
        return answer

    def workspace(self, scope: Scope) -> WorkspaceFacts:
        """Assume that the workspace is there."""
        return WorkspaceFacts(_id(scope), None)

    def model(self, scope: Scope, name: str, version: str | None) -> ModelFacts | None:
        """Answer with a registered version, the one asked for, or 1."""
        if name in self._made.models and version in {None, str(self._made.models[name])}:
            return ModelFacts(name, str(self._made.models[name]))
        answer = self._ask(f"model:{name}", version or "1")
        if answer == ABSENT:
            return None
        assumed = version is None and f"model:{name}" not in self._answers
        return ModelFacts(name, version or answer, assumed=assumed)

    def models(self, scope: Scope, name: str | None, *, latest: bool) -> Sequence[ModelFacts]:
        """Answer with what the script has registered, and what the answers name."""
        names = [name] if name else sorted({*self._made.models, *_named(self._answers, "model")})
        found = [self.model(scope, one, None) for one in names]
        return [one for one in found if one is not None]

    def register(self, scope: Scope, model: v2.Model) -> ModelFacts:
        """Write a registration down; the version is one more than the last."""
        name = str(known(model.name))
        before = self._made.models.get(name)
        number = (self._last_version(name) if before is None else before) + 1
        self._made.models[name] = number
        self._made.registered.append(model)
        labels = {key: str(known(value)) for key, value in model.tags.items()}
        return ModelFacts(name, str(number), tags=labels)

    def _last_version(self, name: str) -> int:
        answer = self._ask(f"model:{name}", "0")
        if not answer.isdecimal():
            raise Failure(f"model:{name}={answer}: the version that is registered already is a number")
        return int(answer)

    def change_model(self, scope: Scope, model: ModelFacts) -> None:
        """Write the change down."""
        self._change("change model", f"{model.name}:{model.version}", tags=dict(model.tags))

    def archive_model(self, scope: Scope, name: str, version: str) -> None:
        """Write it down."""
        self._change("archive model", f"{name}:{version}")

    def download(self, scope: Scope, name: str, version: str, folder: str) -> str:
        """Fail: there are no files to give."""
        raise Failure(f"Recording contacts nothing, so the model {name}:{version} cannot be downloaded.")

    def environment(
        self, scope: Scope, name: str, version: str | None, label: str | None
    ) -> EnvironmentFacts | None:
        """Answer with the version asked for, or 1."""
        answer = self._ask(f"environment:{name}", version or "1")
        return None if answer == ABSENT else EnvironmentFacts(name, version or answer)

    def environments(self, scope: Scope) -> Sequence[EnvironmentFacts]:
        """Answer with what the answers name."""
        found = [self.environment(scope, name, None, None) for name in _named(self._answers, "environment")]
        return [one for one in found if one is not None]

    def create_environment(self, scope: Scope, environment: v2.Environment) -> EnvironmentFacts:
        """Write it down."""
        name = str(known(environment.name))
        self._made.environments[name] = environment
        return EnvironmentFacts(name, self._ask(f"environment:{name}", "1"))

    def compute(self, scope: Scope, name: str) -> ComputeFacts | None:
        """Assume that the cluster is attached, unless the answer is ``absent``."""
        if self._ask(f"compute:{name}", "attached") == ABSENT:
            return None
        return ComputeFacts(name, "Kubernetes", f"{_id(scope)}/computes/{name}", "Succeeded")

    def computes(self, scope: Scope) -> Sequence[ComputeFacts]:
        """Answer with what the answers name."""
        found = [self.compute(scope, name) for name in _named(self._answers, "compute")]
        return [one for one in found if one is not None]

    def endpoint(self, scope: Scope, name: str) -> EndpointFacts | None:
        """Answer with what the script has deployed; else there is none, unless the answers say so."""
        if name in self._made.services:
            return self._facts(name)
        if name in self._made.deleted:
            return None
        answer = self._ask(f"service:{name}", ABSENT)
        return (
            None
            if answer == ABSENT
            else EndpointFacts(name, "key", "Succeeded", properties={"compat.kind": answer})
        )

    def endpoints(self, scope: Scope) -> Sequence[EndpointFacts]:
        """Answer with what the script has deployed."""
        return [self._facts(name) for name in self._made.services]

    def _facts(self, name: str) -> EndpointFacts:
        found = translate(self._made.services[name], None, self._settled)
        plan = found.plan
        deployments = tuple(
            DeploymentFacts(
                str(known(item.deployment.name) or FIRST_DEPLOYMENT),
                "Succeeded",
                properties={f"compat.{key}": text for key, text in _shares(found, index).items()},
            )
            for index, item in enumerate(plan.deployments)
        )
        compute = known(plan.endpoint.compute)
        return EndpointFacts(
            name,
            str(known(plan.endpoint.auth_mode) or "key"),
            "Succeeded",
            f"https://{name}.invalid/score",
            properties={"compat.kind": found.service.kind.value},
            traffic=dict(plan.endpoint.traffic),
            compute=str(compute).removeprefix("azureml:")
            if compute and found.target is Target.KUBERNETES
            else None,
            deployments=deployments,
        )

    def deploy(
        self, scope: Scope, wanted: Translation, keys: Keys | None, present: EndpointFacts | None
    ) -> Operation:
        """Write a service down."""
        self._made.services[str(known(wanted.service.name))] = wanted.service
        return Done()

    def add_deployment(
        self, scope: Scope, wanted: Translation, index: int, traffic: Mapping[str, int]
    ) -> Operation:
        """Write a version down, with the service it belongs to."""
        name, form = str(known(wanted.service.name)), wanted.service
        hidden = {"auth_enabled", "token_auth_enabled", "version_name"}
        settings = {key: given for key, given in form.settings.items() if key not in hidden}
        version = v1.Version(form.settings["version_name"].value, settings, form.scoring, form.models)
        before = self._made.services.get(name)
        if before is None:
            self._made.services[name] = form
        else:
            self._made.services[name] = replace(before, versions=(*before.versions, version))
        return Done()

    def update(self, scope: Scope, change: Update) -> Operation:
        """Write the change down: it is a step after the deployment, not part of the files."""
        found = {"leaves": dict(change.leaves), "tags": change.tags, "traffic": change.traffic}
        plain = {key: value for key, value in found.items() if value}
        self._change("update", f"{change.endpoint}/{change.deployment or ''}", **plain)
        return Done()

    def delete_deployment(self, scope: Scope, endpoint: str, name: str) -> Operation:
        """Write it down."""
        self._change("delete deployment", f"{endpoint}/{name}")
        return Done()

    def delete_endpoint(self, scope: Scope, name: str) -> Operation:
        """Write it down, and forget the service."""
        self._change("delete endpoint", name)
        self._made.services.pop(name, None)
        self._made.deleted.add(name)
        return Done()

    def keys(self, scope: Scope, name: str) -> tuple[str, str]:
        """Return words that nobody can take for keys."""
        return "<primary key>", "<secondary key>"

    def regenerate(self, scope: Scope, name: str, which: str, value: Secret | None) -> None:
        """Write it down, without the key."""
        self._change("regenerate key", f"{name} {which}")

    def token(self, scope: Scope, name: str) -> Token:
        """Return a word that nobody can take for a token."""
        return Token("<token>", "Bearer", 0, 0)

    def logs(self, scope: Scope, endpoint: str, deployment: str, lines: int, *, init: bool) -> str:
        """Return nothing: there is no container."""
        return ""

    def score(self, address: str, body: object, credential: Secret | None) -> Answer:
        """Answer with what ``run:NAME=JSON`` says, else null."""
        name = address.partition("://")[2].partition(".")[0]
        return Answer(200, {}, self._ask(f"run:{name}", "null").encode())

    def _change(self, what: str, about: str, **more: object) -> None:
        self._made.changes.append({"step": what, "about": about, **more})

    def finish(self) -> None:
        """Write everything: the files of each service, what was asked, every call."""
        from compat.emit.service_files import service_files
        from compat.emit.yaml_text import yaml_text

        self._folder.mkdir(parents=True, exist_ok=True)
        names = distinct(safe(name) for name in self._made.services)
        for name, service in zip(names, self._made.services.values(), strict=True):
            to_root = _relative(Path.cwd(), self._folder / name)
            self._write(name, service_files(translate(service, None, self._settled), to_root, _COMMAND))
        asked = [
            {"question": one.question, "answer": one.answer, "assumed": not one.given}
            for one in self._asked.values()
        ]
        document = {"asked": asked, "changes": self._made.changes, "registered": self._unused_models()}
        told = {key: value for key, value in document.items() if value}
        self._write("", {f"asked{self._suffix}.yml": yaml_text(told)})
        journal = "".join(json.dumps(call) + "\n" for call in self._calls)
        self._write("", {f"journal{self._suffix}.jsonl": journal})

    def _unused_models(self) -> list[dict[str, object]]:
        """Return the models that the script registers and no service serves."""
        used = {
            known(model.name)
            for service in self._made.services.values()
            for model in (*service.models, *(one for version in service.versions for one in version.models))
        }
        return [
            {"name": known(model.name), "path": known(model.path)}
            for model in self._made.registered
            if known(model.name) not in used
        ]

    def _write(self, inside: str, files: Mapping[str, str]) -> None:
        for file, text in files.items():
            path = self._folder / inside / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def _shares(found: Translation, index: int) -> dict[str, str]:
    versions = found.service.versions
    settings = found.service.settings if index == 0 else versions[index - 1].settings
    values = {
        key: known(settings[key].value) for key in ("traffic_percentile", "is_default") if key in settings
    }
    return {key: str(value).lower() for key, value in values.items() if value is not None}


def _named(answers: Mapping[str, str], root: str) -> list[str]:
    return [key.partition(":")[2] for key in answers if key.startswith(f"{root}:")]


def _id(scope: Scope) -> str:
    return (
        f"/subscriptions/{scope.subscription}/resourceGroups/{scope.resource_group}"
        f"/providers/Microsoft.MachineLearningServices/workspaces/{scope.workspace}"
    )


def _relative(target: Path, start: Path) -> str:
    import os.path

    return Path(os.path.relpath(target, start)).as_posix()


__all__ = ["ABSENT", "Asked", "Done", "Recorder"]
