"""The words of headers: taken apart, abbreviations written out, other languages turned into the field's English."""

import re
import unicodedata
from functools import lru_cache

from tandem.prospecting.column_recognition.languages import LANGUAGES

__all__ = ["SUBJECT_WORDS", "TABLE_WORDS", "header_words", "without_prefix"]

# word or phrase → the words it stands for; one line per concept, most general languages of B2B trade.
_CONCEPTS = """
email: mail emailaddress emailadresse courriel correo correio mailadresse emailadres
phone: telephone tel telefon telefono telefone telefoon phonenumber telefonnummer ph fon phonenr telefonnr rufnummer
mobile: handy cell cellphone cellular portable movil mobil celular gsm mobiltelefon mobilnummer
first: given forename vor prenom prénom nombre1
last: surname sur nach cognome apellido apellidos achternaam familienname sobrenome
name: nom naam nome bezeichnung nombre
firstname: vorname fname prenom givenname forename voornaam primeironome nombredepila
lastname: nachname lname surname familyname familienname nomdefamille apellido apellidos cognome achternaam sobrenome
fullname: vollname completename nomcomplet nombrecompleto
title: jobtitle position role function funktion poste cargo ruolo functie jobrole designation stellung
title: berufsbezeichnung
salutation: anrede civilite civilité tratamiento prefix honorific aanhef
company: firm firma organization organisation organizacion entreprise societe société empresa azienda bedrijf
company: unternehmen employer org comp impresa business
account: acct acc konto customer client kunde klient cliente klant compte cuenta
industry: branche sector sektor secteur industrie settore vertical ind industria setor bransche
revenue: umsatz turnover rev ca facturacion fatturato omzet jahresumsatz sales_volume ingresos receita chiffre
annual: yearly jahres annuel anual annuo jaarlijkse per_year
employees: employee mitarbeiter headcount emp staff effectif empleados dipendenti medewerkers mitarbeiterzahl
employees: mitarbeiteranzahl workforce salaries salariés fte funcionarios
city: town stadt ort ville ciudad citta città stad plaats locality cidade municipality wohnort
state: province region bundesland provincia etat estado provincie county stato
country: land nation pays pais país paese landcode cntry ctry
street: address strasse straße rue calle via straat addr adresse anschrift direccion indirizzo rua adres
postal: zip postcode plz postleitzahl codepostal cp zipcode cap pincode
website: web url homepage site webseite internet siteweb sitio sito webaddress
domain: domaine dominio domäne
source: src quelle herkunft origine origen fuente fonte bron channel leadquelle
status: state_of zustand statut estado_actual stato_attuale stat
stage: phase etape étape etapa fase stufe step_in_pipeline verkaufsphase
rating: temperature bewertung hotness notation
description: desc notes note comments comment beschreibung bemerkung descripcion descrizione omschrijving notizen
description: remarks kommentar commentaire anmerkung details observaciones
converted: conversion konvertiert converti convertido umgewandelt convertito is_customer
owner: agent rep salesrep seller besitzer salesperson responsible verkaufer verkäufer vendeur vendedor
owner: commercial responsable proprietaire propriétaire eigentumer eigentümer zustandig zuständig
owner: verantwortlicher
owner: verantwortlich ae assigned assignee betreuer manager_of responsabile
created: creation create erstellt angelegt cree creee cree_le creado creato aangemaakt opened added eingang
created: entry engage inserted erfasst registered anlage criado
modified: updated update changed geandert geändert modifie modifié modificado modificato gewijzigd
modified: aktualisiert lastupdated
date: datum fecha data dt day tag on at time timestamp ts
close: closing closed abschluss cloture clôture cierre chiusura sluiting fechamento geschlossen expectedclose
amount: value amt betrag wert montant importe importo bedrag valor sum volume volumen cost valeur deal_size
amount: monto auftragswert
price: preis prix precio prezzo prijs preco rate
probability: prob wahrscheinlichkeit probabilite probabilité probabilidad probabilita kans likelihood chance odds
won: win gewonnen gagne ganado vinto ganho success
lost: loss lose verloren perdu perdido perso
reason: grund raison motivo razon reden motif
currency: curr waehrung währung devise moneda valuta moeda ccy
pipeline: funnel vertriebspipeline
forecast: prognose prevision prévision pronostico
category: kategorie categorie catégorie categoria cat class
type: typ art tipo kind
next: nachster nächster prochain proximo prossimo
step: schritt etape_suivante paso passo action
competitor: wettbewerber konkurrent concurrent competidor concorrente
campaign: kampagne campagne campana campaña campagna
product: produkt produit producto prodotto article item artikel
code: sku artikelnummer productnumber partnumber
family: series line range produktlinie gamme familia
list: catalogue catalog listen
unit: stuck stück unitaire unitario
quantity: qty menge quantite quantité cantidad quantita aantal units anzahl
discount: rabatt remise descuento sconto korting disc reduction
opt: abmelden
optout: unsubscribed unsubscribe optedout abgemeldet desabonne nomail donotemail donotmail keinemails emailoptout
not: dont
do:
call: anruf anrufen appel llamar chiamata
parent: mutter holding subsidiary konzern maison_mere matriz muttergesellschaft hauptkonto
department: abteilung service departement département departamento dipartimento afdeling dept
lifecycle: lebenszyklus
start: begin beginn debut début inicio inizio starts von
end: ende fin fine einde ends bis expiry expires ablauf
cancelled: canceled cancellation gekundigt gekündigt resilie annule termination terminated kundigung
order: ordered bestellung commande pedido ordine bestelling purchase auftrag invoice
quoted: quote offer angebot devis presupuesto preventivo
budget: budgeted
direction: richtung inbound outbound
duration: dauer duree durée duracion durata length
subject: betreff sujet objet asunto oggetto onderwerp
body: text content inhalt message nachricht texte
active: aktiv actif activo attivo
closedate: abschlussdatum datedecloture fechadecierre datachiusura
createddate: erstelldatum erstellungsdatum anlagedatum datedecreation fechadecreacion datacreazione
id: identifier uid guid uuid key record number nr num no ref kennung identifiant nummer
responded: response antwort responded geantwortet
primary: main haupt principal
expected: planned geplant attendu prevu prévu previsto voraussichtlich estimated target
people:
only:
"""
_COMPOUNDS = {
    "firstname": ("first", "name"),
    "lastname": ("last", "name"),
    "fullname": ("name",),
    "closedate": ("close", "date"),
    "createddate": ("created", "date"),
    "optout": ("email", "optout"),
}
SUBJECT_WORDS = {
    "leads": ("lead", "prospect", "interessent", "inquiry"),
    "opportunities": (
        "deal",
        "opportunity",
        "opp",
        "chance",
        "verkaufschance",
        "affaire",
        "oportunidad",
        "opportunita",
        "sale",
        "bid",
    ),
    "accounts": ("account", "company", "customer", "client"),
    "contacts": ("contact", "kontakt", "person", "contacto", "contatto"),
    "products": ("product",),
    "quotes": ("quote", "quoted", "offer", "line"),
    "orders": ("order", "purchase"),
    "contracts": ("contract", "vertrag", "contrat", "contrato", "subscription", "agreement"),
    "campaigns": ("campaign",),
    "touchpoints": ("activity", "event", "interaction", "touchpoint", "engagement", "task"),
    "campaign_members": ("member", "campaign"),
    "buying_roles": ("role",),
}
TABLE_WORDS = {
    "leads": "lead leads prospect prospects interessenten inquiries enquiries pistes clientespotenciales mql sql",
    "opportunities": (
        "opportunity opportunities deal deals pipeline opps opp verkaufschancen chancen affaires "
        "oportunidades opportunita bids salespipeline"
    ),
    "accounts": (
        "account accounts company companies customer customers client clients organization organizations "
        "organisations firmen kunden unternehmen entreprises empresas clientes aziende"
    ),
    "contacts": "contact contacts people person persons kontakte ansprechpartner personnes contactos contatti",
    "products": "product products items catalog catalogue produkte artikel produits productos prodotti sku pricelist",
    "quotes": "quote quotes offers angebote devis proposals lineitems quotelines",
    "orders": "order orders purchases bestellungen auftrage commandes pedidos ordini transactions invoices",
    "contracts": "contract contracts subscriptions vertrage contrats contratos agreements",
    "campaigns": "campaign campaigns kampagnen campagnes campanas",
    "touchpoints": (
        "activity activities touchpoints events calls emails meetings tasks interactions engagements aktivitaten"
    ),
    "campaign_members": "campaignmember campaignmembers members",
    "buying_roles": "contactrole contactroles roles buyingroles",
    "": (
        "user users team teams salesteam salesteams reps salesreps agents employees staff members "
        "mitarbeiter dictionary readme"
    ),
}


