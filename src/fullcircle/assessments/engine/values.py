"""What can be said: Python values, and FHIR's value[x] for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Coding:
    """Two codings are the same by system and code; the display is for people."""

    code: str
    system: str = ""
    display: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Quantity:
    value: Decimal
    unit: str = ""
    system: str = ""
    code: str = ""


Value = Coding | Quantity | Decimal | int | str | date | bool


class Unreadable(Exception):
    """A value[x] of a type that is not read here; says which."""


def as_fhir(value: Value, prefix: str = "value") -> dict[str, Any]:
    """`{"valueCoding": {...}}`, or `{"answerCoding": {...}}` and the like."""
    if isinstance(value, bool):
        return {f"{prefix}Boolean": value}
    if isinstance(value, int):
        return {f"{prefix}Integer": value}
    if isinstance(value, Decimal):
        return {f"{prefix}Decimal": _number(value)}
    if isinstance(value, date):
        return {f"{prefix}Date": value.isoformat()}
    if isinstance(value, str):
        return {f"{prefix}String": value}
    if isinstance(value, Coding):
        return {f"{prefix}Coding": _filled(system=value.system, code=value.code, display=value.display)}
    parts = _filled(unit=value.unit, system=value.system, code=value.code)
    return {f"{prefix}Quantity": {"value": _number(value.value), **parts}}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _filled(**parts: str) -> dict[str, str]:
    return {name: part for name, part in parts.items() if part}


def from_fhir(element: Mapping[str, Any], prefix: str = "value") -> Value | None:
    """The value in an element, or None where there is none. Raises Unreadable."""
    found = [
        name for name in element if name.startswith(prefix) and name[len(prefix) : len(prefix) + 1].isupper()
    ]
    if not found:
        return None
    kind = found[0].removeprefix(prefix)
    if len(found) > 1 or kind not in READERS:
        raise Unreadable(", ".join(found))
    try:
        return READERS[kind](element[found[0]])
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        raise Unreadable(found[0]) from None


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(said: Any) -> Any:
        if type(said) is not kind:
            raise TypeError(said)
        return said

    return read


def _decimal(said: Any) -> Decimal:
    if isinstance(said, bool):
        raise TypeError(said)
    number = Decimal(str(said))
    if not number.is_finite():
        raise ValueError(said)
    return number


def _coding(said: Any) -> Coding:
    return Coding(
        code=str(said["code"]), system=str(said.get("system", "")), display=str(said.get("display", ""))
    )


def _quantity(said: Any) -> Quantity:
    unit, system, code = (str(said.get(name, "")) for name in ("unit", "system", "code"))
    return Quantity(value=_decimal(said["value"]), unit=unit, system=system, code=code)


READERS: dict[str, Callable[[Any], Value]] = {
    "Boolean": _exactly(bool),
    "Integer": _exactly(int),
    "Decimal": _decimal,
    "Date": date.fromisoformat,
    "String": _exactly(str),
    "Coding": _coding,
    "Quantity": _quantity,
}


def same(one: Value, other: Value) -> bool:
    """Equal as answers. A coding without a system fits any system: many forms leave it out in conditions."""
    if isinstance(one, Coding) and isinstance(other, Coding):
        return one.code == other.code and (one.system == other.system or not (one.system and other.system))
    return (type(one) is type(other) and one == other) or (
        is_number(one) and is_number(other) and one == other
    )


def is_number(value: Value) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def compared(one: Value, other: Value) -> int | None:
    """-1, 0 or 1; None where the two have no order."""
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        in_one_unit = (one.code or one.unit) == (other.code or other.unit)
        return compared(one.value, other.value) if in_one_unit else None
    if (is_number(one) and is_number(other)) or (type(one) is type(other) and isinstance(one, date | str)):
        return (one > other) - (one < other)  # type: ignore[operator]
    return None
