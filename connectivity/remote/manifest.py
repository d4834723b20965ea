"""Where a probe runs, and the pod it runs in where no existing pod serves. Pure: nothing is created here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from connectivity.remote.source import as_json, as_lines, program, python_script, shell_script
from connectivity.vantage import Place, Vantage

if TYPE_CHECKING:
    from connectivity.remote.source import Question

# A Kubernetes object.
Manifest: TypeAlias = "dict[str, Any]"

OWNER_LABEL, OWNER = "app.kubernetes.io/managed-by", "connectivity-check"
NAME = "connectivity-check"
# A pod with the router's labels is an endpoint of the router's service as soon as it is ready. With a gate
# that nobody opens it never is. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
GATE = "connectivity-check/receives-no-traffic"
# Labels by which a controller would take the pod for one of its own.
OF_CONTROLLERS = ("pod-template-hash", "controller-revision-hash", "pod-template-generation", "job-name")
# Time for starting and for printing, on top of the probe's own.
START_SECONDS = 30
NOBODY = 65534
# Runs the Python probe where there is a Python, and the shell probe where there is none.
BOOT = (
    "for p in python3 python; do "
    "if command -v $p >/dev/null 2>&1 && $p -c 'import sys; sys.exit(sys.version_info < (3, 7))'; "
    'then exec $p -c "$PROBE_PY"; fi; done; eval "$PROBE_SH"'
)
FROM_ENVIRONMENT = 'import os\nmain(os.environ["PROBE_ASK"])\n'


@dataclass(frozen=True)
class Spot:
    """Either an existing `pod`, or a new one from `image` on `node`. `labels` are those of a new pod."""

    place: Place
    namespace: str
    pod: str = ""
    container: str = ""
    node: str = ""
    image: str = ""
    pull: str = "Never"
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def vantage(self) -> Vantage:
        """What reports call it."""
        if self.place is Place.NODE:
            return Vantage(self.place, self.node)
        return Vantage(self.place, f"{self.namespace}/{self.pod or NAME}")

    def __str__(self) -> str:
        """In a sentence."""
        if self.pod:
            return f"a process in the existing pod {self.namespace}/{self.pod}"
        where = f"on node {self.node}" if self.node else "where the scheduler puts it"
        return f"a new pod in namespace {self.namespace} {where}, image {self.image}"


def pod(spot: Spot, question: Question, suffix: str) -> Manifest:
    """The pod: unprivileged, without a token, ended by its deadline, and never ready."""
    seconds = int(question.limits.total) + START_SECONDS
    labels = {key: value for key, value in spot.labels if key not in OF_CONTROLLERS} | {OWNER_LABEL: OWNER}
    spec: Manifest = {
        "restartPolicy": "Never",
        "activeDeadlineSeconds": seconds,
        "terminationGracePeriodSeconds": 0,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "readinessGates": [{"conditionType": GATE}],
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": NOBODY,
            "runAsGroup": NOBODY,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [_container(spot, question)],
    }
    if spot.node:
        spec["nodeName"] = spot.node
    if spot.place is Place.NODE:
        spec |= {"hostNetwork": True, "dnsPolicy": "Default"}
    note = f"Made by connectivity check; ends by itself after {seconds} s and may be deleted at any time."
    metadata = {
        "name": f"{NAME}-{spot.place.value}-{suffix}",
        "namespace": spot.namespace,
        "labels": labels,
        "annotations": {"connectivity-check/note": note},
    }
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def as_yaml(manifests: tuple[Manifest, ...]) -> str:
    """What ``kubectl apply -f -`` takes; empty without manifests."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Scripts as blocks, so that they can be read before they are run."""

    def block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)

    Dumper.add_representer(str, block)
    return "---\n".join(yaml.dump(each, Dumper=Dumper, sort_keys=False, width=10_000) for each in manifests)


def _container(spot: Spot, question: Question) -> Manifest:
    # The kubelet reads $$ and $(NAME) in these values; neither script holds one.
    variables = {
        "PROBE_PY": python_script() + FROM_ENVIRONMENT,
        "PROBE_ASK": as_json(question),
        "PROBE_SH": shell_script(),
        "QUESTIONS": as_lines(question),
        "SECONDS_EACH": str(max(1, round(question.limits.probe))),
    }
    return {
        "name": "probe",
        "image": spot.image,
        "imagePullPolicy": spot.pull,
        "command": ["sh", "-c", BOOT],
        "env": [{"name": name, "value": value} for name, value in variables.items()],
        "resources": {
            "requests": {"cpu": "10m", "memory": "32Mi"},
            "limits": {"cpu": "500m", "memory": "256Mi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }


def sent_python(question: Question) -> tuple[tuple[str, ...], bytes]:
    """Arguments after the interpreter's name, and what goes to its standard input."""
    body = program(question).encode()
    read = f"import sys; exec(compile(sys.stdin.buffer.read({len(body)}), 'probe', 'exec'))"
    return ("-c", read), body


def sent_shell(question: Question) -> tuple[tuple[str, ...], bytes]:
    """Arguments after ``sh``, and what goes to its standard input."""
    seconds = max(1, round(question.limits.probe))
    head = f"QUESTIONS={_quoted(as_lines(question))}\nSECONDS_EACH={seconds}\n"
    body = (head + shell_script()).encode()
    return ("-c", f'eval "$(head -c {len(body)})"'), body


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
