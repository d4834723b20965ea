"""Reports made by hand for the page: two services, their callers, and the same with hostile text everywhere."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from compat.mapping.calling import Sign
from compat.v1 import Cluster, ModelRef, ServiceKind, Unread
from compat.value import Expression, Known, Place
from migrate.callers import BY_NAME, UNKNOWN, Caller, Sighting
from migrate.finding import Finding, Level
from migrate.report.document import Json, document
from migrate.scan import Repository, Scan
from tests.migrate.readings import aks_service, at, reading
from tests.migrate.report.test_text import outcome

HOSTILE = "x</script><img src=x onerror='window.hacked=1'>\"'`${window.hacked=1}{{7*7}}\u202e\n\x1b[31m&lt;"
SECRET = "AKIA0123456789ABCDEF"


def sight(sign: Sign, what: str, path: str, line: int = 1) -> Sighting:
    return Sighting(sign, what, Place(path, line))


def stored(said: str = "", day: date | None = date(2026, 11, 21)) -> Json:
    """A report as it comes back from a file; ``said`` stands in every text that a repository can choose."""
    return json.loads(json.dumps(document(scan(said, day))))  # type: ignore[no-any-return]


def scan(said: str = "", day: date | None = date(2026, 11, 21)) -> Scan:
    one = outcome(aks_service(Known(f"churn{said}"), (Unread(f"odd{said}", f"why{said}", at(4)),)))
    bare = replace(
        aks_service(Expression(f"name(){said}")),
        kind=ServiceKind.ACI,
        cluster=Cluster(Known(f"shared{said}")) if said else None,
        models=(ModelRef(Known(f"m{said}"), Known(2)),),
        condition=f"test{said}",
        settings={},
        place=at(9, path=f"other{said}.py"),
    )
    path = f"client/ask{said}.js"
    known = Caller(
        path,
        one,
        f"churn{said}",
        BY_NAME,
        (sight(Sign.ADDRESS, f"http://1.2.3.4{said}", path, 3), sight(Sign.TIMEOUT, "timeout=5", path, 4)),
    )
    unknown = Caller("b.sh", None, "", UNKNOWN, (sight(Sign.KEYS, "get_keys", "b.sh", 2),))
    return Scan(
        (
            Repository(
                f"repo{said}",
                1200,
                3,
                {},
                (reading(),),
                (one, outcome(bare)),
                findings(said),
                (),
                (known, unknown),
            ),
        ),
        day,
    )


def findings(said: str) -> tuple[Finding, ...]:
    places = (Place("deploy.py", 4), Place("deploy.py", 7), Place(f"n{said}.ipynb", 2, cell=5))
    return (
        Finding("AML501", Level.BLOCKER, f"v2 cannot use it{said}.", places[0], service=f"churn{said}"),
        *(
            Finding("AML101", Level.CHANGE, f"Model.deploy is another thing{said}.", place)
            for place in places
        ),
        Finding("AML201", Level.CHANGE, "A command.", Place("run.sh", 1), "https://learn.microsoft.com/x"),
        Finding("AML590", Level.DECISION, "What now?", places[2], "javascript:alert(1)", f"churn{said}"),
    )
