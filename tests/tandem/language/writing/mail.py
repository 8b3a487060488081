"""A mail's facts, for tests: a made-up buyer, a meeting, an offer, a question from outside."""

from datetime import date, datetime

from tandem.kernel.money import Money
from tandem.language.writing import Fact, Facts, Origin, Quantity

NOW = datetime.fromisoformat("2027-03-02T09:00Z")


def mail_facts(question: str = "How long is the warranty?", interest: str = "spare parts") -> Facts:
    """Return sixteen facts, among them the given text from outside."""
    return Facts(
        [
            Fact("contact", "contact", "Anna Berg", "contact 4", personal=True),
            Fact("member", "member", "Sam Seller", "member 2", personal=True),
            Fact("account", "account", "Kestar Foods", "account 1"),
            Fact("meeting", "meeting", "demo", "meeting 9"),
            Fact("held", "meeting.held_on", date(2027, 3, 1), "meeting 9"),
            Fact("press", "interest", Quantity(2, "hydraulic press"), "note 3"),
            Fact("parts", "interest", interest, "note 3"),
            Fact("question", "question", question, "mail 8", Origin.OUTSIDE),
            Fact("answer", "answer", "The warranty is two years", "product sheet 4"),
            Fact("items", "offer.items", Quantity(2, "hydraulic press"), "quote 7"),
            Fact("price", "offer.price", Money.of(48200, "EUR"), "quote 7"),
            Fact("valid", "offer.valid_until", date(2027, 3, 31), "quote 7"),
            Fact("time", "offer.delivery_time", Quantity(6, "week"), "quote 7"),
            Fact("drawings", "commitment", "we will send the drawings by 12 March 2027", "task 5", Origin.COMMITMENT),
            Fact("step", "next.step", "site visit", "task 6"),
            Fact("proposed", "next.proposed_on", date(2027, 3, 15), "task 6"),
        ]
    )
