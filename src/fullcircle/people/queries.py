"""Reading people. Row security decides what is there; a hidden record and an absent one answer alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.errors import Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.people import names
from fullcircle.people.models import Address, Contact, Demographics, Household, Person, Proxy


class NoSuchPerson(NotFound):
    """Not there, or not for this actor."""

    def __init__(self, person_id: UUID) -> None:
        super().__init__(_("There is no such person here."))
        self.person_id = person_id


@dataclass(frozen=True, slots=True)
class Record:
    """A person and the parts of the record that this actor may see; None where not."""

    person: Person
    contact: Contact | None
    address: Address | None
    household: Household | None
    demographics: Demographics | None
    proxies: list[Proxy]


def person(person_id: UUID, *, lock: bool = False) -> Person:
    """One person. Raises NoSuchPerson."""
    people = Person.objects.select_for_update() if lock else Person.objects
    found = people.filter(pk=person_id).first()
    if found is None:
        raise NoSuchPerson(person_id)
    return found


def may_be_seen(person_id: UUID) -> bool:
    """Is this person's name open to the running actor?"""
    return Person.objects.filter(pk=person_id).exists()


def glance(person_id: UUID) -> Person:
    """Name, ZIP code and household of one person, as a desk shows them; leaves an event. Raises NoSuchPerson."""
    seen = person(person_id)
    classes = [DataClass.IDENTITY]
    if Household.objects.filter(person=person_id).exists():
        classes.append(DataClass.HOUSEHOLD)
    about = Subject(DataClass.ACCESS, person_id=person_id, detail={"classes": [str(one) for one in classes]})
    events.recorded_now("person.read", about)
    return seen


def names_of(ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of those people that are open to the running actor."""
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))


def languages_of(ids: Collection[UUID]) -> list[tuple[str, int]]:
    """The languages that those people prefer, by how many of them, as far as they are open to the running actor."""
    return Counter(Person.objects.filter(pk__in=ids).values_list("language", flat=True)).most_common()


def birth_dates(ids: Collection[UUID]) -> dict[UUID, date]:
    """The dates of birth of those people that are known and open to the running actor."""
    known = Demographics.objects.filter(person__in=ids, born_on__isnull=False)
    return {person: born for person, born in known.values_list("person_id", "born_on") if born}


def record(person_id: UUID) -> Record:
    """The whole record as far as it is open to the actor; leaves an event that it was read. Raises NoSuchPerson."""
    read = unlogged_record(person_id)
    about = Subject(DataClass.ACCESS, person_id=person_id, detail={"classes": _shown(read)})
    events.recorded_now("person.read", about)
    return read


def _shown(read: Record) -> list[str]:
    """Which classes this reading showed."""
    parts = {
        DataClass.IDENTITY: read.person, DataClass.CONTACT: read.contact, DataClass.ADDRESS: read.address,
        DataClass.HOUSEHOLD: read.household, DataClass.DEMOGRAPHICS: read.demographics,
    }  # fmt: skip
    return [str(kind) for kind, part in parts.items() if part is not None]


def unlogged_record(person_id: UUID) -> Record:
    """For parts of one page or card whose reading is logged as a whole. Raises NoSuchPerson."""
    return Record(
        person=person(person_id),
        contact=Contact.objects.filter(person=person_id).first(),
        address=Address.objects.filter(person=person_id).exclude(street="").first(),
        household=Household.objects.filter(person=person_id).first(),
        demographics=Demographics.objects.filter(person=person_id).first(),
        proxies=list(Proxy.objects.filter(person=person_id).order_by("-began_at")),
    )


def records_kept_by(organization_id: UUID) -> Iterator[Record]:
    """Each record that an organization keeps, by name, without the people's proxies; whoever reads them records it."""
    parts = ("contact", "address", "household", "demographics")
    for person in (
        Person.objects.filter(steward_id=organization_id).select_related(*parts).order_by("folded_name", "id")
    ):
        known = {part: getattr(person, part, None) for part in parts}
        yield Record(person=person, proxies=[], **known)


def contact_of(person_id: UUID) -> Contact | None:
    """How to reach one person, with the person beside it in the same query."""
    return Contact.objects.select_related("person").filter(person=person_id).first()


def comes_of_age(person_id: UUID) -> datetime:
    """The midnight at which a guardian no longer speaks for this person: their 18th birthday, in the community's time
    zone. Raises Invalid where the date of birth is not known."""
    born_on = Demographics.objects.filter(person=person_id).values_list("born_on", flat=True).first()
    if born_on is None:
        raise Invalid(
            _("Write down the date of birth first: a guardian's consent ends at 18."), field="given_by"
        )
    birthday = date(born_on.year + 18, born_on.month, born_on.day) if (born_on.month, born_on.day) != (2, 29) else (
        date(born_on.year + 18, 3, 1)
    )  # fmt: skip
    return datetime.combine(birthday, time(), tzinfo=ZoneInfo(settings.TIME_ZONE))


def kept_by(organization_id: UUID, *, words: str = "", navigator_id: UUID | None = None) -> QuerySet[Person]:
    """People whose record an organization keeps, by name; `words` match the beginning of any part of the name."""
    people = Person.objects.filter(steward_id=organization_id)
    if navigator_id:
        people = people.filter(navigator_id=navigator_id)
    return by_name(people, words).order_by("folded_name", "id")


def known_to(organization_id: UUID, others: Sequence[Any]) -> QuerySet[Person]:
    """People whose record an organization keeps, and `others` by their ids, as far as their names are open to it."""
    known = Q(steward_id=organization_id)
    for ids in others:
        known |= Q(pk__in=ids)
    return Person.objects.filter(known)


def by_name(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Those of whose name each of the words begins a part."""
    for word in names.folded(words).split():
        people = people.filter(Q(folded_name__startswith=word) | Q(folded_name__contains=f" {word}"))
    return people


def likely_duplicates(*, name: str, phone: str, zip_code: str, born_on: date | None) -> list[Person]:
    """Records that may be the same person, among those that the asker may see anyway: others stay unsaid."""
    same = Q(folded_name=names.folded(name))
    if phone:
        same |= Q(contact__phone=phone)
    if born_on:
        same |= Q(demographics__born_on=born_on, folded_name__startswith=names.folded(name)[:3])
    found = Person.objects.filter(same).select_related("contact").order_by("folded_name", "id")
    alike = [who for who in found if _alike(who, phone, zip_code)]
    return sorted(alike, key=lambda who: not phone or _number(who) != phone)[
        :5
    ]  # of many with one name, that phone first


def _alike(who: Person, phone: str, zip_code: str) -> bool:
    known = _number(who)
    return not (phone and known and phone != known and zip_code and who.zip and zip_code != who.zip)


def _number(who: Person) -> str:
    contact = getattr(who, "contact", None)
    return contact.phone if contact else ""
