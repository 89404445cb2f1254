"""Turning questions, answers and findings into what the pages draw, in the resident's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import get_language_info, ngettext, override
from django.utils.translation import gettext as _

from fullcircle.assessments import meaning, queries
from fullcircle.assessments.engine import walking
from fullcircle.assessments.engine.answers import Given, Silence
from fullcircle.assessments.engine.questionnaire import WITH_CHOICES, Item, Kind, Questionnaire
from fullcircle.assessments.engine.values import Coding, Quantity, Value
from fullcircle.assessments.meaning import Finding
from fullcircle.assessments.queries import Earlier
from fullcircle.directory import domains
from fullcircle.directory import queries as directory

if TYPE_CHECKING:
    from django.http import QueryDict

    from fullcircle.assessments.models import Form, Response

ANSWER, WRITTEN, UNIT = "a", "written", "unit"
CHOICE = "="  # before a choice's own key, so that no form's code is ever taken for the refusal below
DECLINE = "declined"
OWN_REFUSALS = frozenset(
    {"LA30122-8", "asked-declined"}
)  # "I choose not to answer this question", as forms say it
TYPES = {
    Kind.INTEGER: "text",
    Kind.DECIMAL: "text",
    Kind.QUANTITY: "text",
    Kind.DATE: "date",
    Kind.STRING: "text",
}
INPUT_MODES = {Kind.INTEGER: "numeric", Kind.DECIMAL: "decimal", Kind.QUANTITY: "decimal"}
WEEK, MONTHS = 7, 60


def language_of_words(code: str) -> str:
    """The language of our own words beside the question: the resident's where we have it, else English."""
    known = {known for known, _name in settings.LANGUAGES}
    return code if code in known else settings.LANGUAGE_CODE


def direction(code: str) -> str:
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def languages(form: Questionnaire) -> list[dict[str, Any]]:
    """Each language the form can be asked in, by its own name; a machine's draft says so."""
    return [{"code": code, "name": _own_name(code), "draft": code in form.drafts} for code in form.languages]


def _own_name(code: str) -> str:
    try:
        name = str(get_language_info(code)["name_local"])
    except KeyError:
        return code
    return name[:1].upper() + name[1:]


def on_the_shelf(form: Form, person_language: str) -> dict[str, Any]:
    """A form that can be begun."""
    found = queries.questionnaire(form)
    number = len(found.asked)
    known = languages(found)
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
    with override(language_of_words(response.language)):
        return {
            "link_id": item.link_id,
            "language": response.language,
            "words": language_of_words(response.language),
            "direction": direction(response.language),
            "text": item.text.in_(response.language),
            "prefix": item.prefix,
            **_progress(response),
            **_around(form, response),
            **_control(item, given.get(item.link_id), response.language, said),
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


def _control(item: Item, given: Given | None, language: str, said: QueryDict | None) -> dict[str, Any]:
    """How the question is answered: choices to pick, or a field to type into."""
    chosen = set(said.getlist(ANSWER)) if said else _chosen(item, given)
    choices = _choices(item, language)
    picks = [{"value": value, "label": label, "checked": value in chosen} for value, label in choices]
    refuses = any(value.removeprefix(CHOICE) in OWN_REFUSALS for value, _label in choices)
    if picks and not refuses:
        picks.append({"value": DECLINE, "label": _("I’d rather not say"), "checked": DECLINE in chosen})
    typed = [value for value in given.values if item.option(value) is None] if given else []
    return {
        "picks": picks,
        "pick_type": "checkbox" if item.repeats else "radio",
        "is_open": item.kind == Kind.OPEN_CHOICE,
        "written": said.get(WRITTEN, "") if said else _as_typed(typed) if item.kind in WITH_CHOICES else "",
        "field": _field(item, typed, said) if not picks else None,
        "may_decline": not picks,
    }


def _field(item: Item, typed: list[Value], said: QueryDict | None) -> dict[str, Any]:
    return {
        "type": TYPES.get(item.kind, "text"),
        "mode": INPUT_MODES.get(item.kind, ""),
        "is_long": item.kind == Kind.TEXT or item.repeats,
        "is_list": item.repeats,
        "value": said.get(ANSWER, "") if said else _as_typed(typed or list(item.initial)),
        "units": [(unit.code or unit.unit, unit.unit or unit.code) for unit in item.units],
    }


def _choices(item: Item, language: str) -> list[tuple[str, str]]:
    if item.kind == Kind.BOOLEAN:
        return [(f"{CHOICE}true", _("Yes")), (f"{CHOICE}false", _("No"))]
    return [(f"{CHOICE}{option.key}", option.text.in_(language)) for option in item.options]


def _chosen(item: Item, given: Given | None) -> set[str]:
    if given and given.silence == Silence.DECLINED:
        return {DECLINE}
    values = given.values if given else () if given else item.initial
    return {f"{CHOICE}{_key(item, value)}" for value in values}


def _key(item: Item, value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    option = item.option(value)
    return option.key if option else ""


def _as_typed(values: list[Value]) -> str:
    """As somebody would type it again; one a line where there may be several."""
    lines = [value.value if isinstance(value, Quantity) else value for value in values]
    return "\n".join(line.isoformat() if isinstance(line, date) else str(line) for line in lines)


def _earlier(response: Response, item: Item, at: datetime) -> dict[str, str] | None:
    found = queries.earlier(response, item)
    if found is None:
        return None
    return {
        "said": spoken(item, found.given, response.language),
        "source": _source(found, at),
    }


def _source(earlier: Earlier, at: datetime) -> str:
    when = ago(earlier.at, at)
    names = directory.organization_names({earlier.organization_id}) if earlier.organization_id else {}
    if not names:
        return when[:1].upper() + when[1:]
    return _("At {place}, {when}").format(place=next(iter(names.values())), when=when)


def spoken(item: Item, given: Given, language: str) -> str:
    """An answer in words, for reading."""
    return ", ".join(_spoken(item, value, language) for value in given.values)


def _spoken(item: Item, value: Value, language: str) -> str:
    option = item.option(value)
    if option:
        return option.text.in_(language)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Coding):
        return value.display or value.code
    if isinstance(value, Quantity):
        return f"{number_format(value.value)} {value.unit}".strip()
    return date_format(value) if isinstance(value, date) else str(value)


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
            and (words := spoken(form.item(link_id), given[link_id], response.language))
        ],
        "is_open": is_open,
    }
