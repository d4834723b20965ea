"""The arguments of the calls that deploy and update, beside the configuration they are given."""

from __future__ import annotations

from compat.mapping.setting import LEARN, Api, Becomes, Change, Decision, Fate, Setting, Spelling, same
from compat.v1 import Service
from compat.value import Known, known

_PAGE = LEARN + "migrate-to-v2-deploy-endpoints"


def _row(
    key: str,
    meaning: str,
    path: str,
    fate: Fate,
    sentence: str,
    flags: tuple[str, ...] = (),
    loss: bool = False,
) -> Setting:
    becomes = Becomes(path, fate, sentence, loss=loss)
    return Setting(Api.DEPLOY, key, meaning, *same(becomes), spelling=Spelling("", flags, ""), link=_PAGE)


_CLIENT = "The workspace is the client's (MLClient, or az configure --defaults), not the deployment's."
_IMAGE = "Images made by the first generation of v1 have no successor: the scoring script and its environment have."

SETTINGS = (
    _row(
        "workspace",
        "The workspace",
        "",
        Fate.DROPPED,
        _CLIENT,
        ("-w", "--workspace-name"),
    ),
    _row("resource_group", "Where the workspace is", "", Fate.DROPPED, _CLIENT, ("-g", "--resource-group")),
    _row("subscription", "Where the workspace is", "", Fate.DROPPED, _CLIENT, ("--subscription-id",)),
    _row("path", "The folder attached to a workspace", "", Fate.DROPPED, _CLIENT, ("--path",)),
    _row(
        "name",
        "The name of the service",
        "endpoint.name",
        Fate.CARRIED,
        "The endpoint takes the name.",
        ("-n", "--name"),
    ),
    _row(
        "models",
        "The models",
        "deployment.model",
        Fate.CONVERTED,
        "A v2 deployment has one model.",
        ("-m", "--model", "-f", "--model-metadata-file"),
    ),
    _row(
        "model_paths", "Models as files", "deployment.model", Fate.CONVERTED, "A v2 deployment has one model."
    ),
    _row(
        "inference_config",
        "Script and environment",
        "deployment.code_configuration",
        Fate.COMBINED,
        "Its parts are code_configuration and environment.",
        ("--ic", "--inference-config-file"),
    ),
    _row(
        "deployment_config",
        "The deployment's settings",
        "deployment",
        Fate.COMBINED,
        "Its settings are translated one by one.",
        ("--dc", "--deploy-config-file"),
    ),
    _row(
        "deployment_target",
        "The cluster",
        "endpoint.compute",
        Fate.CONVERTED,
        "The cluster is attached again as a KubernetesCompute.",
        ("--ct", "--compute-target"),
    ),
    _row(
        "environment",
        "The registered or saved environment, given beside the inference file",
        "deployment.environment",
        Fate.COMBINED,
        "It is the deployment's environment.",
        (
            *("-e", "--environment-name", "--ev", "--environment-version"),
            *("--ed", "--environment-directory"),
        ),
    ),
    _row(
        "compute_type",
        "The kind of service",
        "endpoint",
        Fate.COMBINED,
        "It says what the service ran on: a cluster, container instances or this machine.",
        ("--cp", "--compute-type"),
    ),
    _row(
        "output_metadata_file",
        "The file that az ml model register writes for the deploy command",
        "",
        Fate.DROPPED,
        "Model name and version stand in deployment.yml.",
    ),
    _row(
        "profile_input",
        "The result of Model.profile, as resources",
        "",
        Fate.MANUAL,
        "v2 has no profiling: give cpu and memory yourself.",
        ("--pi", "--profile-input"),
        loss=True,
    ),
    _row("overwrite", "Replace a service of that name", "", Fate.COMBINED, "", ("--overwrite",)),
    _row(
        "show_output",
        "Print while deploying",
        "",
        Fate.DROPPED,
        "The v2 commands print by themselves.",
        ("-v",),
    ),
    _row(
        "wait",
        "Wait for the deployment",
        "",
        Fate.DROPPED,
        "The v2 commands wait unless told --no-wait.",
        ("--no-wait",),
    ),
    _row("image_config", "How to build an image", "deployment.environment", Fate.MANUAL, _IMAGE),
    _row("image", "An image built before", "deployment.environment", Fate.MANUAL, _IMAGE, loss=True),
    _row(
        "is_migration",
        "Move the service in place",
        "",
        Fate.DROPPED,
        "The one-way move of v1 itself; nothing to write.",
    ),
    _row(
        "compute_target",
        "Where to move the service",
        "",
        Fate.DROPPED,
        "The one-way move of v1 itself; nothing to write.",
    ),
)


def plan(service: Service) -> list[Change]:
    """Return the change of ``overwrite``; names, models and clusters are other concerns'."""
    if service.overwrite is None:
        return []
    if not isinstance(service.overwrite, Known):
        sentence = "Whether an existing service was replaced is not in the source; create stops if the endpoint exists."
        decision = Decision("Replace an endpoint of that name?")
        return [Change(Api.DEPLOY, "overwrite", Fate.MANUAL, sentence, (), (), decision, link=_PAGE)]
    if known(service.overwrite):
        sentence = "v1 replaced a service of that name; az ... create stops if it exists: use update."
    else:
        sentence = "v1 stopped if the name was taken; az ... create does too."
    return [Change(Api.DEPLOY, "overwrite", Fate.COMBINED, sentence, (), (), link=_PAGE)]
