"""The file: leads of twenty columns as a Salesforce export has them, seeded, with the faults real files have."""

import csv
import random
from pathlib import Path

__all__ = ["HEADERS", "write_leads"]

HEADERS = (
    "Id", "FirstName", "LastName", "Company", "Title", "Email", "Phone", "Website", "City", "Country", "Industry",
    "AnnualRevenue", "NumberOfEmployees", "LeadSource", "Status", "OwnerId", "HasOptedOutOfEmail", "CreatedDate",
    "LastModifiedDate", "Budget__c",
)  # fmt: skip
_FIRST = [
    "Ann",
    "Bob",
    "Cem",
    "Dara",
    "Eva",
    "Finn",
    "Gita",
    "Hugo",
    "Ines",
    "Jan",
    "Kira",
    "Lars",
    "Mona",
    "Nils",
    "Olga",
    "Pia",
    "Quin",
    "Rosa",
    "Sven",
    "Tara",
]
_LAST = [
    "Lee",
    "Ray",
    "Kaya",
    "Stone",
    "Berg",
    "Moss",
    "Patel",
    "Wolf",
    "Costa",
    "Vogel",
    "Lind",
    "Frost",
    "Adler",
    "Brook",
    "Hale",
    "Nash",
    "Vance",
    "Wells",
]
_TITLES = "CEO CTO Buyer;Head of Purchasing;Engineer;Plant manager;Analyst".replace(" ", ";").split(";")
_CITIES = ["Berlin", "Hamburg", "Boston", "Austin", "Lyon", "Porto", "Leeds", "Ghent", "Malmo", "Turin"]
_COUNTRIES = ("Germany", "United States", "France", "Portugal", "United Kingdom", "Belgium", "Sweden", "Italy")
_INDUSTRIES = ("Machinery", "Software", "Chemicals", "Logistics", "Energy", "Health", "Retail", "Finance")
_SOURCES = ("Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Trade Show", "Other")
_STATUSES = ("Open - Not Contacted", "Working - Contacted", "Closed - Not Converted", "Closed - Converted")
_OWNERS = tuple(f"seller{number}@northwind.example" for number in range(40))


def write_leads(path: Path, n_leads: int, seed: int, *, later: bool = False) -> None:
    """Write the file; every 500th row has a cell that cannot be read. `later` gives the same leads half a year on.

    Half a year on, one lead in ten has another status and a later moment of its last modification.
    """
    chance = random.Random(seed)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for number in range(n_leads):
            row = _row(number, chance)
            if later and number % 10 == 0:
                row[14] = "Working - Contacted" if row[14] != "Working - Contacted" else "Closed - Not Converted"
                row[18] = f"2026-06-{1 + number // 10 % 28:02}T12:00:00.000+0000"
            writer.writerow(row)


def _row(number: int, chance: random.Random) -> list[str]:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    firm = chance.randrange(200_000)
    mark = chance.getrandbits(36)
    day, hour = 1 + chance.randrange(28), chance.randrange(24)
    month, year = 1 + chance.randrange(12), 2022 + chance.randrange(4)
    created = f"{year}-{month:02}-{day:02}T{hour:02}:{chance.randrange(60):02}:00.000+0000"
    return [
        f"00Q{number:012}{'AAA'}",
        first,
        f"{last}{mark % 997}",
        f"Firm {firm} Ltd",
        chance.choice(_TITLES),
        f"{first.lower()}.{mark:x}@firm{firm}.example",
        f"+1 {201 + firm % 700} {200 + mark % 700} {mark % 10_000:04}",
        f"https://www.firm{firm}.example",
        chance.choice(_CITIES),
        chance.choice(_COUNTRIES),
        chance.choice(_INDUSTRIES),
        "unknown" if number % 500 == 499 else f"{chance.randrange(1, 90_000) * 1000}",
        f"{chance.randrange(1, 5_000)}",
        chance.choice(_SOURCES),
        chance.choice(_STATUSES),
        chance.choice(_OWNERS),
        "true" if chance.random() < 0.02 else "false",
        created,
        created,
        chance.choice(("", "", "10-50k", "50-200k", "over 200k")),
    ]
