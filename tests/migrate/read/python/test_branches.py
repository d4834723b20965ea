"""What differs by branch: another service, or one service with a setting that says so."""

from __future__ import annotations

import pytest

from compat.value import Known, Unresolved, describe
from tests.migrate.read.python.test_services import HEAD
from tests.migrate.read.python.tree import plain, service, services, settings

TAIL = "Model.deploy(ws, 's', [], None, c)\n"


@pytest.mark.parametrize(
    ("code", "key", "why"),
    [
        (
            "c = aks(num_replicas=2)\nif len(sys.argv) > 1:\n    c.description = 'x'\n",
            "description",
            "set only if len(sys.argv) > 1: x; else not set",
        ),
        (
            "c = aks()\nif len(sys.argv) > 1:\n    c.tags = {'a': 'b'}\n",
            "tags",
            "set only if len(sys.argv) > 1: {'a': 'b'}; else not set",
        ),
        (
            "k = {}\nif len(sys.argv) > 1:\n    k['cpu_cores'] = 2\nc = aks(**k)\n",
            "cpu_cores",
            "set only if len(sys.argv) > 1: 2; else not set",
        ),
        (
            "c = aks(cpu_cores=2 if o.a else 1)\n",
            "cpu_cores",
            "it differs: if o.a: 2; if not (o.a): 1",
        ),
        (
            "if o.a:\n    c = aks(cpu_cores=2)\nelse:\n    c = aks(gpu_cores=1)\n",
            "gpu_cores",
            "set only if not (o.a): 1; else not set",
        ),
        (
            "c = aks(primary_key='abcdef' if o.a else 'ghijkl')\n",
            "primary_key",
            "it differs: if o.a: <secret>; if not (o.a): <secret>",
        ),
    ],
)
def test_a_setting_that_differs_does_not_part_the_service(code: str, key: str, why: str) -> None:
    found = service(HEAD + code + TAIL)
    value = found.settings[key].value
    assert isinstance(value, Unresolved)
    assert (value.why, found.condition, found.unread) == (why, "", ())


def test_what_is_the_same_on_both_ways_is_known() -> None:
    found = service(HEAD + "if o.a:\n    c = aks(cpu_cores=2)\nelse:\n    c = aks(cpu_cores=2)\n" + TAIL)
    assert settings(found) == {"cpu_cores": 2}


def test_a_part_of_a_setting_that_differs_is_not_lost() -> None:
    found = service(HEAD + "t = {'a': 'b'}\nif o.a:\n    t['c'] = 'd'\nc = aks(tags=t)\n" + TAIL)
    value = found.settings["tags"].value
    assert isinstance(value, Unresolved)
    assert "o.a" in value.why


def test_many_settings_that_differ_are_one_service() -> None:
    lines = "".join(f"if o.f{k}:\n    c.a{k} = {k}\n" for k in range(40))
    found = service(f"{HEAD}c = aks()\n{lines}{TAIL}")
    assert [describe(found.settings[f"a{k}"].value) for k in range(40)] == [
        f"unresolved: set only if o.f{k}: {k}; else not set" for k in range(40)
    ]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("Model.deploy(ws, 'a' if o.a else 'b', [], None, aks())", ["a", "b"]),
        ("if o.a:\n    Model.deploy(ws, 'a', [])\nelse:\n    Model.deploy(ws, 'b', [])", ["a", "b"]),
        ("t = AksCompute(ws, 'k' if o.a else 'l')\nModel.deploy(ws, 's', [], None, aks(), t)", ["s", "s"]),
        ("t = 'k' if o.a else 'l'\nModel.deploy(ws, 's', [], None, aks(compute_target_name=t))", ["s", "s"]),
        ("Model.deploy(ws, 's', [], None, aks() if o.a else aci())", ["s", "s"]),
    ],
)
def test_name_cluster_kind_and_call_part_the_service(code: str, names: list[str]) -> None:
    found = services(HEAD + code)
    assert [(plain(one.name), one.condition) for one in found] == list(
        zip(names, ["o.a", "not (o.a)"], strict=True)
    )


def test_a_condition_inside_a_loop_parts_nothing() -> None:
    found = service(
        HEAD
        + """
name = "first"
for one in o.names:
    if one.startswith("x"):
        name = "x"
Model.deploy(ws, name, [], None, aks())
"""
    )
    assert isinstance(found.name, Unresolved)
    assert found.condition == ""


