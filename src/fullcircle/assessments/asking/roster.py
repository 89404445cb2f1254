"""Questions whose choices are the organizations that a campaign asks: each says with which of the others it works.

Answers stand beside the organization's name, so only a named campaign may ask them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from fullcircle.assessments import queries as forms
from fullcircle.assessments.asking import queries
from fullcircle.assessments.engine.questionnaire import Item, Option, Questionnaire, Text
from fullcircle.assessments.engine.values import Coding

if TYPE_CHECKING:
    from fullcircle.assessments.asking.figures import Row
    from fullcircle.assessments.models import Campaign

SYSTEM = "https://fullcircle.example/fhir/CodeSystem/organizations-asked"
FEWEST, MOST = 2, 300  # organizations on one list


def links(form: Questionnaire) -> list[str]:
    """The linkIds of such questions; empty where the form has none."""
    return [item.link_id for item in form.asked if item.roster]


def of(campaign: Campaign) -> Questionnaire:
    """The campaign's form with its list, for who keeps the campaign."""
    form = forms.questionnaire(campaign.form)
    return filled(form, queries.organization_names(campaign)) if links(form) else form


def by_link(form: Questionnaire, token_hash: str) -> Questionnaire:
    """The form as whoever holds an invitation reads it: all organizations but their own."""
    if not links(form):
        return form
    with connection.cursor() as cursor:
        cursor.execute("select organization_id, name from assessments_roster(%s)", [token_hash])
        return filled(form, dict(cursor.fetchall()))


def reported(campaign: Campaign, found: Mapping[str, Any] | None) -> Questionnaire:
    """The form with the names that stand in the figures: who reads a report does not read the invitations."""
    form = forms.questionnaire(campaign.form)
    names = (found or {}).get("names", {})
    return filled(form, {UUID(one): name for one, name in names.items()}) if links(form) else form


def filled(form: Questionnaire, names: Mapping[UUID, str]) -> Questionnaire:
    """The form with these organizations as choices, by name."""
    listed = sorted(names.items(), key=lambda one: (one[1].casefold(), str(one[0])))
    options = tuple(Option(Coding(str(one), SYSTEM, name), Text(name)) for one, name in listed)
    return replace(form, items=tuple(_filled(item, options) for item in form.items))


def _filled(item: Item, options: tuple[Option, ...]) -> Item:
    inner = tuple(_filled(each, options) for each in item.items)
    return replace(item, items=inner, options=options if item.roster else item.options)


def ties(form: Questionnaire, rows: Iterable[Row]) -> list[tuple[str, str]]:
    """(who names, who is named) by organization id; several answers of one organization are one voice."""
    asked: Sequence[str] = links(form)
    return sorted(
        {
            (str(row.organization_id), named)
            for row in rows
            if row.organization_id
            for link_id in asked
            for named in row.picked.get(link_id, ())
            if named != str(row.organization_id)
        }
    )
