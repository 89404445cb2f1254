"""What changes people: adding, correcting, handing over. Each checks, changes, and records one event."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor, Role
from fullcircle.access.errors import Invalid
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.infra.time import SENT_TWICE
from fullcircle.people import names, policies, queries, reaching
from fullcircle.people.models import Address, Contact, Demographics, Household, Person, Proxy
from fullcircle.people.words import Relation

LONGEST_FOLDED = 120  # folding makes some letters two or three: Hangul, ligatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How to reach somebody, and what is safe. Nothing is assumed safe."""

    phone: str = ""
    email: str = ""
    may_text: bool = False
    may_voicemail: bool = False
    may_say_who: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What may be asked for statistics; every part optional, '' for not asked, 'declined' for prefer not to say."""

    born_on: date | None = None
    gender: str = ""
    race: tuple[str, ...] = ()
    ethnicity: str = ""
    disability: str = ""
    veteran: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    name: str
    pronouns: str = ""
    language: str = "en"
    other_languages: str = ""
    needs_interpreter: bool = False
    zip: str = ""
    street: str = ""
    adults: int = 1
    children: int = 0
    reach: Reach = field(default_factory=Reach)
    described: Described | None = None


@transaction.atomic
def add(
    *, details: Details, steward_id: UUID, actor: Actor, at: datetime, person_id: UUID | None = None
) -> Person:
    """Add a resident. The steward sees everything of theirs, and so do they. Raises Denied, Invalid."""
    policies.check_can_add(actor)
    checked = _checked(details)
    person_id = actor.person_id or person_id or uuid.uuid4()
    person = Person.objects.create(
        id=person_id, name=checked.name, folded_name=names.folded(checked.name)[:LONGEST_FOLDED], pronouns=checked.pronouns,
        language=checked.language, other_languages=checked.other_languages, needs_interpreter=checked.needs_interpreter,
        zip=checked.zip, steward_id=steward_id, label=directory.label_of(steward_id),
        navigator_id=actor.user_id, added_at=at, added_by=actor.user_id,
    )  # fmt: skip
    _write_parts(person, checked)
    events.record(
        actor=actor, did="person.add", about=Subject(DataClass.IDENTITY, person_id=person.id), at=at
    )
    return person


@transaction.atomic
def correct(*, person_id: UUID, details: Details, actor: Actor, at: datetime) -> Person:
    """Change what is written about a resident. The event names the fields, never the values. Raises Denied, Invalid."""
    person = queries.person(person_id, lock=True)
    policies.check_can_correct(actor, person)
    checked = _checked(details)
    before = queries.contact_of(person_id)
    changed = [
        name
        for name in ("name", "pronouns", "language", "zip")
        if getattr(person, name) != getattr(checked, name)
    ]
    person.name, person.folded_name, person.pronouns = (
        checked.name,
        names.folded(checked.name)[:LONGEST_FOLDED],
        checked.pronouns,
    )
    person.language, person.other_languages = checked.language, checked.other_languages
    person.needs_interpreter, person.zip = checked.needs_interpreter, checked.zip
    person.save()
    _write_parts(person, checked)
    about = Subject(DataClass.IDENTITY, person_id=person.id, detail={"changed": changed})
    events.record(actor=actor, did="person.correct", about=about, at=at)
    if before is not None and _lost_a_way(before, checked.reach):
        reaching.leave_the_old_way(person_id, at=at)
    return person


@transaction.atomic
def hand_over(
    *, person_id: UUID, to: UUID, actor: Actor, at: datetime, navigator_id: UUID | None = None
) -> None:
    """Hand the record to another steward; the former one keeps what belongs to referrals it sent. Raises Denied."""
    person = queries.person(person_id, lock=True)
    policies.check_can_hand_over(actor, person, to)
    before = person.steward_id
    about = Subject(DataClass.IDENTITY, person_id=person_id, detail={"from": str(before), "to": str(to)})
    events.record(actor=actor, did="person.hand-over", about=about, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select people_hand_over(%s, %s, %s)", [person_id, to, navigator_id])


@transaction.atomic
def take_on(*, person_id: UUID, actor: Actor, at: datetime) -> None:
    """Become the navigator of a resident of one's own organization. Raises Denied."""
    _given_to(actor.user_id, person_id, "person.take-on", actor, at)


@transaction.atomic
def assign(*, person_id: UUID, navigator_id: UUID, actor: Actor, at: datetime) -> None:
    """Give a resident to a navigator of one's own organization. Raises Denied, Invalid."""
    held = accounts.memberships(navigator_id).get(actor.organization_id) if actor.organization_id else None
    if held is None or Role.NAVIGATOR not in held:
        raise Invalid(_("Choose a navigator of your organization."), field="navigator")
    _given_to(navigator_id, person_id, "person.assign", actor, at, to=str(navigator_id))


