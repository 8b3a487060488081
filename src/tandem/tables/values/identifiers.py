"""Record ids of other systems: the two lengths of Salesforce's, and what their prefixes say."""

import re

__all__ = ["SALESFORCE_PREFIXES", "is_salesforce_id", "salesforce_18"]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_SHAPE = re.compile(r"[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?")
SALESFORCE_PREFIXES = {
    "001": "accounts", "003": "contacts", "00Q": "leads", "006": "opportunities", "701": "campaigns", "01t": "products",
    "00T": "touchpoints", "00U": "touchpoints", "005": "users", "800": "contracts", "801": "orders", "0Q0": "quotes",
    "00v": "campaign_members", "00K": "buying_roles", "00k": "quotes",
}  # fmt: skip


def is_salesforce_id(text: str) -> bool:
    """Whether the text has the shape of an id of 15 or 18 characters, with a right check part if it has 18."""
    if not _SHAPE.fullmatch(text) or not any(one.isdigit() for one in text):
        return False
    return len(text) == 15 or salesforce_18(text[:15]) == text


def salesforce_18(identifier: str) -> str:
    """Return the 18-character form of an id, which tells upper from lower case without being case-sensitive itself.

    Each of the last three characters encodes which of five characters are capitals. Anything that is not 15 characters
    long is returned as it is.

    Examples
    --------
    >>> salesforce_18("001D000000IqhSL")
    '001D000000IqhSLIAZ'
    """
    if not re.fullmatch(r"[A-Za-z0-9]{15}", identifier):
        return identifier
    check = ""
    for start in (0, 5, 10):
        bits = sum(1 << place for place, one in enumerate(identifier[start : start + 5]) if one.isupper())
        check += _LETTERS[bits]
    return identifier + check
