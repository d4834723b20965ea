import pytest
from hypothesis import given as each
from hypothesis import strategies as some

from compat.mapping import machine, resources
from compat.mapping.setting import ACI, AKS, LOCAL, Fate
from compat.v2 import Quantity, Resources, Target
from compat.value import Expression, Known, Unresolved
from tests.compat.mapping.services import by_key, subject


def quantity(cpu=None, memory=None, gpu=None):
    return Quantity(*(None if value is None else Known(value) for value in (cpu, memory, gpu)))


@pytest.mark.parametrize(
    ("keywords", "requests", "limits"),
    [
        pytest.param({}, quantity("0.1", "0.5Gi"), quantity(), id="v1 defaults, and no limits as in v1"),
        pytest.param({"cpu_cores": 1, "memory_gb": 2}, quantity("1", "2Gi"), quantity(), id="whole numbers"),
        pytest.param(
            {"cpu_cores": 0.25, "memory_gb": 1.5}, quantity("0.25", "1.5Gi"), quantity(), id="parts"
        ),
        pytest.param(
            {"cpu_cores": 0.5, "cpu_cores_limit": 1, "memory_gb": 1, "memory_gb_limit": 2},
            quantity("0.5", "1Gi"),
            quantity("1", "2Gi"),
            id="limits as given",
        ),
        pytest.param({"gpu_cores": 0}, quantity("0.1", "0.5Gi"), quantity(), id="no GPU is nothing"),
    ],
)
def test_a_small_pod_needs_no_instance_type(keywords, requests, limits):
    size, changes = resources.plan(subject(AKS, **keywords))
    assert size.resources == Resources(requests, limits)
    assert (size.instance_type, size.manifest) == (None, None)
    by_key(changes)


def test_more_than_the_default_type_allows_gets_a_type_of_its_own():
    size, changes = resources.plan(subject(AKS, cpu_cores=4, memory_gb=8))
    assert size.resources.limits == quantity()
    assert size.manifest.resources == Resources(quantity("4", "8Gi"), quantity("8", "16Gi"))
    assert size.instance_type == Known(size.manifest.name)
    assert by_key(changes)["instance_type"].decision is not None


def test_limits_given_need_no_proposal():
    size, changes = resources.plan(
        subject(AKS, cpu_cores=1, cpu_cores_limit=4, memory_gb=2, memory_gb_limit=8)
    )
    assert size.manifest.resources.limits == quantity("4", "8Gi")
    assert by_key(changes)["instance_type"].fate is Fate.WRITTEN_OUT


def test_a_gpu_is_a_limit_and_needs_the_other_limits():
    size, changes = resources.plan(subject(AKS, cpu_cores=1, memory_gb=4, gpu_cores=1))
    assert size.resources.limits == quantity("2", "8Gi", "1")
    assert size.manifest is not None
    assert by_key(changes)["limits"].decision is not None


@pytest.mark.parametrize(
    ("keywords", "key"),
    [
        ({"cpu_cores": 2, "cpu_cores_limit": 1, "memory_gb_limit": 1}, "cpu_cores_limit_order"),
        ({"memory_gb": 2, "memory_gb_limit": 1, "cpu_cores_limit": 1}, "memory_gb_limit_order"),
    ],
)
def test_a_limit_below_the_request_is_a_question(keywords, key):
    _, changes = resources.plan(subject(AKS, **keywords))
    assert by_key(changes)[key].decision is not None


def test_an_unknown_size_makes_no_instance_type():
    cpu = Expression("args.cpu")
    size, _ = resources.plan(subject(AKS, cpu_cores=cpu, memory_gb=8))
    assert size.resources.requests.cpu == cpu
    with_gap, _ = resources.plan(subject(AKS, cpu_cores=Unresolved("?"), memory_gb=8))
    assert with_gap.manifest is None


def test_a_container_instance_was_held_to_what_it_asked_for():
    size, _ = resources.plan(subject(ACI, cpu_cores=1, memory_gb=1))
    assert size.resources == Resources(quantity("1", "1Gi"), quantity("1", "1Gi"))


PUBLISHED = [
    (1, 1, "Standard_DS1_v2"),
    (1, 1.2, "Standard_DS1_v2"),
    (2, 1.5, "Standard_F2s_v2"),
    (2, 4, "Standard_DS2_v2"),
    (1.5, 8, "Standard_E2s_v3"),
    (4, 5, "Standard_F4s_v2"),
    (4, 8, "Standard_DS3_v2"),
    (3, 16, "Standard_E4s_v3"),
]


@pytest.mark.parametrize(("cpu", "memory", "size"), PUBLISHED)
def test_the_published_table_of_machine_sizes(cpu, memory, size):
    assert machine.size_for(cpu, memory) == (size, True)


@pytest.mark.parametrize(
    ("cpu", "memory", "size"), [(0.1, 2, "Standard_DS2_v2"), (2, 1, "Standard_F2s_v2"), (8, 8, "")]
)
def test_where_the_table_has_a_gap_it_says_so(cpu, memory, size):
    assert machine.size_for(cpu, memory) == (size, False)


@each(some.floats(0.1, 4), some.floats(0.1, 16))
def test_a_machine_always_holds_what_was_asked_for(cpu, memory):
    size, _ = machine.size_for(cpu, memory)
    most_cpu, most_memory, _ = next(row for row in machine._MACHINES if row[2] == size)
    assert cpu <= most_cpu
    assert memory <= most_memory


@pytest.mark.parametrize(
    ("keywords", "expected", "decided"),
    [
        ({"cpu_cores": 1, "memory_gb": 1}, "Standard_DS1_v2", True),
        ({"cpu_cores": 1, "memory_gb": 2}, "Standard_DS2_v2", False),
        ({}, "Standard_DS1_v2", True),
        ({"cpu_cores": 16, "memory_gb": 64}, None, False),
        ({"cpu_cores": Expression("args.cpu")}, None, False),
    ],
)
@pytest.mark.parametrize("kind", [ACI, AKS])
def test_the_machine_of_a_managed_deployment(kind, keywords, expected, decided):
    size, changes = resources.plan(subject(kind, Target.MANAGED, **keywords))
    assert size.resources is None
    assert (
        isinstance(size.instance_type, Unresolved)
        if expected is None
        else size.instance_type == Known(expected)
    )
    assert any(change.decision for change in changes) is not decided


def test_a_gpu_machine_is_never_guessed():
    size, changes = resources.plan(subject(AKS, Target.MANAGED, gpu_cores=1))
    assert isinstance(size.instance_type, Unresolved)
    assert by_key(changes)["gpu_cores"].decision is not None


def test_a_local_service_has_no_size():
    size, changes = resources.plan(subject(LOCAL, Target.KUBERNETES))
    assert (size.resources, changes) == (None, [])
