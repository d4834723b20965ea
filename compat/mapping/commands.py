"""The commands of the v1 extension ``azure-cli-ml`` and what they are in the extension ``ml``.

Sources: the flag references of both extensions, and how-to-configure-cli. ``az ml model deploy`` has its flags in
the rows of the settings (``compat.mapping.settings.by_flag``), since each is a setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compat.mapping.command import Command, option
from compat.mapping.command_assets import ENVIRONMENT, MODEL, TAGS, WORKSPACE
from compat.mapping.setting import LEARN

_NAME = option("name", "-n", "--name")
_ENDPOINTS = LEARN + "how-to-deploy-online-endpoints"
_KUBERNETES = LEARN + "how-to-attach-kubernetes-to-workspace"
_EXTENSION = LEARN + "how-to-deploy-kubernetes-extension"

_KEYS = "az ml online-endpoint get-credentials -n {name}"
_ONE_DEPLOYMENT = "Logs are those of one deployment."
_SERVICE = (
    Command(
        "service list",
        ("az ml online-endpoint list", "az ml online-deployment list -e <endpoint>"),
        "v2 has no filter by model, tag or kind of compute: use --query.",
        (option("compute_type", "-c", "--compute-type"), option("model_name", "--model-name"), *TAGS),
        link=_ENDPOINTS,
    ),
    Command(
        "service show",
        ("az ml online-endpoint show -n {name}", "az ml online-deployment show -n <deployment> -e {name}"),
        "The address is scoring_uri now, not scoringUri; --query needs the new name.",
        (_NAME,),
        link=_ENDPOINTS,
    ),
    Command(
        "service get-keys", (_KEYS,), "It prints primaryKey and secondaryKey.", (_NAME,), link=_ENDPOINTS
    ),
    Command(
        "service get-access-token",
        (_KEYS,),
        "It prints accessToken, expiryTimeUtc and refreshAfterTimeUtc.",
        (_NAME,),
        link=_ENDPOINTS,
    ),
    Command(
        "service regen-key",
        ("az ml online-endpoint regenerate-keys -n {name} --key-type {key}",),
        "The key type is written in lower case. A value of your own cannot be given.",
        (_NAME, option("key", "-k", "--key"), option("set_key", "-s", "--set-key")),
        link=_ENDPOINTS,
    ),
    Command(
        "service get-logs",
        (
            "az ml online-deployment get-logs -n <deployment> -e {name}[ -l {lines}][init: -c storage-initializer]",
        ),
        _ONE_DEPLOYMENT,
        (
            _NAME,
            option("lines", "-l", "--num_lines", "--num-lines"),
            option("init", "-i", "--init", switch=True),
        ),
        link=_ENDPOINTS,
    ),
    Command(
        "service run",
        ("az ml online-endpoint invoke -n {name} -r <request file>",),
        "The body comes from a file; -d means the deployment now.",
        (_NAME, option("input_data", "-d", "--input-data")),
        link=_ENDPOINTS,
    ),
    Command(
        "service update",
        (
            "az ml online-deployment update -n <deployment> -e {name} -f deployment.yml",
            'az ml online-endpoint update -n {name} --traffic "<deployment>=100"',
        ),
        "What changes is written into the YAML files first; a new model is better a second deployment.",
        (_NAME,),
        link=_ENDPOINTS,
    ),
    Command(
        "service delete",
        ("az ml online-endpoint delete -n {name} -y",),
        "Its deployments go with it.",
        (_NAME,),
        link=_ENDPOINTS,
    ),
)
_VERSION = option("version_name", "--vn", "--version-name")
_TRAFFIC = 'az ml online-endpoint update -n {name} --traffic "{version_name}={traffic}"'
_VERSIONED = (
    _NAME,
    _VERSION,
    option("traffic", "--tp", "--traffic-percentile"),
    option("is_default", "--is-default"),
    option("control_version", "--cvt", "--control-version-type"),
)
_REALTIME = (
    Command(
        "endpoint realtime create-version",
        (
            "az ml online-deployment create -n {version_name} -e {name} -f deployment.yml",
            _TRAFFIC,
        ),
        "A version is a deployment; the traffic of all deployments adds up to 0 or 100.",
        _VERSIONED,
        link=_ENDPOINTS,
    ),
    Command(
        "endpoint realtime update-version",
        (
            "az ml online-deployment update -n {version_name} -e {name} -f deployment.yml",
            _TRAFFIC,
        ),
        "A version is a deployment; the traffic of all deployments adds up to 0 or 100.",
        _VERSIONED,
        link=_ENDPOINTS,
    ),
    Command(
        "endpoint realtime delete-version",
        ("az ml online-deployment delete -n {version_name} -e {name} -y",),
        "Its traffic must be 0 first.",
        (_NAME, _VERSION),
        link=_ENDPOINTS,
    ),
    *(
        Command(
            f"endpoint realtime {item.verb.split()[1]}",
            item.becomes,
            item.note,
            item.options,
            link=_ENDPOINTS,
        )
        for item in _SERVICE
        if item.verb != "service update"
    ),
)
_CLUSTER_NAME = (_NAME, option("resource_id", "-i", "--compute-resource-id"))
_TLS = (
    option("ssl_cname", "--ssl-cname"),
    option("ssl_cert_pem_file", "--ssl-cert-file"),
    option("ssl_key_pem_file", "--ssl-key-file"),
    option("leaf_domain_label", "--ssl-leaf-domain-label"),
    option("overwrite_existing_domain", "--ssl-overwrite-domain", switch=True),
)
_ATTACHED = (
    "az k8s-extension create --extension-type Microsoft.AzureML.Kubernetes --cluster-type managedClusters"
    " --cluster-name <cluster> -g <cluster's resource group> -n azureml --config enableInference=True",
    "az ml compute attach -t Kubernetes -n {name} --resource-id {resource_id}"
    " --identity-type SystemAssigned --namespace <namespace>",
)
_COMPUTE = (
    Command(
        "computetarget attach aks",
        _ATTACHED,
        "The extension is installed once a cluster; the name must be another than that of the v1 compute.",
        (*_CLUSTER_NAME, *_TLS),
        link=_KUBERNETES,
    ),
    Command(
        "computetarget attach kubernetes",
        _ATTACHED,
        "The extension is installed once a cluster.",
        (*_CLUSTER_NAME, option("namespace", "--namespace")),
        link=_KUBERNETES,
    ),
    Command(
        "computetarget create aks",
        (
            "az aks create -n {name} -g <resource group>[ --node-count {agent_count}][ -s {vm_size}]",
            *_ATTACHED,
        ),
        "v2 creates no cluster: az aks does, then the extension and the attachment follow.",
        (
            _NAME,
            option("agent_count", "-a", "--agent-count"),
            option("vm_size", "-s", "--vm-size"),
            option("cluster_purpose", "--cluster-purpose"),
            option("location", "-l", "--location"),
            option("load_balancer_type", "--load-balancer-type"),
            option("load_balancer_subnet", "--load-balancer-subnet"),
            *_TLS,
        ),
        link=_EXTENSION,
    ),
    Command(
        "computetarget update aks",
        (
            "az k8s-extension update -n azureml --cluster-type managedClusters --cluster-name {name}"
            " -g <cluster's resource group> --config <settings> --config-protected <certificate and key>",
        ),
        "Certificates and the load balancer are settings of the extension now.",
        (_NAME, option("ssl_renew", "--ssl-renew"), *_TLS),
        link=LEARN + "how-to-secure-kubernetes-online-endpoint",
    ),
    Command(
        "computetarget get-credentials",
        ("az aks get-credentials -n {name} -g <cluster's resource group>",),
        "It is the cluster's own name that az aks takes.",
        (_NAME,),
        link=_KUBERNETES,
    ),
    Command("computetarget detach", ("az ml compute detach -n {name}",), "", (_NAME,), link=_KUBERNETES),
    Command("computetarget delete", ("az ml compute delete -n {name}",), "", (_NAME,), link=_KUBERNETES),
    Command("computetarget list", ("az ml compute list",), "", (), link=_KUBERNETES),
    Command("computetarget show", ("az ml compute show -n {name}",), "", (_NAME,), link=_KUBERNETES),
    Command(
        "computetarget create amlcompute",
        (
            "az ml compute create -n {name} -t AmlCompute[ --size {vm_size}]"
            "[ --min-instances {min}][ --max-instances {max}]",
        ),
        "It is for training, and serves no endpoint.",
        (
            _NAME,
            option("vm_size", "-s", "--vm-size"),
            option("min", "--min-nodes"),
            option("max", "--max-nodes"),
        ),
    ),
    Command("computetarget", (), "az ml compute is the group of v2."),
)
_REST = (
    Command(
        "folder attach",
        ("az configure --defaults[ workspace={workspace}][ group={resource_group}]",),
        "v2 keeps no .azureml/config.json for commands; the SDK still reads config.json.",
        (option("experiment", "-e", "--experiment-name"),),
    ),
    Command("folder", (), "v2 attaches no folder to a workspace."),
    Command(
        "run",
        (),
        "Training: az ml job is the group of v2. It is not about services.",
        link=LEARN + "how-to-train-model",
    ),
    Command("experiment", (), "Training: az ml job is the group of v2. It is not about services."),
    Command("pipeline", (), "Training: az ml job create is the way of v2. It is not about services."),
    Command("dataset", (), "Data: az ml data is the group of v2. It is not about services."),
    Command("datastore upload", (), "Data: az storage blob upload-batch does it. It is not about services."),
    Command(
        "datastore show-default",
        ("az ml datastore show -n workspaceblobstore",),
        "Data: it is not about services.",
    ),
    Command("datastore set-default", (), "Data: v2 cannot choose another default. It is not about services."),
)
_OTHERS = (Command("service", ()), Command("endpoint realtime", ()))

COMMANDS: tuple[Command, ...] = (
    *_SERVICE,
    *_REALTIME,
    *_COMPUTE,
    *MODEL,
    *ENVIRONMENT,
    *WORKSPACE,
    *_REST,
    *_OTHERS,
)
EXTENSION = "az extension add azure-cli-ml"
"""The symbol of the command that installs the extension of v1."""

INSTALL = Command(
    "extension",
    ("az extension remove -n azure-cli-ml", "az extension add -n ml"),
    "Both extensions have the commands az ml: only one of them can be installed.",
)
"""What the command that installs the extension becomes."""

_BY_VERB: Mapping[str, Command] = {item.verb: item for item in COMMANDS}
_LONGEST = max(len(verb.split()) for verb in _BY_VERB)


def command_for(words: Iterable[str]) -> Command | None:
    """Return the row of the longest command that the words after ``az ml`` begin with; None: not v1's."""
    given = list(words)[:_LONGEST]
    while given:
        found = _BY_VERB.get(" ".join(given))
        if found is not None:
            return found
        given.pop()
    return None
