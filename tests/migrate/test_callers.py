from __future__ import annotations

from dataclasses import replace

import pytest

from compat.mapping.calling import Sign
from compat.mapping.translation import translate
from compat.v1 import Given, Service, ServiceKind
from compat.value import Expression, Known, Place, Value
from migrate.callers import (
    BY_EXPRESSION,
    BY_FILE,
    BY_NAME,
    BY_OBJECT,
    NOT_HERE,
    SEVERAL,
    UNKNOWN,
    Caller,
    callers,
)
from migrate.ledger import Ledger
from migrate.read.callers.signs import sign_of, symbol_of
from migrate.read.reading import Reading
from migrate.scan import Outcome
from migrate.usage import Argument, Form, Usage

SERVICE = "azureml.core.webservice.Webservice"


def outcome(name: str | Value = "churn", path: str = "deploy.py", line: int = 4, **other: object) -> Outcome:
    service = Service(
        ServiceKind.AKS, Known(name) if isinstance(name, str) else name, place=Place(path, line)
    )
    made = translate(replace(service, **other))  # type: ignore[arg-type]
    return Outcome(made.service, Ledger(), made.target, made.plan, made.changes)


def member(name: str, path: str = "deploy.py", line: int = 9, made: tuple[Place, ...] = ()) -> Usage:
    return Usage(f"{SERVICE}.{name}", Place(path, line), Form.CALL, made=made)


def seen(sign: Sign, path: str, line: int = 1, **said: str) -> Usage:
    place = Place(path, line)
    arguments = tuple(Argument(key, place, Known(text)) for key, text in said.items())
    return Usage(symbol_of(sign), place, Form.TEXT, arguments)


def joined(*usages: Usage, outcomes: tuple[Outcome, ...] = ()) -> tuple[Caller, ...]:
    return callers([Reading("any", usages)], outcomes or (outcome(),))


def test_a_member_of_the_service_is_joined_by_its_object() -> None:
    two = (outcome("one", line=4), outcome("two", line=6))
    (caller,) = joined(member("get_keys", made=(Place("deploy.py", 6),)), outcomes=two)
    assert (caller.outcome, caller.name, caller.why) == (two[1], "two", BY_OBJECT)
    assert caller.signs == {Sign.KEYS}


def test_a_handle_in_another_file_is_joined_by_the_name_it_was_made_with() -> None:
    made = Place("ask.py", 3)
    handle = Usage(SERVICE, made, Form.CALL, (Argument("name", made, Known("Churn")),))
    (caller,) = joined(handle, member("scoring_uri", "ask.py", made=(made,)))
    assert caller.outcome is not None
    assert caller.why == BY_NAME


def test_an_address_with_the_name_is_joined_across_files() -> None:
    (caller,) = joined(
        seen(Sign.ADDRESS, "app/client.js", service="churn", kind="AKS", what="http://1.2.3.4")
    )
    assert (caller.path, caller.why) == ("app/client.js", BY_NAME)
    assert caller.sightings[0].what == "http://1.2.3.4"


def test_the_only_service_of_a_file_is_taken_where_nothing_else_says() -> None:
    (caller,) = joined(member("run"), outcomes=(outcome(), outcome("other", "other.py")))
    assert caller.why == BY_FILE
    assert caller.outcome is not None
    assert caller.outcome.service.name == Known("churn")


def test_what_cannot_be_joined_says_why() -> None:
    two = (outcome("one", line=4), outcome("two", line=6))
    (unknown,) = joined(member("run"), outcomes=two)
    assert (unknown.outcome, unknown.why) == (None, UNKNOWN)
    (absent,) = joined(seen(Sign.ADDRESS, "a.md", service="fraud"), outcomes=two)
    assert (absent.outcome, absent.name, absent.why) == (None, "fraud", NOT_HERE)
    twins = (outcome("one", "a/d.py"), outcome("one", "b/d.py"))
    (several,) = joined(seen(Sign.ADDRESS, "c/ask.sh", service="one"), outcomes=twins)
    assert (several.outcome, several.why) == (None, SEVERAL)


