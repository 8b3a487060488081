"""An empty workspace of one's own: both it and its first member, or neither."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from tandem_desk.workspace.models import Member, Role, Workspace

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("setup", *arguments, stdout=said)
    return said.getvalue()


def test_the_printed_password_signs_in_to_an_empty_workspace(client: Client) -> None:
    said = run("Acme", "--email", "Ops@Acme.example", "--zone", "Europe/Berlin")
    member = Member.objects.get(email="ops@acme.example")
    assert (member.workspace.name, member.role, member.time_zone) == ("Acme", Role.OPERATOR, "Europe/Berlin")
    password = said.splitlines()[0].rsplit(" ", maxsplit=1)[1]
    assert client.post("/sign-in/", {"username": "ops@acme.example", "password": password}).status_code == 302
    assert client.get("/import/").status_code == 200


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("Acme", "--email", "nobody"), "mail"),
        (("Acme", "--email", "a@b.example", "--currency", "euro"), "ISO 4217"),
        (("Acme", "--email", "a@b.example", "--zone", "Mars/Olympus"), "zone"),
        ((" ", "--email", "a@b.example"), "1 to 200 characters"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_half_made(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*arguments)
    assert not Workspace.objects.filter(name="Acme").exists()


def test_a_second_workspace_of_the_same_name_is_refused() -> None:
    run("Acme", "--email", "a@acme.example")
    with pytest.raises(CommandError, match="no other has"):
        run("ACME", "--email", "b@acme.example")
    assert not Member.objects.filter(email="b@acme.example").exists()
