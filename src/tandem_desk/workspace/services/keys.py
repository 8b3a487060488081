"""Keys for programs: issued once in full, stored as a digest, checked in constant time, revoked for good."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tandem.kernel.errors import Fault, InputError
from tandem_desk.workspace.models import ApiKey, Member
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.services.audit import actor_name, record_audit

__all__ = ["SCOPES", "find_key", "issue_key", "revoke_key"]

_RECORDS = ("accounts", "contacts", "leads", "opportunities", "products", "quotes", "orders", "contracts", "campaigns")
SCOPES = frozenset(
    {f"{name}:{verb}" for name in (*_RECORDS, "touchpoints", "consent", "imports") for verb in ("read", "write")}
    | {
        "suggestions:read",
        "suggestions:decide",
        "outcomes:write",
        "functions:read",
        "models:read",
        "models:manage",
        "exports:read",
    }
    | {"jobs:read", "jobs:manage", "members:read", "audit:read"}
)
_MARK = "tandem"
# Writing the moment of every use would turn each read request into a write.
_USE_WRITTEN_EVERY = timedelta(minutes=1)


def issue_key(
    *, member: Member, name: str, scopes: Iterable[str], expires_at: datetime | None = None, at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Issue a key that acts as a member, within its scopes and never beyond the member's role.

    Returns
    -------
    tuple
        The row, and the key itself, which is stored nowhere and can never be shown again.

    Raises
    ------
    InputError
        The name is empty, a scope is unknown, or the expiry has passed; all faults at once.
    """
    require(member, Action.MANAGE_KEYS)
    now, wanted = at or timezone.now(), sorted(set(scopes))
    faults = [
        Fault("scope", f"must be one of {', '.join(sorted(SCOPES))}", scope) for scope in wanted if scope not in SCOPES
    ]
    if not wanted:
        faults.append(Fault("scopes", "must name what the key may do", "none"))
    if not name.strip():
        faults.append(Fault("name", "must say what the key is for", "nothing"))
    if expires_at is not None and expires_at <= now:
        faults.append(Fault("expires_at", "must lie in the future", expires_at.isoformat()))
    if faults:
        raise InputError(faults)
    prefix = secrets.token_hex(5)
    plain = f"{_MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        key = ApiKey.objects.create(
            workspace_id=member.workspace_id,
            member=member,
            name=name.strip(),
            prefix=prefix,
            digest=_digest(plain),
            scopes=wanted,
            expires_at=expires_at,
        )
        _log(member, "key issued", key, scopes=wanted)
    return key, plain


def find_key(plain: str, *, at: datetime | None = None) -> ApiKey | None:
    """Return the key that `plain` opens, or `None` where it is unknown, revoked, expired, or its member has left."""
    now = at or timezone.now()
    mark, _, rest = plain.partition("_")
    prefix = rest.partition("_")[0]
    if mark != _MARK or not prefix:
        return None
    key = ApiKey.objects.select_related("member__workspace").filter(prefix=prefix).first()
    if key is None or not hmac.compare_digest(key.digest, _digest(plain)):
        return None
    expired = key.expires_at is not None and key.expires_at <= now
    if expired or key.revoked_at is not None or not key.member.is_active:
        return None
    if key.last_used_at is None or now - key.last_used_at >= _USE_WRITTEN_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def revoke_key(*, key: ApiKey, by: Member, at: datetime | None = None) -> None:
    """Revoke a key for good: one's own, or anybody's for who may manage members. Revoking twice changes nothing."""
    if key.member_id != by.pk:
        require(by, Action.MANAGE_MEMBERS)
    if key.workspace_id != by.workspace_id:
        raise InputError(Fault("key", "must be one of this workspace", key.prefix))
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=at or timezone.now()):
            _log(by, "key revoked", key)


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()


def _log(by: Member, action: str, key: ApiKey, **detail: object) -> None:
    record_audit(
        workspace=by.workspace,
        member=by,
        actor=actor_name(by),
        action=action,
        subject=f"{key.prefix} {key.name}",
        detail=detail,
    )
