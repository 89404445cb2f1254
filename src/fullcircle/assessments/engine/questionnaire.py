"""A questionnaire as it is asked: groups, questions, choices, conditions. Immutable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from fullcircle.assessments.engine.values import Coding, Quantity, Value


class Kind(StrEnum):
    GROUP = "group"
    DISPLAY = "display"
    CHOICE = "choice"
    OPEN_CHOICE = "open-choice"
    STRING = "string"
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"
    QUANTITY = "quantity"


NOT_QUESTIONS = frozenset({Kind.GROUP, Kind.DISPLAY})
WITH_CHOICES = frozenset({Kind.CHOICE, Kind.OPEN_CHOICE})


class Operator(StrEnum):
    EXISTS = "exists"
    EQUAL = "="
    NOT_EQUAL = "!="
    GREATER = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Text:
    plain: str
    translations: Mapping[str, str] = field(default_factory=dict)

    def in_(self, language: str) -> str:
        """In this language, else in its parent ('es' for 'es-MX'), else as written."""
        for code in (language.lower(), language.lower().partition("-")[0]):
            if code in self.translations:
                return self.translations[code]
        return self.plain


@dataclass(frozen=True, slots=True)
class Option:
    value: Value
    text: Text
    weight: Decimal | None = None
    prefix: str = ""
    exclusive: bool = False

    @property
    def key(self) -> str:
        """What a page, a person who seeds or a table of rules calls this choice: its code, or itself."""
        return self.value.code if isinstance(self.value, Coding) else str(self.value)


@dataclass(frozen=True, slots=True)
class Condition:
    question: str
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class Limits:
    least: Value | None = None
    most: Value | None = None
    length: int | None = None
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    link_id: str
    kind: Kind
    text: Text
    prefix: str = ""
    codes: tuple[Coding, ...] = ()
    repeats: bool = False
    options: tuple[Option, ...] = ()
    initial: tuple[Value, ...] = ()
    conditions: tuple[Condition, ...] = ()
    any_condition: bool = False
    hidden: bool = False
    read_only: bool = False
    computed: bool = False
    limits: Limits = Limits()
    units: tuple[Quantity, ...] = ()
    roster: bool = False  # its choices are the organizations that a campaign asks
    items: tuple[Item, ...] = ()

    @property
    def is_question(self) -> bool:
        return self.kind not in NOT_QUESTIONS

    @property
    def names(self) -> frozenset[str]:
        """Its codes and its linkId: what tables of rules know it by."""
        return frozenset({self.link_id, *(coding.code for coding in self.codes)})

    def option(self, value: Value) -> Option | None:
        return next((option for option in self.options if option.value == value), None)


@dataclass(frozen=True, slots=True)
class Place:
    """An item and what stands above it, outermost first."""

    item: Item
    above: tuple[Item, ...]

    @property
    def is_asked(self) -> bool:
        """Hidden, read-only and computed items are filled by the form, not by a person."""
        item = self.item
        return item.is_question and not (self.is_hidden or item.read_only or item.computed)

    @property
    def is_hidden(self) -> bool:
        return any(item.hidden for item in (*self.above, self.item))


@dataclass(frozen=True)
class Questionnaire:
    url: str
    version: str
    title: Text
    items: tuple[Item, ...]
    name: str = ""
    language: str = "en"
    publisher: str = ""
    licence: str = ""
    description: Text = Text("")
    codes: tuple[Coding, ...] = ()
    drafts: frozenset[str] = frozenset()  # languages translated by a machine and not yet read by a person
    subjects: frozenset[str] = (
        frozenset()
    )  # FHIR's subjectType: of whom it asks; empty where the form does not say

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every item by linkId, in the order of the document."""
        return {place.item.link_id: place for place in _places(self.items, ())}

    @cached_property
    def asked(self) -> tuple[Item, ...]:
        """Every question that a person may be asked, whatever the branching says."""
        return tuple(place.item for place in self.places.values() if place.is_asked)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The form's own language first, then those in which every question can be read."""
        known = [set(item.text.translations) for item in self.asked]
        return (self.language, *sorted(set.intersection(*known) - {self.language} if known else ()))

    @property
    def canonical(self) -> str:
        return f"{self.url}|{self.version}" if self.version else self.url

    def item(self, link_id: str) -> Item:
        return self.places[link_id].item


def _places(items: tuple[Item, ...], above: tuple[Item, ...]) -> Iterator[Place]:
    for item in items:
        yield Place(item, above)
        yield from _places(item.items, (*above, item))
