"""The request of a member who is signed in, as every page sees it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tandem_desk.workspace.models import Member

__all__ = ["Request"]


class Request(HttpRequest):
    """A request behind the sign-in: `user` is a member, `htmx` tells whether only a part of a page is asked for."""

    user: Member
    htmx: HtmxDetails
