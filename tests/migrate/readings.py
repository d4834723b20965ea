"""Readings made by hand: what a reader would say of a small deploy script, so that the scan is tested without one."""

from __future__ import annotations

from collections.abc import Callable

from compat.v1 import Cluster, Given, ModelRef, Scoring, Service, ServiceKind, Unread
from compat.value import Expression, Known, Place, Secret, Value
from migrate.read.reading import Files, Reading, SourceFile
from migrate.read.registry import Kind
from migrate.usage import Argument, Form, Usage

Reader = Callable[[SourceFile, Files], Reading | None]
CONFIGURATION = "azureml.core.webservice.AksWebservice.deploy_configuration"
DEPLOY = "azureml.core.model.Model.deploy"
SCORING = "azureml.core.model.InferenceConfig"


def at(line: int, column: int = 1, path: str = "deploy.py") -> Place:
    return Place(path, line, column)


def given(value: object, spelling: str, line: int, column: int) -> Given:
    return Given(Known(value), spelling, at(line, column))


def call(symbol: str, line: int, **arguments: object) -> Usage:
    """A call in one line, its arguments ten columns apart."""
    items = tuple(
        Argument(name, at(line, 10 * number), Known(value))
        for number, (name, value) in enumerate(arguments.items(), 1)
    )
    return Usage(symbol, at(line), Form.CALL, items)


SETTINGS = {
    "cpu_cores": 1.0,
    "memory_gb": 2.0,
    "num_replicas": 3,
    "scoring_timeout_ms": 400000,
    "primary_key": Secret("s3cret"),
}


def aks_service(name: Value | None = None, unread: tuple[Unread, ...] = ()) -> Service:
    settings = {
        key: given(value, key, 3, 10 * number) for number, (key, value) in enumerate(SETTINGS.items(), 1)
    }
    script = {"entry_script": given("score.py", "entry_script", 2, 10)}
    return Service(
        ServiceKind.AKS,
        name or Known("churn"),
        settings,
        Scoring(script, None, at(2)),
        (ModelRef(Known("churn"), Known(3)),),
        Cluster(Known("aks-prod")),
        overwrite=Known(True),
        api=DEPLOY,
        place=at(4),
        unread=unread,
    )


def usages() -> tuple[Usage, ...]:
    return (
        call(SCORING, 2, entry_script="score.py"),
        call(CONFIGURATION, 3, **SETTINGS),
        call(
            DEPLOY,
            4,
            workspace="ws",
            name="churn",
            models="[model]",
            inference_config="i",
            deployment_config="c",
            overwrite=True,
        ),
    )


def reading(path: str = "deploy.py") -> Reading:
    return Reading(path, usages(), (aks_service(),))


def unknown_name() -> Value:
    return Expression("os.environ['NAME']")


def kind(reader: Reader, suffix: str = ".py", needle: bytes = b"azureml") -> Kind:
    return Kind("hand-made", (suffix,), (needle,), lambda: reader)


def read_deploy(source: SourceFile, files: Files) -> Reading:
    """Say the hand-made reading of ``deploy.py``, and nothing of other files."""
    return reading() if source.path == "deploy.py" else Reading(source.path)
