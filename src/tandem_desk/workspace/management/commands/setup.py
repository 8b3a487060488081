"""`tandem-desk setup`: a workspace of one's own, empty, and the first person who may sign in to it."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tandem.kernel.errors import Fault, InputError
from tandem_desk.workspace.models import Role, Workspace
from tandem_desk.workspace.services.members import create_member, create_workspace
from tandem_desk.workspace.services.serving import prepare_database


class Command(BaseCommand):
    """Parses; the work is the services'."""

    help = "Create an empty workspace and its first member, an operator, whose password is printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("workspace", help="Name of the workspace, e.g. of the company.")
        parser.add_argument("--email", required=True, help="E-mail the first member signs in with.")
        parser.add_argument("--name", default="", help="Their name; the part before the @ where it is not given.")
        parser.add_argument("--currency", default="EUR", help="ISO 4217 code of amounts that name none.")
        parser.add_argument("--zone", default="UTC", help="Time zone, e.g. Europe/Berlin.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare the database, create both or neither, and say how to sign in."""
        password = secrets.token_urlsafe(12)
        try:
            prepare_database()
            with transaction.atomic():
                if Workspace.objects.filter(name__iexact=options["workspace"].strip()).exists():
                    raise InputError(Fault("workspace", "must have a name no other has", repr(options["workspace"])))
                workspace = create_workspace(
                    name=options["workspace"], currency=options["currency"], time_zone=options["zone"]
                )
                member = create_member(
                    workspace=workspace,
                    email=options["email"],
                    name=options["name"] or options["email"].partition("@")[0],
                    role=Role.OPERATOR,
                    password=password,
                )
        except InputError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{workspace.name} is there, and empty. Sign in as {member.email} with {password}")
        self.stdout.write(
            "Next: tandem-desk serve, then drop an export on the Import page; or tandem-desk import PATH."
        )
