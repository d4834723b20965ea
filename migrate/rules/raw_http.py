"""Raw HTTP in a scoring script: ``rawhttp``, ``AMLRequest``, ``AMLResponse``.

The v2 server puts stand-ins for the two v1 modules into ``sys.modules``, so names imported *from* them work without
the package; importing the modules themselves needs the parent packages, which are not there (run with
azureml-inference-server-http 1.5.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compat.mapping.setting import LEARN
from migrate.finding import Finding, Level
from migrate.rules.rule import Context, Example, Rule, Safety
from migrate.scripts import RAW_MODULES
from migrate.usage import Form, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE = """\
import azureml.contrib.services.aml_request
"""
_BEFORE_NAMES = """\
from azureml.contrib.services.aml_request import rawhttp

@rawhttp
def run(request):
    return request.get_data()
"""
_AFTER = """\
from azureml_inference_server_http.api.aml_request import AMLRequest, rawhttp
"""


def _names(usage: Usage, context: Context) -> Iterator[Finding]:
    if usage.place.path not in context.whole_modules and usage.symbol.startswith(
        tuple(f"{module}." for module in RAW_MODULES)
    ):
        yield NAMES.at(usage)


def _codemod(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.scoring.raw_modules import codemod

    return codemod(usage, source)


MODULES = Rule(
    id="AML404",
    title="import of the raw HTTP modules themselves",
    level=Level.BLOCKER,
    why=(
        "The v2 server stands in for names imported from these modules, not for the modules or their package: without "
        "azureml-contrib-services the import fails and the container does not start."
    ),
    message="This form of import fails in the v2 server: import the names from azureml_inference_server_http.api.",
    symbols=("azureml.contrib.services", *sorted(RAW_MODULES)),
    forms=frozenset({Form.IMPORT}),
    link=LEARN + "how-to-inference-server-http",
    safety=Safety.SAFE,
    example=Example(_BEFORE, _AFTER, "score.py"),
    codemod=_codemod,
)
NAMES = Rule(
    id="AML405",
    title="raw HTTP in a scoring script",
    level=Level.ADVICE,
    why=(
        "These imports work in the v2 server as they are; elsewhere, as in unit tests, they need a package that is no "
        "longer maintained. request.json raises unless the content type is application/json: use request.get_data(). "
        "OPTIONS requests do not reach the script, so CORS cannot be answered there."
    ),
    message="This works in the v2 server; import it from azureml_inference_server_http.api to test it elsewhere too.",
    symbols=("azureml.contrib.services.*",),
    forms=frozenset(Form),
    link=LEARN + "how-to-inference-server-http",
    example=Example(_BEFORE_NAMES, _AFTER, "score.py"),
    check=_names,
)
RULES = (MODULES, NAMES)
