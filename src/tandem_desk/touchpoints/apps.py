"""Django's name plate for this app, and what it plugs into records."""

from django.apps import AppConfig


class TouchpointsConfig(AppConfig):
    """The touchpoints app."""

    name = "tandem_desk.touchpoints"
    label = "touchpoints"
    verbose_name = "Touchpoints"

    def ready(self) -> None:
        """Let imports load touchpoints, and register this app's background work."""
        from tandem_desk.touchpoints import tasks  # noqa: F401  (registers by being imported)
        from tandem_desk.touchpoints.services import plug_in

        plug_in()
