"""The list of stopped suggestions, and the guard that lets nobody rewrite a decision, whatever program they use."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Who decided may be forgotten when a member's row goes; nothing else of a decision ever changes.
KEPT = (
    "id, suggestion_id, outcome, actor_kind, actor, reason_code, comment, amended_proposal, fingerprint_seen, "
    "decided_at, effects, undoes_id"
)
WORDS = "a decision is never changed; add a further one that undoes it"


def add_guard(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER decision_append_only BEFORE UPDATE OF {KEPT} ON decision "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION refuse_decision_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER decision_append_only BEFORE UPDATE OF {KEPT} ON decision "
            "FOR EACH ROW EXECUTE FUNCTION refuse_decision_change()"
        )


def drop_guard(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS decision_append_only")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS decision_append_only ON decision")
        schema_editor.execute("DROP FUNCTION IF EXISTS refuse_decision_change")


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Stop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("because", models.TextField(default="")),
                ("at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "suggestion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stops",
                        to="review.suggestionentry",
                    ),
                ),
            ],
            options={"db_table": "suggestion_stop"},
        ),
        migrations.RunPython(add_guard, drop_guard),
    ]
