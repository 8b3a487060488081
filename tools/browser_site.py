"""A small site with something on every page, for the browser tests: seeded in a second, served by one process."""

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

__all__ = ["MEMBERS", "PASSWORD", "running_site"]

PASSWORD = "a-long-enough-password"
MEMBERS = {
    "seller": "sara@northwind.example",
    "manager": "mona@northwind.example",
    "operator": "olga@northwind.example",
    "auditor": "aud@northwind.example",
}
_FIRST = ("Anna", "Ben", "Carla", "David", "Emil", "Fatima", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Liam")
_LAST = ("Abel", "Berg", "Costa", "Dahl", "Eriksen", "Fischer", "Garcia", "Huber", "Ito", "Jensen", "Keller")
_FIRMS = ("Alpine Tools", "Baltic Freight", "Cobalt Print", "Delta Labs", "Elm Foods", "Fjord Energy", "Granite Works")
_SOURCES = ("Web", "Trade fair", "Referral", "Partner", "Newsletter")
_STATUSES = ("New", "Working", "Qualified", "Nurture")
N_LEADS = 130
START_SECONDS = 420


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a process that serves this site."""
    return os.environ | {
        "TANDEM_HOME": str(home),
        "TANDEM_SECRET_KEY": "only-for-the-browser-tests",
        "DJANGO_SETTINGS_MODULE": "tandem_desk.config.settings_for_tests",
        "DATABASE_URL": "",
    }


@contextmanager
def running_site(home: Path) -> Iterator[str]:
    """Seed a site in `home`, serve it with a worker in the same process, yield its address, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(Path(__file__).resolve()), "serve", str(port)]
    server = subprocess.Popen(command, env=environment(home), cwd=Path(__file__).resolve().parents[1])
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(10 * START_SECONDS):
        if server.poll() is not None:
            raise RuntimeError(f"the site must stay up; it ended with {server.returncode}")
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the site must answer within {START_SECONDS} seconds")


def serve(port: int) -> None:
    """Seed, then serve; one process does all of it, because starting one is the dearest part of a browser test."""
    seed()
    import uvicorn
    from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
    from django.core.asgi import get_asgi_application

    threading.Thread(target=_work, daemon=True).start()
    application = ASGIStaticFilesHandler(get_asgi_application())
    uvicorn.run(application, host="127.0.0.1", port=port, log_level="warning")


def _work() -> None:
    from django.utils import timezone

    from tandem_desk.workspace.services.jobs import run_due_jobs

    while True:
        run_due_jobs(worker="browser tests", now=timezone.now())
        time.sleep(0.3)


def seed() -> None:
    """Fill the database with a workspace whose every page has something to show."""
    import django

    django.setup()
    from django.core.management import call_command

    from tandem_desk.workspace.models import Member, Team, Workspace

    call_command("migrate", verbosity=0)
    workspace = Workspace.objects.create(name="Northwind Tools", currency="EUR", time_zone="Europe/Berlin")
    team = Team.objects.create(workspace=workspace, name="North")
    members = {}
    for role, email in MEMBERS.items():
        member = Member(workspace=workspace, team=team, role=role, email=email, time_zone="Europe/Berlin")
        member.name = f"{email.split('@')[0].capitalize()} {role.capitalize()}"
        member.set_password(PASSWORD)
        member.save()
        members[role] = member
    _records(workspace, members["seller"], datetime.now(UTC))


