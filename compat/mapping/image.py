"""The image of a v1 environment: base image, Dockerfile or build context, and the registry it comes from."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from compat.mapping.account import account, row_of
from compat.mapping.environment_rows import CPU_IMAGE, SETTINGS
from compat.mapping.joining import joined
from compat.mapping.location import from_root
from compat.mapping.secrecy import reason, secret_in
from compat.mapping.setting import Change, Decision, Fate, Setting
from compat.v1 import Environment, Given
from compat.v2 import Target
from compat.value import Known, Unresolved, Value, known

_AZUREML = "mcr.microsoft.com/azureml/"
_OLD_SYSTEM = re.compile(r"ubuntu(16|18)\.04|intelmpi2018|/base(-gpu)?:|cuda(9|10)\.")
_REGISTRY_HOST = re.compile(r"^[^/]+[.:][^/]*/|^localhost/")

# The steps by which v1 put the conda environment on top of a Dockerfile, as nearly as a plain Dockerfile can.
CONDA_STEPS = """\
# The conda environment that v1 put on top of the image by itself.
COPY conda.yml /tmp/conda.yml
RUN conda env create -p /opt/service-env -f /tmp/conda.yml && conda clean -ay && rm /tmp/conda.yml
ENV PATH=/opt/service-env/bin:$PATH
"""


@dataclass(frozen=True)
class Image:
    """What an environment is built from, as fields of ``v2.Environment``; ``layered`` takes conda on top."""

    image: Value | None = None
    dockerfile: str | None = None
    dockerfile_path: Value | None = None
    build_path: Value | None = None
    layered: bool = True
    changes: list[Change] = field(default_factory=list)


def plan(environment: Environment, target: Target, *, with_conda: bool) -> Image:
    """Return what the image is built from, and the changes of every ``docker`` setting that says so.

    Of base image, Dockerfile and build context v1 keeps the one that was set last.
    """
    chosen = _chosen(environment)
    given = environment.settings.get(chosen)
    if chosen == "docker.base_dockerfile" and given is not None:
        result = _dockerfile(environment, given, target, with_conda=with_conda)
    elif chosen == "docker.build_context":
        result = _build_context(environment, target)
    else:
        result = _image(environment, given, target)
    for key in _SOURCES:
        loser = environment.settings.get(key)
        if loser is not None and key != chosen:
            said = f"v1 keeps what is set last: {chosen} takes the place of {key}."
            result.changes.append(
                account(_of(key), loser, target, said, fate=Fate.COMBINED, writes=(), ask=False)
            )
    return result


_SOURCES = ("docker.base_image", "docker.base_dockerfile", "docker.build_context")


def _of(key: str) -> Setting:
    return row_of(SETTINGS, key)


def part(environment: Environment, section: str, name: str) -> Value | None:
    """Return one attribute of a section, whether it was set by itself or the section as a mapping."""
    own = environment.settings.get(f"{section}.{name}")
    if own is not None:
        return own.value
    whole = known(environment.settings[section].value) if section in environment.settings else None
    if not isinstance(whole, Mapping):
        return None
    camel = re.sub(r"_(\w)", lambda found: found[1].upper(), name)
    plain = whole.get(name, whole.get(camel))
    return None if plain is None else Known(plain)


def _chosen(environment: Environment) -> str:
    given = {key: environment.settings.get(key) for key in _SOURCES}
    if any(key.startswith("docker.build_context.") for key in environment.settings):
        given["docker.build_context"] = given["docker.build_context"] or next(
            item for key, item in environment.settings.items() if key.startswith("docker.build_context.")
        )
    said = [(key, item) for key, item in given.items() if item is not None and not _says_nothing(item)]
    ordered = sorted(
        said, key=lambda pair: (pair[1].place.line if pair[1].place else 0, _SOURCES.index(pair[0]))
    )
    return ordered[-1][0] if ordered else "docker.base_image"


def _says_nothing(given: Given) -> bool:
    return isinstance(given.value, Known) and not given.value.value


# Ways to make an environment that take over what stands in Azure, not in the repository.
_COPIES = frozenset({"Environment.clone", "Environment.load_from_directory"})


def _image(environment: Environment, given: Given | None, target: Target) -> Image:
    row = _of("docker.base_image")
    address = part(environment, "docker.base_image_registry", "address")
    if given is None and environment.origin in _COPIES:
        said = "Its image is that of the environment it is a copy of, which the repository does not show."
        ask = Decision("Which image does the original have?", "environment.image=")
        gap = Unresolved("the image is that of the environment it is a copy of", settle="environment.image=")
        return Image(gap, changes=[account(row, None, target, said, fate=Fate.MANUAL, ask=ask)])
    if given is None or _says_nothing(given):
        said = f"No image is given: {CPU_IMAGE} is what azureml-core 1.61 takes; an older release took an older one."
        return Image(
            Known(CPU_IMAGE),
            changes=[
                account(row, None, target, said, fate=Fate.WRITTEN_OUT),
                *([account(row, given, target)] if given is not None else []),
            ],
        )
    value, note = _with_registry(given.value, address)
    change = account(row, given, target, " ".join(part for part in (row.kubernetes.sentence, note) if part))
    return Image(value, changes=[_asked(change, row, given, value, target)])


def _with_registry(image: Value, address: Value | None) -> tuple[Value, str]:
    if address is None or not known(address):
        return image, ""
    plain = known(image)
    if isinstance(plain, str) and _REGISTRY_HOST.match(plain):
        return image, ""
    return joined(address, "/", image), "The registry's address is written in front of it."


def _asked(change: Change, row: Setting, given: Given, value: Value, target: Target) -> Change:
    """Return the change with the question that an old or a foreign image raises."""
    plain = known(value)
    if not isinstance(plain, str):
        return change
    if plain.startswith(_AZUREML) and not _OLD_SYSTEM.search(plain):
        return change
    if _OLD_SYSTEM.search(plain):
        said = f"{change.sentence} It stands on a system that is out of support; the v2 server may not run on it."
        question = Decision(
            f"Is {CPU_IMAGE} (or its GPU sibling) a good successor of {plain}?", "environment.image="
        )
    else:
        said = f"{change.sentence} v1 put its web server into any image, v2 does not."
        question = Decision(
            "Does this image start a server of its own? Then the environment needs an inference_config with its "
            "routes; else an image of Azure ML is the base to take.",
            "environment.image=",
        )
    return account(row, given, target, said, fate=Fate.MANUAL, ask=question)


def _dockerfile(environment: Environment, given: Given, target: Target, *, with_conda: bool) -> Image:
    row, plain = _of("docker.base_dockerfile"), known(given.value)
    if not isinstance(plain, str):
        said = "The Dockerfile's text could not be read."
        question = Decision("Which Dockerfile is it?", "environment.dockerfile_path=")
        waiting = (
            given.value if not isinstance(given.value, Known) else Unresolved("the Dockerfile is not a text")
        )
        change = account(row, given, target, said, fate=Fate.MANUAL, ask=question)
        return Image(dockerfile_path=waiting, changes=[change])
    if "\n" not in plain.strip() and not plain.strip().upper().startswith("FROM "):
        return _dockerfile_at(environment, given, plain, target, with_conda=with_conda)
    if _holds_a_secret(plain):
        said = "The Dockerfile holds what looks like a secret, so it is not written."
        question = Decision(
            "Which Dockerfile, without the secret, makes the image?", "environment.dockerfile_path="
        )
        change = account(row, given, target, said, fate=Fate.MANUAL, ask=question)
        return Image(dockerfile_path=Unresolved(said), changes=[change])
    if not with_conda:
        return Image(dockerfile=_ended(plain), changes=[_server_asked(row, given, target)])
    said = "The Dockerfile is written into a build context, with the conda steps that v1 added on top of it."
    question = Decision("Does its base image have conda? v1 brought conda along; a build context does not.")
    text = f"{_ended(plain)}\n{CONDA_STEPS}"
    return Image(dockerfile=text, changes=[account(row, given, target, said, fate=Fate.MANUAL, ask=question)])


def _holds_a_secret(text: str) -> bool:
    pairs = re.findall(r"\b([A-Za-z_]\w*)=([^\s=]\S*)", text)
    pairs += re.findall(r"^\s*ENV\s+(\w+)\s+(\S+)", text, re.MULTILINE)
    return bool(secret_in(text)) or any(reason(name, value) for name, value in pairs if value[0] != "$")


def _server_asked(row: Setting, given: Given, target: Target) -> Change:
    said = "The Dockerfile is written into a build context as it is."
    question = Decision(
        "Does the image install and start azureml-inference-server-http? v1 added the server itself."
    )
    return account(row, given, target, said, fate=Fate.MANUAL, ask=question)


def _dockerfile_at(
    environment: Environment, given: Given, path: str, target: Target, *, with_conda: bool
) -> Image:
    row = _of("docker.base_dockerfile")
    tree = from_root(path, environment.place)
    said = f"The folder of {path} becomes the build context."
    question = None
    if with_conda:
        said += " v1 put the conda environment on top of it; a build context is the whole image."
        question = Decision(
            "Add these steps to the Dockerfile, and the conda file beside it:\n" + CONDA_STEPS
        )
    change = account(
        row, given, target, said, fate=Fate.MANUAL if question else None, ask=question if question else False
    )
    return Image(
        dockerfile_path=Known(posixpath.basename(tree)),
        build_path=Known(posixpath.dirname(tree) or "."),
        changes=[change],
    )


def _build_context(environment: Environment, target: Target) -> Image:
    location = part(environment, "docker.build_context", "location")
    file = part(environment, "docker.build_context", "dockerfile_path")
    plain = known(location)
    remote = not isinstance(plain, str) or "://" in plain or plain.startswith("git@")
    changes = []
    for key, given in environment.settings.items():
        if not key.startswith("docker.build_context"):
            continue
        row = _of(key)
        here = key in {"docker.build_context", "docker.build_context.location"}
        if here and remote:
            said = "The build context is not a folder of the repository; v2 takes a folder."
            question = Decision("Which folder holds this build context?", "environment.build_path=")
            changes.append(account(row, given, target, said, fate=Fate.MANUAL, ask=question))
        else:
            changes.append(account(row, given, target, ask=False))
    path: Value = (
        Unresolved("the build context lies outside the repository") if remote else _folder(environment, plain)
    )
    return Image(build_path=path, dockerfile_path=file or Known("Dockerfile"), layered=False, changes=changes)


def _folder(environment: Environment, plain: object) -> Value:
    return Known(from_root(str(plain), environment.place))


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
