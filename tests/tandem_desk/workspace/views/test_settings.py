"""Settings: what is saved, what is refused in words, what is shown only once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tandem_desk.workspace.models import ApiKey, ConsentEntry, Job, JobState, Member
from tandem_desk.workspace.services.members import create_team


@pytest.mark.django_db
def test_a_member_changes_their_own_name_and_zone(owner, client_of) -> None:
    page = client_of(owner).post("/settings/", {"name": "Alice B.", "time_zone": "Europe/Paris"}, follow=True)
    assert "Your profile is saved." in page.content.decode()
    owner.refresh_from_db()
    assert (owner.name, owner.time_zone) == ("Alice B.", "Europe/Paris")
    assert client_of(owner).post("/settings/", {"name": "", "time_zone": "Nowhere/At"}).status_code == 422


@pytest.mark.django_db
def test_a_new_password_needs_the_old_one_and_keeps_this_session(owner, client_of) -> None:
    client = client_of(owner)
    wrong = client.post("/settings/", {"old": "guess", "password": "another-long-password"})
    assert "must be the one you sign in with" in wrong.content.decode()
    client.post("/settings/", {"old": "a-long-enough-password", "password": "another-long-password"})
    owner.refresh_from_db()
    assert owner.check_password("another-long-password")
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_an_operator_adds_moves_and_keeps_out_members(operator, workspace, client_of) -> None:
    client = client_of(operator)
    given = {"name": "New One", "email": "new@northwind.example", "role": "seller", "password": "quite-long-words-9"}
    client.post("/settings/members/", given)
    new = Member.objects.get(email="new@northwind.example")
    team = create_team(workspace=workspace, name="East", by=operator)
    address = f"/settings/members/{new.pk}/"
    client.post(address, {"role": "manager"})
    client.post(address, {"team": str(team.pk)})
    client.post(address, {"active": "no"})
    new.refresh_from_db()
    assert (new.role, new.team, new.is_active) == ("manager", team, False)
    page = client.get("/settings/teams/").content.decode()
    assert "East" in page
    assert "New One" in page


@pytest.mark.django_db
def test_the_last_operator_cannot_lock_everybody_out(operator, client_of) -> None:
    page = client_of(operator).post(f"/settings/members/{operator.pk}/", {"active": "no"}, follow=True).content.decode()
    assert "Make somebody else operator first" in page
    operator.refresh_from_db()
    assert operator.is_active


@pytest.mark.django_db
def test_a_key_is_shown_once_and_revoked_for_good(owner, client_of) -> None:
    client = client_of(owner)
    page = client.post("/settings/keys/", {"name": "Sync", "scopes": ["leads:read"], "expires": ""}).content.decode()
    plain = page.split('<pre tabindex="0">')[1].split("<")[0]
    assert plain.startswith("tandem_")
    assert plain not in client.get("/settings/keys/").content.decode()
    key = ApiKey.objects.get()
    client.post(f"/settings/keys/{key.pk}/revoke/")
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert client.post("/settings/keys/", {"name": "", "scopes": []}).status_code == 422


@pytest.mark.django_db
def test_consent_is_looked_up_by_address_and_an_opt_out_noted(owner, client_of) -> None:
    client = client_of(owner)
    assert "<b>Yes.</b>" in client.get("/settings/consent/?channel=email&address=A%2Bnews@b.example").content.decode()
    client.post("/settings/consent/", {"channel": "email", "address": "a+news@b.example"})
    assert ConsentEntry.objects.get().address_key == "a@b.example"
    assert "<b>No.</b>" in client.get("/settings/consent/?channel=email&address=a@b.example").content.decode()


@pytest.mark.django_db
def test_failed_work_is_listed_with_its_reason_and_tried_again(manager, workspace, client_of) -> None:
    now, client = timezone.now(), client_of(manager)
    job = Job.objects.create(
        workspace=workspace, name="records.search", title="Index names", state=JobState.DEAD, error="disk full",
        run_after=now, finished_at=now - timedelta(hours=1), n_tries=5,
    )  # fmt: skip
    page = client.get("/settings/work/").content.decode()
    assert "disk full" in page
    assert "5 tries" in page
    assert "will be tried again" in client.post(f"/settings/work/{job.pk}/retry/", follow=True).content.decode()
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert "is stopped" in client.post(f"/settings/work/{job.pk}/stop/", follow=True).content.decode()


@pytest.mark.django_db
def test_the_audit_log_names_who_did_what_page_by_page(operator, auditor, client_of) -> None:
    for number in range(3):
        client_of(operator).post("/settings/teams/", {"name": f"Team {number}"})
    page = client_of(auditor).get("/settings/audit/").content.decode()
    assert page.count("Olga Operator") >= 3
    assert client_of(auditor).get("/settings/audit/?before=1").status_code == 200
