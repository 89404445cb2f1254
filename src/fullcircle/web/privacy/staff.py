"""For who keeps the record: who may see what of a person, writing down what they say, and answering their questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fullcircle.access.errors import NotFound
from fullcircle.agreements import queries as agreements
from fullcircle.directory import queries as directory
from fullcircle.people import policies as people_policies
from fullcircle.people import queries as people
from fullcircle.privacy import asking, policies, queries, sentences
from fullcircle.privacy.queries import State
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request
from fullcircle.web.privacy import ceremony, forms, present
from fullcircle.web.privacy.ceremony import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from fullcircle.access.grants import Opening
    from fullcircle.privacy.models import Request as Question
    from fullcircle.privacy.queries import Open


PAGE = 50
NOBODY = UUID(int=0)


def side(request: Request, person_id: UUID) -> Side:
    """Raises NoSuchPerson, Denied."""
    person = people.person(person_id)
    policies.check_can_say(request.actor, person)
    return Side(
        person_id=person.pk, name=person.name, keeper_id=person.steward_id, label=person.label,
        staff=True, frame="base_staff.html",
        language=person.language if person.language in dict(settings.LANGUAGES) else sentences.ORIGINAL,
        home=reverse("privacy:of_person", args=[person.pk]),
    )  # fmt: skip


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def of_person(request: Request, person_id: UUID) -> HttpResponse:
    """Who may see what, for what, until when; and every line, with a button to stop it for them."""
    here = side(request, person_id)
    lines = queries.permissions(person_id, at=request.at)

    def drawn(*states: State) -> list[dict[str, Any]]:
        return [present.consent(line, request.at, url) for line in lines if line.state in states]

    def url(name: str, one: UUID) -> str:
        return reverse(f"privacy:{name}_for", args=[person_id, one])

    found = queries.open_now(person_id)
    context = {
        "side": here,
        "grid": present.grid(found, _sources(found, person_id, request)),
        "lines": drawn(State.OPEN, State.WAITS),
        "noes": drawn(State.NO),
        "ended": [present.ended(line) for line in lines if line.state == State.ENDED],
        "questions": [present.question(row, request.at) for row in queries.requests_of(person_id)],
    }
    return render(request, "privacy/person.html", context)


def _sources(
    found: list[Open], person_id: UUID, request: Request
) -> Callable[[Opening], present.Source | None]:
    """The clause on its agreement's page, for who may read that; for others on the page that explains one access."""
    ids = {one.agreement_id for row in found for one in row.openings if one.agreement_id}
    named, readable = agreements.named(ids), agreements.readable(ids, request.actor)

    def source(one: Opening) -> present.Source | None:
        agreement = named.get(one.agreement_id) if one.agreement_id else None
        if agreement is None or one.clause_id not in agreement.numbers:
            return None
        number = agreement.numbers[one.clause_id]
        if one.agreement_id in readable:
            url = f"{reverse('agreements:agreement', args=[one.agreement_id])}#clause-{number}"
        else:
            what = f"{one.data_class}:{one.record_id}"
            asked = {"organization": one.organization_id, "what": what, "purpose": one.purpose}
            url = f"{reverse('privacy:explain', args=[person_id])}?{urlencode(asked)}"
        return present.Source(number, agreement.title, url)

    return source


@permissions.for_(permissions.NAVIGATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_for(request: Request, person_id: UUID) -> HttpResponse:
    return ceremony.yes(request, side(request, person_id))


@permissions.for_(permissions.NAVIGATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse_for(request: Request, person_id: UUID) -> HttpResponse:
    return ceremony.no(request, side(request, person_id))


@permissions.for_(permissions.NAVIGATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_for(request: Request, person_id: UUID, consent_id: UUID) -> HttpResponse:
    return ceremony.stop(request, side(request, person_id), consent_id)


@permissions.for_(permissions.NAVIGATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def keep_for(request: Request, person_id: UUID, consent_id: UUID) -> HttpResponse:
    return ceremony.keep(request, side(request, person_id), consent_id)


@permissions.for_(permissions.KEEPERS)
@require_safe
def kept(request: Request) -> HttpResponse:
    """Questions from residents, the first due first."""
    answered = request.GET.get("tab") == "answered"
    organization_id = request.actor.organization_id or NOBODY
    rows = queries.requests_kept(organization_id, answered=answered)
    if request.GET.get("format") == "csv":
        return table(rows, "questions-answered" if answered else "questions-open")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    tab = "answered" if answered else "open"
    context = {
        "rows": [(row.person.name, present.question(row, request.at)) for row in page],
        "page": page, "tab": tab, "waiting": queries.requests_kept(organization_id).count(),
        "newer": f"?tab={tab}&page={page.previous_page_number()}" if page.has_previous() else "",
        "older": f"?tab={tab}&page={page.next_page_number()}" if page.has_next() else "",
        "tabs": [
            {"label": _("Open"), "url": "?tab=open", "count": None, "current": not answered},
            {"label": _("Answered"), "url": "?tab=answered", "count": None, "current": answered},
        ],
    }  # fmt: skip
    return render(request, "privacy/kept.html", context)


def table(rows: QuerySet[Question], name: str) -> HttpResponse:
    """The list as CSV; texts of the question and the answer stay on its page."""
    head = ("question", "person", "kind", "asked", "due", "status", "answered")
    values = (
        (row.pk, row.person.name, row.kind, row.made_at.isoformat(), row.due_at.isoformat(), row.status,
         row.answered_at.isoformat() if row.answered_at else "")
        for row in rows
    )  # fmt: skip
    return spreadsheet.table(name, head, values)


@permissions.for_(permissions.KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, request_id: UUID) -> HttpResponse:
    asked = queries.request(request_id)
    form = forms.Answer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        who: dict[str, Any] = {"request_id": request_id, "actor": request.actor, "at": request.at}
        if said["step"] == "answer":
            asking.answer(text=said["text"], **who)
        else:
            asking.decline(reason=said["text"], **who)
        messages.success(request, _("Your answer stands on their page."))
        return redirect("privacy:kept")
    person = people.person(asked.person_id)
    context = {
        "form": form, "question": present.question(asked, request.at), "person": person, "look": _look(asked),
        "may_answer": policies.can_answer(request.actor, asked),
        "may_open": people_policies.can_correct(request.actor, person),
    }  # fmt: skip
    return render(request, "privacy/answer.html", context, status=400 if form.errors else 200)


def _look(asked: Question) -> str:
    """The look that a question is about: which organization, when."""
    if asked.event_id is None:
        return ""
    try:
        seen = queries.look(asked.person_id, asked.event_id)
    except NotFound:
        return ""
    names = directory.organization_names({seen.grantee_id} if seen.grantee_id else set())
    return _("About: {who}, {when}").format(
        who=names.get(seen.grantee_id, "") if seen.grantee_id else "",
        when=date_format(localtime(seen.occurred_at), "DATETIME_FORMAT"),
    )
