"""Pages for when something is wrong. They say what to do, and need no database."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import Invalid, Refused

NOT_YOUR_PAGE = _("This page is for another role. Change your hat, or ask your administrator.")
HALF_A_MINUTE = "30"
FRAMES = {"resident": "base_resident.html", "staff": "base_staff.html"}


def page(request: HttpRequest, status: int, template: str, **context: Any) -> HttpResponse:
    """Staff middleware sets `request.frame = "staff"`; everyone else gets the resident's frame."""
    frame = FRAMES[getattr(request, "frame", "resident")]
    body = loader.render_to_string(template, {"frame": frame, **context}, request)
    return HttpResponse(body, status=status)


def on_hold(request: HttpRequest, held: str, **context: Any) -> HttpResponse:
    """`held` is what is on hold: 'account' or 'organization'."""
    return page(request, 403, "duties/on_hold.html", held=held, **context)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 400, "400.html")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The exception's text is written for the person who asked."""
    return page(request, 403, "403.html", reason=str(exception))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403, "403_csrf.html")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404, "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors: what broke may be one of them."""
    body = loader.render_to_string("500.html", {"frame": FRAMES["resident"]})
    return HttpResponse(body, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """For the one who finds that the database is away or being moved."""
    body = loader.render_to_string("503.html", {"frame": FRAMES["resident"]})
    return HttpResponse(body, status=503, headers={"Retry-After": HALF_A_MINUTE})


def status_of(refusal: Refused | None) -> int:
    """Of a page that is drawn again with what could not be done: unreadable, or somebody was faster; 200 where all went well."""
    if refusal is None:
        return 200
    return 400 if isinstance(refusal, Invalid) else 409
