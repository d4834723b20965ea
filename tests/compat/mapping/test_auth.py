import pytest

from compat.mapping import auth
from compat.mapping.setting import ACI, AKS, AKS_ENDPOINT, LOCAL, Fate
from compat.v2 import Target
from compat.value import Expression, Known, Unresolved
from tests.compat.mapping.services import by_key, subject

UNKNOWN = Expression("args.auth")
OPEN, SURE = True, False

MODES = [
    # kind, auth_enabled, token_auth_enabled, auth_mode, must the user decide?
    (AKS, ..., ..., "key", SURE),
    (AKS, True, ..., "key", SURE),
    (AKS, None, ..., "key", SURE),
    (AKS, None, None, "key", SURE),
    (AKS, True, False, "key", SURE),
    (AKS, ..., True, "aml_token", SURE),
    (AKS, False, True, "aml_token", SURE),
    (AKS, None, True, "aml_token", SURE),
    (AKS, False, ..., "key", OPEN),
    (AKS, False, False, "key", OPEN),
    (AKS, False, None, "key", OPEN),
    (AKS_ENDPOINT, ..., ..., "key", SURE),
    (AKS_ENDPOINT, False, True, "aml_token", SURE),
    (AKS_ENDPOINT, False, ..., "key", OPEN),
    (ACI, ..., ..., "key", OPEN),
    (ACI, None, ..., "key", OPEN),
    (ACI, False, ..., "key", OPEN),
    (ACI, True, ..., "key", SURE),
    (LOCAL, ..., ..., "key", SURE),
]


def keywords(key, token):
    pairs = {"auth_enabled": key, "token_auth_enabled": token}
    return {name: value for name, value in pairs.items() if value is not ...}


@pytest.mark.parametrize("target", list(Target))
@pytest.mark.parametrize(("kind", "key", "token", "mode", "undecided"), MODES)
def test_the_mode_and_whether_the_user_must_decide(kind, key, token, mode, undecided, target):
    value, changes = auth.plan(subject(kind, target, **keywords(key, token)))
    assert value == Known(mode)
    assert any(change.decision for change in changes) is undecided
    by_key(changes)


@pytest.mark.parametrize(
    ("key", "token"), [(UNKNOWN, ...), (UNKNOWN, False), (False, UNKNOWN), (..., UNKNOWN), (UNKNOWN, UNKNOWN)]
)
def test_an_unknown_switch_chooses_no_mode(key, token):
    value, changes = auth.plan(subject(AKS, **keywords(key, token)))
    assert isinstance(value, Unresolved)
    assert all(change.fate is Fate.MANUAL and change.decision for change in changes)


def test_token_stays_token_when_only_the_other_switch_is_unknown():
    """v1 refuses both at once, so a token service cannot have been a key service."""
    value, _ = auth.plan(subject(AKS, auth_enabled=UNKNOWN, token_auth_enabled=True))
    assert value == Known("aml_token")


def test_both_switches_on_is_a_question():
    value, changes = auth.plan(subject(AKS, auth_enabled=True, token_auth_enabled=True))
    assert isinstance(value, Unresolved)
    assert {change.fate for change in changes} == {Fate.MANUAL}


@pytest.mark.parametrize("kind", [AKS, AKS_ENDPOINT, ACI])
def test_keys_in_code_are_a_decision_and_are_not_written_anywhere(kind):
    _, changes = auth.plan(subject(kind, auth_enabled=True, primary_key="hunter1", secondary_key="hunter2"))
    found = by_key(changes)
    for key in ("primary_key", "secondary_key"):
        assert found[key].fate is Fate.MANUAL
        assert found[key].writes == ()
    assert "hunter" not in repr(changes)


def test_a_secondary_key_alone_is_ignored_as_v1_ignored_it():
    _, changes = auth.plan(subject(AKS, secondary_key="second"))
    assert by_key(changes)["secondary_key"].fate is Fate.DROPPED


def test_no_key_given_says_nothing_of_keys():
    _, changes = auth.plan(subject(AKS, auth_enabled=True))
    assert set(by_key(changes)) == {"auth_enabled"}


@pytest.mark.parametrize(("kind", "key", "token", "mode", "undecided"), MODES)
def test_a_service_is_open_where_the_user_must_decide(kind, key, token, mode, undecided):
    assert auth.was_open(subject(kind, **keywords(key, token)).service) is (undecided or kind is LOCAL)
    unknown = subject(kind, **{**keywords(key, token), "auth_enabled": UNKNOWN}).service
    assert auth.was_open(unknown) is (kind is LOCAL)
