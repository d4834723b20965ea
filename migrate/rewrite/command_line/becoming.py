"""What a v1 command becomes, with the values as they were written: the rows of the mapping, filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain

from compat.mapping.command import Command, written
from migrate.rewrite.command_line.given import Given, NotUnderstoodError
from migrate.rules.rule import Safety

_SAID_ELSEWHERE = frozenset({"workspace", "resource_group", "subscription", "no_wait", "path", "show_output"})
"""Options of all v1 commands: they are written anew, or say nothing in v2."""

_CERTAIN = frozenset(
    {
        *("service list", "service delete", "service get-keys", "service show"),
        *("computetarget list", "computetarget show", "computetarget detach"),
        *("workspace show", "workspace diagnose", "workspace list-keys", "workspace sync-keys"),
        *("model list", "model show"),
    }
)
"""Commands whose v2 command does the same to the same thing."""

_FIRST_ALONE = frozenset({"service list", "service show"})
"""Commands whose row tells a second one for what v1 printed with it."""

_QUERIES = {
    "service get-keys": {"primaryKey": "primaryKey", "secondaryKey": "secondaryKey"},
    "service get-access-token": {"accessToken": "accessToken"},
    "service show": {
        "scoringUri": "scoring_uri",
        "swaggerUri": "openapi_uri",
        "state": "provisioning_state",
        "name": "name",
    },
    "workspace show": {"name": "name", "id": "id", "location": "location"},
    "computetarget show": {"name": "name", "id": "id"},
}
"""What ``--query`` asked of v1, and where v2 has it."""

_ID = re.compile(r"""(["']?)([^"':\s]+):([^"':\s]+)\1""")


@dataclass(frozen=True)
class Facts:
    """What the tree says: the deployment of the endpoint, the folder of its v2 files, and files nobody else reads.

    ``spent`` are the values of options, as written, that name files which only v1 commands of this file write or read.
    """

    deployment: str = ""
    folder: str = ""
    spent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Becomes:
    """The v2 commands, how sure they are, and what to look at."""

    lines: tuple[str, ...]
    safety: Safety
    note: str = ""


def becoming(row: Command, given: Given, facts: Facts) -> Becomes:
    """Return what a command becomes. Raises ``NotUnderstoodError`` where that is not certain enough to write."""
    if row.lost or not row.becomes:
        raise NotUnderstoodError(row.note or "v2 has no such command.")
    if row.verb == "model deploy":
        return _deploy(given, facts)
    values, handled = _values(row, given, facts)
    lines = _lines(row, values)
    used = set(re.findall(r"[\[{](\w+)[:}]", " ".join(row.becomes))) | handled | _SAID_ELSEWHERE
    lost = [item.flag for item in given.options if item.key not in used]
    if lost:
        raise NotUnderstoodError(f"{', '.join(lost)} has no place in the v2 command. {row.note}".strip())
    more = [*_extra(row, given), *_of_az(row, given)]
    whole = tuple(" ".join([line + _workspace(line, given), *more]) for line in lines)
    sure = row.verb in _CERTAIN and len(lines) == 1 and not more and row.certain(given.values)
    return Becomes(whole, Safety.SAFE if sure else Safety.REVIEW, row.note)


def _values(row: Command, given: Given, facts: Facts) -> tuple[dict[str, str], set[str]]:
    """Return what fills the row's template, and the keys that are dealt with apart from it."""
    values, handled = dict(given.values), set[str]()
    if facts.deployment:
        values["deployment"] = facts.deployment
    if row.verb == "service regen-key":
        key = values.get("key", "").strip("\"'")
        if key.lower() not in {"primary", "secondary"}:
            raise NotUnderstoodError(
                "The type of the key is written in lower case in v2, and is a variable here."
            )
        values["key"] = key.lower()
    if "model_id" in values:
        found = _ID.fullmatch(values["model_id"])
        if found is None:
            raise NotUnderstoodError("v2 takes name and version of a model; this id is a variable.")
        values["name"], values["version"] = (f"{found[1]}{found[part]}{found[1]}" for part in (2, 3))
        handled.add("model_id")
    if row.verb == "model register":
        handled |= {"tags", "properties", "description", "model_framework", "model_framework_version"}
        if values.get("output_metadata_file") in facts.spent:
            handled.add("output_metadata_file")
    if row.verb == "model download":
        handled.add("overwrite")
    return values, handled


