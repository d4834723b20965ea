"""Raw HTTP in a scoring script: ``rawhttp``, ``AMLRequest``, ``AMLResponse``.

The v2 server puts stand-ins for the two v1 modules into ``sys.modules``, so names imported *from* them work without
the package; importing the modules themselves needs the parent packages, which are not there (run with
azureml-inference-server-http 1.5.1).
"""

from __future__ import annotations

from collections.abc import Iterator

from compat.mapping.setting import LEARN
from migrate.finding import Finding, Level
from migrate.rules.rule import Context, Example, Rule
from migrate.usage import Form, Usage

_MODULES = ("azureml.contrib.services.aml_request", "azureml.contrib.services.aml_response")

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


def _names(usage: Usage, _: Context) -> Iterator[Finding]:
    if usage.symbol.startswith(tuple(f"{module}." for module in _MODULES)):
        yield NAMES.at(usage)


MODULES = Rule(
    id="AML404",
    title="import of the raw HTTP modules themselves",
    level=Level.BLOCKER,
    why=(
        "The v2 server stands in for names imported from these modules, not for the modules or their package: without "
        "azureml-contrib-services the import fails and the container does not start."
    ),
    message="This form of import fails in the v2 server: import the names from azureml_inference_server_http.api.",
    symbols=("azureml.contrib.services", *_MODULES),
    forms=frozenset({Form.IMPORT}),
    link=LEARN + "how-to-inference-server-http",
    example=Example(_BEFORE, _AFTER, "score.py"),
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
