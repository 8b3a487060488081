"""Addresses of the workspace's pages."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from tandem_desk.workspace.views import programs, settings
from tandem_desk.workspace.views.sign_in import SignIn, SignOut

urlpatterns = [
    path("sign-in/", login_not_required(SignIn.as_view()), name="sign-in"),
    path("sign-out/", SignOut.as_view(), name="sign-out"),
    path("settings/", settings.profile, name="settings"),
    path("settings/workspace/", settings.workspace, name="settings-workspace"),
    path("settings/members/", settings.members, name="settings-members"),
    path("settings/members/<int:member_id>/", settings.member, name="settings-member"),
    path("settings/teams/", settings.teams, name="settings-teams"),
    path("settings/keys/", programs.keys, name="settings-keys"),
    path("settings/keys/<int:key_id>/revoke/", programs.key_revoke, name="settings-key-revoke"),
    path("settings/consent/", programs.consent, name="settings-consent"),
    path("settings/work/", programs.work, name="settings-work"),
    path("settings/work/<int:job_id>/retry/", programs.job_retry, name="settings-job-retry"),
    path("settings/work/<int:job_id>/stop/", programs.job_stop, name="settings-job-stop"),
    path("settings/audit/", programs.audit, name="settings-audit"),
]
