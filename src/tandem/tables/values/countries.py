"""Countries by code and by name in several languages."""

from functools import cache
from importlib import resources

__all__ = ["country_code", "country_name"]

_ALPHA_3 = [
    "AFAFG",
    "ALALB",
    "DZDZA",
    "ASASM",
    "ADAND",
    "AOAGO",
    "AIAIA",
    "AQATA",
    "AGATG",
    "ARARG",
    "AMARM",
    "AWABW",
    "AUAUS",
    "ATAUT",
    "AZAZE",
    "BSBHS",
    "BHBHR",
    "BDBGD",
    "BBBRB",
    "BYBLR",
    "BEBEL",
    "BZBLZ",
    "BJBEN",
    "BMBMU",
    "BTBTN",
    "BOBOL",
    "BQBES",
    "BABIH",
    "BWBWA",
    "BVBVT",
    "BRBRA",
    "IOIOT",
    "BNBRN",
    "BGBGR",
    "BFBFA",
    "BIBDI",
    "CVCPV",
    "KHKHM",
    "CMCMR",
    "CACAN",
    "KYCYM",
    "CFCAF",
    "TDTCD",
    "CLCHL",
    "CNCHN",
    "CXCXR",
    "CCCCK",
    "COCOL",
    "KMCOM",
    "CGCOG",
    "CDCOD",
    "CKCOK",
    "CRCRI",
    "CICIV",
    "HRHRV",
    "CUCUB",
    "CWCUW",
    "CYCYP",
    "CZCZE",
    "DKDNK",
    "DJDJI",
    "DMDMA",
    "DODOM",
    "ECECU",
    "EGEGY",
    "SVSLV",
    "GQGNQ",
    "ERERI",
    "EEEST",
    "SZSWZ",
    "ETETH",
    "FKFLK",
    "FOFRO",
    "FJFJI",
    "FIFIN",
    "FRFRA",
    "GFGUF",
    "PFPYF",
    "TFATF",
    "GAGAB",
    "GMGMB",
    "GEGEO",
    "DEDEU",
    "GHGHA",
    "GIGIB",
    "GRGRC",
    "GLGRL",
    "GDGRD",
    "GPGLP",
    "GUGUM",
    "GTGTM",
    "GGGGY",
    "GNGIN",
    "GWGNB",
    "GYGUY",
    "HTHTI",
    "HMHMD",
    "VAVAT",
    "HNHND",
    "HKHKG",
    "HUHUN",
    "ISISL",
    "ININD",
    "IDIDN",
    "IRIRN",
    "IQIRQ",
    "IEIRL",
    "IMIMN",
    "ILISR",
    "ITITA",
    "JMJAM",
    "JPJPN",
    "JEJEY",
    "JOJOR",
    "KZKAZ",
    "KEKEN",
    "KIKIR",
    "KPPRK",
    "KRKOR",
    "KWKWT",
    "KGKGZ",
    "LALAO",
    "LVLVA",
    "LBLBN",
    "LSLSO",
    "LRLBR",
    "LYLBY",
    "LILIE",
    "LTLTU",
    "LULUX",
    "MOMAC",
    "MGMDG",
    "MWMWI",
    "MYMYS",
    "MVMDV",
    "MLMLI",
    "MTMLT",
    "MHMHL",
    "MQMTQ",
    "MRMRT",
    "MUMUS",
    "YTMYT",
    "MXMEX",
    "FMFSM",
    "MDMDA",
    "MCMCO",
    "MNMNG",
    "MEMNE",
    "MSMSR",
    "MAMAR",
    "MZMOZ",
    "MMMMR",
    "NANAM",
    "NRNRU",
    "NPNPL",
    "NLNLD",
    "NCNCL",
    "NZNZL",
    "NINIC",
    "NENER",
    "NGNGA",
    "NUNIU",
    "NFNFK",
    "MKMKD",
    "MPMNP",
    "NONOR",
    "OMOMN",
    "PKPAK",
    "PWPLW",
    "PSPSE",
    "PAPAN",
    "PGPNG",
    "PYPRY",
    "PEPER",
    "PHPHL",
    "PNPCN",
    "PLPOL",
    "PTPRT",
    "PRPRI",
    "QAQAT",
    "REREU",
    "ROROU",
    "RURUS",
    "RWRWA",
    "BLBLM",
    "SHSHN",
    "KNKNA",
    "LCLCA",
    "MFMAF",
    "PMSPM",
    "VCVCT",
    "WSWSM",
    "SMSMR",
    "STSTP",
    "SASAU",
    "SNSEN",
    "RSSRB",
    "SCSYC",
    "SLSLE",
    "SGSGP",
    "SXSXM",
    "SKSVK",
    "SISVN",
    "SBSLB",
    "SOSOM",
    "ZAZAF",
    "GSSGS",
    "SSSSD",
    "ESESP",
    "LKLKA",
    "SDSDN",
    "SRSUR",
    "SJSJM",
    "SESWE",
    "CHCHE",
    "SYSYR",
    "TWTWN",
    "TJTJK",
    "TZTZA",
    "THTHA",
    "TLTLS",
    "TGTGO",
    "TKTKL",
    "TOTON",
    "TTTTO",
    "TNTUN",
    "TRTUR",
    "TMTKM",
    "TCTCA",
    "TVTUV",
    "UGUGA",
    "UAUKR",
    "AEARE",
    "GBGBR",
    "USUSA",
    "UMUMI",
    "UYURY",
    "UZUZB",
    "VUVUT",
    "VEVEN",
    "VNVNM",
    "VGVGB",
    "VIVIR",
    "WFWLF",
    "EHESH",
    "YEYEM",
    "ZMZMB",
    "ZWZWE",
    "AXALA",
]
# The first name of a line is how the country is written back where its column uses names.
_NAMES = """
US:United States|United States of America|USA|U.S.A.|U.S.|America|Vereinigte Staaten|Vereinigte Staaten von Amerika
US:United States|États-Unis|Etats-Unis|Estados Unidos|Stati Uniti|Verenigde Staten
GB:United Kingdom|UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|Britain (UK)
GB:United Kingdom|Vereinigtes Königreich|Großbritannien|Royaume-Uni|Reino Unido|Regno Unito|Verenigd Koninkrijk
DE:Germany|Deutschland|Allemagne|Alemania|Germania|Duitsland|Alemanha|Niemcy
FR:France|Frankreich|Francia|Frankrijk|França|Francja
ES:Spain|Spanien|España|Espagne|Spagna|Spanje|Espanha
IT:Italy|Italien|Italia|Italie|Italië|Itália
AT:Austria|Österreich|Autriche|Oostenrijk
CH:Switzerland|Schweiz|Suisse|Svizzera|Suiza|Zwitserland
NL:Netherlands|The Netherlands|Holland|Niederlande|Pays-Bas|Países Bajos|Paesi Bassi|Nederland
BE:Belgium|Belgien|Belgique|België|Bélgica|Belgio
PL:Poland|Polen|Pologne|Polonia|Polska
CZ:Czech Republic|Czechia|Tschechien|Tschechische Republik|Tchéquie|República Checa|Česko
DK:Denmark|Dänemark|Danemark|Dinamarca|Danmark
SE:Sweden|Schweden|Suède|Suecia|Sverige|Zweden
NO:Norway|Norwegen|Norvège|Noruega|Norge
FI:Finland|Finnland|Finlande|Finlandia|Suomi
PT:Portugal
IE:Ireland|Republic of Ireland|Irland|Irlande|Irlanda
LU:Luxembourg|Luxemburg
GR:Greece|Griechenland|Grèce|Grecia
TR:Turkey|Türkiye|Türkei|Turquie|Turquía
RU:Russia|Russian Federation|Russland|Russie|Rusia
UA:Ukraine
RO:Romania|Rumänien|Roumanie|Rumania
HU:Hungary|Ungarn|Hongrie|Hungría|Magyarország
BR:Brazil|Brasilien|Brésil|Brasil
MX:Mexico|Mexiko|Mexique|México
AR:Argentina|Argentinien|Argentine
CA:Canada|Kanada|Canadá
AU:Australia|Australien|Australie
NZ:New Zealand|Neuseeland|Nouvelle-Zélande
IN:India|Indien|Inde
CN:China|People's Republic of China|PRC|P.R. China|Chine
JP:Japan|Japon|Japón
KR:South Korea|Korea|Korea, Republic of|Republic of Korea|Korea (South)|Südkorea
KP:North Korea|Korea (North)
SG:Singapore|Singapur
HK:Hong Kong|Hongkong
TW:Taiwan
ID:Indonesia
VN:Vietnam|Viet Nam
MY:Malaysia
TH:Thailand
PH:Philippines|Philippinen
AE:United Arab Emirates|UAE|U.A.E.|Vereinigte Arabische Emirate
SA:Saudi Arabia|Saudi-Arabien
IL:Israel
EG:Egypt|Ägypten
ZA:South Africa|Südafrika|Afrique du Sud
NG:Nigeria
KE:Kenya|Kenia
GH:Ghana
TZ:Tanzania
IR:Iran|Iran, Islamic Republic of
SY:Syria
VE:Venezuela
BO:Bolivia
MD:Moldova
MK:North Macedonia|Macedonia
CI:Ivory Coast|Côte d'Ivoire
CD:DR Congo|Democratic Republic of the Congo|Congo (Dem. Rep.)
CG:Congo|Republic of the Congo
BA:Bosnia and Herzegovina|Bosnia
TT:Trinidad and Tobago
PS:Palestine
LA:Laos
MM:Myanmar|Burma
CV:Cape Verde
SZ:Eswatini|Swaziland
"""


def _fold(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Return folded spelling → code, and code → name; the remaining English names come from the zone database."""
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    text = resources.files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, name = line.split("\t")[:2]
            names[code] = name
            codes[_fold(name)] = code
    for line in _NAMES.strip().splitlines():
        code, _, spellings = line.partition(":")
        names[code] = spellings.split("|")[0]
        codes.update({_fold(one): code for one in spellings.split("|")})
    codes.update({_fold(pair[2:]): pair[:2] for pair in _ALPHA_3})
    codes.update({_fold(pair[:2]): pair[:2] for pair in _ALPHA_3})
    codes["uk"] = "GB"
    return codes, names


def country_code(text: str) -> str:
    """Return the ISO 3166 two-letter code of a country written as code or name; empty if it is none.

    Examples
    --------
    >>> country_code("Deutschland"), country_code("usa"), country_code("GB"), country_code("Atlantis")
    ('DE', 'US', 'GB', '')
    """
    return _tables()[0].get(_fold(text), "")


def country_name(code: str) -> str:
    """Return the English name of a two-letter code.

    Examples
    --------
    >>> country_name("NL")
    'Netherlands'
    """
    return _tables()[1][code]
