"""Replicas for a load, and replicas on nodes."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectivity.capacity import CapacityError, Demand, Room, pack, replicas, room, size
from connectivity.fact import NodeState, NotRead, PodState
from connectivity.verdict import State

GIB = 2**30


@given(
    st.decimals(0, 10_000, places=3), st.decimals(0, 100, places=3), st.integers(1, 100), st.integers(1, 100)
)
def test_enough_and_not_one_too_many(rate: Decimal, latency: Decimal, percent: int, concurrency: int) -> None:
    found = replicas(float(rate), float(latency), percent / 100, concurrency)
    wanted, one = Fraction(rate) * Fraction(latency), Fraction(percent, 100) * concurrency
    assert found * one >= wanted
    assert found == 1 or (found - 1) * one < wanted


def node(name: str, cpu: float = 4, memory: int = 16 * GIB, **more: object) -> NodeState:
    return NodeState(name, True, "p", cpu, memory, **more)  # type: ignore[arg-type]


def test_what_fits() -> None:
    found = size([Demand("a", 1, GIB, 1, 8)], [node("n1"), node("n2")])
    assert (found.state, found.placed) == (State.FINE, (("a", 8),))


def test_more_than_all_nodes_have() -> None:
    found = size([Demand("a", 1, GIB, 1, 9)], [node("n1"), node("n2")])
    assert found.state is State.BROKEN
    assert found.left_over == (("a", 1),)
    assert found.reasons == ("9 cores are wanted and 8 are free",)


def test_the_minimum_may_fit_where_the_maximum_does_not() -> None:
    demands = [Demand("a", 1, GIB, 2, 9)]
    assert size(demands, [node("n1")], at_most=False).state is State.FINE


def test_a_replica_larger_than_every_node() -> None:
    found = size([Demand("big", 5, GIB)], [node("n1"), node("n2")])
    assert found.state is State.BROKEN
    assert "more than any node has free" in found.reasons[0]


def test_a_packing_that_may_exist_is_not_called_impossible() -> None:
    demands = (Demand("a", 3, 0), Demand("b", 2, 0, 2, 2), Demand("c", 1, 0))
    assert pack(demands, [Room("x", 4, GIB), Room("y", 4, GIB)]).state is State.FINE
    tight = (Demand("a", 4, 0, 2, 2), Demand("b", 3, 0, 4, 4))
    found = pack(tight, [Room("x", 10, GIB), Room("y", 10, GIB)])
    assert found.state is State.COULD_NOT_CHECK
    assert "may exist" in found.reasons[0]


def test_gpus_are_counted() -> None:
    assert size([Demand("a", 1, GIB, 1, 2, gpu=1)], [node("n1", gpu=1)]).reasons == (
        "2 GPUs are wanted and 1 are there",
    )


def test_what_others_take_is_not_free() -> None:
    assert size([Demand("a", 2, GIB)], [node("n1", taken_cpu=2.5)]).state is State.BROKEN


def test_cordoned_and_unready_nodes_do_not_count() -> None:
    away = NodeState("n2", False, "p", 64, 64 * GIB)
    assert room([node("n1", schedulable=False), away], [], ()) == []


def test_replicas_that_run_already_are_not_counted_twice() -> None:
    labels = (("azuremlappname", "mysvc"),)
    running = PodState(
        "azureml-ws",
        "mysvc-1",
        "model",
        "Running",
        True,
        0,
        labels,
        node="n1",
        cpu_request=3,
        memory_request=GIB,
    )
    busy = node("n1", taken_cpu=3, taken_memory=GIB)
    assert size([Demand("mysvc", 3, GIB, namespace="azureml-ws")], [busy, running]).state is State.FINE
    assert size([Demand("other", 3, GIB, namespace="azureml-ws")], [busy, running]).state is State.BROKEN


def test_nothing_read_nothing_said() -> None:
    assert size([Demand("a", 1, GIB)], []).state is State.COULD_NOT_CHECK


def test_unread_pods_leave_a_fit_open_but_not_a_misfit() -> None:
    gap = NotRead("pods", "list", "", "no", denied=True)
    assert size([Demand("a", 1, GIB)], [node("n1"), gap]).state is State.COULD_NOT_CHECK
    assert size([Demand("a", 9, GIB)], [node("n1"), gap]).state is State.BROKEN


@pytest.mark.parametrize("given", [(1, 0), (-1, 3)])
def test_a_range_of_replicas_that_is_none(given: tuple[int, int]) -> None:
    with pytest.raises(CapacityError, match="no range"):
        Demand("a", 1, GIB, *given)


def test_requests_below_zero() -> None:
    with pytest.raises(CapacityError, match="below 0"):
        Demand("a", -1, GIB)
