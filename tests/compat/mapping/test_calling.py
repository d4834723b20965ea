from __future__ import annotations

from dataclasses import replace

import pytest

from compat.mapping.calling import V1_ADDRESS, V2_ADDRESS, Side, Sign, address, effects
from compat.v1 import ServiceKind
from compat.v2 import Target
from compat.value import Known

MANAGED = Side(ServiceKind.ACI, Target.MANAGED, "churn", Known("key"))
CLUSTER = Side(ServiceKind.AKS, Target.KUBERNETES, "churn", Known("key"), timeout=60000)


def said(sign: Sign, side: Side) -> str:
    return " ".join(effect.sentence for effect in effects([sign], side))


@pytest.mark.parametrize("sign", list(Sign))
@pytest.mark.parametrize("side", [MANAGED, CLUSTER, Side()])
def test_every_sign_has_something_to_say_and_says_it_once(sign: Sign, side: Side) -> None:
    found = effects([sign, sign], side)
    assert [effect.sign for effect in found] == [sign]
    assert found[0].sentence.endswith(".")


def test_no_sign_means_no_effect() -> None:
    assert effects([], CLUSTER) == ()


def test_the_address_is_that_of_the_target_with_the_name() -> None:
    assert "/api/v1/endpoint/churn/score" in said(Sign.ADDRESS, CLUSTER)
    assert "https://churn.<region>.inference.ml.azure.com/score" in said(Sign.ADDRESS, MANAGED)
    assert all(shape in said(Sign.ADDRESS, Side()) for shape in V2_ADDRESS.values())
    assert address(Target.MANAGED) == V2_ADDRESS[Target.MANAGED]


def test_status_codes_change_on_a_managed_endpoint_only() -> None:
    assert "stay" in said(Sign.RETRY, CLUSTER)
    assert all(code in said(Sign.RETRY, MANAGED) for code in ("424", "429", "408"))
    assert "v1 on AKS" not in said(Sign.RETRY, MANAGED)


def test_the_timeout_is_told_with_the_limit_of_the_target() -> None:
    assert "60000 ms" in said(Sign.TIMEOUT, CLUSTER)
    assert "300 s" in said(Sign.TIMEOUT, CLUSTER)
    assert "180 s" in said(Sign.TIMEOUT, MANAGED)
    assert "at most" not in said(Sign.TIMEOUT, Side())


@pytest.mark.parametrize(("waits", "asks"), [(30, True), (60, True), (61, False)])
def test_a_client_that_waits_long_enough_need_not_change(waits: float, asks: bool) -> None:
    (effect,) = effects([Sign.TIMEOUT], replace(CLUSTER, waits=waits))
    assert effect.asks is asks
    assert f"waits {waits} s" in effect.sentence
    assert "up to 60 s" in effect.sentence


def test_who_sent_no_key_to_an_open_service_must_send_one() -> None:
    side = Side(ServiceKind.ACI, Target.MANAGED, "churn", Known("key"), open=True)
    assert "asked nobody" in said(Sign.ADDRESS, side)
    assert "asked nobody" not in " ".join(one.sentence for one in effects([Sign.ADDRESS, Sign.HEADER], side))
    assert "asked nobody" not in said(Sign.ADDRESS, MANAGED)


def test_keys_of_a_service_with_tokens_are_told_so() -> None:
    assert "takes tokens" in said(Sign.KEYS, Side(mode=Known("aml_token")))
    assert "regenerateKeys" in said(Sign.KEYS, CLUSTER)


def test_every_kind_of_service_but_the_unknown_has_an_address() -> None:
    assert set(V1_ADDRESS) == set(ServiceKind) - {ServiceKind.UNKNOWN}
    assert set(V2_ADDRESS) == set(Target)
