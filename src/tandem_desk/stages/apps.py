"""Django's name plate for this app: plugs every function into the loop, from one explicit list."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

__all__ = ["COMMAND_LINE_ONLY", "PLUGGED", "StagesConfig", "check_plugs"]

# Where each plug is made, as "module:function"; imported once the models are there.
PLUGGED = (
    "tandem_desk.stages.prospecting:lead_scoring_plug",
    "tandem_desk.stages.closing:deal_odds_plug",
    "tandem_desk.stages.followup:churn_plug",
)
# Column recognition works inside the import, where a person looks at what was recognised; it suggests nothing about a
# record. Readers of texts work on files; no page shows what they find yet.
COMMAND_LINE_ONLY = frozenset(
    {"prospecting/column_recognition", "approach/time_reading", "approach/span_reading", "approach/reply_understanding"}
)


class StagesConfig(AppConfig):
    """The stages app."""

    name = "tandem_desk.stages"
    label = "stages"
    verbose_name = "Stages"

    def ready(self) -> None:
        """Plug in every function and the app's background work, and tell records what decisions hold on to."""
        from tandem_desk.records.sockets import (
            plug_change_listener,
            plug_gone_listener,
            plug_import_listener,
            plug_in_use_check,
        )
        from tandem_desk.review.selectors.decisions import decided_subjects
        from tandem_desk.review.services.following import note_changes
        from tandem_desk.review.services.putting_off import close_for_gone
        from tandem_desk.review.sockets import register_function

        plug_in_use_check("decided on", decided_subjects)
        plug_gone_listener("suggestions", close_for_gone)
        plug_change_listener("functions that follow", note_changes)
        for path in PLUGGED:
            module, _, name = path.partition(":")
            register_function(getattr(import_module(module), name)())
        tasks = import_module("tandem_desk.stages.tasks")
        plug_import_listener("functions that follow", tasks.follow_import)
        register(check_plugs)


def check_plugs(**_: Any) -> list[CheckMessage]:
    """Return an error for each function of the catalogue that is neither plugged in nor for the command line alone."""
    from tandem.catalogue import FUNCTIONS
    from tandem_desk.review.sockets import PLUGS

    return [
        Error(
            f"The function '{one.name}' is in the catalogue but not plugged into the desk.",
            hint="Add its plug to PLUGGED in stages/apps.py, or its name to COMMAND_LINE_ONLY.",
            id="tandem.E001",
        )
        for one in FUNCTIONS
        if one.name not in PLUGS and one.name not in COMMAND_LINE_ONLY
    ]