def _records(workspace: Any, seller: Any, now: datetime) -> None:
    from tandem_desk.records.models import Account, Change, Contact, Lead, Opportunity, RecordKind
    from tandem_desk.records.services.search_index import refresh_search_index
    from tandem_desk.touchpoints.models import Touchpoint

    dice = random.Random(7)
    common = {"workspace": workspace, "recorded_at": now, "first_source": "import 1: leads.csv", "currency": "EUR"}
    accounts = [
        Account(
            name=firm,
            name_key=firm.lower(),
            domain=f"{firm.split()[0].lower()}.example",
            industry="Industry",
            owner=seller,
            created_at=now - timedelta(days=300),
            **common,
        )
        for firm in _FIRMS
    ]
    Account.objects.bulk_create(accounts)
    person = {key: value for key, value in common.items() if key != "currency"}
    Contact.objects.bulk_create(
        Contact(
            name=f"{first} {_LAST[place % 11]}",
            name_key=f"{first} {_LAST[place % 11]}".lower(),
            email=f"{first.lower()}@{accounts[place % 7].domain}",
            account=accounts[place % 7],
            owner=seller,
            created_at=now - timedelta(days=200),
            **person,
        )
        for place, first in enumerate(_FIRST)
    )
    Opportunity.objects.bulk_create(
        Opportunity(
            name=f"{account.name}: new line",
            name_key=account.name.lower(),
            account=account,
            deal_stage="Proposal",
            amount=12_000 + 3_500 * place,
            close_on=(now + timedelta(days=9 * place)).date(),
            owner=seller,
            created_at=now - timedelta(days=40 + place),
            is_closed=False,
            **common,
        )
        for place, account in enumerate(accounts)
    )
    leads = []
    for place in range(N_LEADS):
        name, firm = f"{dice.choice(_FIRST)} {dice.choice(_LAST)}", dice.choice(_FIRMS)
        score = round(dice.betavariate(2, 4), 3)
        leads.append(
            Lead(
                name=name,
                name_key=name.lower(),
                company=firm,
                company_key=firm.lower(),
                email=f"lead{place}@firm.example",
                email_key=f"lead{place}@firm.example",
                status=dice.choice(_STATUSES),
                source=dice.choice(_SOURCES),
                title="Head of Purchasing",
                country="Germany",
                n_employees=dice.randint(5, 900),
                owner=seller,
                created_at=now - timedelta(days=dice.randint(1, 400)),
                score_probability=score,
                score_low=score * 0.7,
                score_high=score + (1 - score) * 0.25,
                scored_at=now,
                score_version=1,
                custom={"Website time": str(dice.randint(10, 2000))},
                **common,
            )
        )
    Lead.objects.bulk_create(leads)
    Touchpoint.objects.bulk_create(
        Touchpoint(
            workspace=workspace,
            lead=lead,
            kind=kind,
            occurred_at=now - timedelta(days=3 * step + 1, hours=step),
            recorded_at=now,
            subject=words,
            direction="outbound" if kind == "email" else "inbound",
            human_probability=human,
        )
        for lead in leads[:60]
        for step, (kind, words, human) in enumerate(
            (
                ("email", "Your question about delivery times", 1.0),
                ("email_click", "Opened the price list", 0.2),
                ("call", "Asked for a quote", 1.0),
            )
        )
    )
    Change.objects.bulk_create(
        Change(
            workspace=workspace,
            record_kind=RecordKind.LEAD,
            record_id=lead.pk,
            field="status",
            old="New",
            new=lead.status,
            valid_from=now - timedelta(days=2),
            recorded_at=now - timedelta(days=2),
            source="page",
            actor=seller.name,
            member=seller,
        )
        for lead in leads[:60]
    )
    _suggestions(workspace, seller, leads, now)
    _outlooks(workspace, seller, now)
    _plans(workspace, seller, accounts, now)
    refresh_search_index()


def _suggestions(workspace: Any, seller: Any, leads: Sequence[Any], now: datetime) -> None:
    from decimal import Decimal

    from tandem.kernel.money import Money
    from tandem.kernel.suggestion import Estimate, Evidence, EvidenceKind, Provenance, Reason, Subject, Suggestion
    from tandem.kernel.vocabulary import SubjectKind
    from tandem.prospecting.lead_scoring import LeadQualification
    from tandem.prospecting.lead_scoring.qualification import LeadAction
    from tandem_desk.review.services.opening import Assignment, open_suggestions

    function = "prospecting/lead_scoring"
    made = []
    ranked = sorted(leads, key=lambda lead: -lead.score_probability)[:60]
    for rank, lead in enumerate(ranked, start=1):
        evidence = (Evidence(EvidenceKind.FIELD, "source", lead.source),)
        site = Evidence(EvidenceKind.FIELD, "custom.Website time", lead.custom["Website time"])
        made.append(
            Suggestion(
                function,
                Subject(SubjectKind.LEAD, lead.pk),
                LeadQualification(
                    LeadAction.CONTACT_NOW if rank < 40 else LeadAction.NURTURE,
                    rank,
                    1 + rank // 5,
                    True,
                    Money(Decimal(round(9000 * lead.score_probability)), "EUR"),
                    15,
                ),
                Estimate(lead.score_probability, lead.score_low, lead.score_high, 0.8, 4 if rank == 3 else 130),
                (
                    Reason(f"Time on the website is {site.value} s; most leads stay under 400 s", 0.11, (site,)),
                    Reason(f"Came by {lead.source.lower()}; 31% of those bought", 0.06, evidence),
                    Reason(
                        "The firm has few employees",
                        -0.04,
                        (Evidence(EvidenceKind.FIELD, "n_employees", str(lead.n_employees)),),
                    ),
                ),
                Provenance(function, "1", "3f1c9a7b2d11", now, 7),
                now,
                now + timedelta(days=14),
            )
        )
    worth = {one.subject.id: float(one.proposal.expected_value.amount) for one in made}
    open_suggestions(
        workspace=workspace,
        suggestions=made,
        assign=lambda _: Assignment(seller.pk, seller.team_id),
        priority=lambda one: worth[one.subject.id],
    )