def _lines(row: Command, values: dict[str, str]) -> tuple[str, ...]:
    """Return the row's commands filled in; a value that only a person knows is refused."""
    becomes = tuple(re.sub(r"<(deployment|name|version)>", r"{\1}", line) for line in row.becomes)
    lines = written(replace(row, becomes=becomes), values)
    if row.verb in _FIRST_ALONE:
        lines = lines[:1]
    if row.verb == "model show":
        lines = tuple(line.replace("-v <version>", "-l latest") for line in lines)
    if any("<" in line or " -f " in line for line in lines):
        raise NotUnderstoodError(
            row.note or f"az ml {row.verb} needs values that this command does not have."
        )
    return lines


def _extra(row: Command, given: Given) -> list[str]:
    """Return what v2 says by other options than the row's."""
    found: list[str] = []
    if row.verb == "model register":
        pairs = chain(
            (("tags", text) for text in given.every("tags")),
            (("properties", text) for text in given.every("properties")),
            (
                ("tags", f"{key}={given.values[key]}")
                for key in ("model_framework", "model_framework_version")
                if key in given.values
            ),
        )
        settings = [_setting(owner, text) for owner, text in pairs]
        found += [f"--set {' '.join(settings)}"] if settings else []
        found += [f"--description {text}" for text in given.every("description")]
    if "no_wait" in given.values:
        found.append("--no-wait")
    return found


def _setting(owner: str, text: str) -> str:
    quote = text[0] if text[:1] in {"'", '"'} else ""
    return f"{quote}{owner}.{text[len(quote) :]}"


def _of_az(row: Command, given: Given) -> list[str]:
    found = list(given.of_az)
    if "subscription" in given.values:
        found.append(f"--subscription {given.values['subscription']}")
    return [_query(row, text) if text.startswith("--query ") else text for text in found]


def _query(row: Command, text: str) -> str:
    asked = text.removeprefix("--query ")
    plain = asked.strip("\"'")
    known = _QUERIES.get(row.verb, {})
    if plain not in known:
        raise NotUnderstoodError(
            f"--query {asked} reads what v1 printed; v2 prints other names. {row.note}".strip()
        )
    return f"--query {asked.replace(plain, known[plain])}"


def _workspace(line: str, given: Given) -> str:
    """Return the options of the workspace where the v1 command has them and the v2 command takes them."""
    if not line.startswith("az ml "):
        return ""
    pairs = (("resource_group", "-g"), ("workspace", "-w"))
    wanted = [(key, flag) for key, flag in pairs if key in given.values and f" {flag} " not in f"{line} "]
    if " workspace " in line:
        wanted = [(key, flag) for key, flag in wanted if key != "workspace"]
    return "".join(f" {flag} {given.values[key]}" for key, flag in wanted)


def _deploy(given: Given, facts: Facts) -> Becomes:
    if not facts.folder:
        raise NotUnderstoodError(
            "Which v2 files belong to this command is not known: migrate convert writes them."
        )
    files = facts.folder
    name = given.values.get("name", "")
    moved = f" -n {name}" if _varies(name) else ""
    of_endpoint = f" -e {name}" if _varies(name) else ""
    models = given.every("models")
    model = f" --set model=azureml:{models[0]}" if len(models) == 1 and _versioned(models[0]) else ""
    lines = (
        f"az ml online-endpoint create -f {files}/endpoint.yml{moved}",
        f"az ml online-deployment create -f {files}/deployment.yml{of_endpoint} --all-traffic{model}",
    )
    of_az = [text for text in given.of_az if not text.startswith("--query ")]
    if len(of_az) != len(given.of_az):
        raise NotUnderstoodError("--query reads what v1 printed; v2 prints other names.")
    note = f"Write the files with migrate convert, and read {files}/README.md: what must exist before stands there."
    if "overwrite" in given.values:
        note += " --overwrite replaced the service; create fails where it exists: use update from the second time on."
    whole = tuple(" ".join([line + _workspace(line, given), *of_az]) for line in lines)
    return Becomes(whole, Safety.REVIEW, note)


def _varies(text: str) -> bool:
    return any(sign in text for sign in "$%{")


def _versioned(text: str) -> bool:
    """Tell whether a model is named by variables that name and version can be taken from as they are."""
    return _varies(text) and ":" in text and text[:1] not in {"'", '"'}
