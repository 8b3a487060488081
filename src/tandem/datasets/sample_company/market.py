"""The market the sample company sells in: closed lists with their weights."""

from dataclasses import dataclass

__all__ = [
    "CAMPAIGN_KINDS",
    "COMPETITORS",
    "COUNTRIES",
    "FUNCTIONS",
    "INDUSTRIES",
    "INTERESTS",
    "LOST_REASONS",
    "ROLES",
    "SENIORITIES",
    "SOURCES",
    "Country",
    "Level",
]


@dataclass(frozen=True)
class Level:
    """One value of a category: its name, its weight, and what it adds to a lead's log-odds of converting."""

    name: str
    weight: float
    effect: float = 0.0


@dataclass(frozen=True)
class Country:
    """One country: ISO code, English name, zone, dialling code, legal forms, cities, weight, effect on the log-odds."""

    code: str
    name: str
    zone: str
    dial: str
    forms: tuple[str, ...]
    cities: tuple[str, ...]
    weight: float
    effect: float


COUNTRIES = (
    Country("DE", "Germany", "Europe/Berlin", "+49", ("GmbH", "AG"), ("Berlin", "Hamburg", "Leipzig"), 0.26, 0.15),
    Country("GB", "United Kingdom", "Europe/London", "+44", ("Ltd", "plc"), ("Leeds", "Bristol", "Glasgow"), 0.16, 0.0),
    Country("FR", "France", "Europe/Paris", "+33", ("SAS", "SA"), ("Lyon", "Lille", "Nantes"), 0.14, -0.1),
    Country(
        "US", "United States", "America/Chicago", "+1", ("Inc", "LLC"), ("Austin", "Denver", "Columbus"), 0.16, -0.25
    ),
    Country("NL", "Netherlands", "Europe/Amsterdam", "+31", ("BV", "NV"), ("Utrecht", "Breda", "Zwolle"), 0.1, 0.2),
    Country("SE", "Sweden", "Europe/Stockholm", "+46", ("AB",), ("Malmö", "Uppsala", "Lund"), 0.07, 0.1),
    Country("FI", "Finland", "Europe/Helsinki", "+358", ("Oy",), ("Tampere", "Turku", "Oulu"), 0.06, 0.25),
    Country("ES", "Spain", "Europe/Madrid", "+34", ("SL", "SA"), ("Valencia", "Bilbao", "Vigo"), 0.05, -0.2),
)

INDUSTRIES = (
    Level("Manufacturing", 0.24, 0.45),
    Level("Logistics", 0.14, 0.3),
    Level("Wholesale", 0.13, 0.1),
    Level("Software", 0.14, 0.0),
    Level("Healthcare", 0.1, -0.15),
    Level("Energy", 0.08, 0.2),
    Level("Construction", 0.09, -0.3),
    Level("Education", 0.08, -0.7),
)
SOURCES = (
    Level("Website", 0.26, 0.0),
    Level("Referral", 0.08, 0.9),
    Level("Paid search", 0.16, -0.1),
    Level("Organic search", 0.16, 0.15),
    Level("Event", 0.09, 0.3),
    Level("Social media", 0.1, -0.45),
    Level("Bought list", 0.1, -1.1),
    Level("Partner", 0.05, 0.7),
)
SENIORITIES = (
    Level("Chief", 0.1, 0.35),
    Level("Vice President", 0.1, 0.45),
    Level("Head", 0.25, 0.4),
    Level("Manager", 0.35, 0.0),
    Level("Specialist", 0.2, -0.55),
)
FUNCTIONS = (
    Level("Operations", 0.24),
    Level("Procurement", 0.18),
    Level("IT", 0.18),
    Level("Finance", 0.14),
    Level("Production", 0.14),
    Level("Quality", 0.12),
)
INTERESTS = (
    Level("Sensors", 0.34, 0.15),
    Level("Software", 0.28, 0.0),
    Level("Supplies", 0.24, 0.35),
    Level("Services", 0.14, -0.25),
)
CAMPAIGN_KINDS = (
    Level("Email", 0.3, 0.0),
    Level("Webinar", 0.25, 0.35),
    Level("Trade show", 0.15, 0.5),
    Level("Advertisement", 0.2, 0.05),
    Level("Content", 0.1, 0.15),
)
ROLES = ("Economic buyer", "Champion", "Technical buyer", "User", "Procurement", "Legal", "Influencer")
COMPETITORS = ("Orvanta", "Brisk & Holt", "Kelmetric", "Nordwerk", "Tessaline")
LOST_REASONS = ("Price", "Competitor", "No decision", "Timing", "Missing feature")
