"""How often one connection may do what needs no account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
    """Counts. Raises TooMany."""
    if not _consume(request, action):
        raise TooMany(said)


@contextmanager
def of_wrong(request: HttpRequest, action: str, wrong: type[Exception]) -> Iterator[None]:
    """For codes: what raises `wrong` counts, and what opens something does not, so that many people behind one address
    can go on. Raises TooMany before anything is looked up."""
    if not _consume(request, action, dry_run=True):
        raise TooMany(REQUESTS)
    try:
        yield
    except wrong:
        _consume(request, action)
        raise


def _consume(request: HttpRequest, action: str, *, dry_run: bool = False) -> bool:
    usage = ratelimit.consume(
        request, app="fullcircle", action=action, config=LIMITS, limit_get=True, dry_run=dry_run
    )
    return usage is not None
