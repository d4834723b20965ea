"""A v1 environment as a v2 one: made where it was made, or inside the deployment that uses it."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from compat import v1, v2
from compat.documents.image import plain_conda
from compat.documents.placeholder import placeholder
from compat.mapping.location import ANCHOR
from compat.value import Place, known
from migrate.rewrite.proposal import Proposal
from migrate.rewrite.sdk.code import Arg, Code, Made
from migrate.rewrite.sdk.entities import Entities
from migrate.rewrite.sdk.removal import has_gaps
from migrate.rewrite.sdk.script import Script, proposal, script_of
from migrate.rewrite.sdk.taking import taken_away
from migrate.rewrite.sdk.values import Values
from migrate.rewrite.source import Source
from migrate.rules import answering
from migrate.usage import Form, Usage

_MESSAGE = "the environment is an image with a conda file; its variables move to the deployment"
_REFERENCE = re.compile(r"azureml:(?P<name>[^:@/]+)(?P<mark>[:@])(?P<which>[^:@/]+)")
_REGISTERS = "azureml.core.environment.Environment.register"
_FETCHED = ("Environment.get", "Workspace.environments")


def environment(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the v2 environment in the place of the call that makes the v1 one."""
    script = script_of(source)
    found = _owners(script, usage) if source.options.style == "sdk" else []
    site = _assignment(script, usage)
    if not found or site is None or not script.users_convert(usage.place):
        return
    statement, name = site
    loads = script.scopes.loads_of(name)
    places = {scoring.place for _, scoring, _ in found}
    if loads is None or not _free_to_change(script, loads, places):
        return
    if not any(_named(script, scoring, name.id) for _, scoring, _ in found):
        return
    wanted, scoring, place = found[0]
    own = scoring.environment
    if (
        wanted.reference is not None
        or any(one != wanted for one, _, _ in found[1:])
        or own is None
        or has_gaps(own)
    ):
        return
    values = Values(script, statement, (), folder=source.folders.get(place, ""))
    made = environment_code(Entities(values), wanted, scoring.environment, scoring)
    edits = [script.page.replaced(statement, script.written(made, statement, f"{name.id} = "))]
    edits += taken_away(script, _writes(script, loads))
    made_ = proposal("AML140", usage, _MESSAGE, edits, values.adds)
    yield replace(made_, marker=" ".join(values.warnings))


