"""Authentication: key, token or nobody asked.

v1 has two switches (``auth_enabled`` for keys, ``token_auth_enabled`` for Azure ML tokens) and an open
state; v2 has one ``auth_mode`` and no open state. The payload's name for the token switch, ``aadAuthEnabled``,
is misleading: the token is an Azure ML token, so v2's ``aml_token``, never ``aad_token``.
"""

from __future__ import annotations

from compat.mapping.setting import (
    ACI,
    CLOUD,
    CLUSTER,
    LEARN,
    LOCAL,
    UNKNOWN,
    Api,
    Becomes,
    Change,
    Decision,
    Fate,
    Setting,
    Spelling,
    same,
)
from compat.mapping.subject import Subject
from compat.v1 import Given, Service, ServiceKind
from compat.value import Known, Unresolved, Value, known

_PAGE = LEARN + "concept-endpoints-online-auth"
_MODE = "endpoint.auth_mode"
_key_side, _key_side_managed = same(Becomes(_MODE, Fate.CONVERTED, "Keys, as in v1."))
_token_side, _token_side_managed = same(
    Becomes(
        _MODE, Fate.CONVERTED, "Tokens, as in v1: they are Azure ML tokens, so aml_token and not aad_token."
    )
)
_KEEP_KEY = (
    "v1 set the key itself. v2 takes a key only through REST (regenerateKeys with keyValue), never through "
    "YAML or the SDK; it is not written to any file."
)
_carry_key, _carry_key_managed = same(
    Becomes("", Fate.MANUAL, _KEEP_KEY, decision=Decision("Shall callers keep their v1 key?"))
)

AUTH_ENABLED = Setting(
    Api.SERVICE,
    "auth_enabled",
    "Callers must send a key",
    _key_side,
    _key_side_managed,
    kinds=CLOUD,
    type=bool,
    default=True,
    defaults={ACI: False},
    spelling=Spelling("authEnabled", ("--ae", "--auth-enabled"), "authEnabled"),
    link=_PAGE,
)
TOKEN_AUTH_ENABLED = Setting(
    Api.SERVICE,
    "token_auth_enabled",
    "Callers must send a short-lived Azure ML token",
    _token_side,
    _token_side_managed,
    kinds=CLUSTER,
    type=bool,
    default=False,
    spelling=Spelling("tokenAuthEnabled", ("--token-auth-enabled",), "aadAuthEnabled"),
    link=_PAGE,
)
PRIMARY_KEY = Setting(
    Api.SERVICE,
    "primary_key",
    "The first key callers may use",
    _carry_key,
    _carry_key_managed,
    kinds=CLOUD,
    spelling=Spelling("keys.primaryKey", ("--kp", "--primary-key"), "keys.primaryKey"),
    secret=True,
    link=LEARN + "how-to-authenticate-online-endpoint",
)
SECONDARY_KEY = Setting(
    Api.SERVICE,
    "secondary_key",
    "The second key callers may use",
    _carry_key,
    _carry_key_managed,
    kinds=CLOUD,
    spelling=Spelling("keys.secondaryKey", ("--ks", "--secondary-key"), "keys.secondaryKey"),
    secret=True,
    link=LEARN + "how-to-authenticate-online-endpoint",
)
SETTINGS = (AUTH_ENABLED, TOKEN_AUTH_ENABLED, PRIMARY_KEY, SECONDARY_KEY)

_OPEN = (
    "The v1 service answered anybody. v2 always authenticates, so this is auth_mode: key and every caller "
    "must be given a key and send it."
)


_LOCAL = "A local service asks nobody for anything; the mode counts once the endpoint is in Azure."


def plan(subject: Subject) -> tuple[Value, list[Change]]:
    """Return ``auth_mode`` and the changes of the four authentication settings."""
    mode, changes = _mode(subject, subject.get("auth_enabled"), subject.get("token_auth_enabled"))
    return mode, changes + _keys(subject)


def _mode(subject: Subject, key: Given | None, token: Given | None) -> tuple[Value, list[Change]]:
    if subject.kind is LOCAL:
        return Known("key"), [_change(AUTH_ENABLED, Fate.WRITTEN_OUT, _LOCAL)]
    facts = [(row, given) for row, given in ((AUTH_ENABLED, key), (TOKEN_AUTH_ENABLED, token)) if given]
    key_on, token_on = (
        _state_on(subject.kind, key, AUTH_ENABLED),
        _state_on(subject.kind, token, TOKEN_AUTH_ENABLED),
    )
    if token_on is True and key is not None and known(key.value) is True:
        return _contradiction(facts)
    if token_on is True:
        return Known("aml_token"), _token(facts)
    if token_on is None or key_on is None or (subject.kind is UNKNOWN and not facts):
        return _unknown(facts)
    if key_on:
        return Known("key"), _key(facts)
    return Known("key"), _open(facts)


