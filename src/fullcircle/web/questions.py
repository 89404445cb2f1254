"""Questions of a form as pages draw them, and what was typed as an answer: for screening and for surveys."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from fullcircle.access.errors import Invalid
from fullcircle.assessments.engine import checking
from fullcircle.assessments.engine.answers import DECLINED, Given, Silence
from fullcircle.assessments.engine.questionnaire import WITH_CHOICES, Item, Kind, Questionnaire
from fullcircle.assessments.engine.values import Coding, Quantity, Value

if TYPE_CHECKING:
    from django.http import QueryDict

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


def control(
    item: Item, given: Given | None, language: str, said: QueryDict | None, *, prefix: str = ""
) -> dict[str, Any]:
    """How the question is answered: choices to pick, or a field to type into. Its names in the page begin with `prefix`."""
    chosen = set(said.getlist(prefix + ANSWER)) if said else _chosen(item, given)
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
        "written": said.get(prefix + WRITTEN, "")
        if said
        else _as_typed(typed)
        if item.kind in WITH_CHOICES
        else "",
        "field": _field(item, typed, said, prefix) if not picks else None,
        "may_decline": not picks,
    }


def _field(item: Item, typed: list[Value], said: QueryDict | None, prefix: str) -> dict[str, Any]:
    return {
        "type": TYPES.get(item.kind, "text"),
        "mode": INPUT_MODES.get(item.kind, ""),
        "is_long": item.kind == Kind.TEXT or item.repeats,
        "is_list": item.repeats,
        "value": said.get(prefix + ANSWER, "") if said else _as_typed(typed or list(item.initial)),
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


def typed(item: Item, post: QueryDict, *, prefix: str = "") -> Given:
    """What was chosen or typed. Raises Invalid."""
    said = post.getlist(prefix + ANSWER)
    written = post.get(prefix + WRITTEN, "")
    if DECLINE in said:
        if len(said) > 1 or written.strip():
            raise Invalid(_("One of these answers goes only by itself."), field=item.link_id)
        return DECLINED
    if item.kind in WITH_CHOICES or item.kind == Kind.BOOLEAN:
        said = [word.removeprefix(CHOICE) for word in said]
    elif item.repeats:
        said = [line for words in said for line in words.splitlines()]
    return checking.understood(item, said, written=written, unit=post.get(prefix + UNIT, ""))