def test_of_several_services_of_a_name_the_nearest_is_taken_and_the_kind_of_the_address_counts() -> None:
    near, far = outcome("one", "a/deploy/d.py"), outcome("one", "b/d.py")
    (caller,) = joined(seen(Sign.ADDRESS, "a/client/ask.py", service="one"), outcomes=(far, near))
    assert caller.outcome is near
    container = outcome("one", "a/x.py", kind=ServiceKind.ACI)
    (caller,) = joined(
        seen(Sign.ADDRESS, "a/client/ask.py", service="one", kind="AKS"), outcomes=(container, far)
    )
    assert caller.outcome is far


def test_a_service_in_a_folder_further_up_is_less_near() -> None:
    up, beside = outcome("one", "a/d.py"), outcome("one", "a/b/d.py")
    (caller,) = joined(seen(Sign.ADDRESS, "a/b/ask.py", service="one"), outcomes=(up, beside))
    assert caller.outcome is beside


def test_a_handle_that_is_not_known_to_be_the_files_own_service_is_not_taken_for_it() -> None:
    made = Place("deploy.py", 7)
    for name, why in ((Expression("old()"), UNKNOWN), (Expression("name()"), BY_EXPRESSION)):
        handle = Usage(SERVICE, made, Form.CALL, (Argument("name", made, name),))
        (caller,) = joined(
            handle, member("get_keys", made=(made,)), outcomes=(outcome(Expression("name()")),)
        )
        assert caller.why == why


def test_a_container_service_is_known_by_its_label() -> None:
    given = {"dns_name_label": Given(Known("churn-test"), "dns_name_label")}
    service = outcome(kind=ServiceKind.ACI, settings=given)
    (caller,) = joined(
        seen(Sign.ADDRESS, "ask.sh", label="churn-test", kind="ACI"),
        outcomes=(service, outcome("two", "b.py")),
    )
    assert caller.outcome is service


def test_habits_alone_make_no_caller_and_stand_with_every_caller_of_the_file() -> None:
    habit = seen(Sign.TIMEOUT, "ask.py", 5, what="timeout=5")
    assert joined(habit) == ()
    found = joined(
        habit, seen(Sign.ADDRESS, "ask.py", service="churn"), seen(Sign.ADDRESS, "ask.py", service="no")
    )
    assert [sorted(sign.name for sign in caller.signs) for caller in found] == [["ADDRESS", "TIMEOUT"]] * 2


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (member("get_token"), Sign.TOKENS),
        (member("wait_for_deployment"), None),
        (Usage("azureml.core.run.Run.get_token", Place("a.py")), None),
        (Usage("az ml service get-keys", Place("a.sh"), Form.COMMAND), Sign.KEYS),
        (Usage("az ml service list", Place("a.sh"), Form.COMMAND), None),
        (Usage("config:deployment_config:aks", Place("a.json"), Form.FILE), None),
    ],
)
def test_what_shows_a_caller(usage: Usage, expected: Sign | None) -> None:
    assert sign_of(usage) is expected


@pytest.mark.parametrize("name", [Expression("name()"), Known(None)])
def test_a_service_without_a_known_name_is_never_joined_by_it(name: Value) -> None:
    (caller,) = joined(seen(Sign.ADDRESS, "a.py", service="churn"), outcomes=(outcome(name),))
    assert caller.outcome is None


def test_a_caller_is_told_what_changes_for_this_service() -> None:
    (caller,) = joined(
        seen(Sign.ADDRESS, "ask.py", service="churn"),
        seen(Sign.RETRY, "ask.py"),
        seen(Sign.TIMEOUT, "ask.py"),
    )
    said = " ".join(effect.sentence for effect in caller.effects)
    assert "/api/v1/endpoint/churn/score" in said
    assert "60000 ms" in said
    assert "the status codes stay" in said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [((20.0,), "waits 20 s"), ((90.0, 90.0), "stays in order"), ((20.0, 90.0), "should be longer"), ((), "")],
)
def test_a_timeout_is_compared_where_there_is_but_one(seconds: tuple[float, ...], said: str) -> None:
    place = Place("ask.py", 2)
    timeouts = (
        Usage(symbol_of(Sign.TIMEOUT), place, Form.TEXT, (Argument("seconds", place, Known(one)),))
        for one in seconds
    )
    (caller,) = joined(seen(Sign.ADDRESS, "ask.py", service="churn"), *timeouts)
    found = [effect.sentence for effect in caller.effects if effect.sign is Sign.TIMEOUT]
    assert (found == []) if not said else (said in found[0])
