"""Tables whose meaning is known, with headers as people rename them: translated, shortened, misspelt or meaningless."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from tandem.prospecting.column_recognition import TableSample
from tandem.tables.schema import TABLES, Column, ColumnType

__all__ = ["FITTED_WAYS", "HELD_OUT_WAYS", "Renamed", "renamed_tables"]

FITTED_WAYS = ("label", "case", "abbreviated", "german", "french", "typo", "prefixed", "meaningless")
# Danish comes last, so that the tables of the others stay those of earlier runs.
HELD_OUT_WAYS = (
    "label", "case", "clipped", "spanish", "swedish", "polish", "typo", "prefixed", "meaningless", "danish",
)  # fmt: skip
_TABLES = (
    "leads",
    "contacts",
    "accounts",
    "opportunities",
    "products",
    "orders",
    "quotes",
    "contracts",
    "campaigns",
    "touchpoints",
)
_FILE_NAMES = {
    "leads": ("leads", "prospects", "export_1"),
    "contacts": ("contacts", "people", "export_2"),
    "accounts": ("accounts", "customers", "export_3"),
    "opportunities": ("deals", "pipeline", "export_4"),
    "products": ("products", "items", "export_5"),
    "orders": ("orders", "purchases", "export_6"),
    "quotes": ("quotes", "offers", "export_7"),
    "contracts": ("contracts", "subscriptions", "export_8"),
    "campaigns": ("campaigns", "campaigns 2024", "export_9"),
    "touchpoints": ("activities", "interactions", "export_10"),
}
_TRANSLATED = {
    "german": (
        "external_id=Kennung;created_at=Angelegt am;owner_name=Verantwortlicher;name=Bezeichnung;"
        "first_name=Vorname;last_name=Zuname;email=Mailadresse;phone=Rufnummer;mobile_phone=Mobilnummer;"
        "company=Unternehmen;website=Webseite;industry=Wirtschaftszweig;annual_revenue=Jahresumsatz;"
        "currency=Währung;n_employees=Anzahl Mitarbeiter;street=Straße;city=Ort;state=Bundesland;"
        "postal_code=PLZ;country=Land;source=Herkunft;status=Status;title=Funktion;description=Bemerkung;"
        "email_opt_out=Kein Newsletter;is_converted=Umgewandelt;deal_stage=Phase;amount=Auftragswert;"
        "close_on=Abschlussdatum;is_won=Gewonnen;lost_reason=Verlustgrund;"
        "win_probability_stated=Wahrscheinlichkeit;type=Art;next_step=Nächster Schritt;account=Kunde;"
        "code=Artikelnummer;list_price=Listenpreis;quantity=Menge;unit_price=Stückpreis;"
        "ordered_on=Bestelldatum;quoted_on=Angebotsdatum;discount_share=Rabatt;starts_on=Beginn;ends_on=Ende;"
        "budget=Budget;occurred_at=Zeitpunkt;subject=Betreff;body=Inhalt;kind=Aktivitätsart;"
        "duration_seconds=Dauer"
    ),
    "french": (
        "external_id=Identifiant;created_at=Date de création;owner_name=Responsable;name=Nom;"
        "first_name=Prénom;last_name=Nom de famille;email=Courriel;phone=Téléphone;mobile_phone=Portable;"
        "company=Société;website=Site internet;industry=Secteur;annual_revenue=Chiffre d'affaires;"
        "currency=Devise;n_employees=Effectif;street=Adresse;city=Ville;postal_code=Code postal;country=Pays;"
        "source=Origine;status=Statut;title=Poste;description=Commentaire;deal_stage=Étape;amount=Montant;"
        "close_on=Date de clôture;is_won=Gagné;win_probability_stated=Probabilité;account=Compte;"
        "code=Référence;list_price=Prix catalogue;quantity=Quantité;unit_price=Prix unitaire;ordered_on=Date "
        "de commande;discount_share=Remise;starts_on=Date de début;ends_on=Date de fin;budget=Budget;"
        "occurred_at=Date;subject=Objet;kind=Type"
    ),
    "spanish": (
        "external_id=Identificador;created_at=Fecha de creación;owner_name=Comercial;name=Nombre;"
        "first_name=Nombre;last_name=Apellidos;email=Correo electrónico;phone=Teléfono;mobile_phone=Móvil;"
        "company=Empresa;website=Página web;industry=Sector;annual_revenue=Facturación;currency=Moneda;"
        "n_employees=Empleados;street=Calle;city=Ciudad;state=Provincia;postal_code=Código postal;"
        "country=País;source=Origen;status=Estado;title=Cargo;description=Descripción;deal_stage=Etapa;"
        "amount=Importe;close_on=Fecha de cierre;is_won=Ganada;win_probability_stated=Probabilidad;"
        "account=Cliente;list_price=Precio de lista;quantity=Cantidad;unit_price=Precio unitario;"
        "ordered_on=Fecha de pedido;discount_share=Descuento;starts_on=Fecha de inicio;ends_on=Fecha de fin;"
        "budget=Presupuesto;occurred_at=Fecha;subject=Asunto;kind=Tipo"
    ),
    "swedish": (
        "external_id=Postnummer-id;created_at=Skapad;owner_name=Säljare;first_name=Förnamn;"
        "last_name=Efternamn;email=E-post;phone=Telefon;mobile_phone=Mobil;company=Företag;website=Webbplats;"
        "industry=Bransch;annual_revenue=Omsättning;currency=Valuta;n_employees=Antal anställda;street=Gata;"
        "city=Stad;postal_code=Postnummer;country=Land;source=Källa;status=Status;deal_stage=Fas;"
        "amount=Belopp;close_on=Avslutsdatum;win_probability_stated=Sannolikhet;account=Kund;quantity=Antal;"
        "unit_price=Styckpris;ordered_on=Orderdatum;discount_share=Rabatt;starts_on=Startdatum;"
        "ends_on=Slutdatum;subject=Ämne"
    ),
    "polish": (
        "external_id=Identyfikator;created_at=Utworzono;owner_name=Opiekun;first_name=Imię;"
        "last_name=Nazwisko;email=Adres e-mail;phone=Telefon;mobile_phone=Komórka;company=Firma;"
        "website=Strona internetowa;industry=Branża;annual_revenue=Przychód;currency=Waluta;"
        "n_employees=Liczba pracowników;street=Ulica;city=Miasto;state=Województwo;postal_code=Kod pocztowy;"
        "country=Kraj;source=Źródło;deal_stage=Etap;amount=Kwota;close_on=Data zamknięcia;"
        "win_probability_stated=Prawdopodobieństwo;account=Klient;quantity=Ilość;unit_price=Cena jednostkowa;"
        "ordered_on=Data zamówienia;discount_share=Rabat;starts_on=Data rozpoczęcia;ends_on=Data zakończenia;"
        "subject=Temat"
    ),
    "danish": (
        "external_id=Løbenummer;created_at=Oprettet;owner_name=Sælger;first_name=Fornavn;last_name=Efternavn;"
        "email=Mailadresse;phone=Telefon;mobile_phone=Mobilnummer;company=Virksomhed;website=Hjemmeside;"
        "industry=Branche;annual_revenue=Omsætning;currency=Valuta;n_employees=Antal ansatte;street=Vejnavn;"
        "city=By;postal_code=Postnummer;country=Land;source=Kilde;status=Status;deal_stage=Fase;amount=Beløb;"
        "close_on=Lukkedato;win_probability_stated=Sandsynlighed;account=Kunde;quantity=Mængde;"
        "unit_price=Stykpris;ordered_on=Ordredato;discount_share=Rabat;starts_on=Startdato;ends_on=Slutdato;"
        "subject=Emne"
    ),
}  # fmt: skip
_SHORT = {
    "number": "no",
    "name": "nm",
    "amount": "amt",
    "quantity": "qty",
    "account": "acct",
    "phone": "ph",
    "address": "addr",
    "date": "dt",
    "description": "desc",
    "revenue": "rev",
    "employees": "emps",
    "probability": "prob",
    "currency": "curr",
    "first": "f",
    "last": "l",
    "country": "ctry",
    "product": "prod",
    "opportunity": "opp",
    "status": "sts",
    "source": "src",
    "postal": "zip",
    "code": "cd",
}
_CUSTOM = {
    "Shoe size": ("38", "39", "41", "43"),
    "Favourite colour": ("red", "green", "blue"),
    "Partner tier": ("Gold", "Silver", "Bronze"),
    "Newsletter topic": ("Pricing", "Product", "Events"),
    "Onboarding score": ("3.5", "4.2", "1.8", "2.9"),
    "Is VIP": ("Yes", "No"),
    "Last survey": ("2023-05-01", "2023-06-11", "2023-07-21"),
    "Contract PDF": ("a.pdf", "b.pdf"),
    "Batch": ("17", "18", "19"),
    "Legacy ref": ("ZX-1", "ZX-2", "ZX-3"),
    "Manager": ("Kim P", "Lou Q"),
    "Region code": ("R1", "R2", "R3"),
    "Visits": ("1", "5", "9", "12"),
    "Page views": ("10", "25", "3"),
    "Tags": ("hot;new", "cold"),
    "Team": ("Alpha", "Beta"),
    "Warehouse": ("North", "South"),
    "GDPR basis": ("consent", "contract"),
    "Time zone": ("CET", "EST"),
    "Specialisation": ("Finance", "Law", "Design"),
    "Margin": ("0.1", "0.25", "0.4"),
    "Year founded": ("1990", "2004", "2015"),
    "Last notable activity": ("Opened", "Visited"),
    "Assistant phone": ("+44 20 7946 0018", "+44 20 7946 0991"),
    "Backup mail": ("x@example.net", "y@example.net"),
    "Approval date": ("2024-02-01", "2024-05-07"),
    "Discount approved": ("1", "0"),
    "Size class": ("S", "M", "L"),
}
_CITIES = ("Berlin", "Lyon", "Austin", "Leeds", "Porto", "Gent")
_WORDS = ("steel", "print", "cloud", "retail", "energy", "foods", "labs", "logistics", "paper", "tools")


@dataclass(frozen=True)
class Renamed:
    """A renamed table and its truth: for each header the field, or nothing for a custom column."""

    sample: TableSample
    table: str
    way: str
    truth: dict[str, str]


def renamed_tables(n: int, ways: tuple[str, ...], *, seed: int) -> list[Renamed]:
    """Return `n` tables for each way of renaming, of 40 rows each."""
    rng = random.Random(seed)
    return [_renamed(rng.choice(_TABLES), way, rng) for way in ways for _ in range(n)]


def _renamed(table: str, way: str, rng: random.Random) -> Renamed:
    fields = [
        one
        for one in TABLES[table].columns
        if one.name not in ("source_system", "recorded_at", "human_probability", "people_only")
    ]
    kept = rng.sample(fields, k=min(len(fields), rng.randint(5, 12)))
    if way in _TRANSLATED:
        names = dict(pair.split("=") for pair in _TRANSLATED[way].split(";"))
        kept = [one for one in fields if one.name in names]
        kept = rng.sample(kept, k=min(len(kept), rng.randint(5, 12)))
    headers: dict[str, str] = {}
    columns = []
    for field in kept:
        header = _translated(way, field) if way in _TRANSLATED else _rename(field, way, len(headers), rng)
        if header not in headers:
            headers[header] = field.name
            columns.append(_cells(field, rng))
    for custom, cells in rng.sample(sorted(_CUSTOM.items()), k=rng.randint(2, 8)):
        header = custom if way != "meaningless" else f"col_{len(headers) + 1}"
        if header not in headers:
            headers[header] = ""
            columns.append(tuple(rng.choice(cells) for _ in range(40)))
    order = rng.sample(range(len(columns)), k=len(columns))
    names_in_order = tuple(list(headers)[place] for place in order)
    sample = TableSample(rng.choice(_FILE_NAMES[table]), names_in_order, tuple(columns[place] for place in order))
    return Renamed(sample, table, way, headers)


def _translated(way: str, field: Column) -> str:
    return dict(pair.split("=") for pair in _TRANSLATED[way].split(";"))[field.name]


def _rename(field: Column, way: str, place: int, rng: random.Random) -> str:
    words = field.label.split()
    if way == "case":
        joined = [word.lower() for word in words]
        return rng.choice(
            ("_".join(joined), "".join(word.title() for word in joined), "-".join(joined), " ".join(joined).upper())
        )
    if way == "abbreviated":
        return "_".join(_SHORT.get(word.lower(), word.lower()[:4] if len(word) > 7 else word.lower()) for word in words)
    if way == "clipped":
        return "_".join(
            word[0].lower() + re.sub(r"[aeiou]", "", word[1:].lower()) if len(word) > 3 else word.lower()
            for word in words
        )
    if way == "typo":
        text = list(field.label)
        at = rng.randrange(1, max(len(text) - 1, 2))
        if rng.random() < 0.5 and len(text) > 3:
            text[at - 1], text[at] = text[at], text[at - 1]
        else:
            del text[min(at, len(text) - 1)]
        return "".join(text)
    if way == "prefixed":
        return f"{rng.choice(('crm', 'src', 'x', 'main'))}_{'_'.join(word.lower() for word in words)}"
    return f"col_{place + 1}" if way == "meaningless" else field.label


def _cells(field: Column, rng: random.Random) -> tuple[str, ...]:
    make = _MAKERS.get(field.name) or _BY_TYPE[field.type]
    empty = rng.choice((0.0, 0.0, 0.1, 0.4)) if field.name != "external_id" else 0.0
    style = rng.randrange(3)
    return tuple("" if rng.random() < empty else make(rng, row, style) for row in range(40))


Maker = Callable[[random.Random, int, int], str]


def _date(rng: random.Random, _row: int, style: int) -> str:
    year, month, day = rng.randint(2021, 2025), rng.randint(1, 12), rng.randint(1, 28)
    return (f"{year}-{month:02d}-{day:02d}", f"{day:02d}.{month:02d}.{year}", f"{month}/{day}/{year}")[style]


def _moment(rng: random.Random, row: int, style: int) -> str:
    return f"{_date(rng, row, style)} {rng.randrange(24):02d}:{rng.randrange(60):02d}"


def _person(rng: random.Random, *_: int) -> str:
    return f"{rng.choice(('Ann', 'Bob', 'Eva', 'Jon', 'Mia'))} {rng.choice(('Lee', 'Kern', 'Silva', 'Novak'))}"


def _amount(rng: random.Random, _row: int, style: int) -> str:
    value = rng.randint(1_000, 900_000) / 100
    return (
        f"{value:.2f}",
        f"${value:,.2f}",
        f"{value:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".") + " €",
    )[style]


def _choice(*words: str) -> Maker:
    return lambda rng, _row, _style: rng.choice(words)


_MAKERS: dict[str, Maker] = {
    "external_id": lambda rng, row, style: (
        f"00Q{row:012d}",
        str(10_000 + row),
        f"{rng.getrandbits(32):08x}-0000-4000-8000-{row:012x}",
    )[style],
    "owner_name": _person,
    "name": lambda rng, row, _style: f"{rng.choice(_WORDS).title()} {rng.choice(_WORDS)} {row}",
    "company": lambda rng, _row, style: f"{rng.choice(_WORDS).title()} {('GmbH', 'Inc', 'Ltd')[style]}",
    "account": lambda rng, _row, style: f"{rng.choice(_WORDS).title()} {('GmbH', 'Inc', 'Ltd')[style]}",
    "first_name": _choice("Ann", "Bob", "Eva", "Jon", "Mia"),
    "last_name": _choice("Lee", "Kern", "Silva", "Novak"),
    "salutation": _choice("Mr", "Ms", "Dr"),
    "title": _choice("CEO", "Head of IT", "Buyer", "Engineer"),
    "city": _choice(*_CITIES),
    "state": _choice("TX", "Bayern", "Kent"),
    "street": lambda rng, _row, _style: f"{rng.randint(1, 99)} {rng.choice(_WORDS).title()} Road",
    "postal_code": lambda rng, _row, _style: f"{rng.randint(10_000, 99_999)}",
    "deal_stage": _choice("Prospecting", "Proposal", "Closed Won", "Closed Lost"),
    "status": _choice("New", "Working", "Qualified", "Nurturing"),
    "source": _choice("Web", "Fair", "Referral", "Cold call"),
    "industry": _choice("Retail", "Food", "Energy", "Software"),
    "kind": _choice("Call", "Email", "Meeting"),
    "domain": lambda rng, row, _style: f"{rng.choice(_WORDS)}{row}.com",
}
_BY_TYPE: dict[ColumnType, Maker] = {
    ColumnType.TEXT: lambda rng, _row, _style: f"{rng.choice(_WORDS)} {rng.choice(_WORDS)}",
    ColumnType.LONG_TEXT: lambda rng, _row, _style: " ".join(rng.choice(_WORDS) for _ in range(15)),
    ColumnType.EMAIL: lambda rng, row, _style: f"{rng.choice(_WORDS)}{row}@{rng.choice(_WORDS)}.com",
    ColumnType.PHONE: lambda rng, _row, style: (
        f"+49 30 {rng.randint(100000, 999999)}",
        f"(415) 555-{rng.randint(1000, 9999)}",
        f"+4420794{rng.randint(10000, 99999)}",
    )[style],
    ColumnType.URL: lambda rng, row, _style: f"https://www.{rng.choice(_WORDS)}{row}.com",
    ColumnType.COUNTRY: _choice("Germany", "France", "United States", "Spain"),
    ColumnType.INTEGER: lambda rng, _row, _style: str(rng.randint(1, 5_000)),
    ColumnType.NUMBER: lambda rng, _row, _style: str(rng.randint(1, 90)),
    ColumnType.AMOUNT: _amount,
    ColumnType.CURRENCY: _choice("EUR", "USD", "GBP"),
    ColumnType.SHARE: lambda rng, _row, style: (
        f"{rng.randint(0, 100)}",
        f"{rng.randint(0, 100)}%",
        f"{rng.random():.2f}",
    )[style],
    ColumnType.FLAG: lambda rng, _row, style: rng.choice((("Yes", "No"), ("1", "0"), ("TRUE", "FALSE"))[style]),
    ColumnType.DATE: _date,
    ColumnType.MOMENT: _moment,
    ColumnType.REFERENCE: lambda rng, _row, style: f"{('001', 'C-', '')[style]}{rng.randint(100, 160)}",
    ColumnType.CATEGORY: _choice("Alpha", "Beta", "Gamma"),
}
