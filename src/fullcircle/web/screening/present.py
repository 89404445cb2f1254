"""Turning questions, answers and findings into what the pages draw, in the resident's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from fullcircle.assessments import meaning, queries
from fullcircle.assessments.engine import walking
from fullcircle.assessments.engine.questionnaire import Item, Questionnaire
from fullcircle.assessments.meaning import Finding
from fullcircle.assessments.queries import Earlier
from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.web import languages, questions

if TYPE_CHECKING:
    from django.http import QueryDict

    from fullcircle.assessments.models import Form, Response

WEEK, MONTHS = 7, 60


def on_the_shelf(form: Form, person_language: str) -> dict[str, Any]:
    """A form that can be begun."""
    found = queries.questionnaire(form)
    number = len(found.asked)
    known = questions.languages(found)
    here = next((one["code"] for one in known if one["code"] == person_language), found.language)
    return {
        "id": form.pk,
        "title": found.title.plain,
        "description": found.description.plain,
        "size": ngettext("{n} question at most", "{n} questions at most", number).format(n=number),
        "time": _("about {n} min").format(n=queries.minutes(number)),
        "languages": [{**one, "chosen": one["code"] == here} for one in known],
        "licence": found.licence,
    }


def begun(response: Response, at: datetime) -> dict[str, Any]:
    """A form that was not finished."""
    far = queries.progress(response)
    place = (
        _("Question {n} of {of}").format(n=far.number, of=far.of) if response.at_question else _("At the end")
    )
    return {
        "id": response.pk,
        "title": queries.questionnaire(response.form).title.plain,
        "where": place,
        "when": ago(response.changed_at, at),
    }


def ago(then: datetime, at: datetime) -> str:
    days = (localtime(at).date() - localtime(then).date()).days
    if days <= 0:
        return _("today")
    if days < 2 * WEEK:
        return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
    if days < MONTHS:
        weeks = days // WEEK
        return ngettext("{n} week ago", "{n} weeks ago", weeks).format(n=weeks)
    return date_format(localtime(then), "F Y")


def question(response: Response, at: datetime, said: QueryDict | None = None) -> dict[str, Any]:
    """One page's question. `said` is what was typed when it could not be used."""
    form, given = queries.questionnaire(response.form), queries.answers(response)
    item = form.item(response.at_question)
    with override(languages.of_words(response.language)):
        return {
            "link_id": item.link_id,
            "language": response.language,
            "words": languages.of_words(response.language),
            "direction": questions.direction(response.language),
            "text": item.text.in_(response.language),
            "prefix": item.prefix,
            **_progress(response),
            **_around(form, response),
            **questions.control(item, given.get(item.link_id), response.language, said),
            "earlier": _earlier(response, item, at) if item.link_id not in given else None,
            "is_first": walking.before(form, given, item.link_id) is None,
        }


def _progress(response: Response) -> dict[str, Any]:
    far = queries.progress(response)
    left = queries.minutes(far.of - far.number + 1)
    return {
        "number": far.number,
        "of": far.of,
        "progress": _("Question {n} of {of}").format(n=far.number, of=far.of),
        "left": ngettext("About {n} minute left", "About {n} minutes left", left).format(n=left),
    }


def _around(form: Questionnaire, response: Response) -> dict[str, list[str]]:
    around = walking.around(form, queries.answers(response), response.at_question)
    headings = around.headings[1:] or around.headings  # the outermost group often repeats the form's title
    return {
        "headings": _read(headings, response.language),
        "before": _read(around.before, response.language),
        "help": _read(around.help, response.language),
    }


def _read(items: Iterable[Item], language: str) -> list[str]:
    return [words for item in items if (words := item.text.in_(language))]


def _earlier(response: Response, item: Item, at: datetime) -> dict[str, str] | None:
    found = queries.earlier(response, item)
    if found is None:
        return None
    return {
        "said": questions.spoken(item, found.given, response.language),
        "source": _source(found, at),
    }


def _source(earlier: Earlier, at: datetime) -> str:
    when = ago(earlier.at, at)
    names = directory.organization_names({earlier.organization_id}) if earlier.organization_id else {}
    if not names:
        return when[:1].upper() + when[1:]
    return _("At {place}, {when}").format(place=next(iter(names.values())), when=when)


def found(response: Response, finding: Finding, *, is_open: bool) -> dict[str, Any]:
    """A possible need: what it is, what was said, and whether it stands in the record already."""
    form, given = queries.questionnaire(response.form), queries.answers(response)
    return {
        "key": finding.key,
        "icon": domains.icon(finding.domain),
        "label": str(finding.detail) or domains.label(finding.domain),
        "said": [
            f"“{words}”"
            for link_id in finding.because
            if not form.item(link_id).names & meaning.NEVER_SHOWN_AGAIN
            and (words := questions.spoken(form.item(link_id), given[link_id], response.language))
        ],
        "is_open": is_open,
    }
