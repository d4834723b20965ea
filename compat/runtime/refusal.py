"""What compat will not do, and how it says so."""

from __future__ import annotations


class CompatUnsupported(Exception):  # noqa: N818 - the name is part of the documented API
    """A v1 feature that compat refuses, with what to do instead.

    It is not a ``WebserviceException`` on purpose: scripts catch those around a call and go on. ``feature`` names the
    v1 call or setting, ``instead`` the v2 way, ``flag`` the answer or acceptance that lets the call through.
    """

    def __init__(self, feature: str, why: str, instead: str = "", flag: str = "") -> None:
        self.feature, self.why, self.instead, self.flag = feature, why, instead, flag
        parts = [f"{feature}: {why}", instead, f"To go on all the same: {flag}" if flag else ""]
        super().__init__("\n".join(part for part in parts if part))


class CompatWarning(FutureWarning):
    """A v1 call that was made while ``COMPAT_LEVEL=warn`` is set, or a v1 value that v2 does not have."""
