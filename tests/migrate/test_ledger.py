from __future__ import annotations

from dataclasses import replace

from compat.mapping.setting import Api, Change, Fate
from compat.mapping.translation import translate
from compat.v1 import Given, Unread
from compat.v2 import Target
from compat.value import Known
from migrate.ledger import NOT_ANALYSED, Ledger, ledger
from migrate.usage import Usage
from tests.migrate.readings import CONFIGURATION, SETTINGS, aks_service, at, call, given, usages

SERVICE = aks_service()
CHANGES = tuple(
    Change(Api.SERVICE, key, Fate.CARRIED, f"{key} is carried.", (item,))
    for key, item in SERVICE.settings.items()
)


def account(changes: tuple[Change, ...] = CHANGES, found: tuple[Usage, ...] | None = None) -> Ledger:
    return ledger(SERVICE, usages() if found is None else found, changes, Target.KUBERNETES)


def fate_of(book: Ledger, name: str) -> str:
    return next(entry.fate for entry in book.entries if entry.fact.name == name)


def test_what_is_found_is_what_is_accounted_for_with_the_real_mapping() -> None:
    book = ledger(SERVICE, usages(), translate(SERVICE).changes, Target.KUBERNETES)
    assert book.found == sum(len(usage.arguments) for usage in usages())
    assert book.balanced
    assert sum(book.fates.values()) == book.found


def test_each_argument_of_the_configuration_has_the_fate_of_its_change() -> None:
    assert [fate_of(account(), name) for name in SETTINGS] == ["carried"] * len(SETTINGS)


def test_an_argument_without_a_change_is_not_analysed() -> None:
    book = account(CHANGES[1:])
    assert fate_of(book, "cpu_cores") == NOT_ANALYSED
    assert book.lossy
    assert book.balanced


def test_an_argument_that_the_reader_dropped_is_not_analysed() -> None:
    extra = call(CONFIGURATION, 3, **SETTINGS, brand_new=1)
    book = account(found=(extra, *usages()[2:]))
    assert fate_of(book, "brand_new") == NOT_ANALYSED


def test_what_the_reader_could_not_read_says_why() -> None:
    service = replace(SERVICE, unread=(Unread("**settings", "it comes from another module", at(3, 90)),))
    book = ledger(service, usages(), CHANGES, Target.KUBERNETES)
    entry = next(entry for entry in book.entries if entry.fact.name == "**settings")
    assert (entry.fate, entry.reason) == (NOT_ANALYSED, "it comes from another module")


def test_an_argument_that_could_not_be_read_does_not_take_the_fate_of_its_row() -> None:
    argument = next(item for item in usages()[2].arguments if item.name == "workspace")
    service = replace(SERVICE, unread=(Unread("workspace", "it is built at run time", argument.place),))
    assert fate_of(ledger(service, usages(), CHANGES, Target.KUBERNETES), "workspace") == NOT_ANALYSED


def test_arguments_of_the_deploy_call_take_their_fate_from_their_row() -> None:
    assert fate_of(account(), "workspace") == "dropped"
    assert fate_of(account(), "deployment_config") == "combined"


def test_an_argument_of_the_deploy_call_without_a_row_is_not_analysed() -> None:
    found = (*usages()[:2], call("azureml.core.model.Model.deploy", 4, workspace="ws", no_such="x"))
    assert fate_of(account(found=found), "no_such") == NOT_ANALYSED


def test_calls_that_are_not_the_services_do_not_count() -> None:
    other = call(CONFIGURATION, 50, cpu_cores=9)
    assert account(found=(*usages(), other)).found == account().found


def test_a_fact_that_several_changes_share_counts_once_by_what_weighs_most() -> None:
    lost = Change(Api.SERVICE, "cpu_cores", Fate.DROPPED, "Gone.", CHANGES[0].given, deployment="green")
    kept = replace(CHANGES[0], deployment="blue")
    book = account((kept, lost, *CHANGES[1:]))
    assert fate_of(book, "cpu_cores") == "dropped"
    assert book.balanced


def test_two_fates_for_one_fact_in_one_deployment_do_not_add_up() -> None:
    lost = Change(Api.SERVICE, "cpu_cores", Fate.DROPPED, "Gone.", CHANGES[0].given)
    book = account((*CHANGES, lost))
    assert not book.balanced
    assert book.faults == ("cpu_cores has two fates: carried and dropped",)


def test_a_change_for_a_fact_nobody_found_does_not_add_up() -> None:
    invented = Change(Api.SERVICE, "ghost", Fate.CARRIED, "", (Given(Known(1), "ghost", at(77)),))
    book = account((*CHANGES, invented))
    assert book.faults == ("ghost is accounted for, but no such fact was found",)
    assert book.lossy


def test_defaults_that_are_written_out_are_no_facts() -> None:
    default = Change(Api.SERVICE, "failure_threshold", Fate.WRITTEN_OUT, "v1 default 3.", differs=True)
    book = account((*CHANGES, default))
    assert book.defaults == 1
    assert book.found == account().found


def test_without_a_translation_nothing_is_accounted_for() -> None:
    book = ledger(SERVICE, usages(), (), None)
    assert set(book.fates) == {NOT_ANALYSED}


def test_a_value_set_after_construction_is_a_fact_too() -> None:
    service = replace(
        SERVICE, settings={**SERVICE.settings, "auth_enabled": given(False, "config.auth_enabled", 9, 1)}
    )
    book = ledger(service, usages(), CHANGES, Target.KUBERNETES)
    assert book.found == account().found + 1
    assert fate_of(book, "config.auth_enabled") == NOT_ANALYSED
