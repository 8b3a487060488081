"""Django's name plate for this app."""

from importlib import import_module

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """The workspace app."""

    name = "tandem_desk.workspace"
    label = "workspace"
    verbose_name = "Workspace"

    def ready(self) -> None:
        """Plug in the app's background work."""
        import_module("tandem_desk.workspace.tasks")
