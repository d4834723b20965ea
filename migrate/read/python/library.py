"""The functions of the standard library (and a few of their friends) that the evaluator computes or knows."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from migrate.read.python import (
    anchors,
    branching,
    commands,
    containers,
    documents,
    escapes,
    expressions,
    mlflow_client,
    modules,
    options,
    sequences,
    settings_files,
    surroundings,
    variables,
    whereabouts,
)
from migrate.read.python.arguments import Arguments
from migrate.read.python.domain import (
    Abstract,
    Bound,
    Dotted,
    Klass,
    Literal,
    Module,
    Opaque,
    Ref,
    plain,
)
from migrate.read.python.evaluator import Evaluator, Leaves
from migrate.read.python.operations import Compute, lift
from migrate.read.python.outsiders import is_harmless
from migrate.read.python.state import State

Call = Callable[[Evaluator, ast.Call, Arguments, State], Abstract]

_PURE: Mapping[str, Compute] = {
    "builtins.str": str,
    "builtins.int": int,
    "builtins.float": float,
    "builtins.bool": bool,
    "builtins.abs": abs,
    "builtins.round": round,
    "builtins.repr": repr,
    "os.path.dirname": anchors.parent,
    "os.path.basename": anchors.name,
    "os.path.normpath": anchors.shortest,
    "os.path.abspath": anchors.absolute,
    "os.path.realpath": anchors.absolute,
    "os.path.expanduser": lambda one: one,
    "os.fspath": lambda one: one,
    "distutils.util.strtobool": lambda one: one.lower() in {"y", "yes", "t", "true", "on", "1"},
}
_JOIN = frozenset({"os.path.join", "posixpath.join", "ntpath.join"})
_PATH = frozenset({"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath"})
_ENDS = frozenset({"sys.exit", "os._exit", "os.abort", "builtins.exit", "builtins.quit"})


def call(ev: Evaluator, node: ast.Call, name: str, arguments: Arguments, state: State) -> Abstract:
    """Call a function that is neither in the source nor v1's."""
    if name in _ENDS:
        raise Leaves
    if name in commands.RUNS:
        commands.note(ev, node, arguments, state)
    known = _CALLS.get(name)
    if known is not None:
        return known(ev, node, arguments, state)
    operands = [one.value for one in arguments.positional]
    if name in _PURE and not arguments.named and not arguments.gaps:
        return lift(ev, node, operands, _PURE[name], key=("call", name))
    if name in _JOIN and operands:
        return lift(ev, node, operands, anchors.join, key=("call", "join"))
    if name in _PATH:
        return lift(
            ev, node, operands, lambda *parts: anchors.join(*(parts or (".",))), key=("path",), path=True
        )
    if name in sequences.SAME or name in sequences.ONE_OF:
        return sequences.sequence(ev, node, name, arguments, state)
    if not is_harmless(name):
        escapes.let_go(ev, node, arguments.values(), state)
    return ev.opaque(node, arguments.values())


