"""Values: what an argument comes out as, by the ways people write it."""

from __future__ import annotations

import pytest

from compat.value import Dependency, DependsOn, Expression, Known, Unresolved, Value
from tests.migrate.read.python.tree import read

HEAD = """
import argparse, json, os, sys, yaml
from pathlib import Path
from azureml.core.webservice import AksWebservice
"""
FILES = {
    "settings.json": '{"service": {"cpu": 0.5,\n "names": ["a", "b"]}, "none": null}',
    "conf/settings.yml": "cpu: 0.5\nreplicas: 3\n",
    "broken.json": '{"a": ',
}


def value_of(code: str) -> Value:
    """The value of ``VALUE`` in ``AksWebservice.deploy_configuration(description=VALUE)`` after some code."""
    *before, last = code.strip().splitlines()
    source = "\n".join([HEAD, *before, f"AksWebservice.deploy_configuration(description={last.strip()})"])
    (usage,) = [one for one in read(source, FILES).usages if one.symbol.endswith("deploy_configuration")]
    return usage.arguments[0].value


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("'text'", "text"),
        ("-1.5", -1.5),
        ("None", None),
        ("x = 'a'\nx", "a"),
        ("x = y = 3\ny", 3),
        ("a, (b, *c) = 1, (2, 3, 4)\nc", [3, 4]),
        ("x = 'a'\nf'{x}-{2:03d}'", "a-002"),
        ("'a' + 'b' * 2", "abb"),
        ("'%s-%02d' % ('a', 7)", "a-07"),
        ("'{}-{k}'.format('a', k=1)", "a-1"),
        ("'-'.join(['a', 'b'])", "a-b"),
        ("'A_b'.lower().replace('_', '-')", "a-b"),
        ("'a/b/c'.split('/')[-1]", "c"),
        ("'abcdef'[:3]", "abc"),
        ("str(3) + str(int('4'))", "34"),
        ("os.path.join('a', 'b', 'c.py')", "a/b/c.py"),
        ("os.path.dirname(os.path.abspath(__file__))", "//."),
        ("str(Path(__file__).parent / 'src')", "//src"),
        ("os.path.basename('a/b.py')", "b.py"),
        ("{'a': 1, **{'b': [1, 2]}}", {"a": 1, "b": [1, 2]}),
        ("d = {'a': 1}\nd['b'] = 2\nd.update(c=3)\nd", {"a": 1, "b": 2, "c": 3}),
        ("d = dict(a=1)\nd.get('b', 7)", 7),
        ("{'a': {'b': 5}}['a']['b']", 5),
        ("x = []\nx.append(1)\nx += [2]\nx.extend((3,))\nx", [1, 2, 3]),
        ("[n * 2 for n in range(3) if n]", [2, 4]),
        ("{k: v for k, v in zip('a b'.split(), [1, 2])}", {"a": 1, "b": 2}),
        ("1 if True else 2", 1),
        ("None or 'dflt'", "dflt"),
        ("'x' and 'y'", "y"),
        ("(lambda a, b=2: a + b)(1)", 3),
        ("if (n := 3) > 2:\n    x = n\nelse:\n    x = 0\nx", 3),
        ("def f(a, *, b=1, **k):\n    return a + b + k['c']\nf(1, c=5)", 7),
        ("class C:\n    n = 1\n    def m(self):\n        return self.n + 1\nC().m()", 2),
        ("import enum\nclass E(enum.Enum):\n    A = 'aks'\nE.A.value", "aks"),
        ("from dataclasses import dataclass\n@dataclass\nclass D:\n    a: int\n    b: int = 2\nD(1).b", 2),
        ("json.load(open('settings.json'))['service']['cpu']", 0.5),
        ("with open('settings.json') as f:\n    d = json.loads(f.read())\nd['service']['names']", ["a", "b"]),
        ("yaml.safe_load(Path('conf/settings.yml').read_text())['replicas']", 3),
        ("d = json.load(open('settings.json'))\nd.get('none')", None),
        ("globals_ = 1\ndef f():\n    global globals_\n    globals_ = 2\nf()\nglobals_", 2),
        ("x = 1\nx += 2\nx", 3),
        ("match 'b':\n    case 'a':\n        x = 1\n    case 'b' | 'c':\n        x = 2\nx", 2),
        ("for x in ['a', 'b']:\n    if x == 'b':\n        break\nx", "b"),
        ("sorted(['b', 'a'])[0]", "a"),
    ],
)
def test_known(code: str, expected: object) -> None:
    assert value_of(code) == Known(expected)


