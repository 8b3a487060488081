"""Names of people and companies that are nobody's: put together from word lists, on domains reserved for examples."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.columns import join, take
from tandem.datasets.sample_company.market import COUNTRIES
from tandem.datasets.sample_company.randomness import Bools, Ints

__all__ = [
    "FIRST_NAMES",
    "LAST_NAMES",
    "company_domains",
    "company_names",
    "emails",
    "misspelled",
    "n_company_names",
    "phones",
]

_FIRST_NAMES = """
Ada Alba Alma Anders Anja Arne Astrid Aurel Bea Bela Bodo Britta Carla Cedric Clara Dario Delia Dorian Edda Egon
Elin Elmar Emil Enno Erika Esther Fabio Fenja Filip Flora Frida Gero Gilda Greta Gunnar Hanna Hauke Hedda Helmi
Hugo Ida Ilse Imre Inga Ingo Irma Ivo Jana Jarno Jette Joris Judith Kaisa Karin Kilian Klara Lars Leif Lena
Linus Liv Lotta Luka Maia Malte Marit Matteo Mila Mona Nele Nils Noemi Odin Olga Oskar Otto Paola Per Petra Pia
Ragna Rasmus Rhea Roman Ronja Ruben Sanna Selma Signe Silvan Sonja Sven Tabea Tamar Theo Tilda Tuva Ulf Ursel
Valentin Vera Viggo Wanda Wim Xenia Yannick Yrsa Zeno Zora
"""
FIRST_NAMES = tuple(_FIRST_NAMES.split())
_LAST_WORDS = """
Adler Berg Birk Brandt Dahl Ebner Eken Falk Fors Gran Halle Hast Holm Isen Jung Kast Kern Lang Lind Lund Mark
Mohr Nord Ohl Palm Quist Rask Roth Sand Sterk Strand Tann Thorn Ulm Vahl Vest Wald Wend Zell Zorn
"""
_LAST_STEMS = tuple(_LAST_WORDS.split())
_LAST_ENDS = ("", "berg", "dahl", "eger", "hofer", "gren", "heim", "lund", "mann", "ström")
LAST_NAMES = tuple(stem + end for end in _LAST_ENDS for stem in _LAST_STEMS if not stem.lower().endswith(end or "-"))

_ONSET_WORDS = """
Ald Ambr Arv Bel Bor Brav Cal Corv Dar Dolm Dov El Ever Fal Fern Gal Garn Hal Helv Ind Jar Kal Kest Lam Lor Luv
Mar Mer Mond Nav Nev Ol Orb Pal Per Quen Rav Rov Sal Sel Tal Tor Ulv Val Vel Vork Welm Zan
"""
_ONSETS = tuple(_ONSET_WORDS.split())
_CORE_WORDS = """
a ae ano ara e ela eno era i ia ilo ina ino ira o ola ona ora oro u ula una ura uvo
"""
_CORES = tuple(_CORE_WORDS.split())
_CODA_WORDS = """
bit cor dan dex fin gar kon lan lith lum max mer mond nis nor pax quil rim ron sen tar tis tra vex von
"""
_CODAS = tuple(_CODA_WORDS.split())
_TRADE_WORDS = """
Systems Logistics Works Controls Components Instruments Foods Energy Materials Health Robotics Freight Metals
Optics Plastics Packaging Paper Pumps Tools Trading Labs Networks Marine Textiles
"""
_TRADES = tuple(_TRADE_WORDS.split())
_STRIDE = 400_009  # prime, so that neighbours in number are strangers in name


def n_company_names() -> int:
    """Return how many different company names there are; beyond that many, names take a number."""
    return len(_ONSETS) * len(_CORES) * len(_CODAS) * len(_TRADES)


def _parts(companies: Ints) -> tuple[pa.Array, pa.Array, pa.Array]:
    total = n_company_names()
    code, again = companies * _STRIDE % total, companies // total
    code, trade = np.divmod(code, len(_TRADES))
    code, coda = np.divmod(code, len(_CODAS))
    onset, core = np.divmod(code, len(_CORES))
    stem = join(take(_ONSETS, onset), take(_CORES, core), take(_CODAS, coda))
    number = pc.if_else(pa.array(again == 0), "", pa.array(again + 1).cast(pa.string()))
    return stem, take(_TRADES, trade), number


def company_names(companies: Ints, countries: Ints, forms: Ints) -> pa.Array:
    """Return legal names such as "Velarasen Freight GmbH", all different for different companies."""
    stem, trade, number = _parts(companies)
    longest = max(len(country.forms) for country in COUNTRIES)
    pool = [form for country in COUNTRIES for form in (country.forms * longest)[:longest]]
    return join(stem, number, " ", trade, " ", take(pool, countries * longest + forms % longest))


def company_domains(companies: Ints) -> pa.Array:
    """Return domains such as "velarasen-freight.example", all different."""
    stem, trade, number = _parts(companies)
    return join(pc.utf8_lower(stem), number, "-", pc.utf8_lower(trade), ".example")


def emails(first: pa.Array, last: pa.Array, serials: Ints, domains: pa.Array, free_mail: Bools) -> pa.Array:
    """Return addresses such as first.last@domain; `serials` above 0 keep namesakes apart."""
    number = pc.if_else(pa.array(serials == 0), "", pa.array(serials).cast(pa.string()))
    host = pc.if_else(pa.array(free_mail), "freemail.example", domains)
    name = join(first, ".", last)
    for accented, plain in (("ö", "o"), ("ä", "a")):
        name = pc.replace_substring(name, accented, plain)
    return join(pc.utf8_lower(name), number, "@", host)


def phones(countries: Ints, numbers: Ints) -> pa.Array:
    """Return telephone numbers in international form, in a range (555 01..) no network hands out."""
    digits = pc.utf8_lpad(pa.array(numbers % 100_000).cast(pa.string()), width=5, padding="0")
    return join(take([country.dial for country in COUNTRIES], countries), "55501", digits)


def misspelled(names: pa.Array, which: Bools) -> pa.Array:
    """Return the names with one letter of the stem dropped where `which`, as hurried typing does."""
    dropped = join(pc.utf8_slice_codeunits(names, 0, 2), pc.utf8_slice_codeunits(names, 3))
    return pc.if_else(pa.array(which), dropped, names)
