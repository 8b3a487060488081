"""A store of the wanted size, filled by the database itself: leads with a history, and touchpoints."""

from django.db import connection

__all__ = ["fill", "grow"]

_DAYS = 730
_LEAD = """
INSERT INTO lead (id, workspace_id, external_id, source_system, created_at, recorded_at, owner_name, first_source,
    custom, raw, salutation, first_name, last_name, name, title, email, email_key, phone, mobile_phone, name_key,
    industry, currency, n_employees, street, city, state, postal_code, country, email_opt_out, do_not_call, people_only,
    company, company_key, website, source, status, lifecycle_stage, rating, description)
SELECT n, 1, 'L' || n, 'salesforce', {day}, {day}, 'Owner ' || (n % 20), 'file',
    '{{"Tier": "' || (n % 5) || '"}}', '{{}}', '', 'First' || (n % 997), 'Last' || n,
    'First' || (n % 997) || ' Last' || n,
    'Buyer', 'p' || n || '@buyer.example', 'p' || n || '@buyer.example', '', '', 'first last' || n,
    'Industry ' || (n % 30),
    'USD', n % 5000, '', 'City ' || (n % 300), '', '', 'US', 0, 0, 0, 'Firm ' || (n % 40000),
    'firm ' || (n % 40000), '',
    'Web', 'Working', '', '', '' FROM numbers
"""
_TOUCHPOINT = """
INSERT INTO touchpoint (id, workspace_id, external_id, source_system, kind, direction, occurred_at, recorded_at, zone,
    duration_seconds, lead_id, account_id, contact_id, opportunity_id, campaign_id, channel, subject, body, url, status,
    human_probability, owner_name, custom, raw)
SELECT n, 1, 'T' || n, 'hubspot',
    CASE n % 4 WHEN 0 THEN 'email' WHEN 1 THEN 'email_open' WHEN 2 THEN 'web_visit' ELSE 'call' END,
    CASE n % 2 WHEN 0 THEN 'in' ELSE 'out' END, {day}, {day}, 'UTC', CASE n % 4 WHEN 3 THEN (n % 600) + 0.5 END,
    1 + n % {n_leads}, NULL, NULL, NULL, NULL, 'channel ' || (n % 7), 'About your order ' || (n % 100000),
    CASE n % 4 WHEN 0
    THEN 'Thank you for your time on the phone; as promised, here is the price for ' || n || ' pieces.' ELSE '' END,
    CASE n % 4 WHEN 2 THEN '/products/' || (n % 900) ELSE '' END, '', CASE n % 4 WHEN 1 THEN (n % 100) / 100.0 END, '',
    '{{}}', '{{}}' FROM numbers
"""
_CHANGE = """
INSERT INTO change (id, workspace_id, record_kind, record_id, field, old, new, valid_from, recorded_at, source, actor,
    reconstructed)
SELECT n, 1, 3, 1 + n % {n_leads}, CASE n % 3 WHEN 0 THEN 'status' WHEN 1 THEN 'n_employees' ELSE 'custom.Tier' END,
    CASE n % 3 WHEN 0 THEN 'New' ELSE n % 9 END, CASE n % 3 WHEN 0 THEN 'Working' ELSE n % 7 END, {day}, {day},
    'page', 'Owner', 0
    FROM numbers
"""


def fill(n_touchpoints: int, n_leads: int, n_changes: int) -> None:
    """Fill an empty, migrated SQLite store; only the indexes a snapshot could use are kept, to fill it sooner."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("INSERT INTO workspace (id, name, visibility, currency, time_zone, created_at) "
                       "VALUES (1, 'Bench', 'workspace', 'USD', 'UTC', '2024-01-01 00:00:00')")  # fmt: skip
        for table in ("touchpoint", "lead", "change"):
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type='index' AND tbl_name=%s AND sql IS NOT NULL "
                "AND sql NOT LIKE '%%(\"workspace_id\")'",
                [table],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP INDEX "{name}"')
    _insert(_LEAD, 1, n_leads, n_leads)
    _insert(_CHANGE, 1, n_changes, n_leads)
    _insert(_TOUCHPOINT, 1, n_touchpoints, n_leads)


def grow(n_touchpoints: int, n_leads: int, n_changes: int, *, more_touchpoints: int, more_changes: int) -> None:
    """Add a busy day: new touchpoints, and changed leads with their history."""
    _insert(_TOUCHPOINT, n_touchpoints + 1, more_touchpoints, n_leads)
    _insert(_CHANGE, n_changes + 1, more_changes, n_leads)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE lead SET rating = 'A' WHERE id IN (SELECT record_id FROM change WHERE id > %s)", [n_changes]
        )


def _insert(template: str, start: int, count: int, n_leads: int) -> None:
    # Days spread evenly by a step that shares no factor with the number of days, so neighbouring rows differ.
    after = f"'+' || ((n * 37) % {_DAYS}) || ' days', '+' || (n % 86400) || ' seconds'"
    day = f"strftime('%Y-%m-%d %H:%M:%f', '2024-01-01', {after})"
    following = f"SELECT {start} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {start + count}"
    numbers = f"WITH RECURSIVE numbers(n) AS ({following}) "
    insert, select = template.format(day=day, n_leads=n_leads).split("SELECT", 1)
    with connection.cursor() as cursor:
        cursor.execute((insert + numbers + "SELECT" + select).replace("%", "%%"), [])
