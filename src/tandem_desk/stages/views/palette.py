"""The command palette: records by name, and every action this member may do."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tandem_desk.records.selectors.search import find_records
from tandem_desk.stages.views.addresses import record_url, words_for
from tandem_desk.workspace.permissions import Action, may, require
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["palette"]

_ACTIONS: tuple[tuple[str, str, Action], ...] = (
    ("Go to Today", "today", Action.VIEW),
    ("Go to Leads", "leads", Action.VIEW),
    ("Go to Accounts", "accounts", Action.VIEW),
    ("Go to Contacts", "contacts", Action.VIEW),
    ("Go to Deals", "deals", Action.VIEW),
    ("Go to Customers", "customers", Action.VIEW),
    ("Go to Contracts", "contracts", Action.VIEW),
    ("Import a file", "imports", Action.IMPORT),
    ("Open the map of functions", "map", Action.VIEW),
    ("See the evidence behind every claim", "evidence", Action.VIEW),
    ("Change my profile", "settings", Action.VIEW),
    ("Change the workspace", "settings-workspace", Action.MANAGE_SETTINGS),
    ("Add or change members", "settings-members", Action.MANAGE_MEMBERS),
    ("Make an API key", "settings-keys", Action.MANAGE_KEYS),
    ("Set how far machines may go", "settings-autonomy", Action.MANAGE_AUTONOMY),
    ("Look up consent", "settings-consent", Action.VIEW),
    ("See background work", "settings-work", Action.VIEW),
    ("Read the audit log", "settings-audit", Action.VIEW_AUDIT),
)
N_ACTIONS = 8


@dataclass(frozen=True)
class Entry:
    """One line of the palette."""

    words: str
    url: str
    what: str = ""
    icon: str = "search"


def palette(request: Request) -> HttpResponse:
    """Return what fits the words typed: records first, then actions."""
    require(request.user, Action.VIEW)
    typed = request.GET.get("q", "").strip()[:100]
    found = find_records(member=request.user, text=typed, n_each=4) if len(typed) > 1 else []
    records = [
        Entry(one.name, record_url(one.kind, one.id), one.under or words_for(one.kind), f"{words_for(one.kind)}s")
        for one in found
    ]
    words = typed.lower().split()
    actions = [
        Entry(title, reverse(name), "", "down")
        for title, name, needs in _ACTIONS
        if may(request.user, needs) and all(word in title.lower() for word in words)
    ]
    return render(request, "stages/palette.html", {"records": records, "actions": actions[:N_ACTIONS], "typed": typed})