def _outlooks(workspace: Any, seller: Any, now: datetime) -> None:
    from decimal import Decimal

    from tandem.closing.deal_odds import DealAction, DealOutlook, OutlookDay
    from tandem.kernel.money import Money
    from tandem.kernel.suggestion import Estimate, Evidence, EvidenceKind, Provenance, Reason, Subject, Suggestion
    from tandem.kernel.vocabulary import SubjectKind
    from tandem_desk.records.models import Opportunity
    from tandem_desk.review.services.opening import Assignment, open_suggestions

    function, made = "closing/deal_odds", []
    for rank, deal in enumerate(Opportunity.objects.order_by("id"), start=1):
        won = 0.7 - 0.06 * rank
        days = tuple(
            OutlookDay(
                f"{n} days", (now + timedelta(days=n)).date(), won * share, 0.1, 0.15, 0.75 - won * share, 0, won
            )
            for n, share in ((30, 0.4), (90, 0.8), (180, 1.0))
        )
        cost = Money(Decimal(40 * (8 - rank)), "EUR")
        proposal = DealOutlook(DealAction.PURSUE, days, 6.0, 0.3, days[1].on, 1, rank, 1, True, waiting_cost=cost)
        stage = Evidence(EvidenceKind.FIELD, "deal_stage", deal.deal_stage)
        made.append(
            Suggestion(
                function,
                Subject(SubjectKind.OPPORTUNITY, deal.pk),
                proposal,
                Estimate(won, won * 0.7, won + 0.1, 0.8, 90),
                (Reason("The stage is Proposal: 31 of 60 such weeks were of deals won in the end", 0.2, (stage,)),),
                Provenance(function, "1", "1", now, 7),
                now,
                now + timedelta(days=14),
            )
        )
        Opportunity.objects.filter(pk=deal.pk).update(
            score_probability=won, score_low=won * 0.7, score_high=won + 0.1, scored_at=now, score_version=1
        )
    open_suggestions(
        workspace=workspace,
        suggestions=made,
        assign=lambda _: Assignment(seller.pk, seller.team_id),
        priority=lambda one: float(one.proposal.waiting_cost.amount),
    )


def _plans(workspace: Any, seller: Any, accounts: Sequence[Any], now: datetime) -> None:
    from decimal import Decimal

    from tandem.followup.churn import CustomerAction, RetentionPlan
    from tandem.kernel.money import Money
    from tandem.kernel.suggestion import Estimate, Evidence, EvidenceKind, Provenance, Reason, Subject, Suggestion
    from tandem.kernel.vocabulary import SubjectKind
    from tandem_desk.records.models import Contract
    from tandem_desk.review.services.opening import Assignment, open_suggestions

    Contract.objects.bulk_create(
        Contract(
            workspace=workspace,
            name="Service agreement, year 2",
            account=account,
            owner=seller,
            team=seller.team,
            starts_on=(now - timedelta(days=400)).date(),
            ends_on=(now + timedelta(days=330)).date(),
            amount_per_year=9_000 + 1_000 * place,
            currency="EUR",
            recorded_at=now,
            created_at=now - timedelta(days=400),
            first_source="import 1: contracts.csv",
            score_probability=0.3 - 0.03 * place,
            score_low=0.2 - 0.02 * place,
            score_high=0.4 - 0.03 * place,
            score_treatability=0.4,
            score_stake=1_000 - 100 * place,
            scored_at=now,
            score_version=1,
        )
        for place, account in enumerate(accounts)
    )
    function, made = "followup/churn", []
    for rank, one in enumerate(Contract.objects.order_by("-score_stake")[:4], start=1):
        tickets = Evidence(EvidenceKind.FIELD, "n_tickets_180d", "5")
        made.append(
            Suggestion(
                function,
                Subject(SubjectKind.CONTRACT, one.pk),
                RetentionPlan(
                    CustomerAction.ACT_THIS_WEEK,
                    (("n_tickets_180d", "solve what is open"),),
                    ("industry",),
                    0.4,
                    Money(Decimal(1_100 - 100 * rank), "EUR"),
                    rank,
                    rank,
                    False,
                    30,
                ),
                Estimate(one.score_probability, one.score_low, one.score_high, 0.8, 90),
                (Reason("Tickets in the last half year is 5; half of all are at most 0", 0.12, (tickets,)),),
                Provenance(function, "1", "1", now, 7),
                now,
                now + timedelta(days=14),
            )
        )
    open_suggestions(
        workspace=workspace,
        suggestions=made,
        assign=lambda _: Assignment(seller.pk, seller.team_id),
        # The leads stay first on Today, whose tests decide on what stands there.
        priority=lambda one: float(one.proposal.at_stake.amount) / 1_000,
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    if sys.argv[1:2] != ["serve"] or len(sys.argv) != 3:
        raise SystemExit("usage: python tools/browser_site.py serve PORT")
    serve(int(sys.argv[2]))
