"""Is this an answer to that question? And what people type, made into one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import Invalid
from fullcircle.assessments.engine import values
from fullcircle.assessments.engine.answers import Given
from fullcircle.assessments.engine.questionnaire import WITH_CHOICES, Item, Kind
from fullcircle.assessments.engine.values import Quantity, Value

WHOLE = 2_147_483_647  # FHIR's integer has 32 bits
DIGITS = 15  # a JSON number keeps as many
LENGTHS = {Kind.STRING: 300, Kind.OPEN_CHOICE: 300, Kind.TEXT: 4000}
TYPES: dict[Kind, type | tuple[type, ...]] = {
    Kind.STRING: str,
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.DECIMAL: Decimal,
    Kind.DATE: date,
    Kind.BOOLEAN: bool,
    Kind.QUANTITY: Quantity,
}


def check(item: Item, given: Given) -> None:
    """Raises Invalid; its field is the linkId. A silence is always an answer: nobody must say anything."""
    if len(given.values) > 1 and not item.repeats:
        raise _invalid(item, _("Choose one answer."))
    if len(set(map(repr, given.values))) < len(given.values):
        raise _invalid(item, _("Choose each answer once."))
    for value in given.values:
        _check_value(item, value)
    alone = [option for value in given.values if (option := item.option(value)) and option.exclusive]
    if alone and len(given.values) > 1:
        raise _invalid(item, _("One of these answers goes only by itself."))


def _check_value(item: Item, value: Value) -> None:
    if item.kind in WITH_CHOICES:
        written = isinstance(value, str) and item.kind == Kind.OPEN_CHOICE
        if item.option(value) is None and not written:
            raise _invalid(item, _("Choose one of the answers."))
    elif (type(value) is bool and item.kind != Kind.BOOLEAN) or not isinstance(value, TYPES[item.kind]):
        raise _invalid(item, _("This is not an answer to this question."))
    _check_size(item, value)


def _check_size(item: Item, value: Value) -> None:
    if isinstance(value, str) and item.option(value) is None:
        most = item.limits.length or LENGTHS.get(item.kind, 0)
        if not value.strip() or "\x00" in value:
            raise _invalid(item, _("Type an answer, or skip this question."))
        if len(value) > most:
            raise _invalid(item, _("Use {most} letters or fewer.").format(most=most))
    _check_limits(item, value.value if isinstance(value, Quantity) else value)


def _check_limits(item: Item, value: Value) -> None:
    least, most = item.limits.least, item.limits.most
    if least is not None and values.compared(value, least) == -1:
        raise _invalid(item, _("The answer is {least} or more.").format(least=least))
    if most is not None and values.compared(value, most) == 1:
        raise _invalid(item, _("The answer is {most} or less.").format(most=most))
    if isinstance(value, int) and abs(value) > WHOLE:
        raise _invalid(item, _("That number is too large."))
    if isinstance(value, Decimal):
        _check_decimal(item, value)


def _check_decimal(item: Item, value: Decimal) -> None:
    _sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or len(digits) > DIGITS or abs(exponent) > DIGITS:
        raise _invalid(item, _("That number is too large."))
    if item.limits.places is not None and -exponent > item.limits.places:
        raise _invalid(
            item, _("Use {places} digits or fewer after the point.").format(places=item.limits.places)
        )


def understood(item: Item, typed: Sequence[str], *, written: str = "", unit: str = "") -> Given:
    """What was chosen, typed or `written` in one's own words, as an answer. Raises Invalid."""
    said = [word.strip() for word in typed if word.strip()]
    if item.kind in WITH_CHOICES:
        found = [_chosen(item, key) for key in dict.fromkeys(said)]
    else:
        found = [_read(item, word, unit) for word in dict.fromkeys(said)]
    if written.strip() and item.kind == Kind.OPEN_CHOICE:
        found = [*(found if item.repeats else []), written.strip()]
    if not found:
        raise _invalid(item, _("Choose an answer, or skip this question."))
    given = Given(tuple(found))
    check(item, given)
    return given


def _chosen(item: Item, key: str) -> Value:
    option = next((option for option in item.options if option.key == key), None)
    if option is None:
        raise _invalid(item, _("Choose one of the answers."))
    return option.value


def _read(item: Item, word: str, unit: str) -> Value:
    try:
        if item.kind == Kind.QUANTITY:
            return _quantity(item, word, unit)
        value: Value = READ[item.kind](word)
        return value
    except (ValueError, InvalidOperation, KeyError):
        raise _invalid(item, SAY.get(item.kind, _("This is not an answer to this question."))) from None


def _quantity(item: Item, word: str, unit: str) -> Quantity:
    units = [known for known in item.units if unit in {"", known.code, known.unit}] or list(item.units)
    blank = units[0] if units else Quantity(Decimal(0))
    return Quantity(_decimal(word), blank.unit, blank.system, blank.code)


def _decimal(word: str) -> Decimal:
    """'$24,000' is how people write it."""
    number = Decimal(re.sub(r"[$\s]|,(?=[0-9]{3}(?:[^0-9]|$))", "", word))
    if not number.is_finite():
        raise ValueError(word)
    return number


def _integer(word: str) -> int:
    number = _decimal(word)
    if number != number.to_integral_value() or abs(number) > WHOLE:
        raise ValueError(word)
    return int(number)


READ: dict[Kind, Callable[[str], Any]] = {
    Kind.STRING: str,
    Kind.TEXT: str,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: date.fromisoformat,
    Kind.BOOLEAN: {"true": True, "false": False}.__getitem__,
}
SAY = {
    Kind.INTEGER: _("Type a whole number, like 4."),
    Kind.DECIMAL: _("Type a number, like 4 or 4.5."),
    Kind.QUANTITY: _("Type a number, like 4 or 4.5."),
    Kind.DATE: _("Choose a day."),
    Kind.BOOLEAN: _("Choose one of the answers."),
}


def _invalid(item: Item, says: object) -> Invalid:
    return Invalid(says, field=item.link_id)
