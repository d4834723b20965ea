"""YAML of the catalogue, read strictly: a key given twice is an error, not the last one winning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.catalogue.field import CatalogueError

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 1_000_000


def read_yaml(path: Path) -> object:
    """The document of one file. Raises CatalogueError with file and line."""
    import yaml

    try:
        if path.stat().st_size > MOST_BYTES:
            raise CatalogueError(f"{path.name}: is larger than {MOST_BYTES} bytes")
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        _refuse_double_keys(node, path.name)
        return yaml.safe_load(text)
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path.name}: is not UTF-8 text") from error
    except RecursionError as error:
        raise CatalogueError(f"{path.name}: is nested too deeply") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise CatalogueError(f"{path.name}: line {line}: is not valid YAML ({error.problem})") from error
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, CatalogueError):
            raise
        raise CatalogueError(f"{path.name}: is not valid YAML") from error


def _refuse_double_keys(node: object, file: str) -> None:
    import yaml

    waiting, visited = [node], set()
    while waiting:
        current = waiting.pop()
        if id(current) in visited:  # an alias, perhaps to itself
            continue
        visited.add(id(current))
        if isinstance(current, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in current.value:
                if isinstance(key, yaml.ScalarNode) and key.value in seen:
                    line = key.start_mark.line + 1
                    raise CatalogueError(f"{file}: line {line}: field {key.value!r} is given twice")
                seen.add(str(key.value))
                waiting.append(value)
        elif isinstance(current, yaml.SequenceNode):
            waiting.extend(current.value)