def _given_to(
    user_id: UUID | None, person_id: UUID, did: str, actor: Actor, at: datetime, **detail: str
) -> None:
    person = queries.person(person_id, lock=True)
    policies.check_can_correct(actor, person)
    person.navigator_id = user_id
    person.save(update_fields=["navigator_id"])
    about = Subject(DataClass.IDENTITY, person_id=person_id, detail=dict(detail))
    events.record(actor=actor, did=did, about=about, at=at)


@transaction.atomic
def add_proxy(
    *,
    person_id: UUID,
    name: str,
    relation: str,
    phone: str,
    scope: str,
    ends_on: date | None,
    actor: Actor,
    at: datetime,
) -> Proxy:
    """Write down who acts for a resident. Raises Denied, Invalid."""
    person = queries.person(person_id, lock=True)
    policies.check_can_correct(actor, person)
    if not name.strip() or relation not in Relation.values:
        raise Invalid(_("Say who acts for this person, and how they are related."), field="name")
    said = {
        "person": person, "name": name.strip(), "relation": relation, "phone": names.phone_number(phone), "scope": scope,
        "ends_on": ends_on,
    }  # fmt: skip
    before = Proxy.objects.filter(**said, began_at__gt=at - SENT_TWICE, began_at__lte=at).first()
    if before is not None:
        return before
    proxy = Proxy.objects.create(**said, began_at=at)
    about = Subject(DataClass.HOUSEHOLD, person_id=person_id, record_id=proxy.id)
    events.record(actor=actor, did="person.add-proxy", about=about, at=at)
    return proxy


def _checked(details: Details) -> Details:
    """The details with numbers folded. Raises Invalid."""
    name = " ".join(details.name.split())
    if not name:
        raise Invalid(_("Type the name this person wants to be called."), field="name")
    reach = details.reach
    phone = names.phone_number(reach.phone)
    if reach.may_text and not phone:
        raise Invalid(_("Type the number that is safe to text."), field="phone")
    folded = Reach(
        phone=phone, email=reach.email.strip(), may_text=reach.may_text, may_voicemail=reach.may_voicemail,
        may_say_who=reach.may_say_who, note=reach.note.strip(),
    )  # fmt: skip
    return Details(
        name=name, pronouns=details.pronouns.strip(), language=details.language, other_languages=details.other_languages,
        needs_interpreter=details.needs_interpreter, zip=names.zip_code(details.zip), street=details.street.strip(),
        adults=details.adults, children=details.children, reach=folded, described=details.described,
    )  # fmt: skip


def _lost_a_way(before: Contact, now: Reach) -> bool:
    """Somebody else may read what went there until now."""
    text = before.may_text and bool(before.phone) and (before.phone != now.phone or not now.may_text)
    return text or (bool(before.email) and before.email != now.email)


def _write_parts(person: Person, details: Details) -> None:
    reach = details.reach
    # What was said of another number holds for that number alone.
    Contact.objects.filter(person=person, may_say_what=True).exclude(phone=reach.phone).update(
        may_say_what=False
    )
    Contact.objects.update_or_create(
        person=person,
        defaults={
            "phone": reach.phone, "email": reach.email, "may_text": reach.may_text, "note": reach.note,
            "may_voicemail": reach.may_voicemail, "may_say_who": reach.may_say_who,
        },
    )  # fmt: skip
    Household.objects.update_or_create(
        person=person, defaults={"adults": details.adults, "children": details.children}
    )
    if details.street:
        Address.objects.update_or_create(person=person, defaults={"street": details.street})
    else:  # also where it was taken away again
        Address.objects.filter(person=person).update(street="")
    if details.described is not None:
        _write_demographics(person, details.described)


def _write_demographics(person: Person, said: Described) -> None:
    parts = {
        "born_on": said.born_on, "gender": said.gender, "race": list(said.race), "ethnicity": said.ethnicity,
        "disability": said.disability, "veteran": said.veteran,
    }  # fmt: skip
    if said == Described():  # nothing was said: what stood there is taken away, and nothing is begun
        Demographics.objects.filter(person=person).update(**parts)
        return
    Demographics.objects.update_or_create(person=person, defaults=parts)


def as_it_would_be(details: Details) -> queries.Record:
    """The record that `add` would make, unsaved: for showing a card before anything is kept. Raises Invalid."""
    checked = _checked(details)
    person = Person(
        name=checked.name, language=checked.language, pronouns=checked.pronouns, zip=checked.zip,
        other_languages=checked.other_languages, needs_interpreter=checked.needs_interpreter,
    )  # fmt: skip
    reach = checked.reach
    contact = Contact(
        phone=reach.phone, email=reach.email, may_text=reach.may_text, may_voicemail=reach.may_voicemail,
        may_say_who=reach.may_say_who, note=reach.note,
    )  # fmt: skip
    return queries.Record(
        person=person, contact=contact, address=Address(street=checked.street) if checked.street else None,
        household=Household(adults=checked.adults, children=checked.children), demographics=None, proxies=[],
    )  # fmt: skip
