"""``python -m compat.documentation [--check]``: docs/compat.md, from the faces, the acceptances and the ledger."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from compat.cli import parser
from compat.differences import DIFFERENCES
from compat.runtime.acceptance import ACCEPTANCES, FOREIGN, NEVER
from compat.runtime.standing import Stand, Standing, Tombstone, standing_of

PAGE = Path(__file__).resolve().parent.parent / "docs" / "compat.md"
_NOTE = "<!-- Written by python -m compat.documentation; change the code, not this page. -->"
_PUBLIC = (
    "core",
    "core.authentication",
    "core.workspace",
    "core.model",
    "core.environment",
    "core.conda_dependencies",
    "core.container_registry",
    "core.compute",
    "core.webservice",
    "exceptions",
)
_INTRODUCTION = """# v1 scripts on v2

Some v1 code cannot be rewritten this month. `compat` gives it the v1 deployment API, standing on azure-ai-ml. It
needs the extra `azure`; azure-ai-ml is loaded when a call needs it, not before.

```bash
python -m compat run deploy.py --its --own arguments     # deploy on v2, the script untouched
python -m compat record -o v2 deploy.py                  # contact nothing; write YAML, az commands and a journal
python -m compat usage                                   # which v1 calls are still made, and from where
```

In a notebook, before the first `import azureml.core`: `import compat; compat.install()`. In code that stays:

```python
from compat.azureml.core.webservice import AksWebservice
```

## How it works

`azureml.core` and `azureml.exceptions` are answered by compat, whether azureml-core is installed or not; other
packages of the `azureml` namespace load as they are. Python processes that the script starts get the same,
through a `sitecustomize` on `PYTHONPATH`. Before anything runs, the script and the modules beside it are read: if
one uses a name that compat refuses, nothing runs.

What a deploy call is given becomes the same v1 form that `migrate` reads from source, and the same mapping
translates it. So the plan is the one that `migrate convert` writes. What only you can decide is answered with
`--set KEY=VALUE`, or in a file (`--answers`).

A deployment goes through these steps: assets, endpoint, deployment, traffic. `Model.deploy` returns when the
deployment has been accepted; the traffic is given when it is ready, also if the script never waits: Python ends
after that. If a step fails, v1's exception tells the cause and what is left half-made, and the same script
finishes the job when it is run again. An endpoint that compat makes has the property `compat.kind`; others are
neither overwritten, changed nor deleted.

Recording answers what the script asks for: `--set model:NAME=VERSION`, `environment:NAME=VERSION`,
`compute:NAME=absent`, `service:NAME=AKS`, `run:NAME=JSON`. What was asked and what was only assumed stands in
`asked.yml`.

`compat run` exits with the script's own code, or with 3 where it refuses; 2 is wrong usage.

## What is logged

Every v1 call is written to a file on this machine, with the caller's line: `COMPAT_LOG`, else
`compat/usage.jsonl` in `XDG_STATE_HOME` or `~/.local/state`. Nothing leaves the machine. An empty log is the
proof that v1 can be switched off. `COMPAT_LEVEL` is `silent` (the log only), `warn` (a warning at each call) or
`error` (each call is refused)."""


def page() -> str:
    """Return docs/compat.md."""
    lines = [_NOTE, "", *_INTRODUCTION.splitlines(), ""]
    lines += [*_commands(), *_accepted(), *_differences(), *_names()]
    return "\n".join(lines) + "\n"


def _commands() -> Iterator[str]:
    yield from ("## Options", "")
    groups = next(action for action in parser()._actions if action.dest == "command")
    for name, command in (groups.choices or {}).items():  # type: ignore[attr-defined]
        yield from (f"`python -m compat {name}`", "")
        for action in command._actions:
            if action.dest != "help" and action.help:
                shown = ", ".join(action.option_strings) or action.dest
                yield f"- `{shown}{f' {action.metavar}' if action.metavar else ''}`: {action.help}"
        yield ""


def _accepted() -> Iterator[str]:
    yield from ("## What is refused until you accept it", "")
    yield "A refusal is a `CompatUnsupported`, never a `WebserviceException`: scripts swallow those."
    yield from ("", "| `--accept` | what changes | instead |", "|---|---|---|")
    for each in ACCEPTANCES:
        yield f"| `{each.name}` | {each.change} | {each.instead} |"
    foreign = "An endpoint that compat did not make is overwritten, changed or deleted."
    yield f"| `{FOREIGN}` | {foreign} | Look at it first. |"
    yield from ("", "Never accepted:", "")
    yield from (f"- `{each.name}`: {each.change} {each.instead}" for each in NEVER)
    yield from (
        "- `inference_config=None`: v2 serves a model without a scoring script only if MLflow or Triton can.",
        "- another way for callers to authenticate, on an endpoint that exists.",
        "",
    )


def _differences() -> Iterator[str]:
    yield from ("## Known differences", "")
    yield "Everything else that callers can see was compared with azureml-core 1.61, snippet by snippet."
    yield from ("", "| in v1 | in compat | why |", "|---|---|---|")
    yield from (f"| {one.v1} | {one.compat} | {one.reason} |" for one in DIFFERENCES)
    yield ""


def _names() -> Iterator[str]:
    yield from (
        "## Every name",
        "",
        "The same as in v1, different (how), or refused (what to do instead).",
        "",
    )
    for module in _PUBLIC:
        classes = _classes(module)
        if not classes:
            continue
        yield from (f"### azureml.{module}", "", "| name | | |", "|---|---|---|")
        for name, cls in classes:
            yield from _rows(name, cls)
        yield ""


def _classes(module: str) -> list[tuple[str, type]]:
    """Return the classes of a module that are shown there: each once, where v1 code imports it from."""
    found = importlib.import_module(f"compat.azureml.{module}")
    listed = getattr(found, "__all__", None) or vars(found)
    classes = [(name, vars(found)[name]) for name in sorted(listed) if inspect.isclass(vars(found).get(name))]
    return [(name, cls) for name, cls in classes if _home(cls) == module]


def _home(cls: type) -> str:
    """Return the public module a class is shown under: the longest one that gives it by name."""
    shown = [
        module
        for module in _PUBLIC
        if getattr(importlib.import_module(f"compat.azureml.{module}"), cls.__name__, None) is cls
    ]
    return max(shown, key=lambda module: (module != "core", -len(module)), default="")


def _rows(name: str, cls: type) -> Iterator[str]:
    if isinstance(cls, Tombstone):
        yield _row(name, standing_of(cls))
        return
    yield _row(name, standing_of(vars(cls).get("__new__") or vars(cls).get("__init__")))
    for member in sorted(_members(cls)):
        standing = standing_of(inspect.getattr_static(cls, member))
        if standing.stand is not Stand.OURS:
            yield _row(f"{name}.{member}", standing)


def _members(cls: type) -> set[str]:
    found = set()
    for base in cls.__mro__:
        if base.__module__.startswith("compat."):
            found |= {one for one, thing in vars(base).items() if not one.startswith("_") and _shown(thing)}
    return found


def _shown(thing: object) -> bool:
    return inspect.isfunction(getattr(thing, "__func__", thing)) or isinstance(thing, property)


def _row(name: str, standing: Standing) -> str:
    return f"| `{name}` | {standing.stand.value} | {standing.said} |"


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with ``--check`` tell that it is out of date."""
    text = page()
    fresh = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
    if "--check" in arguments:
        if not fresh:
            print("out of date: docs/compat.md", file=sys.stderr)
        return 0 if fresh else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
