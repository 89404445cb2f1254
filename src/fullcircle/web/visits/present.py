"""What a phone is given for a visit, as JSON: nothing that its pages do not show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import override

from fullcircle.access.actor import user_of
from fullcircle.accounts import device_key
from fullcircle.assessments import carried, queries
from fullcircle.assessments.carried import ChangedMeanwhile
from fullcircle.assessments.engine.answers import Given, Silence
from fullcircle.assessments.engine.questionnaire import Item, Questionnaire
from fullcircle.assessments.engine.values import Coding
from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.referrals.visits import Taken
from fullcircle.web import languages, questions
from fullcircle.web.acting import Request
from fullcircle.web.people import present as people

if TYPE_CHECKING:
    from fullcircle.assessments.models import Form
    from fullcircle.referrals.models import Need

# What the page needs to open without network; the fonts go by their names in the style sheet.
FILES = (
    "dist/fullcircle.css", "dist/lock.js", "dist/visit-seal.js", "dist/visit-questions.js", "dist/visit.js", "dist/brand.svg",
    "dist/fonts/PublicSans-Regular.woff2", "dist/fonts/PublicSans-SemiBold.woff2", "dist/fonts/PublicSans-Bold.woff2",
)  # fmt: skip


def packed(taken: Iterable[Taken], form: Form | None, request: Request) -> dict[str, Any]:
    """People, needs, and the questions of one form in each person's language."""
    until = request.at + timedelta(days=settings.VISIT_DAYS)
    return {
        "owner": device_key.owner(*user_of(request.actor)),
        "until": int(until.timestamp() * 1000),  # as JavaScript counts
        "people": [
            {"mark": device_key.mark(*user_of(request.actor), one.person_id), **_person(one, form)}
            for one in taken
        ],
        "files": [static(name) for name in FILES],
    }


def _person(one: Taken, form: Form | None) -> dict[str, Any]:
    return {
        "id": str(one.person_id),
        "name": one.name,
        "needs": _needs(one.needs),
        "form": _form(form, one) if form else None,
    }


def _needs(needs: list[Need]) -> list[dict[str, str]]:
    places = directory.organization_names({sent.target_id for need in needs for sent in need.referrals.all()})
    return [{"title": _title(need), "state": _state(need, places)} for need in needs]


def _title(need: Need) -> str:
    label = str(domains.label(need.domain))
    return f"{label}: {need.detail}" if need.detail else label


def _state(need: Need, places: Mapping[UUID, str]) -> str:
    last = list(need.referrals.all())[-1:]
    place = places.get(last[0].target_id, "") if last else ""
    return ". ".join(part for part in (place, people.state(need, last[0] if last else None)) if part)


def _form(form: Form, one: Taken) -> dict[str, Any]:
    questionnaire = queries.questionnaire(form)
    language = one.language if one.language in questionnaire.languages else questionnaire.language
    standing = carried.newest(one.person_id, form.pk)
    with override(languages.of_words(language)):
        return {
            "id": str(form.pk), "title": questionnaire.title.in_(language), "language": language,
            "direction": questions.direction(language), "stood": carried.stand(one.person_id, form.pk),
            "begun": bool(standing), "questions": [_question(questionnaire, item, language) for item in questionnaire.asked],
        }  # fmt: skip


def _question(questionnaire: Questionnaire, item: Item, language: str) -> dict[str, Any]:
    drawn = questions.control(item, None, language, None)
    field = drawn["field"] or {}
    return {
        "id": item.link_id,
        "text": item.text.in_(language),
        "when": _when(questionnaire, item),
        "type": drawn["pick_type"],
        "picks": [{"value": one["value"], "label": str(one["label"])} for one in drawn["picks"]],
        "field": {"type": field.get("type", "text"), "mode": field.get("mode", ""), "long": field.get("is_long", False)},
        "unit": field["units"][0][0] if field.get("units") else "",
    }  # fmt: skip


def _when(questionnaire: Questionnaire, item: Item) -> list[dict[str, Any]]:
    """What must hold, each of any or of all of its conditions, as `branching.Shown` has it: also of what stands above."""
    above = questionnaire.places[item.link_id].above
    answered = [
        {"any": False, "of": [{"question": one.link_id, "operator": "exists", "value": "true"}]}
        for one in above
        if one.is_question
    ]
    conditions = [
        {
            "any": one.any_condition,
            "of": [
                {"question": each.question, "operator": str(each.operator), "value": _key(each.value)}
                for each in one.conditions
            ],
        }
        for one in (*above, item)
        if one.conditions
    ]
    return answered + conditions


def _key(value: Any) -> str:
    """As a choice of the page is called, or as it is typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.code if isinstance(value, Coding) else str(value)


def side_by_side(refusal: ChangedMeanwhile, mine: Mapping[str, Given]) -> list[dict[str, str]]:
    """Each question that either side answered: theirs beside mine, in the form's words."""
    theirs = queries.answers(refusal.theirs)
    questionnaire, language = queries.questionnaire(refusal.theirs.form), refusal.theirs.language
    return [
        {"question": item.text.in_(language), "mine": in_words(item, mine.get(item.link_id), language),
         "theirs": in_words(item, theirs.get(item.link_id), language)}
        for item in questionnaire.asked
        if item.link_id in mine or (item.link_id in theirs and theirs[item.link_id].values)
    ]  # fmt: skip


def in_words(item: Item, given: Given | None, language: str) -> str:
    if given is None or given.silence == Silence.SKIPPED:
        return "–"
    return questions.spoken(item, given, language) or _("Rather not say")