def _getattr(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    owner, name = arguments.get(0), arguments.get(1)
    if owner is None or not isinstance(name, Literal) or not isinstance(name.value, str):
        return ev.opaque(node, arguments.values())
    read = ast.copy_location(ast.Attribute(node.args[0], name.value, ast.Load()), node)
    found = branching.each(
        ev, state, owner, lambda one, inner: expressions.attribute(ev, read, one, inner, calling=False)
    )
    default = arguments.get(2)
    return default if default is not None and isinstance(found, Opaque) and not found.depends else found


def _setattr(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    owner, name, value = arguments.get(0), arguments.get(1), arguments.get(2)
    found = state.project(plain(owner)) if owner is not None else None
    if value is None or not isinstance(found, Ref | Module | Klass):
        return Literal(None)
    number = found.id if isinstance(found, Ref) else found.scope.id
    if isinstance(name, Literal):
        state.put(number, name.value, Bound(value, ev.place(node)) if isinstance(found, Ref) else value)
        return Literal(None)
    why = "an attribute whose name is not known is set"
    containers.blur(ev, node, number, why, state)
    if isinstance(found, Ref):
        containers.add_gap(ev, found, Opaque(ev.source(node), ev.place(node), why=why), state)
    return Literal(None)


def _globals(ev: Evaluator, _node: ast.Call, _arguments: Arguments, _state: State) -> Abstract:
    """Return the names of the module as a dict: what is put into it is set."""
    scope = ev.frame.scope
    while scope.parent is not None:
        scope = scope.parent
    return Ref(scope.id, "dict")


def _isinstance(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    value = state.project(plain(arguments.get(0) or Opaque("")))
    wanted = plain(arguments.get(1) or Opaque(""))
    if isinstance(value, Literal) and isinstance(wanted, Dotted):
        kinds = {"builtins.str": str, "builtins.int": int, "builtins.float": float, "builtins.bool": bool}
        if wanted.name in kinds:
            return Literal(isinstance(value.value, kinds[wanted.name]), ev.place(node))
    if isinstance(value, Ref) and value.kind in {"list", "dict"} and isinstance(wanted, Dotted):
        return Literal(wanted.name == f"builtins.{value.kind}", ev.place(node))
    return ev.opaque(node, arguments.values())


def _vars(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    value = state.project(plain(arguments.get(0) or Opaque("")))
    if isinstance(value, Ref) and value.kind == "namespace":
        return surroundings.as_dict(ev, node, value, state)
    return ev.opaque(node, arguments.values())


def _environ(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    default = arguments.get(1, "default") or Literal(None, ev.place(node))
    return variables.read(ev, node, arguments.get(0, "key"), default, state)


def _decoupled(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    default = arguments.get(99, "default")
    return variables.read(ev, node, arguments.get(0), default, state)


def _working_directory(ev: Evaluator, node: ast.Call, _arguments: Arguments, _state: State) -> Abstract:
    return Literal(anchors.HERE, ev.place(node), path=True)


def _chdir(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    whereabouts.move(ev, node, arguments, state)
    return Literal(None)


def _open(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    return documents.opened(ev, node, arguments.get(0, "file"), state)


def _json(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    return documents.load_json(ev, node, arguments.get(0) or ev.opaque(node), state)


def _yaml(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    return documents.load_yaml(ev, node, arguments.get(0) or ev.opaque(node), state)


def _parser(ev: Evaluator, node: ast.Call, _arguments: Arguments, state: State) -> Abstract:
    return surroundings.parser(ev, node, state)


def _import_module(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    name = arguments.get(0)
    if not isinstance(name, Literal) or not isinstance(name.value, str):
        return ev.opaque(node)
    return modules.imported(ev, name.value, 0, state) or Dotted(name.value)


def _search(ev: Evaluator, node: ast.Call, arguments: Arguments, _state: State) -> Abstract:
    modules.search(ev, plain(arguments.get(0) or ev.opaque(node)), first=False)
    return Literal(None)


def _search_first(ev: Evaluator, node: ast.Call, arguments: Arguments, _state: State) -> Abstract:
    modules.search(ev, plain(arguments.get(1) or ev.opaque(node)), first=True)
    return Literal(None)


def _namespace(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    ref = ev.new("instance", node)
    for name, passed in arguments.named.items():
        state.put(ref.id, name, Bound(passed.value, passed.place))
    return ref


_CALLS: Mapping[str, Call] = {
    "builtins.dict": sequences.dict_,
    "collections.OrderedDict": sequences.dict_,
    "builtins.range": sequences.range_,
    "builtins.enumerate": sequences.enumerate_,
    "builtins.zip": sequences.zip_,
    "builtins.len": sequences.len_,
    "builtins.getattr": _getattr,
    "builtins.globals": _globals,
    "builtins.setattr": _setattr,
    "builtins.isinstance": _isinstance,
    "builtins.vars": _vars,
    "builtins.open": _open,
    "io.open": _open,
    "codecs.open": _open,
    "os.getcwd": _working_directory,
    "pathlib.Path.cwd": _working_directory,
    "os.chdir": _chdir,
    "os.getenv": _environ,
    "os.environ.get": _environ,
    "os.environ.setdefault": variables.set_default,
    "decouple.config": _decoupled,
    "dotenv.load_dotenv": variables.load_file,
    "dotenv.main.load_dotenv": variables.load_file,
    "dotenv.find_dotenv": variables.file_path,
    "dotenv.dotenv_values": variables.values_of_file,
    "json.load": _json,
    "json.loads": _json,
    "yaml.safe_load": _yaml,
    "yaml.load": _yaml,
    "yaml.full_load": _yaml,
    "ruamel.yaml.safe_load": _yaml,
    "ruamel.yaml.load": _yaml,
    "ruamel.yaml.YAML": settings_files.loader,
    "configparser.ConfigParser": settings_files.ini,
    "configparser.RawConfigParser": settings_files.ini,
    "configparser.SafeConfigParser": settings_files.ini,
    "tomllib.load": settings_files.toml,
    "tomllib.loads": settings_files.toml,
    "tomli.load": settings_files.toml,
    "tomli.loads": settings_files.toml,
    "toml.load": settings_files.toml,
    "toml.loads": settings_files.toml,
    "omegaconf.OmegaConf.load": settings_files.attributes,
    "omegaconf.OmegaConf.create": settings_files.attributes,
    "box.Box": settings_files.attributes,
    "munch.Munch": settings_files.attributes,
    "munch.munchify": settings_files.attributes,
    "munch.DefaultMunch.fromDict": settings_files.attributes,
    "easydict.EasyDict": settings_files.attributes,
    "addict.Dict": settings_files.attributes,
    "argparse.ArgumentParser": _parser,
    "mlflow.deployments.get_deploy_client": mlflow_client.client,
    "click.option": options.declared,
    "click.argument": options.argument,
    "typer.Option": options.of_parameter,
    "typer.Argument": options.of_parameter,
    "importlib.import_module": _import_module,
    "sys.path.append": _search,
    "sys.path.insert": _search_first,
    "site.addsitedir": _search,
    "types.SimpleNamespace": _namespace,
    "pydantic_settings.SettingsConfigDict": sequences.dict_,
    "pydantic.ConfigDict": sequences.dict_,
    "argparse.Namespace": _namespace,
}
