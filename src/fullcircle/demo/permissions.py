"""What two residents of the practice town decided about their records, who looked, and what waits for an answer.

Through the same actions that people use; nothing is drawn by lot, so the rest of the town stays as its seed makes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation

from fullcircle.access import actor as actors
from fullcircle.access.actor import Actor, Purpose
from fullcircle.access.consents import Manner
from fullcircle.access.session import acting_as
from fullcircle.demo import places
from fullcircle.directory import queries as directory
from fullcircle.people import actions as people
from fullcircle.people import queries as people_queries
from fullcircle.people.actions import Described, Details, Reach
from fullcircle.privacy import actions, asking, emergencies, queries, sentences, topics
from fullcircle.privacy.actions import Ceremony
from fullcircle.privacy.emergencies import Wanted
from fullcircle.privacy.sentences import Said
from fullcircle.referrals import actions as referrals
from fullcircle.referrals import cards, needs, sending
from fullcircle.referrals import queries as referral_queries

if TYPE_CHECKING:
    from fullcircle.people.models import Person

DAY = timedelta(days=1)
DECIDES = Details(
    name="Odette Fairweather", zip="00412", street="61 Lantern Street", adults=1, children=2,
    reach=Reach(phone="0005559901", may_text=True, may_voicemail=True, may_say_who=True),
    described=Described(born_on=date(1984, 5, 17)),
)  # fmt: skip
OPENED_URGENTLY = Details(
    name="Bertram Osei", zip="00411", street="8 Spring Street", adults=1,
    reach=Reach(phone="0005559902", may_text=True), described=Described(born_on=date(1951, 11, 2)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Town:
    """Organizations by key, and those of their staff who take part."""

    ids: dict[str, UUID]
    navigator: Actor
    clinic: Actor
    intake: Actor


def seed(town: Town, *, now: datetime) -> None:
    """One resident with a permission of each kind, looks and an open question; one whose record was opened in an
    emergency that waits for its review."""
    person = added(DECIDES, town.navigator, now - 150 * DAY)
    _permissions(town, person, now)
    _request(town, person, now)
    _question(town, person, now)
    _emergency(town, now)


def added(details: Details, keeper: Actor, at: datetime) -> Person:
    assert keeper.organization_id is not None  # noqa: S101 - staff act for an organization
    with acting_as(keeper, at=at):
        return people.add(details=details, steward_id=keeper.organization_id, actor=keeper, at=at)


def _permissions(town: Town, person: Person, now: datetime) -> None:
    """For a group, on paper, one that ends soon, and one that was stopped."""
    with acting_as(actors.resident(person.pk), at=now):
        food = [one.pk for one in directory.organizations_offering(places.FOOD)]
    agreed(person, "needs", food, at=now - 120 * DAY, months=12)
    agreed(person, "me", [town.ids["riverlight"]], at=now - 60 * DAY, months=12, on_paper_by=town.navigator)
    agreed(person, "household", [town.ids["warmhearts"]], at=now - 81 * DAY, until=now + 9 * DAY)
    stopped = agreed(person, "home", [town.ids["rides"]], at=now - 90 * DAY, months=6)
    resident, at = actors.resident(person.pk), now - 30 * DAY
    with acting_as(resident, at=at):
        actions.withdraw(person_id=person.pk, consent_id=stopped, actor=resident, at=at)


def agreed(
    person: Person, topic: str, organizations: Iterable[UUID], *, at: datetime, months: int = 0,
    until: datetime | None = None, on_paper_by: Actor | None = None,
) -> UUID:  # fmt: skip
    """One line, ticked by the resident on their page, or on paper and typed in by who asked them."""
    last = _day(until) if until else topics.last_day(_day(at), months)
    shown = [
        Said(
            classes=topics.BY_KEY[topic].classes, organizations=tuple(organizations), purposes=(Purpose.CARE,), until=last
        )
    ]  # fmt: skip
    actor = on_paper_by or actors.resident(person.pk)
    manner = Manner.PAPER if on_paper_by else Manner.SCREEN
    with acting_as(actor, at=at), translation.override(sentences.ORIGINAL):
        read = sentences.document(shown).digest
        how = Ceremony(manner=manner, language=sentences.ORIGINAL, read=read)
        (made,) = actions.agree(person_id=person.pk, shown=shown, yes=[0], ceremony=how, actor=actor, at=at)
    return made


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def _request(town: Town, person: Person, now: datetime) -> None:
    """A food box, taken on after its card was opened."""
    sent_at, navigator = now - 6 * DAY, town.navigator
    service = next(one for one in directory.services_of(town.ids["cupboard"]) if one.name == "Food box")
    with acting_as(navigator, at=sent_at):
        need = needs.add(
            person_id=person.pk, domain=places.FOOD, detail="food until the 15th", actor=navigator, at=sent_at
        )
        fields = cards.default_fields(need.domain)
        sent = sending.draft(
            need_id=need.pk, service_id=service.pk, fields=fields, actor=navigator, at=sent_at
        )
        agreed = sending.Agreed(manner="spoken", language=sentences.ORIGINAL)
        sending.send(referral_id=sent.pk, agreed=agreed, actor=navigator, at=sent_at)
    for at in (now - 5 * DAY, now - 4 * DAY):
        with acting_as(town.intake, at=at):
            referral_queries.read_card(referral_queries.referral(sent.pk))
    with acting_as(town.intake, at=now - 4 * DAY):
        referrals.accept(referral_id=sent.pk, actor=town.intake, at=now - 4 * DAY)


def _question(town: Town, person: Person, now: datetime) -> None:
    """The clinic opened the page, as the paper allows; the resident asks why, and the clock runs."""
    for reader, at in ((town.navigator, now - 20 * DAY), (town.clinic, now - 10 * DAY)):
        with acting_as(reader, at=at):
            people_queries.record(person.pk)
    resident, at = actors.resident(person.pk), now - 9 * DAY
    with acting_as(resident, at=at):
        seen = queries.looks(person.pk).filter(grantee_id=town.ids["riverlight"]).get()
        asking.ask(
            person_id=person.pk, kind="why", text="I had no visit that week. Why did they look?", event_id=seen.pk,
            actor=resident, at=at,
        )  # fmt: skip


def _emergency(town: Town, now: datetime) -> None:
    """A navigator opened the number of somebody whom the clinic keeps, for two hours; an administrator reviews it."""
    added(OPENED_URGENTLY, town.clinic, now - 200 * DAY)
    described = OPENED_URGENTLY.described
    assert described is not None  # noqa: S101 - the emergency asks for the date of birth
    assert described.born_on is not None  # noqa: S101
    at = now - DAY
    with acting_as(town.navigator, at=at):
        opened = emergencies.open_record(
            wanted=Wanted(
                name=OPENED_URGENTLY.name, born_on=described.born_on, hours=2,
                reason="A neighbor called: the door stands open and nobody answers.",
            ),
            actor=town.navigator, at=at,
        )  # fmt: skip
        assert opened is not None  # noqa: S101 - just added
        people_queries.record(opened.person_id)
