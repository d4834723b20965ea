"""The ``az ml`` commands that bring a plan's files to Azure, in order.

Flags: https://learn.microsoft.com/cli/azure/ml/online-endpoint and its neighbours for deployments,
environments and models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compat import v2
from compat.documents import Kind, Part
from compat.documents.placeholder import placeholder
from compat.emit.cluster_commands import cluster_steps
from compat.emit.inert import shell
from compat.emit.packing import packing_step
from compat.emit.step import Step, command, word
from compat.value import known

_ENDPOINT = '--name "$ENDPOINT"'


def steps(plan: v2.Plan, parts: tuple[Part, ...], *, local: bool) -> list[Step]:
    """Return every step from an empty shell to a service that answers."""
    found = [Step("Say where", tuple(_variables(plan)))]
    if plan.compute is not None and not local:
        found += cluster_steps(plan.compute)
    found += _assets(plan, parts)
    found += _endpoint(plan, parts, local=local)
    return found if local else found + list(_afterwards(plan, parts))


def _variables(plan: v2.Plan) -> Iterator[str]:
    yield "SUBSCRIPTION='<your subscription>'"
    yield "RESOURCE_GROUP='<the resource group of your workspace>'"
    yield "WORKSPACE='<your workspace>'"
    yield f"ENDPOINT={word(plan.endpoint.name, 'endpoint.name')}"
    yield 'az account set --subscription "$SUBSCRIPTION"'
    yield 'az configure --defaults group="$RESOURCE_GROUP" workspace="$WORKSPACE"'


def _assets(plan: v2.Plan, parts: tuple[Part, ...]) -> Iterator[Step]:
    found = {kind: [part.file for part in parts if part.kind is kind] for kind in Kind}
    if found[Kind.INSTANCE_TYPE]:
        lines = tuple(f"kubectl apply -f {shell(file)}" for file in found[Kind.INSTANCE_TYPE])
        yield Step("Tell the cluster the instance type", lines)
    if found[Kind.ENVIRONMENT]:
        lines = tuple(f"az ml environment create --file {shell(file)}" for file in found[Kind.ENVIRONMENT])
        note = "A version that exists already is not replaced: choose a new one if what is in it has changed."
        yield Step("Register the environment", lines, note)
    if found[Kind.MODEL]:
        lines = tuple(f"az ml model create --file {shell(file)}" for file in found[Kind.MODEL])
        note = "Not needed for a model version that v1 has registered already: v2 uses it as it is."
        yield Step("Register the model", lines, note)
    for item in plan.deployments:
        if item.packing is not None:
            yield packing_step(item.packing, known(item.deployment.model))


def _endpoint(plan: v2.Plan, parts: tuple[Part, ...], *, local: bool) -> Iterator[Step]:
    flag = ("--local",) if local else ()
    files = [part.file for part in parts if part.kind is Kind.DEPLOYMENT]
    note = "Docker must be running." if local else ""
    yield Step(
        "Create the endpoint", (command("az ml online-endpoint create", "--file endpoint.yml", *flag),), note
    )
    yield Step(
        "Create the deployment" if len(files) == 1 else "Create the deployments",
        tuple(command("az ml online-deployment create", f"--file {shell(file)}", *flag) for file in files),
    )
    yield Step("Try it before any caller does", tuple(_tries(plan, flag)), "`sample.json` holds one request.")


def _tries(plan: v2.Plan, flag: tuple[str, ...]) -> Iterator[str]:
    for item in plan.deployments:
        name = word(item.deployment.name, "deployment.name")
        yield command(
            "az ml online-endpoint invoke",
            _ENDPOINT,
            f"--deployment-name {name}",
            "--request-file sample.json",
            *flag,
        )


def _afterwards(plan: v2.Plan, parts: tuple[Part, ...]) -> Iterator[Step]:
    for part in parts:
        if part.kind is Kind.AUTOSCALE:
            yield _autoscale(part)
    yield from _traffic(plan)
    yield Step(
        "Give callers the address and the credentials",
        (
            command("az ml online-endpoint show", _ENDPOINT, "--query scoring_uri --output tsv"),
            command("az ml online-endpoint get-credentials", _ENDPOINT),
        ),
        "The second command prints secrets.",
    )


def _traffic(plan: v2.Plan) -> Iterator[Step]:
    shares = " ".join(f"{name}={share}" for name, share in plan.endpoint.traffic.items() if share)
    if shares:
        line = command("az ml online-endpoint update", _ENDPOINT, f"--traffic {shell(shares)}")
        yield Step("Send the calls to it, now that the deployments exist", (line,))
        return
    names = [known(item.deployment.name) for item in plan.deployments]
    line = command("az ml online-endpoint update", _ENDPOINT, '--traffic "<deployment>=<percent> ..."')
    whole = ", ".join(f"`{shell(name)}`" for name in names if isinstance(name, str))
    yield Step("Send calls to it", (line,), f"No share is known. Deployments: {whole}. The total is 100.")


def _autoscale(part: Part) -> Step:
    content = part.content if isinstance(part.content, Mapping) else {}
    parameters = content.get("parameters")
    asked = [
        f"{key}={shell(placeholder(f'autoscale.{key}'))}"
        for key, parameter in (parameters.items() if isinstance(parameters, Mapping) else ())
        if "defaultValue" not in parameter and key != "workspaceName"
    ]
    line = command(
        "az deployment group create",
        '--resource-group "$RESOURCE_GROUP"',
        f"--template-file {shell(part.file)}",
        " ".join(['--parameters workspaceName="$WORKSPACE"', *asked]),
    )
    note = (
        "It scales on CPU, v1 scaled on busy replicas: load-test the two thresholds. "
        "From then on autoscale owns the number of instances."
    )
    return Step("Switch autoscaling on", (line,), note)
