from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from fullcircle.web import permissions
from fullcircle.web.platform import kit as examples

A_YEAR = 365 * 24 * 3600


@permissions.for_(permissions.PUBLIC)
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit. Says nothing about where the person was, and keeps nothing of it."""
    request.session.flush()
    response = HttpResponseRedirect(settings.QUICK_EXIT_URL)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    # Not "cache": browsers take seconds over it, and our pages are never stored.
    response["Clear-Site-Data"] = '"cookies", "storage"'
    return response


@permissions.for_(permissions.PUBLIC)
@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    if code not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=A_YEAR,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    return response


@permissions.for_(permissions.PUBLIC)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "platform/privacy.html")


@permissions.for_(permissions.PUBLIC)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "platform/accessibility.html")


@permissions.for_(permissions.PUBLIC)
@require_safe
def kit(request: HttpRequest) -> HttpResponse:
    """Every part in its states, drawn by the same templates as the pages."""
    context = {
        "parts": examples.parts(),
        "form": examples.KitForm({"zip": "412"}),
        "icons": examples.icon_names(),
    }
    return render(request, "platform/kit.html", context)
