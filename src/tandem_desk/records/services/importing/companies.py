"""Links people and deals to the accounts their rows name, and creates accounts nobody knew yet; none is multiplied."""

from typing import Any

from tandem_desk.records.models import Account
from tandem_desk.records.selectors.keys import text_keys
from tandem_desk.records.services.importing.context import TableContext
from tandem_desk.records.services.importing.derived import each_once, quick_domain
from tandem_desk.records.services.importing.preparing import Prepared
from tandem_desk.records.services.importing.references import Found, names_an_id
from tandem_desk.records.services.importing.statements import fetch_by, insert_rows, reserve_ids

__all__ = ["link_companies"]


def link_companies(part: Prepared, found: Found, context: TableContext) -> int:
    """Fill the account of rows that name a company but point at none; return how many accounts were created.

    A company is found by its name, then by its website's domain; by its people's mail domain only where the row names
    no company, because several firms may share one domain.
    """
    plan = context.plan
    if plan.related == "off" or "account" not in context.columns:
        return 0
    if plan.related == "link" and not Account.objects.filter(workspace_id=context.run.workspace_id).exists():
        return 0
    names, sites = _named(part, context)
    ids = found.ids.setdefault("account", [None] * part.n_rows)
    open_rows = [place for place in range(part.n_rows) if ids[place] is None and (names[place] or sites[place])]
    if not open_rows:
        return 0
    keys = text_keys(names)
    by_name = _accounts("name_key", {keys[place] for place in open_rows}, context)
    by_domain = _accounts("domain", {sites[place] for place in open_rows}, context)
    missing: dict[str, tuple[str, str]] = {}
    for place in open_rows:
        ids[place] = by_name.get(keys[place]) or by_domain.get(sites[place])
        if ids[place] is None and keys[place] and plan.related == "create":
            missing.setdefault(keys[place], (names[place], sites[place]))
    if missing:
        created = _create(missing, context)
        for place in open_rows:
            ids[place] = ids[place] or created.get(keys[place])
    found.pending = [one for one in found.pending if not (one[1] == "account" and ids[one[0]] is not None)]
    return len(missing)


def _named(part: Prepared, context: TableContext) -> tuple[list[str], list[str]]:
    blank = [""] * part.n_rows
    names = list(part.values.get("company", blank))
    header = context.plan.special.get("company", "")
    if header in part.custom:
        names = list(part.custom[header])
    if "account" in part.texts:
        source = context.plan.mapped("account")[0]
        given = ["" if names_an_id(source, text, context.plan.system) else text for text in part.texts["account"]]
        names = [one or other for one, other in zip(given, names, strict=True)]
        # A row that points at an account by id waits for that account.
        names = [
            "" if text and not one else name
            for text, one, name in zip(part.texts["account"], given, names, strict=True)
        ]
    names = [name[:400] for name in names]
    websites = each_once(quick_domain, part.values.get("website", blank))
    mails: list[Any] = each_once(quick_domain, part.values.get("email", blank))
    waits = part.texts.get("account", blank)
    sites = [
        site or (mail if not name and not text else "")
        for site, mail, name, text in zip(websites, mails, names, waits, strict=True)
    ]
    return names, [site if not text or name else "" for site, text, name in zip(sites, waits, names, strict=True)]


def _accounts(column: str, keys: set[str], context: TableContext) -> dict[str, int]:
    rows = fetch_by(
        Account,
        column,
        sorted(filter(None, keys)),
        ("id", column),
        workspace_id=context.run.workspace_id,
        deleted_at=None,
    )
    first: dict[str, int] = {}
    for pk, key in rows:
        first.setdefault(key, pk)
    return first


def _create(missing: dict[str, tuple[str, str]], context: TableContext) -> dict[str, int]:
    ids = reserve_ids(Account, len(missing))
    rows = [(pk, name, key, domain) for pk, (key, (name, domain)) in zip(ids, missing.items(), strict=True)]
    constants = {
        "workspace_id": context.run.workspace_id,
        "source_system": context.plan.system,
        "recorded_at": context.stored_at,
        "first_import_id": context.run.pk,
    }
    insert_rows(Account, ("id", "name", "name_key", "domain"), constants, rows)
    return dict(zip(missing, ids, strict=True))
