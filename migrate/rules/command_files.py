"""What stands in the way of reading a deploy command wholly."""

from __future__ import annotations

from compat.mapping.setting import LEARN, Change
from compat.v1 import Service
from migrate.finding import Level
from migrate.rules.rule import Rule

_LINK = LEARN + "migrate-to-v2-deploy-endpoints"


def _raised_where_it_is_found(_: Service, __: Change) -> bool:
    return False


RULES = (
    Rule(
        id="AML220",
        title="file of a deploy command that is not in the repository",
        level=Level.DECISION,
        why=(
            "The command names a file whose content decides what is deployed. It is made by another step, stands "
            "elsewhere, or its path is put together when the script runs."
        ),
        link=_LINK,
        claims=_raised_where_it_is_found,
    ),
    Rule(
        id="AML222",
        title="file of a deploy command found by its name alone",
        level=Level.DECISION,
        why=(
            "The command runs in a folder that is made by the pipeline, such as a downloaded artifact. One file of the "
            "repository has the name that the command uses; it is taken for the file that was copied there."
        ),
        link=_LINK,
        claims=_raised_where_it_is_found,
    ),
    Rule(
        id="AML221",
        title="setting given by an option and by a file",
        level=Level.DECISION,
        why=(
            "The deploy command and the file it names give one setting two values. Which of them v1 took is not "
            "documented; look at the running service."
        ),
        link=_LINK,
        claims=_raised_where_it_is_found,
    ),
)
