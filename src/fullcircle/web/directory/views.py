"""What anybody may read, without a name and without script.

These pages keep the default `no-store`: what somebody looked for must not stay on a phone that is shared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fullcircle.directory import calendars, domains, queries, search, unmet
from fullcircle.directory.places import ZIP
from fullcircle.directory.search import Found, Hit, Wanted
from fullcircle.referrals import capacity
from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.directory import present
from fullcircle.web.forms import plain
from fullcircle.web.languages import PSEUDO

if TYPE_CHECKING:
    from fullcircle.directory.models import Service

LANGUAGE = re.compile(r"[a-z]{2,3}")
SAFETY = {"intimate-partner-violence": "danger", "elder-abuse": "danger"}


@permissions.for_(permissions.PUBLIC)
@require_safe
def find(request: Request) -> HttpResponse:
    wanted = _wanted(request)
    found = search.search(wanted, at=request.at)
    if not found.hits and not _is_filtered(wanted):  # without a choice taken away there may be many
        unmet.note(words=wanted.words, domain=wanted.domain, zip_code=wanted.zip, at=request.at)
    page = Paginator(found.hits, search.PAGE).get_page(request.GET.get("page"))
    cards = _cards(list(page.object_list), wanted, request)
    context = {
        "wanted": wanted,
        "found": found,
        "page": page,
        "cards": cards,
        "title": _title(wanted),
        "pills": _pills(wanted) if found.hits or _is_filtered(wanted) else [],
        "safety": _safety(found, wanted),
        "zip_error": _zip_error(request, found),
        "typed_zip": request.GET.get("zip", "")[:10],
        "newer": _address(wanted, page.previous_page_number()) if page.has_previous() else "",
        "older": _address(wanted, page.next_page_number()) if page.has_next() else "",
        "unfiltered": _address(_plain(wanted)) if _is_filtered(wanted) else "",
    }
    return render(request, "directory/results.html", context)


def _wanted(request: Request) -> Wanted:
    said = request.GET
    code, language, zip_code = (
        said.get("topic", ""),
        said.get("language", ""),
        said.get("zip", "").strip()[:5],
    )
    return Wanted(
        words=" ".join(plain(said, "need").split())[: search.LONGEST_QUERY],
        zip=zip_code if ZIP.fullmatch(zip_code) else "",
        domain=code if code in domains.BY_CODE else "",
        open_now=bool(said.get("open")),
        free=bool(said.get("free")),
        language=language if LANGUAGE.fullmatch(language) else "",
    )


def _address(wanted: Wanted, page: int = 1) -> str:
    said: dict[str, Any] = {
        "need": wanted.words,
        "topic": wanted.domain,
        "zip": wanted.zip,
        "open": "1" if wanted.open_now else "",
        "free": "1" if wanted.free else "",
        "language": wanted.language,
        "page": page if page > 1 else "",
    }
    return f"{reverse('services:find')}?{urlencode({name: value for name, value in said.items() if value})}"


def _is_filtered(wanted: Wanted) -> bool:
    return bool(wanted.open_now or wanted.free or wanted.language)


def _plain(wanted: Wanted) -> Wanted:
    return Wanted(words=wanted.words, zip=wanted.zip, domain=wanted.domain)


def _title(wanted: Wanted) -> str:
    what = wanted.words or (domains.label(wanted.domain) if wanted.domain else "")
    if not what:
        return _("What do you need?")
    return _("{what} near {zip}").format(what=what, zip=wanted.zip) if wanted.zip else str(what)


def _pills(wanted: Wanted) -> list[dict[str, Any]]:
    """Each adds its filter, or takes it away."""
    words, place, domain = wanted.words, wanted.zip, wanted.domain
    pills = [
        {
            "label": _("Open now"),
            "current": wanted.open_now,
            "url": _address(Wanted(words, place, domain, not wanted.open_now, wanted.language, wanted.free)),
        },
        {
            "label": _("It is free"),
            "current": wanted.free,
            "url": _address(Wanted(words, place, domain, wanted.open_now, wanted.language, not wanted.free)),
        },
    ]
    for code in dict.fromkeys([*_offered(), *filter(None, [wanted.language])]):
        chosen = "" if wanted.language == code else code
        pills.append(
            {
                "label": _language(code),
                "current": not chosen,
                "url": _address(Wanted(words, place, domain, wanted.open_now, chosen, wanted.free)),
            }
        )
    return pills


def _offered() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code not in {"en", PSEUDO}]


def _language(code: str) -> str:
    try:
        name = str(get_language_info(code)["name_local"])
    except KeyError:
        name = code
    return name[:1].upper() + name[1:]


def _safety(found: Found, wanted: Wanted) -> str:
    """Who must first of all be told whom to call now."""
    terms = {term for unit in found.units if unit.meaning for term in unit.meaning.terms}
    if "suicide" in terms:
        return "crisis"
    return next((SAFETY[code] for code in [wanted.domain, *found.domains] if code in SAFETY), "")


def _zip_error(request: Request, found: Found) -> str:
    typed = request.GET.get("zip", "").strip()
    if typed and not ZIP.fullmatch(typed[:5]):
        return _("Type 5 numbers, like 00412")
    return (
        "" if found.zip_known else _("We do not know this ZIP code yet, so we cannot say how far things are.")
    )


def _cards(hits: list[Hit], wanted: Wanted, request: Request) -> list[dict[str, Any]]:
    by_id = {hit.service_id: hit for hit in hits}
    services = search.services(hits)
    rooms, said = capacity.rooms(services, at=request.at), calendars.as_said(by_id)
    return [
        present.card(
            service, by_id[service.pk].miles, wanted, rooms.get(service.pk), request.at, said.get(service.pk)
        )
        for service in services
    ]


def _card(listed: Service, request: Request) -> dict[str, Any]:
    room, said = capacity.room(listed, at=request.at), calendars.as_said([listed.pk]).get(listed.pk)
    return present.card(listed, None, Wanted(), room, request.at, said)


@permissions.for_(permissions.PUBLIC)
@require_safe
def service(request: Request, service_id: UUID) -> HttpResponse:
    listed = queries.listed(service_id)
    context = {
        "service": listed,
        "card": _card(listed, request),
        **present.whole(listed),
    }
    return render(request, "directory/service.html", context)


@permissions.for_(permissions.PUBLIC)
@require_safe
def on_paper(request: Request, service_id: UUID) -> HttpResponse:
    """One page in large type, to print and to hand over."""
    listed = queries.listed(service_id)
    context = {
        "service": listed,
        "card": _card(listed, request),
        **present.whole(listed),
    }
    return render(request, "directory/paper.html", context)
