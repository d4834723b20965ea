"""How a fact that was given is accounted for: one ``Change`` in the words of its row."""

from __future__ import annotations

from collections.abc import Iterable

from compat.mapping.setting import Api, Change, Decision, Fate, Setting
from compat.v1 import Given
from compat.v2 import Target
from compat.value import Known


def row_for(rows: Iterable[Setting], key: str) -> Setting | None:
    """Return the row of a key, or of the nearest section above it (``spark`` for ``spark.packages``)."""
    by_key = {row.key: row for row in rows}
    while key and key not in by_key:
        key = key.rpartition(".")[0]
    return by_key.get(key)


def says_nothing(given: Given) -> bool:
    """Tell whether a fact is None or an empty text, which v1 takes for not given."""
    return isinstance(given.value, Known) and given.value.value in (None, "")


def row_of(rows: Iterable[Setting], key: str) -> Setting:
    """Return the row of a key; KeyError where the rows have none."""
    row = row_for(rows, key)
    if row is None:
        raise KeyError(key)
    return row


def account(
    row: Setting,
    given: Given | None,
    target: Target,
    sentence: str = "",
    *,
    key: str = "",
    fate: Fate | None = None,
    writes: tuple[str, ...] | None = None,
    ask: Decision | bool = True,
) -> Change:
    """Return the change for one given fact.

    The row says everything that is not said here. ``ask`` is another question than the row's, or whether to
    ask the row's at all. A given None says nothing, in v1 as in v2.
    """
    becomes = row.becomes(target)
    facts = () if given is None else (given,)
    if given is not None and isinstance(given.value, Known) and given.value.value is None:
        said = f"{key or row.key} is given no value; there is nothing to write."
        return Change(row.api, key or row.key, Fate.DROPPED, said, facts, link=row.link)
    return Change(
        row.api,
        key or row.key,
        fate or becomes.fate,
        sentence or becomes.sentence,
        facts,
        ((becomes.path,) if becomes.path else ()) if writes is None else writes,
        ask if isinstance(ask, Decision) else becomes.decision if ask else None,
        loss=becomes.loss and fate in {None, becomes.fate},
        link=row.link,
    )


def unknown(api: Api, key: str, given: Given) -> Change:
    """Return the change for a key that no row knows."""
    return Change(
        api,
        key,
        Fate.MANUAL,
        f"{key} is not known to azureml-core 1.61; nothing is written for it.",
        (given,),
        decision=Decision(f"What was {key} meant to do?"),
    )