@pytest.mark.parametrize(
    "code",
    [
        "if 's' in ws.webservices:\n    ws.webservices['s'].update(models=[])\n"
        "else:\n    Model.deploy(ws, 's', [])",
        "if 's' not in [one.name for one in Webservice.list(ws)]:\n    Model.deploy(ws, 's', [])",
        "there = 's' in ws.webservices\nif not there:\n    Model.deploy(ws, 's', [])",
        "def there():\n    for one in Webservice.list(ws):\n        if one.name == 's':\n"
        "            return True\n    return False\n"
        "if there():\n    Webservice(ws, 's').update()\nelse:\n    Model.deploy(ws, 's', [])",
    ],
)
def test_update_or_create_is_one_service_without_condition(code: str) -> None:
    found = service(HEAD + code)
    assert (found.name, found.condition) == (Known("s"), "")


def test_a_dictionary_that_is_updated_hides_no_condition() -> None:
    found = services(
        HEAD
        + "k = {}\nif o.a:\n    k.update(cpu_cores=1)\n    Model.deploy(ws, 'a', [], None, aks(**k))\n"
        + "else:\n    Model.deploy(ws, 'b', [])"
    )
    assert [one.condition for one in found] == ["o.a", "not (o.a)"]


def test_packages_of_every_way_are_kept_and_those_of_one_are_told() -> None:
    found = service(
        HEAD
        + """
from azureml.core.conda_dependencies import CondaDependencies
e = Environment("e")
c = CondaDependencies()
c.add_pip_package("joblib")
if o.gpu:
    c.add_pip_package("torch")
c.add_pip_package("numpy")
e.python.conda_dependencies = c
Model.deploy(ws, "s", [], InferenceConfig("s.py", environment=e))
"""
    )
    assert found.scoring is not None
    assert found.scoring.environment is not None
    conda = found.scoring.environment.conda
    assert conda is not None
    assert {"pip": ["azureml-defaults", "joblib", "numpy"]} in list(conda.document["dependencies"])  # type: ignore[call-overload]
    (lost,) = conda.gaps
    assert (lost.spelling, "torch" in lost.why) == ("add_pip_package", True)


TRIED = """
    from azureml.core import Model, Workspace
    from azureml.core.webservice import AksWebservice
    {code}
    made = AksWebservice.deploy_configuration(cpu_cores=n)
    Model.deploy(Workspace.from_config(), "churn", [], None, made)
"""


def cores(code: str) -> object:
    [found] = services(TRIED.format(code=code.replace("\n", "\n    ")))
    return plain(found.settings["cpu_cores"].value)


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    n = 2\n    f()\n    n = 3\nexcept Exception:\n    pass",
        "n = 1\ntry:\n    f()\n    n = 3\nexcept Exception:\n    pass",
        "n = 1\ntry:\n    n = 2\n    f()\n    n = 1\nexcept Exception:\n    pass",
        "n = 1\ntry:\n    with f():\n        n = 2\nexcept Exception:\n    print('it failed')",
        "try:\n    f()\n    n = 3\nexcept Exception:\n    n = 4",
    ],
)
def test_what_depends_on_how_far_a_try_gets_is_not_known(code: str) -> None:
    assert not isinstance(cores(code), int)


@pytest.mark.parametrize(
    "code",
    [
        "n = 1\ntry:\n    n = 3\nexcept Exception:\n    n = 4",
        "try:\n    f()\n    n = 3\nexcept Exception:\n    raise",
        "try:\n    f()\n    n = 3\nexcept Exception:\n    pass",
        "n = 3\ntry:\n    f()\nexcept Exception:\n    pass",
        "n = 1\ntry:\n    f()\nexcept Exception:\n    pass\nn = 3",
        "n = 1\ntry:\n    n = 2\n    f()\nexcept Exception:\n    n = 3\nelse:\n    n = 3",
    ],
)
def test_what_every_way_through_a_try_leaves_is_known(code: str) -> None:
    assert cores(code) == 3


def test_a_flag_that_a_try_sets_at_its_end_leads_both_ways() -> None:
    code = """
    from azureml.core import Model, Workspace
    from azureml.core.webservice import AksWebservice, Webservice
    ws = Workspace.from_config()
    there = False
    try:
        service = Webservice(ws, "churn")
        there = True
    except Exception:
        print("a new one")
    if there:
        service.update(models=[])
    else:
        Model.deploy(ws, "churn", [])
    """
    assert [one.name for one in services(code)] == [Known("churn")]
