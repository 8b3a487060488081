"""E-mail addresses, phone numbers and web addresses in one normal form each, and the keys they are matched by."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

__all__ = ["FREE_MAIL", "domain_of", "email_key", "is_free_mail", "normal_email", "normal_phone"]

_EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]{2,}")
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "yahoo.co.uk",
        "yahoo.fr",
        "yahoo.de",
        "yahoo.in",
        "yahoo.co.in",
        "ymail.com",
        "rocketmail.com",
        "hotmail.com",
        "hotmail.co.uk",
        "hotmail.fr",
        "hotmail.de",
        "outlook.com",
        "outlook.de",
        "live.com",
        "live.co.uk",
        "msn.com",
        "aol.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "gmx.de",
        "gmx.net",
        "gmx.com",
        "gmx.at",
        "gmx.ch",
        "web.de",
        "t-online.de",
        "freenet.de",
        "arcor.de",
        "mail.com",
        "mail.ru",
        "yandex.ru",
        "yandex.com",
        "protonmail.com",
        "proton.me",
        "pm.me",
        "zoho.com",
        "fastmail.com",
        "hey.com",
        "tutanota.com",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "laposte.net",
        "sfr.fr",
        "libero.it",
        "virgilio.it",
        "tiscali.it",
        "alice.it",
        "bluewin.ch",
        "qq.com",
        "163.com",
        "126.com",
        "sina.com",
        "naver.com",
        "daum.net",
        "hanmail.net",
        "rediffmail.com",
        "uol.com.br",
        "bol.com.br",
        "terra.com.br",
        "wp.pl",
        "o2.pl",
        "onet.pl",
        "interia.pl",
        "seznam.cz",
        "comcast.net",
        "verizon.net",
        "att.net",
        "sbcglobal.net",
        "bellsouth.net",
        "btinternet.com",
        "sky.com",
        "ntlworld.com",
        "ziggo.nl",
        "kpnmail.nl",
        "telenet.be",
    ]
)

_SHORTEST_PHONE = len("+") + 7


def normal_email(text: str) -> str:
    """Return an address in normal form: no name around it, no ``mailto:``, domain in lower case; empty if it is none.

    Examples
    --------
    >>> normal_email(" Ann Lee <Ann.Lee+crm@Example.COM> ")
    'Ann.Lee+crm@example.com'
    """
    stripped = text.strip()
    if stripped.endswith(">") and "<" in stripped:
        stripped = stripped[stripped.rindex("<") + 1 : -1]
    stripped = stripped.removeprefix("mailto:")
    if not _EMAIL.fullmatch(stripped) or ".." in stripped:
        return ""
    local, _, domain = stripped.rpartition("@")
    return f"{local}@{domain.lower()}"


def email_key(email: str) -> str:
    """Return what two spellings of one mailbox share: lower case, without a plus part; without dots at Gmail.

    Examples
    --------
    >>> email_key("Ann.Lee+crm@GMail.com")
    'annlee@gmail.com'
    """
    local, _, domain = email.lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def is_free_mail(domain: str) -> bool:
    """Whether a domain gives mailboxes to anybody, so that it names no company."""
    return domain.lower() in FREE_MAIL


def domain_of(address: str) -> str:
    """Return the company domain of a web or mail address, without ``www.``; empty if there is none.

    Examples
    --------
    >>> domain_of("https://www.Example.co.uk/shop?x=1"), domain_of("ann@example.com"), domain_of("ann@gmail.com")
    ('example.co.uk', 'example.com', '')
    """
    text = address.strip().lower()
    if "@" in text and "/" not in text:
        domain = text.rpartition("@")[2]
        return "" if is_free_mail(domain) else domain
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.").rstrip(".")
    return host if re.fullmatch(r"[^\s.]+(\.[^\s.]+)*\.[^\s.\d]{2,}", host) else ""


@lru_cache(maxsize=65_536)
def normal_phone(text: str, region: str = "") -> str:
    """Return a phone number in E.164 form, with ``;ext=`` behind it where it has an extension; empty if it is none.

    Parameters
    ----------
    text
        As written.
    region
        ISO code of the country that a number without a country code belongs to; empty if not known.

    References
    ----------
    ITU-T E.164 (2010); RFC 3966 for the extension.

    Examples
    --------
    >>> normal_phone("(030) 123456", "DE"), normal_phone("+1 415-555-2671 x12"), normal_phone("call me")
    ('+4930123456', '+14155552671;ext=12', '')
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    plain: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # The library finds two digits possible in some countries; nobody can be called on so few.
    if len(plain) < _SHORTEST_PHONE:
        return ""
    return f"{plain};ext={number.extension}" if number.extension else plain
