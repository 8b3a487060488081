"""Tables of words for search, beside the tables they index; and the index behind the leads' filter by source.

New rows are added from an id watermark in the background (`records.services.search_index`), so that an import pays
nothing; a change of a name is followed by a trigger at once.
"""

from typing import Any

from django.db import migrations, models

TABLES = {
    "account": ("name", "domain"),
    "contact": ("name", "email"),
    "lead": ("name", "company", "email"),
    "opportunity": ("name",),
}


def _text(columns: tuple[str, ...], row: str = "") -> str:
    return " || ' ' || ".join(f"{row}{column}" for column in columns)


def _sqlite(table: str, columns: tuple[str, ...]) -> list[str]:
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    return [
        f"CREATE VIRTUAL TABLE {table}_words USING fts5(words, workspace_id UNINDEXED, prefix='1 2 3 4 5 6')",
        f"CREATE TRIGGER {table}_words_follow AFTER UPDATE OF {', '.join(columns)} ON {table} WHEN {changed} "
        f"BEGIN UPDATE {table}_words SET words = {_text(columns, 'NEW.')} WHERE rowid = NEW.id; END",
    ]


def _postgresql(table: str, columns: tuple[str, ...]) -> list[str]:
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    text = f"to_tsvector('simple', translate({_text(columns, 'NEW.')}, '@._-', '    '))"
    return [
        f"CREATE TABLE {table}_words (id bigint PRIMARY KEY, workspace_id bigint NOT NULL, words tsvector NOT NULL)",
        f"CREATE INDEX {table}_words_found ON {table}_words USING gin (words)",
        f"CREATE FUNCTION {table}_words_follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"UPDATE {table}_words SET words = {text} WHERE id = NEW.id; RETURN NULL; END $$",
        f"CREATE TRIGGER {table}_words_follow AFTER UPDATE OF {', '.join(columns)} ON {table} FOR EACH ROW "
        f"WHEN ({changed}) EXECUTE FUNCTION {table}_words_follow()",
    ]


def create(apps: Any, schema_editor: Any) -> None:
    make = _sqlite if schema_editor.connection.vendor == "sqlite" else _postgresql
    for table, columns in TABLES.items():
        for statement in make(table, columns):
            schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {table}_words_follow")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_words_follow ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_words_follow()")
        schema_editor.execute(f"DROP TABLE {table}_words")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["workspace", "source", "-score_probability"], name="lead_by_source"),
        ),
        migrations.RunPython(create, drop),
    ]
