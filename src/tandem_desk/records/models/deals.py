"""What is sold and bought: opportunities, products, quotes, orders, contracts."""

from typing import ClassVar

from django.db import models

from tandem_desk.records.models.base import Record, Scored, external_key, live_index, text
from tandem_desk.records.models.parties import Account, Contact

__all__ = ["Contract", "Opportunity", "Order", "Product", "Quote"]


def amount(decimal_places: int = 2) -> models.DecimalField:  # type: ignore[type-arg]  # the stub's parameters are inferred
    """Return a column for an exact amount; its currency stands in `currency`."""
    return models.DecimalField(max_digits=18, decimal_places=decimal_places, null=True, blank=True)


class Product(Record):
    """Something sold."""

    name = text(400)
    code = text(200)
    family = text(200)
    list_price = amount(4)
    currency = text(3)
    is_active = models.BooleanField(null=True, blank=True)
    description = models.TextField(default="", blank=True)

    class Meta:
        db_table = "product"
        constraints: ClassVar = [external_key("product")]
        indexes: ClassVar = [live_index("product_by_code", "code")]

    def __str__(self) -> str:
        return self.name


class Opportunity(Record, Scored):
    """A lead in negotiation; people call it a deal."""

    name = text(400)
    name_key = text(400)
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="opportunities")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="opportunities")
    pipeline = text(200)
    deal_stage = text(200)
    amount = amount()
    currency = text(3)
    win_probability_stated = models.FloatField(null=True, blank=True)
    close_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_closed = models.BooleanField(null=True, blank=True)
    is_won = models.BooleanField(null=True, blank=True)
    lost_reason = text()
    forecast_category = text(100)
    type = text(100)
    source = text(200)
    next_step = text(1000)
    competitor = text()
    campaign = models.ForeignKey("records.Campaign", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    description = models.TextField(default="", blank=True)

    class Meta:
        db_table = "opportunity"
        constraints: ClassVar = [external_key("opportunity")]
        indexes: ClassVar = [
            live_index("deal_by_name", "name_key", "id"),
            live_index("deal_newest", "-created_at", "-id"),
            live_index("deal_by_close", "is_closed", "close_on"),
            live_index("deal_by_stage", "deal_stage", "close_on"),
            live_index("deal_by_amount", "-amount", "-id"),
            live_index("deal_by_score", "-score_probability", "-id"),
        ]

    def __str__(self) -> str:
        return self.name


class Quote(Record):
    """A price offered for a product in a deal."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.SET_NULL, null=True, blank=True, related_name="quotes"
    )
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    quantity = models.FloatField(null=True, blank=True)
    list_price = amount(4)
    unit_price = amount(4)
    discount_share = models.FloatField(null=True, blank=True)
    currency = text(3)
    quoted_on = models.DateField(null=True, blank=True)
    status = text(100)

    class Meta:
        db_table = "quote"
        constraints: ClassVar = [external_key("quote")]
        indexes: ClassVar = [live_index("quote_newest", "-created_at", "-id")]


class Order(Record):
    """Something bought."""

    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders")
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    quantity = models.FloatField(null=True, blank=True)
    amount = amount()
    currency = text(3)
    ordered_on = models.DateField(null=True, blank=True)
    status = text(100)

    class Meta:
        db_table = "purchase_order"
        constraints: ClassVar = [external_key("order")]
        indexes: ClassVar = [live_index("order_newest", "-created_at", "-id")]


class Contract(Record, Scored):
    """A term agreed with an account; its score is that of the whole chain of renewals it is the last term of."""

    name = text(400)
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="contracts")
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.SET_NULL, null=True, blank=True, related_name="contracts"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    amount_per_year = amount()
    currency = text(3)
    status = text(100)
    cancelled_on = models.DateField(null=True, blank=True)
    score_treatability = models.FloatField(null=True, blank=True)
    score_stake = models.FloatField(null=True, blank=True)

    class Meta:
        db_table = "contract"
        constraints: ClassVar = [external_key("contract")]
        indexes: ClassVar = [
            live_index("contract_newest", "-created_at", "-id"),
            live_index("contract_by_stake", "-score_stake", "-id"),
            live_index("contract_by_owner", "owner", "-score_stake"),
        ]

    def __str__(self) -> str:
        return self.name
