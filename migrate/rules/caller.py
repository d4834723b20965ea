"""Callers of a service: the address written down, the status codes they expect, how long they wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compat.mapping.calling import Sign
from compat.mapping.setting import LEARN
from migrate.finding import Finding, Level
from migrate.read.callers.signs import symbol_of
from migrate.rules.rule import Context, Example, Rule, Safety
from migrate.usage import Form, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_TEXT = frozenset({Form.TEXT})
_PAGES = (".md", ".markdown")

_BEFORE_ADDRESS = """\
curl http://20.50.1.7:80/api/v1/service/churn/score -d @request.json
"""
_AFTER_ADDRESS = """\
curl "$SCORING_URI" -H "Authorization: Bearer $KEY" -d @request.json
"""
_BEFORE_OPEN = """\
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AciWebservice

settings = AciWebservice.deploy_configuration(dns_name_label="churn-test")
Model.deploy(ws, "churn", [model], InferenceConfig("score.py"), settings)
requests.post("http://churn-test.westeurope.azurecontainer.io/score", json=payload)
"""
_BEFORE_RETRY = """\
URL = "http://20.50.1.7:80/api/v1/service/churn/score"
answer = requests.post(URL, json=payload)
again = answer.status_code in (502, 503)
"""
_BEFORE_TIMEOUT = """\
URL = "http://20.50.1.7:80/api/v1/service/churn/score"
answer = requests.post(URL, json=payload, timeout=30)
"""
_BEFORE_KEY = """\
URL = "http://20.50.1.7:80/api/v1/service/churn/score"
api_key = "AbCdEfGhIjKlMnOpQrStUvWxYz012345"
answer = requests.post(URL, json=payload, headers={"Authorization": "Bearer " + api_key})
"""
_AFTER = """\
answer = requests.post(os.environ["SCORING_URI"], json=payload, timeout=70)
"""


def _address(usage: Usage, context: Context) -> Iterator[Finding]:
    level = Level.ADVICE if usage.place.path.lower().endswith(_PAGES) else ADDRESS.level
    caller = context.callers.get(usage.place)
    said = _said(usage, context, Sign.ADDRESS) or ADDRESS.message
    if caller is not None and not caller.joined:
        said += f" {f'{caller.name}: ' if caller.name else ''}{caller.why}."
    yield ADDRESS.at(usage, said, level)


def _open(usage: Usage, context: Context) -> Iterator[Finding]:
    caller = context.callers.get(usage.place)
    effects = () if caller is None else caller.effects
    yield from (OPEN.at(usage, one.sentence) for one in effects if one.sign is Sign.HEADER and one.asks)


def _retry(usage: Usage, context: Context) -> Iterator[Finding]:
    caller = context.callers.get(usage.place)
    if caller is not None and any(effect.sign is Sign.RETRY and effect.asks for effect in caller.effects):
        yield RETRY.at(usage, _said(usage, context, Sign.RETRY))


def _timeout(usage: Usage, context: Context) -> Iterator[Finding]:
    caller = context.callers.get(usage.place)
    if caller is not None and any(effect.sign is Sign.TIMEOUT and effect.asks for effect in caller.effects):
        yield TIMEOUT.at(usage, _said(usage, context, Sign.TIMEOUT))


def _key(usage: Usage, context: Context) -> Iterator[Finding]:
    if usage.place in context.callers:
        yield KEY.at(usage, _said(usage, context, Sign.WRITTEN_KEY))


def _rewritten_address(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.callers.address import codemod

    return codemod(usage, source)


def _rewritten_codes(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.callers.status_codes import codemod

    return codemod(usage, source)


def _said(usage: Usage, context: Context, sign: Sign) -> str:
    caller = context.callers.get(usage.place)
    effects = () if caller is None else caller.effects
    return next((effect.sentence for effect in effects if effect.sign is sign), "")


ADDRESS = Rule(
    id="AML510",
    title="address of a v1 service written down",
    level=Level.DECISION,
    why=(
        "The address of every service changes: its path on a cluster, its host on a managed endpoint. A caller that "
        "has the old one written down goes on calling v1 until that is switched off, and fails from then on."
    ),
    message="This is the address of a v1 service; the v2 endpoint has another one, to be read from scoring_uri.",
    symbols=(symbol_of(Sign.ADDRESS),),
    forms=_TEXT,
    link=LEARN + "how-to-authenticate-online-endpoint",
    example=Example(_BEFORE_ADDRESS, _AFTER_ADDRESS, "ask.sh"),
    safety=Safety.REVIEW,
    check=_address,
    codemod=_rewritten_address,
)
OPEN = Rule(
    id="AML511",
    title="caller of a service that asked nobody for a key",
    level=Level.DECISION,
    why=(
        "An ACI service asks for no key unless it is told to; a v2 endpoint always does. No key or header was found "
        "in this caller, so it has to be given one."
    ),
    message="The v1 service asked nobody for a key; v2 always does.",
    symbols=(symbol_of(Sign.ADDRESS),),
    forms=_TEXT,
    link=LEARN + "how-to-authenticate-online-endpoint",
    example=Example(_BEFORE_OPEN, _AFTER, "ask.py"),
    check=_open,
)
RETRY = Rule(
    id="AML512",
    title="status code that a caller of a service expects",
    level=Level.DECISION,
    why=(
        "A managed endpoint answers 424, 429 and 408 where a v1 service on a cluster answered 502, 503 and 504. A "
        "client that repeats a request on the old codes gives up on the new ones."
    ),
    message="A managed endpoint answers with other status codes than v1 did.",
    symbols=(symbol_of(Sign.RETRY),),
    forms=_TEXT,
    link=LEARN + "how-to-troubleshoot-online-endpoints",
    example=Example(_BEFORE_RETRY, _AFTER, "ask.py"),
    safety=Safety.REVIEW,
    check=_retry,
    codemod=_rewritten_codes,
)
TIMEOUT = Rule(
    id="AML513",
    title="timeout of a caller of a service",
    level=Level.ADVICE,
    why=(
        "The service has a timeout of its own, 60 s by default in v1 and 5 s in v2 unless it is written. A client that "
        "waits less than the service gives up on requests that are still being answered."
    ),
    message="Compare this timeout with request_timeout_ms of the deployment.",
    symbols=(symbol_of(Sign.TIMEOUT),),
    forms=_TEXT,
    link=LEARN + "how-to-manage-quotas",
    example=Example(_BEFORE_TIMEOUT, _AFTER, "ask.py"),
    check=_timeout,
)
KEY = Rule(
    id="AML514",
    title="key of a service written in its caller",
    level=Level.DECISION,
    why=(
        "Everybody who can read the source can call the service, and the history keeps the key. v2 makes new keys, "
        "which is the moment to keep them in a vault or a setting of the application."
    ),
    message="A key is written here; v2 makes new keys, which do not belong into the source.",
    symbols=(symbol_of(Sign.WRITTEN_KEY),),
    forms=_TEXT,
    link=LEARN + "how-to-authenticate-online-endpoint",
    example=Example(_BEFORE_KEY, _AFTER, "ask.py"),
    check=_key,
)
RULES = (ADDRESS, OPEN, RETRY, TIMEOUT, KEY)
