"""Which model stands behind a table whose rows are no records of their own."""

from typing import Any

from django.db import models

from tandem_desk.records.models import BuyingRole, CampaignMember
from tandem_desk.records.selectors.kinds import model_of
from tandem_desk.records.services.importing.plans import TablePlan
from tandem_desk.records.sockets import find_table_loader

__all__ = ["field_of", "is_link", "model_of_stream"]

_LINKS: dict[str, type[models.Model]] = {"campaign_members": CampaignMember, "buying_roles": BuyingRole}


def is_link(table: str) -> bool:
    """Whether a table's rows only tie records together."""
    return table in _LINKS


def model_of_stream(table: str) -> type[models.Model]:
    """Return the model rows of a stream or link table go into."""
    return _LINKS[table] if table in _LINKS else find_table_loader(table).model


def field_of(plan: TablePlan, name: str) -> Any:
    """Return the model's field behind a column of a table, whether its rows are records or not."""
    model = model_of(plan.table.kind) if plan.table.kind else model_of_stream(plan.table.name)
    return model._meta.get_field(name)  # noqa: SLF001  (Django's documented introspection)
