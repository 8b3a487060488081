"""A store of a million leads and ten million touchpoints, made once by bulk SQL and kept for the next run."""

from pathlib import Path
from typing import Any

from django.db import connection, transaction

from tandem_desk.records.services.search_index import refresh_search_index

# Half of 2**32 times the golden ratio: multiplying an id by it spreads neighbours over the whole range.
_SPREAD = 2_654_435_761
N_OPEN = 10_000
_FIRST = (
    "Anna",
    "Ben",
    "Carla",
    "David",
    "Emil",
    "Fatima",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Kira",
    "Liam",
    "Mara",
    "Nora",
)
_LAST = (
    "Abel",
    "Berg",
    "Costa",
    "Dahl",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Huber",
    "Ito",
    "Jensen",
    "Keller",
    "Lindt",
    "Maurer",
)
_FIRMS = ("Alpine Tools", "Baltic Freight", "Cobalt Print", "Delta Labs", "Elm Foods", "Fjord Energy", "Granite Works")
_SOURCES = ("Web", "Trade fair", "Referral", "Cold call", "Partner", "Newsletter", "Advert")
_STATUSES = ("New", "Working", "Qualified", "Nurture", "Unqualified")
_STAGES = ("Qualification", "Needs Analysis", "Proposal", "Negotiation", "Closed Won", "Closed Lost")
_KINDS = ("email", "email_open", "email_click", "call", "meeting", "web_visit", "form")


def pick(words: tuple[str, ...], salt: int) -> str:
    """Return SQL that picks one of some words by the row's number."""
    whens = " ".join(f"WHEN {position} THEN '{word}'" for position, word in enumerate(words))
    return f"(CASE ((i * {_SPREAD} + {salt}) / 65536) % {len(words)} {whens} END)"


