"""The commands of v1 for models, environments and workspaces; see ``compat.mapping.commands``."""

from __future__ import annotations

from collections.abc import Iterator

from compat.mapping.command import Command, Option, option
from compat.mapping.setting import LEARN, Api
from compat.mapping.settings import SETTINGS

_NAME = option("name", "-n", "--name")
TAGS = (
    option("tags", "--tag"),
    option("properties", "--property"),
    option("description", "-d", "--description"),
)
_MODELS = LEARN + "how-to-manage-models"
_ENVIRONMENTS = LEARN + "how-to-manage-environments-v2"
_WORKSPACES = LEARN + "how-to-manage-workspace-cli"


def _deploy_options() -> Iterator[Option]:
    """Yield the options of ``az ml model deploy``: each is a setting, and has its flags in the setting's row."""
    taken: set[str] = set()
    for row in sorted(SETTINGS, key=lambda row: row.api is not Api.DEPLOY):
        flags = tuple(flag for flag in row.spelling.flags if flag not in taken)
        taken.update(flags)
        if flags:
            yield Option(row.key, flags, row.type is bool or row.key in {"overwrite", "show_output", "wait"})


_ID = option("model_id", "-i", "--model-id")
_V2_REGISTRY = frozenset({"-f", "--file", "--registry-name", "--set", "--add", "--remove"})
MODEL = (
    Command(
        "model deploy",
        (
            "az ml online-endpoint create -f endpoint.yml",
            "az ml online-deployment create -f deployment.yml --all-traffic",
        ),
        "migrate convert writes both files.",
        tuple(_deploy_options()),
        link=LEARN + "migrate-to-v2-deploy-endpoints",
    ),
    Command(
        "model register",
        ("az ml model create -n {name} -p {model_path} -t custom_model",),
        "-t is the type of the model now, and -f a YAML file.",
        (
            _NAME,
            option("model_path", "-p", "--model-path"),
            option("asset_path", "--asset-path"),
            option("run_id", "--run-id", "-r"),
            option("experiment_name", "--experiment-name"),
            option("model_framework", "--model-framework"),
            option("model_framework_version", "--model-framework-version"),
            option("run_metadata_file", "-f", "--run-metadata-file"),
            option("output_metadata_file", "-t", "--output-metadata-file"),
            option("cpu_cores", "--cc", "--cpu-cores"),
            option("memory_gb", "--gb", "--memory-gb"),
            option("gpu_cores", "--gc", "--gpu-cores"),
            *TAGS,
        ),
        link=_MODELS,
    ),
    Command(
        "model list",
        ("az ml model list[ -n {name}]",),
        "v2 has no flag for the latest version, tags or runs on list: use --query.",
        (
            option("name", "-n", "--model-name", "--name"),
            option("latest", "-l", "--latest", switch=True),
            option("run_id", "--run-id"),
            option("dataset_id", "--dataset-id"),
            *TAGS,
        ),
        shared=True,
        only_v1=frozenset({"-l", "--latest", "--run-id", "--dataset-id", "--tag", "--property", "--path"}),
        only_v2=frozenset(
            {"--registry-name", "--archived-only", "--include-archived", "--max-results", "--stage"}
        ),
        link=_MODELS,
    ),
    Command(
        "model show",
        ("az ml model show -n {name} -v {version}",),
        "v2 takes name and version, or a label; not an id.",
        (
            option("name", "-n", "--model-name", "--name"),
            _ID,
            option("version", "--version"),
            option("run_id", "--run-id"),
        ),
        shared=True,
        only_v1=frozenset({"-i", "--model-id", "--run-id", "--path", "--subscription-id"}),
        only_v2=frozenset({"--label", "-l", "--registry-name"}),
        link=_MODELS,
    ),
    Command(
        "model download",
        ("az ml model download -n <name> -v <version>[ -p {target_dir}]",),
        "v2 takes name and version for the id, and -p for the folder.",
        (_ID, option("target_dir", "-t", "--target-dir"), option("overwrite", "--overwrite", switch=True)),
        shared=True,
        only_v1=frozenset({"-i", "--model-id", "-t", "--target-dir", "--overwrite"}),
        only_v2=frozenset({"-n", "--name", "--version", "-p", "--download-path", "--registry-name"}),
        link=_MODELS,
    ),
    Command(
        "model delete",
        ("az ml model archive -n <name> -v <version>",),
        "v2 archives a model; it takes name and version for the id.",
        (_ID,),
        link=_MODELS,
    ),
    Command(
        "model update",
        ("az ml model update -n <name> -v <version> --set tags.<key>=<value>",),
        "v2 takes name and version for the id, --set to add and --remove to take away.",
        (
            _ID,
            option("add_tags", "--add-tag"),
            option("remove_tags", "--remove-tag"),
            option("add_properties", "--add-property"),
        ),
        shared=True,
        only_v1=frozenset({"-i", "--model-id", "--add-tag", "--remove-tag", "--add-property"}),
        only_v2=frozenset({"--set", "--add", "--remove", "-n", "--name", "--version"}),
        link=_MODELS,
    ),
    Command(
        "model package",
        (),
        "v2's az ml model package makes an environment for deployments, not an image for other hosts.",
        (
            option("models", "-m", "--model"),
            option("model_metadata_file", "-f", "--model-metadata-file"),
            option("inference_config", "--ic", "--inference-config-file"),
            option("image_label", "--il", "--image-label"),
            option("image_name", "--in", "--image-name"),
            option("output_path", "--output-path"),
        ),
        shared=True,
        only_v1=frozenset(
            {
                *(
                    "-m",
                    "--model",
                    "--ic",
                    "--inference-config-file",
                    "--il",
                    "--image-label",
                    "--in",
                    "--image-name",
                ),
                *("--output-path", "--es", "--entry-script", "--cf", "--conda-file", "--rt", "--runtime"),
            }
        ),
        only_v2=frozenset({"-n", "--name", "--version", "--file", "--registry-name"}),
        lost=True,
        link=_MODELS,
    ),
    Command(
        "model profile",
        (),
        "v2 has no profiling of models.",
        (_NAME, option("models", "-m", "--model"), option("input_dataset", "--idi", "--input-dataset-id")),
        lost=True,
        link=_MODELS,
    ),
)
_DIRECTORY = option("directory", "-d", "--directory")
ENVIRONMENT = (
    Command(
        "environment scaffold",
        (),
        "Write environment.yml by hand, or let migrate convert write it.",
        (_NAME, _DIRECTORY),
        link=_ENVIRONMENTS,
    ),
    Command(
        "environment register",
        ("az ml environment create -f environment.yml",),
        "-d names a Dockerfile now; the folder becomes environment.yml.",
        (_DIRECTORY,),
        link=_ENVIRONMENTS,
    ),
    Command(
        "environment download",
        ("az ml environment show -n {name} -v <version>",),
        "v2 downloads no folder: it shows the environment as YAML.",
        (_NAME, _DIRECTORY),
        link=_ENVIRONMENTS,
    ),
    Command(
        "environment list",
        ("az ml environment list",),
        "",
        (),
        shared=True,
        only_v1=frozenset({"--path", "--subscription-id"}),
        only_v2=frozenset({"-n", "--name", "--registry-name", "--archived-only", "--include-archived"}),
        link=_ENVIRONMENTS,
    ),
    Command(
        "environment show",
        ("az ml environment show -n {name} -v <version>",),
        "v2 needs a version or a label.",
        (_NAME,),
        shared=True,
        only_v1=frozenset({"--path", "--subscription-id"}),
        only_v2=frozenset({"--label", "-l", "--registry-name"}),
        link=_ENVIRONMENTS,
    ),
)
_NAMED = frozenset({"-n", "--name", "-f", "--file"})


