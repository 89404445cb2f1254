"""Places in order: whom the person agreed may be asked next, and going on from one to the next by itself.

One hop at a time. At each the agreement, the consent and the room are asked anew; whoever was asked for this need already is
passed over, and so is every other service of the same organization.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import actor as actors
from fullcircle.access.errors import Invalid
from fullcircle.access.session import acting_as
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.referrals import capacity, cards, policies, queries, recording, sending, telling
from fullcircle.referrals.models import Choice, Need, Referral
from fullcircle.referrals.states import LIVE, OPEN_OUTCOMES
from fullcircle.referrals.time import winding

if TYPE_CHECKING:
    from fullcircle.access.actor import Actor
    from fullcircle.directory.models import Service

MOST = 2  # after the first: three in all
# As long as a wait list may answer nothing; after that somebody asks the person anew.
GOOD_FOR = timedelta(days=90)
ENDED = {
    "asked": _("asked"),
    "withdrawn": _("taken back"),
    "full": _("passed over: full"),
    "asked-before": _("passed over: asked for this already"),
    "not-listed": _("passed over: not offered any more"),
    "no-agreement": _("passed over: cannot see the card"),
    "too-old": _("passed over: agreed to too long ago"),
}


@transaction.atomic
def say(
    *, referral_id: UUID, service_ids: list[UUID], fields: list[str], agreed: sending.Agreed, actor: Actor, at: datetime
) -> list[Choice]:  # fmt: skip
    """Name who is asked next if this request does not work out, in order. Raises Denied, NotFound, Invalid."""
    referral = queries.referral(referral_id)
    _locked(need_id=referral.need_id, status__in=LIVE)
    need = queries.need(referral.need_id, lock=True)
    referral = queries.referral(referral_id)
    person = people.person(referral.person_id)
    policies.check_can_send(actor, need, steward_id=person.steward_id)
    if referral.status not in LIVE or referral.label:
        raise Invalid(_("Nobody else is asked after this request by itself."), field="next")
    before = pending(need.pk)
    asked = _organizations_asked(need) | {directory.service(one.service_id).organization_id for one in before}
    if len(service_ids) > MOST - len(before):
        raise Invalid(_("Name two places at most to be asked next."), field="next")
    made = []
    for number, service_id in enumerate(
        service_ids, start=max((one.number for one in before), default=1) + 1
    ):
        service = directory.service(service_id)
        _check_it_may_be_next(service, asked)
        sending.check_it_may_travel(person, service)
        asked.add(service.organization_id)
        made.append(
            Choice.objects.create(
                person=person, need=need, keeper_id=referral.source_id, number=number, service_id=service_id,
                card=[name for name in cards.FIELDS if name in {*fields, *cards.ALWAYS} and name not in cards.NEVER],
                urgent=referral.urgent, manner=agreed.manner, language=agreed.language, witness=agreed.witness,
                given_by=agreed.given_by, said_at=at, ends_at=at + GOOD_FOR,
            )
        )  # fmt: skip
    if made:  # whichever of those that run ends last
        need.referrals.filter(status__in=LIVE, label="").update(goes_on=True)
    recording.of_need(actor, "need.name-next", need, at, services=[str(one.service_id) for one in made])
    return made


def _locked(**which: Any) -> None:
    """Requests before needs, as everywhere."""
    list(Referral.objects.select_for_update().filter(**which).order_by("pk"))


def _check_it_may_be_next(service: Service, asked: set[UUID]) -> None:
    if service.label:
        raise Invalid(_("This place can only be asked by itself."), field="next")
    if service.organization_id in asked:
        raise Invalid(_("Name each place once."), field="next")


def pending(need_id: UUID) -> list[Choice]:
    """Who is asked next, in order, as far as the actor may know."""
    return list(Choice.objects.filter(need_id=need_id, ended_at=None).order_by("number", "said_at"))


def named(need: Need) -> list[Choice]:
    """As `pending`, of a need that `queries.needs_of` read."""
    return [one for one in need.choices.all() if one.ended_at is None]


def stopped(need: Need) -> bool:
    """Was it said that nobody else is asked by itself, and nobody named since? Of a need as for `named`."""
    return not named(need) and any(one.ended_why == "withdrawn" for one in need.choices.all())


def _organizations_asked(need: Need) -> set[UUID]:
    return set(need.referrals.exclude(sent_at=None).values_list("target_id", flat=True))


@transaction.atomic
def stop(*, need_id: UUID, actor: Actor, at: datetime) -> int:
    """Ask nobody else by yourself: said by the person, or by who sends for them. Raises Denied, NotFound."""
    _locked(need_id=need_id, goes_on=True)
    need = queries.need(need_id, lock=True)
    policies.check_can_add_need(
        actor, person_id=need.person_id, steward_id=people.person(need.person_id).steward_id
    )
    number = Choice.objects.filter(need=need, ended_at=None).update(ended_at=at, ended_why="withdrawn")
    need.referrals.filter(goes_on=True).update(goes_on=False)
    recording.of_need(actor, "need.stop-next", need, at, number=number)
    return number


def go_on(*, referral: Referral, at: datetime) -> Referral | None:
    """This request ended without help: ask the next place that can be asked; None where there is none, or where
    somebody was quicker. `referral` is locked. What follows is done as the person, who agreed to it before: who sent the
    request may keep their record no more."""
    winding.stop(referral)
    referral.goes_on = False
    referral.save(update_fields=["goes_on", "clock", "clock_at", "clock_began_at"])
    person = actors.resident(referral.person_id)
    with acting_as(person, at=at):
        return _to_the_next(referral.need_id, person, at)


def _to_the_next(need_id: UUID, actor: Actor, at: datetime) -> Referral | None:
    need = queries.need(need_id, lock=True)
    if _settled(need):
        return None
    if need.referrals.filter(status__in=LIVE).exists():
        telling.resident_hears(person_id=need.person_id, need_id=need.pk, at=at)
        return None
    for choice in pending(need.pk):
        sent = _tried(choice, need, actor, at)
        if sent is not None:
            return sent
    telling.resident_hears(person_id=need.person_id, need_id=need.pk, at=at)
    recording.of_need(actor, "need.nobody-next", need, at, in_order=True)
    return None


def _settled(need: Need) -> bool:
    return not need.wants_help or need.outcome not in OPEN_OUTCOMES


def _tried(choice: Choice, need: Need, actor: Actor, at: datetime) -> Referral | None:
    why = _closed(choice, need, at)
    sent = None
    if not why:
        try:
            sent = _sent(choice, actor, at)
        except Invalid:
            why = "no-agreement"
    choice.referral, choice.ended_at, choice.ended_why = sent, at, why or "asked"
    choice.save(update_fields=["referral", "ended_at", "ended_why"])
    detail = {"referral": str(sent.pk)} if sent else {"why": why}
    recording.of_need(actor, "need.go-on", need, at, service=str(choice.service_id), in_order=True, **detail)
    return sent


def _closed(choice: Choice, need: Need, at: datetime) -> str:
    """Why this place is passed over; "" where it can be asked."""
    service = directory.service(choice.service_id)
    room = capacity.room(service, at=at)
    reasons = {
        "too-old": choice.ends_at <= at,
        "not-listed": service.status != service.Status.ACTIVE or bool(service.label),
        "asked-before": service.organization_id in _organizations_asked(need),
        "full": room is not None and room.full,
    }
    return next((why for why, holds in reasons.items() if holds), "")


@transaction.atomic
def _sent(choice: Choice, person: Actor, at: datetime) -> Referral:
    """Raises Invalid."""
    agreed = sending.Agreed(
        manner=choice.manner, language=choice.language, witness=choice.witness, given_by=choice.given_by, in_order=True
    )  # fmt: skip
    drafted = sending.draft(
        need_id=choice.need_id, service_id=choice.service_id, fields=choice.card, urgent=choice.urgent, actor=person, at=at,
        in_order=True,
    )  # fmt: skip
    Choice.objects.filter(pk=choice.pk).update(ended_at=at, ended_why="asked")
    return sending.send(referral_id=drafted.pk, agreed=agreed, actor=person, at=at)