# Letters that keep their stroke when accents are taken off.
_STROKES = str.maketrans("łŁøØđĐ", "lLoOdD")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    return "".join(one for one in decomposed if not unicodedata.combining(one))


def _dictionary() -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    # What two languages use differently goes to the one that comes first.
    lines = (line for block in (_CONCEPTS, *LANGUAGES.values()) for line in block.strip().splitlines())
    for line in lines:
        concept, _, spellings = line.partition(":")
        meant = _COMPOUNDS.get(concept, (concept,))
        for spelling in (concept, *spellings.split()):
            words.setdefault(_plain(spelling).replace("_", ""), meant)
    return words


_WORDS = _dictionary()
# Words that carry no meaning in a header.
_FILLERS = frozenset(
    [
        "sales",
        "the",
        "of",
        "de",
        "la",
        "le",
        "du",
        "der",
        "die",
        "das",
        "des",
        "del",
        "di",
        "d",
        "l",
        "s",
        "c",
        "is",
        "am",
        "has",
        "was",
        "your",
        "you",
        "a",
        "an",
        "in",
        "for",
        "to",
        "by",
        "und",
        "and",
        "per",
    ]
)
# What systems, schemas and loading jobs put before the name of a column.
_PREFIXES = frozenset(
    [
        "crm", "src", "x", "z", "c", "main", "public", "dbo", "raw", "stg", "staging", "tbl", "fld", "col", "db",
        "dim", "fact", "custom", "sf", "sfdc", "hs", "hubspot", "salesforce", "zoho", "pipedrive", "dynamics", "odoo",
        "property",
    ]
)  # fmt: skip
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+[^\W\d_]*")


