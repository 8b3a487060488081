"""The tables of this app."""

from tandem_desk.records.models.campaigns import BuyingRole, Campaign, CampaignMember
from tandem_desk.records.models.changes import Change, RecordKind
from tandem_desk.records.models.deals import Contract, Opportunity, Order, Product, Quote
from tandem_desk.records.models.imports import BadRow, ImportRun, ImportState, ImportTable, PendingReference
from tandem_desk.records.models.parties import Account, Contact, Lead

__all__ = [
    "Account",
    "BadRow",
    "BuyingRole",
    "Campaign",
    "CampaignMember",
    "Change",
    "Contact",
    "Contract",
    "ImportRun",
    "ImportState",
    "ImportTable",
    "Lead",
    "Opportunity",
    "Order",
    "PendingReference",
    "Product",
    "Quote",
    "RecordKind",
]
