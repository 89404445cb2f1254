"""Asking for a yes or a no: choose, read the very sentences, tick. The same for a resident's own page and for staff who ask
them on a screen, on paper or aloud."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from fullcircle.access.consents import GivenBy, Manner
from fullcircle.access.errors import Conflict, Invalid
from fullcircle.directory import queries as directory
from fullcircle.privacy import actions, queries, sentences
from fullcircle.privacy.actions import Ceremony
from fullcircle.privacy.sentences import Document, Said
from fullcircle.web.acting import Request
from fullcircle.web.forms import plain, uuid_or_none
from fullcircle.web.privacy import forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Whose page it is: the resident's own, or that of staff who speak with them."""

    person_id: UUID
    name: str
    keeper_id: UUID
    label: str
    language: str
    frame: str
    home: str
    staff: bool = False


def yes(request: Request, side: Side) -> HttpResponse:
    return _ask(request, side, forms.Yes, "privacy/choose.html")


def no(request: Request, side: Side) -> HttpResponse:
    return _ask(request, side, forms.No, "privacy/choose_no.html")


def _ask(request: Request, side: Side, form_of: Any, template: str) -> HttpResponse:
    searched = plain(request.GET, "q")[:100]
    posted = request.POST if request.method == "POST" else None
    known = _known(request, side, searched)
    initial: dict[str, Any] = {"language": side.language, "given_by": GivenBy.SELF}
    if one := request.GET.get("place", ""):
        initial |= {"who": forms.NAMED, "organizations": [one]}
    today = timezone.localtime(request.at).date()
    form = form_of(posted, known=known, today=today, staff=side.staff, label=side.label, initial=initial)
    if posted is None or not form.is_valid():
        context = {"side": side, "form": form, "q": searched, "found": bool(known)}
        return render(request, template, context, status=400 if form.errors else 200)

    def say(shown: Sequence[Said], how: Ceremony) -> None:
        ticked = {int(one) for one in request.POST.getlist("yes") if one.isdecimal() and len(one) < 4}
        given = actions.agree(
            person_id=side.person_id,
            shown=shown,
            yes=ticked,
            ceremony=how,
            actor=request.actor,
            at=request.at,
        )
        messages.success(request, _said(given))

    return read(request, side, form, form.said(), say)


def _known(request: Request, side: Side, searched: str) -> dict[UUID, str]:
    """Places to tick: those the person has to do with, those searched for, those ticked before."""
    known = queries.known_organizations(side.person_id, at=request.at)
    if searched:
        known |= {one.pk: one.name for one in directory.organizations_with_services(searched)}
    typed = {*request.POST.getlist("organizations"), *request.GET.getlist("place")}
    known |= directory.organization_names({one for one in map(uuid_or_none, typed) if one})
    known.pop(side.keeper_id, None)
    return known


def _said(given: list[UUID]) -> str:
    return _("It is written down.") if given else _("Nothing is opened. That changes no help.")


def read(
    request: Request, side: Side, form: Any, shown: Sequence[Said], say: Callable[[Sequence[Said], Ceremony], None]
) -> HttpResponse:  # fmt: skip
    """Show the sentences; when they come back as read, do what was said."""
    said = form.cleaned_data
    manner = said.get("manner", Manner.SCREEN)
    language = said.get("language") or get_language() or settings.LANGUAGE_CODE
    refusal: Invalid | Conflict | None = None
    if "read" in request.POST:
        how = Ceremony(
            manner=manner, language=language, read=request.POST["read"][:64], given_by=said.get("given_by", GivenBy.SELF),
            witness=plain(request.POST, "witness")[:120],
        )  # fmt: skip
        try:
            say(shown, how)
        except (Invalid, Conflict) as caught:
            refusal = caught
        else:
            return redirect(side.home)
    with translation.override(language):
        text = sentences.document(shown)
    context = {
        "side": side, "hidden": form.hidden(), "text": text, "lines": _lines(text, request, refused=refusal is not None),
        "manner": str(manner), "language": _language(language), "refusal": refusal,
        "witness": request.POST.get("witness", ""), "is_no": not any(one.permit for one in shown),
        "today": timezone.localtime(request.at).date(),
    }  # fmt: skip
    return render(request, "privacy/read.html", context, status=400 if refusal else 200)


def _lines(text: Document, request: Request, *, refused: bool) -> list[dict[str, Any]]:
    """Nothing is ticked, but what the person had ticked before something else was missing."""
    ticked = request.POST.getlist("yes") if refused else []
    return [{"n": n, "text": line, "ticked": str(n) in ticked} for n, line in enumerate(text.lines)]


def _language(code: str) -> dict[str, Any]:
    known = get_language_info(code)
    return {
        "code": code, "name": known["name_local"], "dir": "rtl" if known["bidi"] else "ltr",
        "draft": sentences.is_draft(code), "reviewer": sentences.reviewer(code),
    }  # fmt: skip


def keep(request: Request, side: Side, consent_id: UUID) -> HttpResponse:
    """The same line for another 12 months, read again before it is agreed to; staff first say how they ask."""
    shown = queries.renewed(side.person_id, consent_id, at=request.at)
    unasked: dict[str, Any] | None = None if side.staff else {}
    first = {"manner": Manner.SCREEN, "language": side.language, "given_by": GivenBy.SELF}
    form = forms.Keep(request.POST if request.method == "POST" else unasked, staff=side.staff, initial=first)
    if not form.is_valid():
        context = {"side": side, "form": form}
        return render(request, "privacy/keep.html", context, status=400 if form.errors else 200)

    def say(_lines: Sequence[Said], how: Ceremony) -> None:
        actions.renew(
            person_id=side.person_id, consent_id=consent_id, ceremony=how, actor=request.actor, at=request.at
        )
        messages.success(request, _("It is kept for another year."))

    return read(request, side, form, [shown], say)


def stop(request: Request, side: Side, consent_id: UUID) -> HttpResponse:
    """Say what happens, then end one line at once."""
    line = queries.permission(side.person_id, consent_id, at=request.at)
    if request.method != "POST":
        return render(request, "privacy/stop.html", {"side": side, "line": line})
    actions.withdraw(person_id=side.person_id, consent_id=consent_id, actor=request.actor, at=request.at)
    messages.success(request, _("It is stopped."))
    return redirect(side.home)