def _parts(header: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", header.translate(_STROKES))
    plain = "".join(one for one in decomposed if not unicodedata.combining(one))
    return [part.casefold() for part in _PARTS.findall(plain)]


def without_prefix(header: str) -> str:
    """Return a header without the technical prefix that systems and schemas put before their columns' names.

    Examples
    --------
    >>> without_prefix("crm_close_date"), without_prefix("Close date"), without_prefix("x")
    ('close_date', 'Close date', 'x')
    """
    first, _, rest = header.partition("_")
    return rest if rest.strip("_ ") and first.casefold() in _PREFIXES else header


@lru_cache(maxsize=16_384)
def header_words(header: str) -> tuple[str, ...]:
    """Return the concepts a header is made of, in its order and without repeats.

    Examples
    --------
    >>> header_words("CloseDate"), header_words("Abschlussdatum"), header_words("acct_nm"), header_words("Do Not Email")
    (('close', 'date'), ('close', 'date'), ('account', 'name'), ('email', 'optout'))
    """
    parts = _parts(without_prefix(header))
    whole = "".join(parts)
    if whole in _WORDS:
        return _WORDS[whole]
    found: list[str] = []
    place = 0
    while place < len(parts):
        size = next(
            (n for n in (3, 2, 1) if "".join(parts[place : place + n]) in _WORDS and place + n <= len(parts)), 0
        )
        if size:
            found.extend(_WORDS["".join(parts[place : place + size])])
        elif parts[place] not in _FILLERS:
            found.extend(_within(parts[place]))
        place += max(size, 1)
    return tuple(dict.fromkeys(found))


def _within(word: str) -> tuple[str, ...]:
    """Return the concepts of a compound or clipped word; the word itself where nothing in it is known."""
    for cut in range(len(word) - 3, 2, -1):
        head, tail = word[:cut], word[cut:]
        for joined in (head, head.removesuffix("s")):
            if joined in _WORDS and tail in _WORDS and len(joined) > 2:
                return (*_WORDS[joined], *_WORDS[tail])
    vowelless = _CLIPPED.get(word)
    singular = word.removesuffix("s")
    return vowelless or _WORDS.get(singular) or (word,)


_CLIPPED = {
    re.sub(r"[aeiou]", "", word): meant
    for word, meant in reversed(_WORDS.items())
    if len(re.sub(r"[aeiou]", "", word)) >= 2
}
