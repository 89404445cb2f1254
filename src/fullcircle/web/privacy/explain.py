"""Explain access: may this organization see that of this person, for this, on that day, and by which clause?"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fullcircle.access import grants
from fullcircle.access.actor import Purpose
from fullcircle.access.grants import DataClass, Decision
from fullcircle.agreements import queries as agreements
from fullcircle.agreements import words
from fullcircle.assessments import queries as assessments
from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.privacy import queries, sentences
from fullcircle.referrals import queries as referrals
from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.privacy import staff
from fullcircle.web.privacy.ceremony import Side

OF_A_RECORD = {"need": DataClass.NEED, "referral": DataClass.REFERRAL}


class ExplainForm(forms.Form):
    organization = forms.TypedChoiceField(label=gettext_lazy("Which organization?"), coerce=UUID)
    what = forms.ChoiceField(label=gettext_lazy("What would it see?"))
    purpose = forms.ChoiceField(label=gettext_lazy("For what?"), choices=list(words.PURPOSES.items()))
    on = forms.DateField(
        label=gettext_lazy("On which day?"),
        help_text=gettext_lazy("Without a day: now."),
        required=False,
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(self, *said: Any, organizations: dict[UUID, str], what: list[tuple[str, str]]) -> None:
        super().__init__(*said)
        self.fields["organization"].choices = list(organizations.items())  # type: ignore[attr-defined]
        self.fields["what"].choices = what  # type: ignore[attr-defined]


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def explain(request: Request, person_id: UUID) -> HttpResponse:
    """For who keeps the record: the decision of the database, with the clause and the consent it stands on."""
    here = staff.side(request, person_id)
    form = ExplainForm(
        request.GET or None, organizations=_organizations(here, request.at), what=_records(person_id)
    )
    context: dict[str, Any] = {"side": here, "form": form, "asked": form.is_bound}
    if form.is_valid():
        context |= _answer(form.cleaned_data, request)
    return render(request, "privacy/explain.html", context)


def _organizations(here: Side, at: datetime) -> dict[UUID, str]:
    """Whoever signed something with the keeper, or has to do with the person; never the keeper itself."""
    known = queries.known_organizations(here.person_id, at=at)
    known |= directory.organization_names(agreements.parties_with(here.keeper_id))
    return dict(
        sorted(
            ((key, name) for key, name in known.items() if key != here.keeper_id), key=lambda pair: pair[1]
        )
    )


def _records(person_id: UUID) -> list[tuple[str, str]]:
    """Kinds of the person's own record, then each need, request and screening."""
    kinds = [
        (f"{kind}:{person_id}", str(label))
        for kind, label in words.CLASSES.items()
        if kind not in {*OF_A_RECORD, DataClass.ASSESSMENT}
    ]
    for need in referrals.needs_of(person_id):
        label = _("Need: {domain}").format(domain=domains.label(need.domain))
        kinds.append((f"need:{need.pk}", label))
        names = directory.organization_names({sent.target_id for sent in need.referrals.all()})
        kinds += [
            (f"referral:{sent.pk}", _("Request to {place}").format(place=names.get(sent.target_id, "")))
            for sent in need.referrals.all()
        ]
    asked = [*assessments.in_progress(person_id), *assessments.finished(person_id)]
    kinds += [(f"assessment:{one.pk}", _("Screening: {form}").format(form=one.form.title)) for one in asked]
    return kinds


def _answer(said: dict[str, Any], request: Request) -> dict[str, Any]:
    kind, record = said["what"].split(":")
    noon = time(12, tzinfo=ZoneInfo(settings.TIME_ZONE))
    then = datetime.combine(said["on"], noon) if said["on"] else request.at
    decision = grants.why(
        record_id=UUID(record), organization_id=said["organization"], data_class=DataClass(kind),
        purpose=Purpose(said["purpose"]), at=then,
    )  # fmt: skip
    clause, url = agreements.cited(decision.clause_id), ""
    if clause and decision.agreement_id in agreements.readable([clause.agreement_id], request.actor):
        url = f"{reverse('agreements:agreement', args=[clause.agreement_id])}#clause-{clause.number}"
    return {"decision": decision, "clause": clause, "clause_url": url, "facts": _facts(decision)}


def _facts(decision: Decision) -> list[str]:
    """Until when, and what has to go with it."""
    facts = [str(words.OBLIGATIONS[duty]) for duty in decision.obligations if duty in words.OBLIGATIONS]
    if decision.until:
        facts.insert(
            0, _("Until {day}").format(day=date_format(sentences.day_of(decision.until), "DATE_FORMAT"))
        )
    return facts