def was_open(service: Service) -> bool:
    """Tell whether a v1 service certainly answered anybody."""
    switches = [
        _state_on(service.kind, service.settings.get(row.key), row)
        for row in (AUTH_ENABLED, TOKEN_AUTH_ENABLED)
    ]
    return service.kind is LOCAL or (service.kind is not UNKNOWN and switches == [False, False])


def _state_on(kind: ServiceKind, given: Given | None, row: Setting) -> bool | None:
    """Return on, off, or None where it cannot be known."""
    if given is None or (isinstance(given.value, Known) and given.value.value is None):
        return bool(row.default_for(kind))
    value = known(given.value)
    return value if isinstance(value, bool) else None


def _change(
    row: Setting, fate: Fate, sentence: str, given: Given | None = None, decision: Decision | None = None
) -> Change:
    facts = () if given is None else (given,)
    return Change(row.api, row.key, fate, sentence, facts, (_MODE,), decision, link=row.link)


def _key(facts: list[tuple[Setting, Given]]) -> list[Change]:
    if not facts:
        return [_change(AUTH_ENABLED, Fate.WRITTEN_OUT, "Keys, v1's default for this kind of service.")]
    return [
        _change(
            row,
            Fate.CONVERTED if row is AUTH_ENABLED else Fate.COMBINED,
            "Keys, as in v1." if row is AUTH_ENABLED else "No tokens, so keys.",
            given,
        )
        for row, given in facts
    ]


def _token(facts: list[tuple[Setting, Given]]) -> list[Change]:
    return [
        _change(
            row,
            Fate.CONVERTED if row is TOKEN_AUTH_ENABLED else Fate.COMBINED,
            "Tokens, as in v1: they are Azure ML tokens, so aml_token and not aad_token."
            if row is TOKEN_AUTH_ENABLED
            else "Keys were off because tokens were on.",
            given,
        )
        for row, given in facts
    ]


def _open(facts: list[tuple[Setting, Given]]) -> list[Change]:
    decision = Decision("Which callers need a key, and how do they get it?")
    if not any(row is AUTH_ENABLED for row, _ in facts):
        silent = _change(AUTH_ENABLED, Fate.MANUAL, f"v1 default: open. {_OPEN}", None, decision)
        return [silent] + [_change(row, Fate.COMBINED, "No tokens either.", given) for row, given in facts]
    return [
        _change(row, Fate.MANUAL, _OPEN, given, decision)
        if row is AUTH_ENABLED
        else _change(row, Fate.COMBINED, "No tokens either.", given)
        for row, given in facts
    ]


def _unknown(facts: list[tuple[Setting, Given]]) -> tuple[Value, list[Change]]:
    why = "whether keys or tokens were asked for is not in the source"
    if not facts:
        decision = Decision("Did callers send a key, a token, or nothing?", "auth_enabled=")
        said = "How callers authenticated is not in the source, so auth_mode cannot be chosen."
        return Unresolved(why, settle="auth_enabled="), [
            _change(AUTH_ENABLED, Fate.MANUAL, said, None, decision)
        ]
    changes = [
        _change(
            row,
            Fate.MANUAL,
            f"{row.key} is not known here, so auth_mode cannot be chosen.",
            given,
            Decision(f"Was {row.key} true or false?", f"{row.key}="),
        )
        for row, given in facts
    ]
    return Unresolved(why, settle="auth_enabled=true or token_auth_enabled=true"), changes


def _contradiction(facts: list[tuple[Setting, Given]]) -> tuple[Value, list[Change]]:
    sentence = "v1 itself would refuse keys and tokens at once."
    decision = Decision("Keys or tokens?", "auth_enabled=false")
    changes = [_change(row, Fate.MANUAL, sentence, given, decision) for row, given in facts]
    return Unresolved(
        "both auth_enabled and token_auth_enabled are true", settle="auth_enabled=false"
    ), changes


def _keys(subject: Subject) -> list[Change]:
    primary, secondary = subject.get("primary_key"), subject.get("secondary_key")
    changes = []
    for row, given in ((PRIMARY_KEY, primary), (SECONDARY_KEY, secondary)):
        if given is None:
            continue
        if isinstance(given.value, Known) and given.value.value is None:
            changes.append(
                Change(row.api, row.key, Fate.DROPPED, f"{row.key}=None asks for a generated key.", (given,))
            )
        elif row is SECONDARY_KEY and primary is None:
            sentence = "v1 ignored a secondary key without a primary one; so does this."
            changes.append(Change(row.api, row.key, Fate.DROPPED, sentence, (given,), link=row.link))
        else:
            decision = Decision(f"Shall callers keep the v1 {row.key.replace('_', ' ')}?")
            changes.append(
                Change(row.api, row.key, Fate.MANUAL, _KEEP_KEY, (given,), decision=decision, link=row.link)
            )
    return changes
