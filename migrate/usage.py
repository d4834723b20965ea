"""A usage: one v1 construct at one place, with the arguments it was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from compat.value import Place, Value


class Form(Enum):
    """How a v1 construct was met."""

    CALL = "call"
    ATTRIBUTE = "attribute"
    IMPORT = "import"
    COMMAND = "command"
    FILE = "file"
    TEXT = "text"


@dataclass(frozen=True)
class Argument:
    """One argument as the source has it: its v1 name, where it stands, and what reading made of its value.

    ``name`` is the parameter's name also for a positional argument; ``*`` and ``**`` for what is unpacked and
    could not be read.
    """

    name: str
    place: Place
    value: Value


@dataclass(frozen=True)
class Usage:
    """One v1 construct at one place.

    ``symbol`` is its canonical dotted name (``azureml.core.webservice.AksWebservice.deploy_configuration``,
    ``azureml.core.webservice.Webservice.get_keys`` for a method on any service), the command
    (``az ml model deploy``), the kind of file (``config:deployment_config:aks``) or what a plain search in text found
    (``caller.address``). ``made`` are the calls that may have made the object it is used on, ``called`` the name it was
    asked for with where that was no call (``ws.webservices["churn"]``).
    """

    symbol: str
    place: Place
    form: Form = Form.CALL
    arguments: tuple[Argument, ...] = ()
    made: tuple[Place, ...] = field(default=(), compare=False)
    called: str = field(default="", compare=False)
