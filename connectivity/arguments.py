"""The command line: commands, options, and what their values may be."""

from __future__ import annotations

import argparse
from pathlib import Path

from connectivity.setting import SETTINGS, Shape

FORMATS = ("text", "json", "junit", "sarif", "html", "markdown")
LISTS = ("text", "csv", "markdown", "bicep", "az", "terraform", "nsg", "squid")


def parser() -> argparse.ArgumentParser:
    """All commands."""
    top = argparse.ArgumentParser(
        prog="connectivity",
        description="Can this cluster reach what Azure ML inference needs?",
        allow_abbrev=False,
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _check_arguments(
        commands.add_parser("check", help="probe and say what is blocked, why, and what opens it")
    )
    watch = commands.add_parser("watch", help="check again and again, and say what changed")
    _shared(watch)
    _probe_arguments(watch)
    watch.add_argument("--every", type=_seconds, default=60.0, help="seconds between two checks (60)")
    watch.add_argument("--times", type=_count, help="stop after so many checks; without it never")
    watch.set_defaults(command="watch")
    _hosts_arguments(commands.add_parser("hosts", help="the list of hosts, also as firewall rules"))
    explain = commands.add_parser("explain", help="what a code means")
    explain.add_argument("code", nargs="?", help="a code of a report; without it all are listed")
    explain.set_defaults(command="explain")
    _pack_arguments(
        commands.add_parser("pack", help="the probes as one script, to be run elsewhere and read with --seen")
    )
    _rbac_arguments(commands.add_parser("rbac", help="the roles that check needs in the cluster, as YAML"))
    _capacity_arguments(commands.add_parser("capacity", help="replicas a service needs"))
    return top


def _shared(command: argparse.ArgumentParser) -> None:
    cluster = command.add_argument_group("cluster")
    _cluster_arguments(cluster)
    cluster.add_argument(
        "--no-kubeconfig",
        action="store_true",
        help="do not read kubeconfig; everything comes from the options below",
    )
    cluster.add_argument(
        "--resource-group", help="ask Azure (az) about the cluster and the workspace in this group"
    )
    cluster.add_argument("--workspace", help="name of the workspace in that group")
    known = command.add_argument_group("what is known", "each stands above what kubeconfig says")
    for setting in SETTINGS:
        if setting.shape is Shape.YES_NO:
            known.add_argument(
                setting.flag,
                dest=f"set_{setting.name}",
                action=argparse.BooleanOptionalAction,
                help=setting.meaning,
            )
        else:
            known.add_argument(
                setting.flag,
                dest=f"set_{setting.name}",
                metavar=setting.name.upper(),
                help=f"{setting.meaning} ({', '.join(setting.choices) or setting.example})",
            )
    command.add_argument(
        "--hosts-file", type=Path, action="append", default=[], help="a catalogue file of your own"
    )
    command.add_argument("-o", "--output", type=Path, help="write there instead of to the terminal")


def _cluster_arguments(cluster: argparse._ArgumentGroup) -> None:
    cluster.add_argument("--context", help="context in kubeconfig")
    cluster.add_argument("--cluster", help="name of the cluster in kubeconfig")
    cluster.add_argument("--kubeconfig", metavar="FILE")


def _probe_arguments(command: argparse.ArgumentParser) -> None:
    probes = command.add_argument_group("probes")
    probes.add_argument(
        "--resolver",
        action="append",
        default=[],
        metavar="ADDRESS[:PORT]",
        help="DNS server to ask, repeatable",
    )
    probes.add_argument("--proxy", metavar="URL", help="HTTP proxy, or none; default HTTPS_PROXY")
    probes.add_argument("--bypass", metavar="LIST", help="NO_PROXY list to go with it")
    probes.add_argument("--ca-file", type=Path, help="PEM file of more authorities to trust")
    _limit_arguments(probes)
    probes.add_argument("--no-cluster", action="store_true", help="do not ask the Kubernetes API")
    _place_arguments(command)


def _limit_arguments(probes: argparse._ArgumentGroup) -> None:
    probes.add_argument("--timeout", type=_seconds, default=5.0, help="seconds for one question (5)")
    probes.add_argument("--time-limit", type=_seconds, default=30.0, help="seconds for the whole run (30)")
    probes.add_argument("--at-once", type=_count, default=200, help="questions in the air at one time (200)")


def _place_arguments(command: argparse.ArgumentParser) -> None:
    places = command.add_argument_group(
        "from where",
        "Without --from: from here and, where the cluster answers, from pods that are there already. "
        "A place that is named may get a pod of its own, which is announced and removed.",
    )
    places.add_argument(
        "--from",
        dest="places",
        action="append",
        default=[],
        choices=("here", "node", "pod", "router"),
        help="this machine, the network of a node, a model's pod, the router's pod; repeatable",
    )
    places.add_argument("--no-create", action="store_true", help="use pods that are there; make none")
    places.add_argument("--node", help="the node to probe from (a ready one with a usable image)")
    places.add_argument("--image", help="image of a pod of its own, which may be pulled (one on the node)")
    places.add_argument("--probe-namespace", metavar="NAMESPACE", help="where pods are looked for and made")
    places.add_argument(
        "--seen",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="what a packed probe wrote elsewhere",
    )


def _pack_arguments(command: argparse.ArgumentParser) -> None:
    _shared(command)
    command.add_argument(
        "--place", choices=("node", "pod", "router"), default="pod", help="what it will run in (pod)"
    )
    command.add_argument("--name", default="elsewhere", help="name of that node or pod, for the report")
    _limit_arguments(command.add_argument_group("probes"))
    command.set_defaults(command="pack")


def _rbac_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--subject",
        default="group:connectivity-readers",
        help="a user, group:NAME or serviceaccount:NAMESPACE:NAME (group:connectivity-readers)",
    )
    command.add_argument(
        "--namespace",
        action="append",
        default=[],
        help="where probes may run; repeatable (default and azureml)",
    )
    command.set_defaults(command="rbac")


