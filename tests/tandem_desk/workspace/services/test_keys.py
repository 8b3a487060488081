"""Keys for programs."""

from datetime import timedelta

import pytest

from tandem.kernel.errors import InputError, NotPermitted
from tandem_desk.workspace.models import ApiKey, AuditEntry
from tandem_desk.workspace.services.keys import find_key, issue_key, revoke_key
from tandem_desk.workspace.services.members import set_active


@pytest.fixture
def issued(owner, now):
    return issue_key(member=owner, name="CRM sync", scopes=["leads:read"], at=now)


def test_a_key_opens_and_is_stored_nowhere(issued, now):
    key, plain = issued
    assert find_key(plain, at=now) == key
    assert plain not in str(ApiKey.objects.values().get())
    assert plain not in str(list(AuditEntry.objects.values()))


def test_two_keys_differ(owner, issued):
    _, other = issue_key(member=owner, name="Other", scopes=["leads:read"])
    assert other != issued[1]


@pytest.mark.parametrize(
    "change", [lambda p: p[:-1], lambda p: p + "x", lambda p: p.upper(), lambda p: "", lambda p: "tandem_"]
)
def test_anything_but_the_key_itself_opens_nothing(issued, change, now):
    assert find_key(change(issued[1]), at=now) is None


def test_a_revoked_key_opens_nothing(issued, owner, now):
    key, plain = issued
    revoke_key(key=key, by=owner, at=now)
    revoke_key(key=key, by=owner, at=now)
    assert find_key(plain, at=now) is None
    assert AuditEntry.objects.filter(action="key revoked").count() == 1


def test_a_key_ends_with_its_time_and_with_its_member(owner, operator, now):
    key, plain = issue_key(member=owner, name="K", scopes=["leads:read"], expires_at=now + timedelta(days=1), at=now)
    assert find_key(plain, at=now + timedelta(hours=23)) == key
    assert find_key(plain, at=now + timedelta(days=1)) is None
    set_active(member=owner, active=False, by=operator)
    assert find_key(plain, at=now) is None


def test_its_last_use_is_written_at_most_once_a_minute(issued, now):
    key, plain = issued
    for seconds in (0, 30, 59):
        find_key(plain, at=now + timedelta(seconds=seconds))
    key.refresh_from_db()
    assert key.last_used_at == now
    find_key(plain, at=now + timedelta(seconds=61))
    key.refresh_from_db()
    assert key.last_used_at == now + timedelta(seconds=61)


def test_all_faults_come_at_once(owner, now):
    with pytest.raises(InputError) as error:
        issue_key(member=owner, name="", scopes=["leads:fly", "all"], expires_at=now, at=now)
    assert [fault.where for fault in error.value.faults] == ["scope", "scope", "name", "expires_at"]


def test_an_auditor_gets_no_key(auditor):
    with pytest.raises(NotPermitted):
        issue_key(member=auditor, name="K", scopes=["leads:read"])


def test_only_an_operator_revokes_anothers_key(issued, team_mate, operator, outsider, now):
    key, plain = issued
    with pytest.raises(NotPermitted):
        revoke_key(key=key, by=team_mate)
    with pytest.raises(InputError):
        revoke_key(key=key, by=outsider)
    revoke_key(key=key, by=operator)
    assert find_key(plain, at=now) is None