def environment(name: str) -> tuple[Dependency, ...]:
    return (Dependency(DependsOn.ENVIRONMENT, name),)


def argument(name: str) -> tuple[Dependency, ...]:
    return (Dependency(DependsOn.ARGUMENT, name),)


PARSER = "p = argparse.ArgumentParser()\n"


@pytest.mark.parametrize(
    ("code", "depends", "default"),
    [
        ("os.environ['A']", environment("A"), None),
        ("os.environ.get('A')", environment("A"), Known(None)),
        ("os.getenv('A', 'x')", environment("A"), Known("x")),
        ("os.environ.get('A', 'X').lower()", environment("A"), Known("x")),
        ("int(os.getenv('A', '3')) + 1", environment("A"), Known(4)),
        ("f\"svc-{os.environ.get('A', 'dev')}\"", environment("A"), Known("svc-dev")),
        ("os.environ.get('A') or 'x'", environment("A"), Known("x")),
        (
            PARSER + "p.add_argument('--n', type=int, default='3')\np.parse_args().n",
            argument("--n"),
            Known(3),
        ),
        (PARSER + "p.add_argument('-n', '--nn', dest='m')\np.parse_args().m", argument("--nn"), Known(None)),
        (
            PARSER + "p.add_argument('--f', action='store_true')\np.parse_args().f",
            argument("--f"),
            Known(False),
        ),
        (PARSER + "p.add_argument('--r', required=True)\np.parse_args().r", argument("--r"), None),
        (PARSER + "p.add_argument('pos')\na, _ = p.parse_known_args()\na.pos", argument("pos"), None),
        (
            PARSER + "p.add_argument('--a-b', default=1)\nvars(p.parse_args())['a_b']",
            argument("--a-b"),
            Known(1),
        ),
        (
            PARSER
            + "g = p.add_argument_group('x')\ng.add_argument('--g', default=1)\nargs = p.parse_args()\nargs.g",
            argument("--g"),
            Known(1),
        ),
    ],
)
def test_from_outside(code: str, depends: tuple[Dependency, ...], default: Known | None) -> None:
    found = value_of(code)
    assert isinstance(found, Expression)
    assert (found.depends, found.default) == (depends, default)


def test_a_parameter_nobody_gives_is_an_expression() -> None:
    source = HEAD + "def f(n, m=2):\n    AksWebservice.deploy_configuration(n, m)\n"
    (usage,) = [one for one in read(source).usages if one.symbol.endswith("deploy_configuration")]
    first, second = (one.value for one in usage.arguments)
    assert first == Expression("n", None, (Dependency(DependsOn.PARAMETER, "n"),))
    assert second == Expression("m", None, (Dependency(DependsOn.PARAMETER, "m"),), Known(2))


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("nowhere", "the name nowhere is not set in this file"),
        ("json.load(open('missing.json'))['a']", "the file missing.json is not in the scanned tree"),
        ("json.load(open('broken.json'))['a']", "broken.json could not be read"),
        ("json.load(open('settings.json'))['service']['gpu']", "is not set in this file"),
        ("n = 0\nfor x in nowhere():\n    n += 1\nn", "n changes in a loop"),
        ("for x in os.listdir('.'):\n    pass\nx", "it takes each value of os.listdir('.')"),
        ("from settings import CPU\nCPU", "settings.CPU comes from a module that was not read"),
        ("import settings\nf'{settings.NAME}-x'", "settings.NAME comes from a module"),
        ("x = 1 if os.environ.get('A') else 2\nx", "it has another value on each way"),
    ],
)
def test_not_known(code: str, why: str) -> None:
    found = value_of(code)
    assert not isinstance(found, Known)
    assert why in (found.why if isinstance(found, Unresolved) else "")


