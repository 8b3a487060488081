"""Everything drawn, in its order of generation: each noun may look at the ones before it, never at a later one."""

from dataclasses import dataclass

from tandem.datasets.sample_company.accounts import Accounts, draw_accounts
from tandem.datasets.sample_company.calendar import Calendar
from tandem.datasets.sample_company.campaigns import Campaigns, draw_campaigns
from tandem.datasets.sample_company.companies import Companies, draw_companies
from tandem.datasets.sample_company.contacts import Contacts, draw_contacts
from tandem.datasets.sample_company.contracts import Relations, draw_relations
from tandem.datasets.sample_company.leads import Leads, draw_leads
from tandem.datasets.sample_company.opportunities import Opportunities, draw_opportunities
from tandem.datasets.sample_company.sellers import Sellers, draw_sellers
from tandem.datasets.sample_company.settings import SampleSettings
from tandem.datasets.sample_company.slips import Slips, draw_slips
from tandem.datasets.sample_company.texts.pool import Texts, write_texts

__all__ = ["World", "draw_world"]

_LEAST_TEXTS, _MOST_TEXTS = 60, 1_500


@dataclass(frozen=True)
class World:
    """The sample company as codes and numbers, the future included; tables are rendered from it."""

    settings: SampleSettings
    calendar: Calendar
    sellers: Sellers
    companies: Companies
    campaigns: Campaigns
    leads: Leads
    accounts: Accounts
    opportunities: Opportunities
    slips: Slips
    contacts: Contacts
    relations: Relations
    texts: Texts


def draw_world(settings: SampleSettings) -> World:
    """Return the drawn company."""
    calendar = Calendar.of(settings)
    sellers = draw_sellers(settings)
    companies = draw_companies(settings, calendar)
    campaigns = draw_campaigns(settings, calendar)
    leads = draw_leads(settings, calendar, companies, sellers, campaigns)
    accounts = draw_accounts(settings, calendar, companies, sellers, leads)
    opportunities = draw_opportunities(
        settings, calendar, companies=companies, sellers=sellers, leads=leads, accounts=accounts
    )
    return World(
        settings=settings,
        calendar=calendar,
        sellers=sellers,
        companies=companies,
        campaigns=campaigns,
        leads=leads,
        accounts=accounts,
        opportunities=opportunities,
        slips=draw_slips(settings, calendar, opportunities),
        contacts=draw_contacts(settings, calendar, companies, leads, opportunities),
        relations=draw_relations(settings, calendar, companies, accounts, opportunities),
        texts=write_texts(settings.seed, min(max(settings.n_leads // 10, _LEAST_TEXTS), _MOST_TEXTS)),
    )
