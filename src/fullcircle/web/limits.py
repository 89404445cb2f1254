"""How often one connection may do what needs no account."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import Invalid

LIMITS = {
    "ask": "20/h/ip",
    "ask-us": "600/h/ip",  # a library or a clinic stands behind one address
    "complain": "20/h/ip",
    "follow": "60/h/ip",
    "plan": "60/h/ip",
}
REQUESTS = _("Many requests came from this connection in the last hour. Please call us, or try again later.")


class TooMany(Invalid):
    """More from one connection than people send: a machine, or a mistake."""


def check(request: HttpRequest, action: str, *, said: Promise = REQUESTS) -> None:
    """Raises TooMany."""
    if not ratelimit.consume(request, app="fullcircle", action=action, config=LIMITS, limit_get=True):
        raise TooMany(said)
