"""What changes permissions: agreeing, saying no, stopping, renewing. Each checks, changes, and records one event."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from fullcircle.access import consents, events
from fullcircle.access.actor import Actor
from fullcircle.access.consents import EVERY_PURPOSE, GivenBy, How, Line, Manner
from fullcircle.access.errors import Conflict, Invalid
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.access.labels import NEVER_SHARED, Label
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.privacy import policies, queries, sentences, topics
from fullcircle.privacy.sentences import Document, Said

if TYPE_CHECKING:
    from fullcircle.people.models import Person


class NotWhatWasShown(Conflict):
    """The sentences changed between showing them and agreeing: nobody agrees to what they did not see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremony:
    """How the person was asked: in which way and language, who spoke for them, before which witness, and the digest of
    the sentences that they saw, heard or ticked on paper."""

    manner: str
    language: str
    read: str
    given_by: str = GivenBy.SELF
    witness: str = ""


@transaction.atomic
def agree(
    *, person_id: UUID, shown: Sequence[Said], yes: Collection[int], ceremony: Ceremony, actor: Actor, at: datetime
) -> list[UUID]:  # fmt: skip
    """Write down the lines that the person ticked, by their places in `shown`; a line may be a no. Ticking none is an
    answer too, and changes nothing. Raises Denied, Invalid, NotWhatWasShown."""
    person = people.person(person_id)
    policies.check_can_say(actor, person)
    _check_lines(shown, at)
    text = _as_read(shown, ceremony)
    how = _how(person, ceremony, text, actor, at)
    given = [consents.give(_line(person_id, shown[n], at), how) for n in sorted(set(yes)) if n < len(shown)]
    detail = {
        "asked": len(shown), "given": len(given), "noes": sum(not shown[n].permit for n in set(yes) if n < len(shown)),
        "manner": how.manner, "language": how.language, "consents": [str(one) for one in given],
    }  # fmt: skip
    about = Subject(DataClass.ACCESS, person_id=person_id, detail=detail)
    events.record(actor=actor, did="consent.agree" if given else "consent.decline", about=about, at=at)
    return given


@transaction.atomic
def withdraw(*, person_id: UUID, consent_id: UUID, actor: Actor, at: datetime) -> None:
    """End one line at once, a yes or a no. Raises Denied, NoSuchLine, AlreadyEnded."""
    person = people.person(person_id)
    policies.check_can_say(actor, person)
    queries.living_line(person_id, consent_id, at=at)
    consents.end(consent_id, why="withdrawn")
    about = Subject(DataClass.ACCESS, person_id=person_id, record_id=consent_id)
    events.record(actor=actor, did="consent.withdraw", about=about, at=at)


@transaction.atomic
def renew(*, person_id: UUID, consent_id: UUID, ceremony: Ceremony, actor: Actor, at: datetime) -> UUID:
    """The same line again for 12 months from today; the old one is replaced. Raises Denied, Invalid, NoSuchLine,
    AlreadyEnded, NotWhatWasShown."""
    person = people.person(person_id)
    policies.check_can_say(actor, person)
    said = queries.renewed(person_id, consent_id, at=at)
    how = _how(person, ceremony, _as_read([said], ceremony), actor, at)
    consents.end(consent_id, why="replaced")
    made = consents.give(_line(person_id, said, at), how)
    about = Subject(
        DataClass.ACCESS, person_id=person_id, record_id=made, detail={"replaces": str(consent_id)}
    )
    events.record(actor=actor, did="consent.renew", about=about, at=at)
    return made


def _check_lines(shown: Sequence[Said], at: datetime) -> None:
    """Raises Invalid with the field of the form that it is about."""
    if not shown:
        raise Invalid(_("Choose what they may see."), field="topics")
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    named = {one for said in shown for one in said.organizations or ()}
    if len(directory.organization_names(named)) != len(named):
        raise Invalid(_("Choose places of the directory."), field="organizations")
    for said in shown:
        _check_line(said, today)


def _check_line(said: Said, today: date) -> None:
    if said.organizations == ():
        raise Invalid(_("Choose who."), field="organizations")
    if not said.purposes or not set(said.purposes) <= set(EVERY_PURPOSE):
        raise Invalid(_("Choose what for."), field="purposes")
    if said.labels and said.organizations is None:
        raise Invalid(_("For protected records, choose the places by name."), field="protected")
    if set(said.labels) & NEVER_SHARED:
        raise Invalid(_("Records of services for survivors of violence are never shared."), field="protected")
    if said.permit:
        _check_until(said.until, today)


def _check_until(until: date | None, today: date) -> None:
    if until is None or until <= today:
        raise Invalid(_("Choose a day after today."), field="until")
    if until > topics.last_day(today, topics.MOST_MONTHS):
        raise Invalid(_("Choose a day in the next 3 years."), field="until")


def _as_read(shown: Sequence[Said], ceremony: Ceremony) -> Document:
    if ceremony.language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose a language that these sentences are written in."), field="language")
    with translation.override(ceremony.language):
        text = sentences.document(shown)
    if text.digest != ceremony.read:
        raise NotWhatWasShown(_("The sentences have changed. Please read them again."))
    return text


def _how(person: Person, ceremony: Ceremony, text: Document, actor: Actor, at: datetime) -> How:
    if ceremony.manner not in list(Manner) or (actor.person_id and ceremony.manner != Manner.SCREEN):
        raise Invalid(_("Say how the person agreed."), field="manner")
    if ceremony.given_by not in list(GivenBy) or (actor.person_id and ceremony.given_by != GivenBy.SELF):
        raise Invalid(_("Say who agreed."), field="given_by")
    if ceremony.manner == Manner.VOICE and not ceremony.witness.strip():
        raise Invalid(_("Write down who heard it: a spoken yes needs a witness."), field="witness")
    guardian_until = people.comes_of_age(person.pk) if ceremony.given_by == GivenBy.GUARDIAN else None
    if guardian_until and guardian_until <= at:
        raise Invalid(_("This person is 18 or older: ask them, not a guardian."), field="given_by")
    return How(
        manner=ceremony.manner, language=ceremony.language, witness=ceremony.witness.strip(), given_by=ceremony.given_by,
        guardian_until=guardian_until, translation_by=sentences.reviewer(ceremony.language), document=text.digest,
    )  # fmt: skip


def _line(person_id: UUID, said: Said, at: datetime) -> Line:
    return Line(
        person_id=person_id, classes=said.classes, organizations=said.organizations, purposes=said.purposes,
        starts_at=at, ends_at=sentences.end_of(said.until) if said.until else None,
        labels=[Label(label) for label in said.labels], need_id=said.need_id, referral_id=said.referral_id,
        permit=said.permit,
    )  # fmt: skip