def registered(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose to register the v2 environment, where the v1 one becomes one."""
    script = script_of(source)
    call, client = script.call(usage), script.client(usage)
    if call is None or client is None or not isinstance(call.func, ast.Attribute) or not usage.made:
        return
    makers = [one for one in source.usages if one.place in usage.made and ".environment." in one.symbol]
    if not makers or not all(any(one.edits for one in environment(maker, source)) for maker in makers):
        return
    owner = script.rendered(call.func.value)
    text = f"{client}.environments.create_or_update({owner})"
    if isinstance(script.page.parents.get(call), ast.Expr) and isinstance(call.func.value, ast.Name):
        text = f"{owner} = {text}"
    yield proposal("AML142", usage, "the environment is registered", [script.page.replaced(call, text)])


def _assignment(script: Script, usage: Usage) -> tuple[ast.Assign, ast.Name] | None:
    """Return the assignment that gives an environment its name, where it is nothing else."""
    node = script.node(usage)
    statement = None if node is None else script.page.statement(node)
    if not isinstance(node, ast.Call) or not isinstance(statement, ast.Assign) or statement.value is not node:
        return None
    name = statement.targets[0]
    return (statement, name) if len(statement.targets) == 1 and isinstance(name, ast.Name) else None


def environment_name(script: Script, scoring: v1.Scoring | None, statement: ast.stmt) -> str | None:
    """Return the variable that holds the v2 environment where a statement stands; None where none does."""
    own = None if scoring is None else scoring.environment
    usage = (
        None if own is None else next((one for one in script.source.usages if one.place == own.place), None)
    )
    node = _environment_argument(script, scoring)
    if usage is None or not isinstance(node, ast.Name) or not script.rules(usage):
        return None
    if not script.scopes.same_at(node, statement):
        return None
    return node.id if any(one.edits for one in environment(usage, script.source)) else None


def _environment_argument(script: Script, scoring: v1.Scoring | None) -> ast.expr | None:
    if scoring is None:
        return None
    made = script.usage_at(scoring.place, "InferenceConfig", "ContainerImage.image_configuration")
    return None if made is None else script.argument(made, "environment")


def _named(script: Script, scoring: v1.Scoring, name: str) -> bool:
    node = _environment_argument(script, scoring)
    if not isinstance(node, ast.Name) or node.id != name:
        return False
    used = []
    for outcome in script.source.outcomes:
        every: list[v1.Service | v1.Version] = [outcome.service, *outcome.service.versions]
        places = (
            each.place for each in every if each.scoring is not None and each.scoring.place == scoring.place
        )
        used += [place for place in places if place is not None]
    calls = [next(iter(script.page.nodes(place)), None) for place in used]
    statements = [script.page.statement(call) for call in calls if call is not None]
    return any(one is not None and script.scopes.same_at(node, one) for one in statements)


def _owners(script: Script, usage: Usage) -> list[tuple[v2.Environment, v1.Scoring, Place]]:
    """Return what the environment of a usage becomes, once for every deployment that uses it."""
    found = []
    for outcome in script.source.outcomes:
        if outcome.plan is None:
            continue
        scorings = [outcome.service.scoring, *(one.scoring for one in outcome.service.versions)]
        for scoring, plan in zip(scorings, outcome.plan.deployments, strict=False):
            wanted = plan.deployment.environment
            own = None if scoring is None else scoring.environment
            if scoring is not None and own is not None and wanted is not None and own.place == usage.place:
                found.append((wanted, scoring, outcome.service.place or Place("")))
    return found


def _free_to_change(script: Script, loads: list[ast.Name], places: set[Place | None]) -> bool:
    """Tell whether every use of an environment is one that is rewritten: set, registered, or given to a service.

    ``places`` are the inference configurations of services that are rewritten.
    """
    return all(
        _is_write(script, load) or _is_given(script, load, places) or _is_registered(script, load)
        for load in loads
    )


def _writes(script: Script, loads: list[ast.Name]) -> list[ast.stmt]:
    """Return the statements that set something on an environment."""
    statements = [script.page.statement(load) for load in loads if _is_write(script, load)]
    return [one for one in dict.fromkeys(statements) if one is not None]


def _is_write(script: Script, load: ast.Name) -> bool:
    node: ast.AST = load
    above = script.page.parents.get(node)
    while isinstance(above, ast.Attribute | ast.Subscript) and above.value is node:
        node, above = above, script.page.parents.get(above)
    if node is load:
        return False
    if isinstance(above, ast.Assign):
        return node in above.targets and len(above.targets) == 1
    called = isinstance(above, ast.Call) and above.func is node
    inside = isinstance(node, ast.Attribute) and node.value is not load
    return called and inside and above is not None and isinstance(script.page.parents.get(above), ast.Expr)


def _is_given(script: Script, load: ast.Name, places: set[Place | None]) -> bool:
    above = script.page.parents.get(load)
    call = script.page.parents.get(above) if isinstance(above, ast.keyword) else above
    return any(
        one.place in places and script.node(one) is call and one.symbol.endswith("InferenceConfig")
        for one in script.source.usages
    )


def _is_registered(script: Script, load: ast.Name) -> bool:
    member = script.page.parents.get(load)
    call = None if member is None else script.page.parents.get(member)
    return any(script.node(one) is call and one.symbol == _REGISTERS for one in script.source.usages)


def environment_code(
    entities: Entities, wanted: v2.Environment, own: v1.Environment | None, scoring: v1.Scoring | None
) -> Code:
    """Return the constructor of an environment, or the reference to one."""
    values = entities.values
    literal = values.script.style.literal
    if wanted.reference is not None:
        text = known(wanted.reference) or placeholder("environment.reference")
        return reference(entities, "environments", text) or values.code(text, "environment.reference")
    args = [
        Arg(key, literal(known(value)))
        for key, value in (("name", wanted.name), ("version", wanted.version), ("image", wanted.image))
        if value is not None and known(value) is not None
    ]
    args += _made_of(entities, wanted, own)
    values.warnings += _unread(own)
    return Made(entities.need("Environment"), tuple(args))


def reference(entities: Entities, group: str, text: object) -> Code | None:
    """Return the call that fetches what ``azureml:name:version`` or ``azureml:name@label`` names.

    Python keeps the prefix of a name with a label, and Azure then looks for a thing of that name.
    """
    match = _REFERENCE.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    literal = entities.values.script.style.literal
    how = "version" if match["mark"] == ":" else "label"
    args = (Arg("", literal(match["name"])), Arg(how, literal(match["which"])))
    return Made(f"{entities.values.client}.{group}.get", args)


def _made_of(entities: Entities, wanted: v2.Environment, own: v1.Environment | None) -> list[Arg]:
    values = entities.values
    if wanted.dockerfile is not None or wanted.build_path is not None or wanted.dockerfile_path is not None:
        return [Arg("build", _build(entities, wanted))]
    if wanted.conda is None:
        return []
    path = _conda_path(values, own)
    if path is not None:
        values.warnings += _of_v1(path, own)
        return [Arg("conda_file", path)]
    return [Arg("conda_file", values.script.style.code(plain_conda(wanted.conda)))]


def _conda_path(values: Values, own: v1.Environment | None) -> str | None:
    """Return the conda file where it was a file before: it stays the one place for the packages."""
    conda = None if own is None else own.conda
    if conda is None or conda.path is None or _has_more(values, own):
        return None
    made = values.script.usage_at(None if own is None else own.place, "from_conda_specification")
    node = None if made is None else values.script.argument(made, "file_path")
    text = values.carried(node)
    path = known(conda.path)
    if not isinstance(path, str) or not path.endswith((".yml", ".yaml")):
        return None
    if text is not None:
        return text
    return values.script.style.literal(local_path(values.script.source.path, path))


def _unread(own: v1.Environment | None) -> list[str]:
    """Return what has to be said of an environment that holds more than could be read."""
    if own is None or not has_gaps(own):
        return []
    gaps = [*own.unread, *(own.conda.gaps if own.conda is not None else ())]
    said = "; ".join(dict.fromkeys(f"{gap.spelling} ({gap.why})" for gap in gaps))
    return [f"The environment of v1 holds more than could be read: {said}. Add it here."]


def _has_more(values: Values, own: v1.Environment | None) -> bool:
    """Tell whether code adds to the conda file that an environment was made from."""
    places = set() if own is None else {own.place, own.conda and own.conda.place}
    return any(
        places & set(usage.made) and ".CondaDependencies." in usage.symbol
        for usage in values.script.source.usages
    )


def _of_v1(path: str, own: v1.Environment | None) -> list[str]:
    """Return what has to be said of a conda file that stays in its place and still brings v1's server."""
    text = str(own.conda.document) if own is not None and own.conda is not None else ""
    if own is not None and own.conda is not None and own.conda.gaps:
        return [
            f"The conda file {path} is not in the repository: it has to list azureml-inference-server-http."
        ]
    rewritten = any(rule.codemod is not None for rule in answering("config:conda", Form.FILE))
    if rewritten or not any(name in text for name in ("azureml-defaults", "azureml-core", "azureml-sdk")):
        return []
    return [f"The conda file {path} still lists packages of v1: list azureml-inference-server-http instead."]


def _build(entities: Entities, wanted: v2.Environment) -> Code:
    """Return the build context: the repository's own folder, or the one that ``migrate convert`` writes."""
    values = entities.values
    literal, source = values.script.style.literal, values.script.source
    inside = str(known(wanted.dockerfile_path) or "Dockerfile")
    if wanted.build_path is not None:
        folder, file = str(known(wanted.build_path)), inside
    elif wanted.dockerfile is not None:
        folder, file = f"{_folder(values)}/docker", "Dockerfile"
    else:
        folder, file = posixpath.split(inside)
    path = literal(local_path(source.path, folder or "."))
    return Made(entities.need("BuildContext"), (Arg("path", path), Arg("dockerfile_path", literal(file))))


def _folder(values: Values) -> str:
    """Return the folder of the service's files, which the build context is in."""
    return values.folder or "v2"


def local_path(source: str, path: str) -> str:
    """Return a path from the root of the tree as seen from the folder of a source file."""
    return posixpath.relpath(path.removeprefix(ANCHOR) or ".", posixpath.dirname(source) or ".")