def _check_arguments(command: argparse.ArgumentParser) -> None:
    _shared(command)
    _probe_arguments(command)
    command.add_argument(
        "--dry-run",
        action="store_true",
        help="print the pods that --from would make, as YAML; make and probe nothing",
    )
    report = command.add_argument_group("report")
    report.add_argument("--format", choices=FORMATS, default="text")
    report.add_argument("--baseline", type=Path, metavar="REPORT", help="JSON report of a run that worked")
    report.add_argument(
        "--offline", type=Path, metavar="REPORT", help="judge a saved JSON report; probe nothing"
    )
    report.add_argument(
        "-v", "--verbose", action="store_true", help="what is known and from where, and all evidence"
    )
    command.set_defaults(command="check")


def _hosts_arguments(command: argparse.ArgumentParser) -> None:
    _shared(command)
    command.add_argument("--format", choices=LISTS, default="text")
    command.add_argument(
        "--read-cluster",
        action="store_true",
        help="ask the cluster as well: which router it has, its region, whether it has GPUs",
    )
    command.add_argument("--timeout", type=_seconds, default=5.0, help="seconds for one question (5)")
    command.set_defaults(command="hosts")


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.05 <= value <= 3600:
        raise argparse.ArgumentTypeError("must be between 0.05 and 3600 seconds")
    return value


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 1000:
        raise argparse.ArgumentTypeError("must be between 1 and 1000")
    return value


def _capacity_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--rate", type=_positive, help="requests a second at the peak")
    command.add_argument("--latency", type=_positive, help="seconds one request takes")
    command.add_argument(
        "--utilization", type=_share, default=0.7, help="share of the time replicas are busy (0.7)"
    )
    command.add_argument("--concurrency", type=_count, default=1, help="requests at one time per replica (1)")
    command.add_argument("--cpu", type=_positive, help="cores one replica asks for")
    command.add_argument("--memory", type=_positive, help="GiB one replica asks for")
    command.add_argument(
        "--service",
        action="append",
        default=[],
        metavar="SERVICE",
        help="a service and its limits: name=mysvc,cpu=500m,memory=1Gi,replicas=1-10[,gpu=1][,namespace=NS]; "
        "repeatable",
    )
    _cluster_arguments(command.add_argument_group("cluster", "whose nodes have to hold them"))
    command.add_argument("--timeout", type=_seconds, default=5.0, help="seconds for one question (5)")
    command.set_defaults(command="capacity")


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError("must be above zero")
    return value


def _share(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError("must be above 0 and at most 1")
    return value
