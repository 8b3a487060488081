"""Django's name plate for this app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The records app."""

    name = "tandem_desk.records"
    label = "records"
    verbose_name = "Records"

    def ready(self) -> None:
        """Register this app's background work, and what it mends when the site or a worker starts."""
        from tandem_desk.records.tasks import mend_indexes  # the module registers its work by being imported
        from tandem_desk.workspace.sockets import mends_at_start

        mends_at_start("indexes left out by a stopped import", mend_indexes)
