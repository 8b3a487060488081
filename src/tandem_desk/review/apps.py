"""Django's name plate for this app."""

from importlib import import_module

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The review app."""

    name = "tandem_desk.review"
    label = "review"
    verbose_name = "Review"

    def ready(self) -> None:
        """Plug in the app's background work."""
        import_module("tandem_desk.review.tasks")
