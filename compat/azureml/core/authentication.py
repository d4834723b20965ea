"""v1's authentication classes: who signs in. Nothing is asked for until a call needs a token."""

from __future__ import annotations

from collections.abc import Callable

from compat.backends.backend import SignIn
from compat.runtime.calls import call, refused
from compat.runtime.standing import ours
from compat.value import Secret

_TOKENS = "The tokens of v1's own services are of no use in v2."
_CREDENTIAL = "Make a credential of azure-identity."


class AbstractAuthentication:
    """The base of all of them."""

    _kind = "interactive"

    def __init__(self, cloud: str | None = None) -> None:
        self._cloud_name = cloud

    @ours
    def sign_in(self) -> SignIn:
        """Return what a backend needs to know to sign in the same way."""
        return SignIn(self._kind, cloud=self._cloud_name)

    @refused(_TOKENS, _CREDENTIAL)
    def get_authentication_header(self) -> dict[str, str]:
        """Not in compat."""
        raise AssertionError

    @refused(_TOKENS, _CREDENTIAL)
    def get_token(self, *scopes: str, **kwargs: object) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_TOKENS, _CREDENTIAL)
    def signed_session(self, session: object = None) -> object:
        """Not in compat."""
        raise AssertionError


class InteractiveLoginAuthentication(AbstractAuthentication):
    """The managed identity of the machine if it has one, else the Azure CLI's login, else a browser."""

    @call()
    def __init__(self, force: bool = False, tenant_id: str | None = None, cloud: str | None = None) -> None:
        super().__init__(cloud)
        self._tenant_id = tenant_id

    @ours
    def sign_in(self) -> SignIn:
        """Return the kind and the tenant."""
        return SignIn("interactive", tenant=self._tenant_id, cloud=self._cloud_name)


class AzureCliAuthentication(AbstractAuthentication):
    """The Azure CLI's login."""

    _kind = "cli"


class MsiAuthentication(AbstractAuthentication):
    """The managed identity of the machine."""

    _kind = "managed"

    @call()
    def __init__(self, cloud: str | None = None, **kwargs: object) -> None:
        super().__init__(cloud)
        config = kwargs.get("identity_config")
        self._client_id = str(next(iter(config.values()))) if isinstance(config, dict) and config else None

    @ours
    def sign_in(self) -> SignIn:
        """Return the kind and the client id of a user-assigned identity."""
        return SignIn("managed", client=self._client_id, cloud=self._cloud_name)


class ServicePrincipalAuthentication(AbstractAuthentication):
    """A service principal with its password."""

    @call()
    def __init__(
        self,
        tenant_id: str,
        service_principal_id: str,
        service_principal_password: str,
        cloud: str = "AzureCloud",
        _enable_caching: bool = True,
    ) -> None:
        super().__init__(cloud)
        self._tenant_id, self._service_principal_id = tenant_id, service_principal_id
        self._password = Secret(service_principal_password)

    @ours
    def sign_in(self) -> SignIn:
        """Return tenant, client and password."""
        return SignIn(
            "principal", self._tenant_id, self._service_principal_id, self._password, cloud=self._cloud_name
        )


class TokenAuthentication(AbstractAuthentication):
    """Tokens that the caller gets: ``get_token_for_audience`` is called with the audience's address."""

    @call()
    def __init__(self, get_token_for_audience: Callable[[str], str], cloud: str | None = None) -> None:
        super().__init__(cloud)
        self._get_token_for_audience = get_token_for_audience

    @ours
    def sign_in(self) -> SignIn:
        """Return the caller's function."""
        return SignIn("token", token=self._get_token_for_audience, cloud=self._cloud_name)

    @refused(_TOKENS, _CREDENTIAL)
    def get_token(self, audience: object = None) -> object:  # type: ignore[override] # v1 overrides it so
        """Not in compat."""
        raise AssertionError


class ArcadiaAuthentication(AbstractAuthentication):
    """The login of a Synapse notebook; kept for imports, signs in as the interactive one does."""
