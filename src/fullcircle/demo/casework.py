"""A busy morning in the inbox of the practice town's pantry: what is new, what is in hand, and who sees to it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.timezone import localtime

from fullcircle.access.actor import Actor
from fullcircle.access.session import acting_as
from fullcircle.demo import places
from fullcircle.directory import queries as listings
from fullcircle.people import actions as people
from fullcircle.people.actions import Details, Reach
from fullcircle.referrals import actions, assigning, cards, needs, sending
from fullcircle.referrals.appointments import planning
from fullcircle.referrals.own_questions import intake
from fullcircle.referrals.wait_lists import waiting

if TYPE_CHECKING:
    from fullcircle.referrals.models import Referral

NEW = ("Odalys Prieto", "Wendell Crane", "Farida Noor", "Gus Lindholm")
QUESTIONS = (
    intake.Question("Is there anything that somebody at home must not eat?", "line"),
    intake.Question("Can you cook at home?", "yes-no"),
    intake.Question(
        "How do you get here?", "choice", ("On foot", "By bus", "By car", "Somebody comes for me")
    ),
)
WAITING = 13  # on the list: the last of them read that about eleven are before them
IN_HAND = ("Imogen Tate", "Rafael Quiroz", "Bettina Shaw")


def seed(*, sender: Actor, pantry: Actor, colleague: Actor, now: datetime) -> None:
    """Sent by somebody of another organization; the pantry's two people share the work."""
    with acting_as(pantry, at=now):
        service_id = next(iter(listings.services_of(_organization(pantry)))).pk
        intake.say_questions(service_id=service_id, questions=QUESTIONS, actor=pantry, at=now)
    for number, name in enumerate(NEW):
        _sent(name, number, service_id, sender, now - timedelta(hours=2 + 5 * number))
    for number, name in enumerate(IN_HAND, start=len(NEW)):
        at = now - timedelta(days=1 + number)
        sent = _sent(name, number, service_id, sender, at)
        with acting_as(pantry, at=at):
            actions.accept(referral_id=sent.pk, actor=pantry, at=at)
            who = (pantry, colleague, None)[number % 3]
            assigning.assign(referral_id=sent.pk, user_id=who.user_id if who else None, actor=pantry, at=at)
        _expected(sent, number, pantry, at, now)
    _wait_list(service_id, sender, pantry, now)


def _wait_list(service_id: UUID, sender: Actor, pantry: Actor, now: datetime) -> None:
    """One was moved to the front, and it is written down why."""
    for number in range(WAITING):
        at = now - timedelta(days=3, hours=WAITING - number)
        name = f"{places.FIRST_NAMES[number]} {places.LAST_NAMES[-1 - number]}"
        sent = _sent(name, 20 + number, service_id, sender, at)
        with acting_as(pantry, at=at):
            actions.wait_list(referral_id=sent.pk, actor=pantry, at=at)
    with acting_as(pantry, at=now):
        said = "Their freezer broke, everything is spoiled"
        waiting.move(referral_id=sent.pk, number=1, reason=said, actor=pantry, at=now)


def _expected(sent: Referral, number: int, pantry: Actor, at: datetime, now: datetime) -> None:
    """One was to come yesterday, and nobody said yet whether they did; the others come in the next days."""
    day = localtime(now).date() + timedelta(days=number - len(NEW) - 1 or 3)
    said = planning.Said(
        on=day, at=time(10 + number), minutes=20, place="Open Cupboard, back door", with_whom="Sam", user_id=pantry.user_id
    )  # fmt: skip
    with acting_as(pantry, at=at):
        planning.plan(referral_id=sent.pk, said=said, actor=pantry, at=at)


def _organization(actor: Actor) -> UUID:
    assert actor.organization_id is not None  # noqa: S101 - staff of the town
    return actor.organization_id


def _sent(name: str, number: int, service_id: UUID, sender: Actor, at: datetime) -> Referral:
    reach = Reach(phone=f"00055590{number:02d}", may_text=True, may_say_who=True)
    with acting_as(sender, at=at):
        details = Details(name=name, zip=next(iter(places.ZIPS)), children=number % 3, reach=reach)
        person = people.add(details=details, steward_id=_organization(sender), actor=sender, at=at)
        need = needs.add(person_id=person.pk, domain=places.FOOD, actor=sender, at=at)
        drafted = sending.draft(
            need_id=need.pk,
            service_id=service_id,
            fields=cards.default_fields(need.domain),
            actor=sender,
            at=at,
        )
        agreed = sending.Agreed(manner="spoken", language="en")
        return sending.send(referral_id=drafted.pk, agreed=agreed, actor=sender, at=at)