def test_places_are_the_argument_s_and_the_literal_s() -> None:
    head = "from azureml.core.webservice import AksWebservice\n"
    source = head + "n = 3\nAksWebservice.deploy_configuration(\n  cpu_cores=n)\n"
    usage = read(source).usages[-1]
    (cpu,) = usage.arguments
    assert (cpu.place.line, cpu.place.column) == (4, 3)
    assert isinstance(cpu.value, Known)
    assert cpu.value.place is not None
    assert (cpu.value.place.line, cpu.value.place.column) == (2, 5)


def test_a_value_from_a_file_stands_in_that_file() -> None:
    found = value_of("json.load(open('settings.json'))['service']['names'][1]")
    assert isinstance(found, Known)
    assert found.place is not None
    assert (found.place.path, found.place.line) == ("settings.json", 2)


def test_columns_count_characters() -> None:
    source = (
        "from azureml.core.webservice import AksWebservice\nx = 'ä' ; AksWebservice.deploy_configuration(1)\n"
    )
    assert read(source).usages[-1].place.column == 11


@pytest.mark.parametrize(
    ("loop", "known"),
    [
        ("while os.path.exists('flag'):\n    n = 11\n", None),
        ("for one in os.environ.get('X', '').split():\n    n = 11\n", None),
        ("while True:\n    n = 11\n    break\n", 11),
        ("for one in [1, 2]:\n    n = 11\n", 11),
        ("for one in os.listdir('.'):\n    other = 11\n", 6),
    ],
)
def test_what_a_loop_sets_that_may_not_run_is_not_certain(loop: str, known: int | None) -> None:
    source = f"import os\nfrom azureml.core.webservice import AksWebservice\nn = 6\n{loop}"
    usage = read(f"{source}AksWebservice.deploy_configuration(num_replicas=n)\n").usages[-1]
    [argument] = usage.arguments
    assert isinstance(argument.value, Known) is (known is not None)
    if isinstance(argument.value, Known):
        assert argument.value.value == known


CLASSES = """
from dataclasses import dataclass, field
@dataclass
class Base:
    cpu: int = 1
class Below(Base):
    def __init__(self, cpu):
        super().__init__(cpu=cpu + 1)
class Plain(Base):
    cpu = 8
class Alone:
    cpu = 4
    def __init__(self):
        super().__init__()
@dataclass
class After:
    mem: float = field(default=2)
    def __post_init__(self):
        self.mem = 3
def ten_more(f):
    def inner(*given):
        return f(*given) + 10
    return inner
@ten_more
def one():
    return 1
def twenty(c):
    c.cpu = 20
    return c
@twenty
class Changed:
    cpu = 2
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("Base().cpu", 1),
        ("Base(3).cpu", 3),
        ("Plain().cpu", 1),
        ("Plain.cpu", 8),
        ("Alone().cpu", 4),
        ("After().mem", 3),
        ("Changed.cpu", 20),
    ],
)
def test_what_classes_give_is_what_python_gives(code: str, expected: object) -> None:
    found = value_of(CLASSES + code)
    assert isinstance(found, Known)
    assert found.value == expected


@pytest.mark.parametrize("code", ["Below(2).cpu", "one()"])
def test_what_another_class_or_a_decorator_sets_is_not_taken_for_certain(code: str) -> None:
    assert isinstance(value_of(CLASSES + code), (Expression, Unresolved))