def fill(*, n_leads: int, n_touchpoints: int, workspace_id: int, member_ids: list[int]) -> None:
    """Fill the tables of one workspace with records dated over two years."""
    n_accounts, n_deals = max(n_leads // 10, 10), max(n_leads // 10, 10)
    owner = f"(CASE WHEN i % 5 = 0 THEN NULL ELSE {member_ids[0]} + i % {len(member_ids)} END)"
    common = {
        "workspace_id": str(workspace_id),
        "recorded_at": "datetime('now', '-' || (i % 700) || ' days')",
        "created_at": "datetime('now', '-' || (i % 700) || ' days', '-' || (i % 86400) || ' seconds')",
        "owner_id": owner,
        "custom": "'{}'",
        "raw": "'{}'",
        "first_source": "'benchmark'",
    }
    firm = f"{pick(_FIRMS, 5)} || ' ' || (i % 90000)"
    person = f"{pick(_FIRST, 1)} || ' ' || {pick(_LAST, 2)}"
    email = f"lower({pick(_FIRST, 1)} || '.' || {pick(_LAST, 2)} || i || '@firm' || (i % 90000) || '.example')"
    names = {"name": person, "name_key": f"lower({person})", "email": email, "email_key": email}
    _insert(
        "account",
        n_accounts,
        common
        | {
            "name": firm,
            "name_key": f"lower({firm})",
            "domain": "'firm' || i || '.example'",
            "industry": pick(_SOURCES, 9),
        },
    )
    _insert("contact", n_accounts * 2, common | names | {"account_id": f"1 + i % {n_accounts}"})
    score = f"((i * {_SPREAD}) % 9973) / 9973.0"
    _insert(
        "lead",
        n_leads,
        common
        | names
        | {
            "company": firm,
            "company_key": f"lower({firm})",
            "status": pick(_STATUSES, 3),
            "source": pick(_SOURCES, 4),
            "account_id": f"CASE WHEN i % 20 = 0 THEN 1 + i % {n_accounts} END",
            "score_probability": score,
            "score_low": f"{score} * 0.7",
            "score_high": f"{score} + (1 - {score}) * 0.3",
            "scored_at": "datetime('now')",
            "score_version": "1",
        },
    )
    _insert(
        "opportunity",
        n_deals,
        common
        | {
            "name": f"{firm} || ' renewal'",
            "name_key": f"lower({firm})",
            "account_id": f"1 + i % {n_accounts}",
            "deal_stage": pick(_STAGES, 6),
            "amount": "1000 + i % 90000",
            "currency": "'EUR'",
            "close_on": "date('now', '+' || (i % 200 - 100) || ' days')",
            "is_closed": "i % 2",
            "is_won": "CASE WHEN i % 2 THEN i % 3 = 0 END",
            "score_probability": f"CASE WHEN i % 2 = 0 THEN {score} END",
            "score_low": f"CASE WHEN i % 2 = 0 THEN {score} * 0.7 END",
            "score_high": f"CASE WHEN i % 2 = 0 THEN {score} + (1 - {score}) * 0.3 END",
            "scored_at": "CASE WHEN i % 2 = 0 THEN datetime('now') END",
            "score_version": "CASE WHEN i % 2 = 0 THEN 1 END",
        },
    )
    _fill_contracts(n_deals, common | {"account_id": f"1 + i % {n_accounts}"})
    _insert(
        "change",
        n_leads,
        {
            "workspace_id": str(workspace_id),
            "record_kind": "3",
            "record_id": f"1 + (i * 7) % {n_leads}",
            "field": "'status'",
            "old": "'New'",
            "new": pick(_STATUSES, 3),
            "valid_from": "datetime('now', '-' || (i % 600) || ' days')",
            "recorded_at": "datetime('now', '-' || (i % 600) || ' days')",
            "source": "'benchmark'",
            "actor": "''",
            "reconstructed": "0",
        },
    )
    _insert(
        "touchpoint",
        n_touchpoints,
        {
            "workspace_id": str(workspace_id),
            "kind": pick(_KINDS, 8),
            "occurred_at": "datetime('now', '-' || (i % 700) || ' days', '-' || (i % 86400) || ' seconds')",
            "recorded_at": "datetime('now', '-' || (i % 700) || ' days')",
            "lead_id": f"CASE WHEN i % 2 THEN 1 + (i / 2) % {n_leads} END",
            "account_id": f"CASE WHEN i % 2 = 0 THEN 1 + (i / 2) % {n_accounts} END",
            "opportunity_id": f"CASE WHEN i % 10 = 0 THEN 1 + (i / 10) % {n_deals} END",
            "subject": "'Message ' || i",
            "human_probability": "0.9",
            "custom": "'{}'",
            "raw": "'{}'",
        },
    )


def _fill_contracts(n: int, common: dict[str, str]) -> None:
    """Fill as many contracts as there are deals, one in four cancelled, the running ones scored."""
    score = f"((i * {_SPREAD}) % 9967) / 9967.0"

    def running(value: str) -> str:
        return f"CASE WHEN i % 4 > 0 THEN {value} END"

    _insert(
        "contract",
        n,
        common
        | {
            "name": f"{pick(_SOURCES, 10)} || ', year ' || (1 + i % 4)",
            "opportunity_id": "1 + i",
            "starts_on": "date('now', '-' || (i % 700) || ' days')",
            "ends_on": "date('now', '+' || (i % 365) || ' days')",
            "cancelled_on": "CASE WHEN i % 4 = 0 THEN date('now', '-' || (i % 300) || ' days') END",
            "amount_per_year": "1000 + i % 90000",
            "currency": "'EUR'",
            "score_probability": running(f"{score} * 0.3"),
            "score_low": running(f"{score} * 0.2"),
            "score_high": running(f"{score} * 0.45"),
            "score_treatability": running("(i % 10) / 10.0"),
            "score_stake": running(f"{score} * 0.3 * (1000 + i % 90000) * (i % 10) / 10.0"),
            "scored_at": running("datetime('now')"),
            "score_version": running("1"),
        },
    )


def _insert(table: str, n: int, columns: dict[str, str]) -> None:
    """Insert rows computed by SQL; columns not named get their type's empty value."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
        given = dict(columns)
        for column in described:
            if column.name not in given and column.name != "id" and not column.null_ok:
                given[column.name] = (
                    "0" if str(column.type_code).startswith(("bool", "integer", "real", "bigint")) else "''"
                )
    quoted = ", ".join(f'"{name}"' for name in given)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql <> ''", [table]
        )
        indexes = cursor.fetchall()
        # Sorting each index once afterwards is many times quicker than keeping all of them in order row by row.
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(
            f"WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < {n - 1}) "
            f'INSERT INTO "{table}" ({quoted}) SELECT {", ".join(given.values())} FROM numbers'
        )
        for _, sql in indexes:
            cursor.execute(sql)


def finish() -> None:
    """Index the words and let the database look at its own distribution, as the worker does in a running site."""
    refresh_search_index()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def size_mb(path: Path) -> float:
    """Return the file's size in megabytes."""
    return path.stat().st_size / 1e6 if path.exists() else 0.0


def make(*, n_leads: int, n_touchpoints: int) -> None:
    """Make a workspace with members and fill it, with ten thousand suggestions open in the members' queues."""
    from tandem_desk.workspace.models import Member, Team, Workspace

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = -1000000")
    workspace = Workspace.objects.create(name="Full size")
    team = Team.objects.create(workspace=workspace, name="North")
    roles = ("operator", "seller", "seller", "seller", "manager")
    members = [
        Member.objects.create(
            workspace=workspace, team=team, name=f"Member {n}", email=f"member{n}@full.example", role=role
        )
        for n, role in enumerate(roles)
    ]
    ids = [one.pk for one in members]
    fill(n_leads=n_leads, n_touchpoints=n_touchpoints, workspace_id=workspace.pk, member_ids=ids)
    _fill_queue(workspace.pk, ids, n_leads)
    finish()


def member() -> Any:
    """Return the operator who looks at the pages."""
    from tandem_desk.workspace.models import Member

    return Member.objects.get(email="member0@full.example")


def _fill_queue(workspace_id: int, member_ids: list[int], n_leads: int) -> None:
    reasons = (
        """'[{"claim": "Came by the web; 31% of those bought", "weight": 0.1, """
        """"evidence": [{"kind": "field", "name": "source", "value": "Web", "start": -1, "end": -1}]}]'"""
    )
    proposal = (
        """'{"action": "contact_now", "rank": 1, "rank_mark": 1, "rank_tied": true, """
        """"expected_value": null, "minutes": 15}'"""
    )
    _insert(
        "suggestion",
        min(N_OPEN, n_leads),
        {
            "workspace_id": str(workspace_id),
            "function": "'prospecting/lead_scoring'",
            "subject_kind": "'lead'",
            "subject_id": f"1 + (i * 97) % {n_leads}",
            "assigned_to_id": f"{member_ids[0]} + i % {len(member_ids)}",
            "proposal_type": "'tandem.prospecting.lead_scoring:LeadQualification'",
            "proposal": proposal,
            "probability": "0.4",
            "low": "0.2",
            "high": "0.6",
            "level": "0.8",
            "n_similar": "400",
            "reasons": reasons,
            "provenance": "'{}'",
            "fingerprint": "'f' || i",
            "priority": "i % 9973",
            "made_at": "datetime('now')",
            "expires_at": "datetime('now', '+30 days')",
            "state": "'open'",
        },
    )


__all__ = ["fill", "finish", "make", "member", "size_mb"]
