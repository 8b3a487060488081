"""Access: a key in `Authorization: Bearer …`, acting as its member within its scopes."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from tandem.kernel.errors import NotPermitted
from tandem_desk.workspace.services.keys import SCOPES, find_key

__all__ = ["Scope", "key_of", "member_of"]

_ATTRIBUTE = "_tandem_api_key"


def key_of(request: HttpRequest) -> Any:
    """Return the key a request came with, looked up once; `None` where it has no valid one."""
    if not hasattr(request, _ATTRIBUTE):
        scheme, _, plain = request.headers.get("Authorization", "").partition(" ")
        found = find_key(plain.strip()) if scheme.casefold() == "bearer" else None
        setattr(request, _ATTRIBUTE, found)
    return getattr(request, _ATTRIBUTE)


def member_of(request: HttpRequest) -> Any:
    """Return the member a request acts as. Only for resources behind a :class:`Scope`."""
    return key_of(request).member


class Scope(HttpBearer):
    """Lets requests through whose key has a scope; a valid key without it is told so.

    Parameters
    ----------
    scope
        One of `SCOPES`; a misspelt one fails at start-up.
    """

    def __init__(self, scope: str) -> None:
        super().__init__()
        if scope not in SCOPES:
            raise ValueError(f"{scope!r} is no scope")
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any | None:
        """Return the key, or `None` where the request has no valid one."""
        key = key_of(request)
        if key is not None and self.scope not in key.scopes:
            raise NotPermitted(f"This key does not have the scope '{self.scope}'.")
        return key

    def authenticate(self, request: HttpRequest, token: str) -> Any | None:  # noqa: ARG002  (the base class's signature)
        """Return the key; the token has been read from the request already."""
        return key_of(request)