def _workspace(
    verb: str, line: str, *only_v1: str, note: str = "", only_v2: frozenset[str] = _NAMED
) -> Command:
    return Command(
        f"workspace {verb}",
        (line,) if line else (),
        note or "The workspace is -n in v2, not -w.",
        shared=True,
        only_v1=frozenset({"--subscription-id", *only_v1}),
        only_v2=only_v2,
        link=_WORKSPACES,
    )


WORKSPACE = (
    _workspace(
        "create",
        "az ml workspace create -n {workspace}[ -g {resource_group}]",
        *("--friendly-name", "--exist-ok", "--sku"),
        note="The workspace is -n in v2, and -f is a YAML file.",
    ),
    _workspace("show", "az ml workspace show -n {workspace}[ -g {resource_group}]"),
    _workspace("list", "az ml workspace list", note="It is the same in v2.", only_v2=frozenset()),
    _workspace("delete", "az ml workspace delete -n {workspace}[ -g {resource_group}]"),
    _workspace("diagnose", "az ml workspace diagnose -n {workspace}[ -g {resource_group}]"),
    _workspace("list-keys", "az ml workspace list-keys -n {workspace}[ -g {resource_group}]"),
    _workspace("sync-keys", "az ml workspace sync-keys -n {workspace}[ -g {resource_group}]"),
    _workspace(
        "update",
        "az ml workspace update -n {workspace}[ -g {resource_group}]",
        *("--v1-legacy-mode", "--friendly-name"),
        note="v2 cannot change v1-legacy-mode; the v1 extension or the portal can.",
    ),
    Command(
        "workspace share",
        ("az role assignment create --assignee {user} --role {role} --scope <workspace id>",),
        "Access is Azure's role assignment.",
        (option("user", "--user"), option("role", "--role")),
        link=_WORKSPACES,
    ),
    Command(
        "workspace update-dependencies",
        ("az ml workspace update -n {workspace}",),
        "Its options are --application-insights and --container-registry now.",
        link=_WORKSPACES,
    ),
)
