"""Who uses Tandem: workspaces, teams and members."""

from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

__all__ = ["Member", "MemberManager", "Role", "Team", "Visibility", "Workspace"]


class Role(models.TextChoices):
    """What a member does; what each role may do stands in `workspace.permissions`."""

    SELLER = "seller", "Seller"
    MANAGER = "manager", "Manager"
    MARKETER = "marketer", "Marketer"
    OPERATOR = "operator", "Operator"
    AUDITOR = "auditor", "Auditor"


class Visibility(StrEnum):
    """Whose records a seller sees."""

    WORKSPACE = "workspace"
    TEAM = "team"


class Workspace(models.Model):
    """One seller's company: nothing in it is ever seen from another."""

    name = models.CharField(max_length=200)
    visibility = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in Visibility], default=Visibility.WORKSPACE.value
    )
    currency = models.CharField(max_length=3, default="USD")
    time_zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "workspace"

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Members who share records where the workspace's visibility is 'team'."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=200)

    class Meta:
        db_table = "team"
        constraints: ClassVar = [models.UniqueConstraint("workspace", Lower("name"), name="one_team_of_a_name")]

    def __str__(self) -> str:
        return self.name


class MemberManager(BaseUserManager["Member"]):
    """Finds members by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Member":
        """Return the member with this e-mail address."""
        return self.get(email__iexact=username)


class Member(AbstractBaseUser):
    """One person of a workspace; never called a user or an account."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="members")
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="members")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.SELLER)
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        db_table = "member"
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_member_of_an_email")]

    def __str__(self) -> str:
        return self.name
