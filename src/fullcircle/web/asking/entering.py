"""What staff enter for others: sheets of paper, twice; and telephone interviews. The same form, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.assessments.asking import answering, policies, queries, roster
from fullcircle.assessments.asking import paper as papers
from fullcircle.assessments.asking.states import State
from fullcircle.assessments.engine.answers import Answers
from fullcircle.web import permissions, questions
from fullcircle.web.acting import Request
from fullcircle.web.asking import pages, present
from fullcircle.web.forms import plain

if TYPE_CHECKING:
    from fullcircle.assessments.engine.questionnaire import Questionnaire
    from fullcircle.assessments.models import Campaign


@permissions.for_(permissions.HUB)
@require_safe
def on_paper(request: Request, campaign_id: UUID) -> HttpResponse:
    """The form to print and hand out, with a place for the sheet's number."""
    campaign = _kept(request, campaign_id)
    form = roster.of(campaign)
    language = request.GET.get("language", present.language())
    language = language if language in form.languages else form.language
    groups = [
        (page.heading.text.in_(language) if page.heading else "", pages.drawn(page.items, {}, language))
        for page in pages.pages(form)
    ]
    context = {
        "campaign": campaign, "title": form.title.in_(language), "groups": groups, "language": language,
        "direction": questions.direction(language), "languages": questions.languages(form),
        "promise": present.promise(campaign.mode), "about": present.about(form),
    }  # fmt: skip
    return render(request, "asking/print.html", context)


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: Request, campaign_id: UUID) -> HttpResponse:
    campaign = _open(request, campaign_id)
    form = roster.of(campaign)
    context: dict[str, Any] = {"campaign": campaign, "sheets": queries.sheets(campaign), "number": ""}
    if request.method != "POST":
        return _form_page(request, "asking/paper.html", form, {}, context)
    number = request.POST.get("number", "").strip()[:9]
    context["number"] = number
    typed = pages.typed(form.asked, request.POST)
    if typed.refused:
        return _form_page(request, "asking/paper.html", form, typed.answers, context, typed=typed)
    try:
        sheet = papers.enter(
            campaign_id=campaign_id, number=int(number) if number.isdecimal() else 0, answers=typed.answers,
            actor=request.actor, at=request.at,
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return _form_page(request, "asking/paper.html", form, typed.answers, context, refusal=refusal)
    if sheet.taken:
        messages.success(request, _("Sheet {number}: both entries agree. It is taken.").format(number=number))
    elif sheet.second is None:
        messages.success(
            request, _("Sheet {number} is typed once. It needs its second entry.").format(number=number)
        )
    else:
        messages.warning(
            request, _("Sheet {number}: the entries differ. Look at the sheet again.").format(number=number)
        )
        return redirect("asking:sheet", sheet.pk)
    return redirect("asking:paper", campaign_id)


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Request, sheet_id: UUID) -> HttpResponse:
    """Question by question: what the two entries say, and what stands on the sheet."""
    sheet = queries.sheet(sheet_id)
    campaign = _open(request, sheet.campaign_id)
    form = roster.of(campaign)
    first, second = (answering.from_said(form, said or {}) for said in (sheet.first, sheet.second))
    differing = papers.differing(sheet.first, sheet.second) if sheet.second is not None else []
    context: dict[str, Any] = {
        "campaign": campaign, "sheet": sheet, "same_person": sheet.first_by == sheet.second_by,
        "differing": [_both(form, link, first, second) for link in differing],
    }  # fmt: skip
    if request.method != "POST":
        return _form_page(request, "asking/sheet.html", form, first, context)
    typed = pages.typed(form.asked, request.POST)
    if typed.refused:
        return _form_page(request, "asking/sheet.html", form, typed.answers, context, typed=typed)
    try:
        papers.settle(sheet_id=sheet_id, answers=typed.answers, actor=request.actor, at=request.at)
    except (Invalid, Conflict) as refusal:
        return _form_page(request, "asking/sheet.html", form, typed.answers, context, refusal=refusal)
    messages.success(request, _("Sheet {number} is settled and taken.").format(number=sheet.number))
    return redirect("asking:paper", campaign.pk)


def _both(form: Questionnaire, link_id: str, *entries: Answers) -> dict[str, Any]:
    item = form.item(link_id)
    language = present.language()
    said = [questions.spoken(item, entry[link_id], language) if link_id in entry else "" for entry in entries]
    number = [each.link_id for each in form.asked].index(link_id) + 1
    return {"text": item.text.in_(language), "url": f"#q-{number}", "first": said[0], "second": said[1]}


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: Request, campaign_id: UUID) -> HttpResponse:
    """An interview: the answers are marked as given by telephone."""
    campaign = _open(request, campaign_id)
    form = roster.of(campaign)
    find = plain(request.GET, "find")[:100]
    context: dict[str, Any] = {
        "campaign": campaign, "promise": present.promise(campaign.mode), "find": find,
        "guests": queries.guests_named(campaign, find) if find.split() else [], "chosen": request.POST.get("invitation", ""),
    }  # fmt: skip
    if request.method != "POST":
        return _form_page(request, "asking/phone.html", form, {}, context)
    typed = pages.typed(form.asked, request.POST)
    if typed.refused:
        return _form_page(request, "asking/phone.html", form, typed.answers, context, typed=typed)
    try:
        answering.interview(
            campaign_id=campaign_id, invitation_id=_uuid(context["chosen"]), answers=typed.answers, actor=request.actor,
            at=request.at,
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return _form_page(request, "asking/phone.html", form, typed.answers, context, refusal=refusal)
    messages.success(request, _("The interview is taken. Thank them for their time."))
    return redirect("asking:phone", campaign_id)


def _uuid(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("Choose whom you called, or nobody.")) from None


def _form_page(
    request: Request, template: str, form: Questionnaire, answers: Answers, context: dict[str, Any], *,
    typed: pages.Typed | None = None, refusal: Invalid | Conflict | None = None,
) -> HttpResponse:  # fmt: skip
    language = present.language()
    language = language if language in form.languages else form.language
    refused = typed.refused if typed else {}
    drawn = pages.drawn(
        form.asked, answers, language, post=request.POST if refused else None, refused=refused
    )
    errors = pages.to_mend(drawn)
    if refusal is not None:
        errors.append(
            {"text": str(refusal), "url": "#number" if getattr(refusal, "field", "") == "number" else "#q-1"}
        )
    said = {
        "questions": drawn, "errors": errors, "language": language, "direction": questions.direction(language),
        "about": present.about(form),
    }  # fmt: skip
    return render(request, template, {**context, **said}, status=400 if errors else 200)


def _kept(request: Request, campaign_id: UUID) -> Campaign:
    policies.check_can_keep(request.actor, accounts.community().hub_id)
    return queries.campaign(campaign_id)


def _open(request: Request, campaign_id: UUID) -> Campaign:
    campaign = _kept(request, campaign_id)
    policies.check_is(campaign, State.OPEN)
    return campaign
