"""The card that travels: the same function draws it for the sender's preview and for the receiver.

What it may hold is decided by the domain of the need and by what the resident agreed to; row security decides, once
more and by itself, what the receiver's reading finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from fullcircle.access import grants
from fullcircle.access.grants import DataClass, Rule
from fullcircle.directory import domains
from fullcircle.people import names
from fullcircle.people.models import Contact
from fullcircle.people.queries import Record
from fullcircle.referrals.models import Need


class Field(NamedTuple):
    """One line of a card: its label, the class of data it comes from, and why it is left out where it is."""

    label: str | Promise
    data_class: DataClass
    left_out: str | Promise


FIELDS = {
    "name": Field(gettext_lazy("Name"), DataClass.IDENTITY, ""),
    "need": Field(gettext_lazy("Need"), DataClass.NEED, ""),
    "language": Field(gettext_lazy("Language"), DataClass.IDENTITY, ""),
    "zip": Field(gettext_lazy("Lives in"), DataClass.IDENTITY, gettext_lazy("not needed for this")),
    "household": Field(gettext_lazy("Household"), DataClass.HOUSEHOLD, gettext_lazy("not needed for this")),
    "reach": Field(gettext_lazy("Reach"), DataClass.CONTACT, gettext_lazy("they did not agree")),
    "address": Field(gettext_lazy("Address"), DataClass.ADDRESS, gettext_lazy("not needed for this")),
    "birth date": Field(
        gettext_lazy("Date of birth"), DataClass.DEMOGRAPHICS, gettext_lazy("not needed for this")
    ),
    "other needs": Field(gettext_lazy("Other needs"), DataClass.NEED, gettext_lazy("they did not agree")),
}
ALWAYS = ("name", "need", "language")
NEVER = ("birth date", "other needs")
WITH_ADDRESS = frozenset(
    {
        "utility-insecurity",
        "inadequate-housing",
        "transportation-insecurity",
        "material-hardship",
        "housing-instability",
    }
)
WITH_HOUSEHOLD = frozenset(domains.BY_CODE) - {
    "personal-health-literacy",
    "stress",
    "employment-status",
    "digital-literacy",
}


def default_fields(domain: str) -> list[str]:
    """What a service of this domain needs to know, before the resident takes anything away."""
    fields = [*ALWAYS, "zip"]
    if domain in WITH_HOUSEHOLD:
        fields.append("household")
    fields.append("reach")
    if domain in WITH_ADDRESS:
        fields.append("address")
    return fields


def classes(fields: list[str], *, on_acceptance: bool) -> tuple[str, ...]:
    """Which classes of data a grant must open for these fields: at once, or when the receiver says yes."""
    later = {DataClass.CONTACT, DataClass.ADDRESS}
    wanted = {FIELDS[name].data_class for name in fields}
    return tuple(sorted(str(kind) for kind in wanted if (kind in later) == on_acceptance))


@dataclass(frozen=True, slots=True)
class Fact:
    """`withheld`: the value says only when or how it will be told."""

    label: str
    value: str
    data_class: DataClass
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that does not travel, by name and reason: never its value."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    facts: list[Fact]
    left_out: list[LeftOut]
    because: str = ""  # of a closed card: why


def closed_lines(
    *, keeper_id: UUID, organization_id: UUID, fields: list[str], label: str = "", person_id: UUID | None = None
) -> dict[DataClass, Rule]:  # fmt: skip
    """The classes of these fields that stay closed to an organization even if the person agrees, with the rule."""
    wanted = {FIELDS[name].data_class for name in fields}
    answers = grants.would(
        keeper_id=keeper_id, organization_id=organization_id, classes=wanted, person_id=person_id, label=label
    )
    return {kind: rule for kind, rule in answers.items() if rule not in grants.OPENS}


def draw(
    *, record: Record, need: Need | None, fields: list[str], reach_by: str, accepted: bool,
    closed_to_them: Mapping[DataClass, Rule] = MappingProxyType({}),
) -> Card:  # fmt: skip
    """The card as the receiver has it: before acceptance without the number and the street, and never with a line that
    no agreement opens to it or that the person refused. The sender's preview and the receiver's card are both this."""
    if DataClass.IDENTITY in closed_to_them:
        return closed(str(grants.SENTENCES[closed_to_them[DataClass.IDENTITY]]))
    shown = [
        name for name, field in FIELDS.items() if name in fields and field.data_class not in closed_to_them
    ]
    facts = [
        Fact(
            str(FIELDS[name].label),
            _value(name, record, need, reach_by, accepted=accepted),
            FIELDS[name].data_class,
            withheld=_withheld(name, record, accepted=accepted),
        )
        for name in shown
    ]
    left_out = [
        LeftOut(str(field.label), str(_reason(field, name in fields, closed_to_them)))
        for name, field in FIELDS.items()
        if name not in shown
    ]
    return Card(title=_title(record, shown), facts=[fact for fact in facts if fact.value], left_out=left_out)


def _withheld(name: str, record: Record, *, accepted: bool) -> bool:
    part = {"reach": record.contact, "address": record.address}
    return name in part and not (accepted and part[name])


def _reason(field: Field, agreed: bool, closed_to_them: Mapping[DataClass, Rule]) -> str | Promise:
    return grants.SENTENCES[closed_to_them[field.data_class]] if agreed else field.left_out


def closed(because: str = "") -> Card:
    """What is left of a card that is not open, or no longer: that there was one."""
    return Card(title=_("This card is closed"), facts=[], left_out=[], because=because)


def reach_by(contact: Contact | None) -> str:
    """How the resident is reached, in one word that tells nobody the number."""
    if contact is None:
        return "helper"
    if contact.phone:
        return "text" if contact.may_text else "call"
    return "email" if contact.email else "helper"


def _title(record: Record, fields: list[str]) -> str:
    household = record.household
    if household and "household" in fields and household.adults + household.children > 1:
        return _("{name}, family of {n}").format(
            name=record.person.name, n=household.adults + household.children
        )
    return record.person.name


def _value(name: str, record: Record, need: Need | None, by: str, *, accepted: bool) -> str:
    person, household = record.person, record.household
    if name == "name":
        return f"{person.name} ({person.pronouns})" if person.pronouns else person.name
    if name == "need":
        return _need(need) if need else ""
    if name == "language":
        return _language(record)
    if name == "zip":
        return person.zip
    if name == "household":
        return _household(household.adults, household.children) if household else ""
    if name == "reach":
        return _reach(record.contact if accepted else None, by)
    street = record.address.street if record.address else ""
    return street if accepted else _("After you say yes")


def _need(need: Need) -> str:
    parts = [domains.label(need.domain)]
    if need.detail:
        parts.append(need.detail)
    if need.due_on:
        parts.append(_("needed by {day}").format(day=date_format(need.due_on, "MONTH_DAY_FORMAT")))
    return ": ".join(parts[:2]) + (f", {parts[2]}" if len(parts) > 2 else "")


def _language(record: Record) -> str:
    person = record.person
    spoken = language_name(person.language)
    extra = _("needs an interpreter") if person.needs_interpreter else ""
    return ", ".join(part for part in (spoken, person.other_languages, extra) if part)


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _household(adults: int, children: int) -> str:
    said = ngettext("{n} adult", "{n} adults", adults).format(n=adults)
    if children:
        said += ", " + ngettext("{n} child", "{n} children", children).format(n=children)
    return said


def _reach(contact: Contact | None, by: str) -> str:
    if contact is None:
        return {
            "text": _("By text, number after you say yes"),
            "call": _("By phone, number after you say yes"),
            "email": _("By e-mail, address after you say yes"),
        }.get(by, _("Through their helper"))
    parts = [safe_ways(contact)]
    if not contact.may_say_who:
        parts.append(_("Do not say where you are from."))
    if contact.note:
        parts.append(contact.note)
    return " ".join(part for part in parts if part)


def safe_ways(contact: Contact) -> str:
    """How this person may be reached, in one sentence: 'Text or call 000 555 0142. No voicemail.'"""
    if not contact.phone:
        return contact.email
    number = names.spoken(contact.phone)
    said = _("Text or call {number}.") if contact.may_text else _("Call {number}. No texts.")
    said = said.format(number=number)
    without = _("No voicemail.")
    return said if contact.may_voicemail else f"{said} {without}"
