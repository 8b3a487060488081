"""Which word stands for which kind of record in addresses, and the address of a record."""

from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["KINDS", "FunctionConverter", "KindConverter", "loaded_anew", "many_of", "record_url", "words_for"]

KINDS: dict[str, SubjectKind] = {
    "leads": SubjectKind.LEAD,
    "contacts": SubjectKind.CONTACT,
    "accounts": SubjectKind.ACCOUNT,
    "deals": SubjectKind.OPPORTUNITY,
    "contracts": SubjectKind.CONTRACT,
}
_WORDS = {kind: word for word, kind in KINDS.items()}
ONE = {
    SubjectKind.LEAD: "lead",
    SubjectKind.CONTACT: "contact",
    SubjectKind.ACCOUNT: "account",
    SubjectKind.OPPORTUNITY: "deal",
    SubjectKind.CONTRACT: "contract",
}


class KindConverter:
    """Reads `leads`, `contacts`, `accounts`, `deals` or `contracts` in an address as a kind of record."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> SubjectKind:
        """Return the kind."""
        return KINDS[value]

    def to_url(self, value: SubjectKind) -> str:
        """Return the word."""
        return _WORDS[value]


class FunctionConverter:
    """Reads `stage/function` in an address as the catalogue's name."""

    regex = "[a-z_]+/[a-z_]+"

    def to_python(self, value: str) -> str:
        """Return the name."""
        return value

    def to_url(self, value: str) -> str:
        """Return the name."""
        return value


def loaded_anew(request: Request) -> HttpResponse:
    """Answer so that the page a request came from is loaded again, whether it was sent by script or by the browser."""
    if request.htmx:
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    came_from = urlsplit(request.headers.get("Referer", ""))
    return redirect(came_from.path if came_from.netloc == request.get_host() and came_from.path else "/")


def record_url(kind: SubjectKind | str, id: int) -> str:
    """Return the address of a record's page.

    Raises
    ------
    Http404
        Records of this kind have no page.
    """
    if SubjectKind(kind) not in _WORDS:
        raise Http404
    return reverse("record", args=[SubjectKind(kind), id])


def words_for(kind: SubjectKind | str) -> str:
    """Return what people call one record of a kind."""
    return ONE.get(SubjectKind(kind), str(kind))


def many_of(kind: SubjectKind | str) -> str:
    """Return what people call many records of a kind."""
    return _WORDS.get(SubjectKind(kind), f"{kind}s")
