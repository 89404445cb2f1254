"""Speaking with people: messages, and the log of calls and visits. Only what reached the person ends their silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.caseload import policies
from fullcircle.caseload.kinds import Means, Result
from fullcircle.caseload.models import Call
from fullcircle.people import queries as people
from fullcircle.people import thread
from fullcircle.referrals import needs
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.models import Need
from fullcircle.referrals.states import OPEN_OUTCOMES

WRITTEN_DOWN_WITHIN = timedelta(days=7)
# Before somebody counts as lost (research of the field: tries are logged, in two ways, at two times of the day).
TRIES, WAYS, TIMES_OF_DAY = 3, 2, 2
NOON, EVENING = 12, 17  # hours of the community's clock


@transaction.atomic
def log(
    *, person_id: UUID, result: str, actor: Actor, at: datetime, means: str = Means.CALL, note: str = "", told: bool = False,
    made_at: datetime | None = None, call_id: UUID | None = None,
) -> Call:  # fmt: skip
    """Write down one try to speak with a person. `told`: reached, they heard how things stand with every open need.
    `made_at`: when it was, if not now. `call_id`: of the page, that sent twice is one try. Raises Denied, Invalid."""
    person = people.person(person_id, lock=True)
    user_id = policies.check_can_care(actor, person)
    if result not in Result.values or means not in Means.values:
        raise Invalid(_("Say what became of it."), field="result")
    if told and result != Result.REACHED:
        raise Invalid(_("Only who was reached can have been told."), field="told")
    when = made_at or at
    if not at - WRITTEN_DOWN_WITHIN <= when <= at:
        raise Invalid(_("Choose a time in the last 7 days."), field="made_at")
    key = (
        uuid5(person_id, str(call_id)) if call_id else uuid4()
    )  # of the person: no page names the try of another
    before = Call.objects.filter(pk=key).first()
    if before is not None:
        return before
    made = Call.objects.create(
        pk=key, person=person, means=means, result=result, note=" ".join(note.split())[:300],
        made_by=user_id, made_at=when,
    )  # fmt: skip
    about = Subject(
        DataClass.CONTACT, person_id=person_id, record_id=made.pk, detail={"means": means, "result": result}
    )
    events.record(actor=actor, did="call.log", about=about, at=at)
    if told:
        _heard(person_id, means, actor, at)
    return made


@transaction.atomic
def write(*, person_id: UUID, text: str, actor: Actor, at: datetime) -> bool:
    """A message of their helper; were they told that there is one? Then they heard. Raises Denied, Invalid."""
    policies.check_can_care(actor, people.person(person_id))
    told_by = thread.write(person_id=person_id, text=text, actor=actor, at=at).told_by
    if told_by:
        _heard(person_id, "message", actor, at)
    return told_by is not None


def _heard(person_id: UUID, how: str, actor: Actor, at: datetime) -> None:
    for need in open_needs(person_id):
        needs.heard(need_id=need.pk, how=how, actor=actor, at=at)


def open_needs(person_id: UUID) -> list[Need]:
    """What the person waits for."""
    return [
        need for need in referrals.needs_of(person_id) if need.wants_help and need.outcome in OPEN_OUTCOMES
    ]


def of(person_id: UUID, *, most: int = 50) -> list[Call]:
    """The newest tries first."""
    return list(Call.objects.filter(person=person_id).order_by("-made_at", "-id")[:most])


@dataclass(frozen=True, slots=True)
class Tried:
    """Tries since the person was last reached: how many, in how many ways, at how many times of the day."""

    tries: int
    ways: int
    times_of_day: int

    @property
    def enough(self) -> bool:
        """Whoever was tried so often, in more than one way and at more than one time of the day, may count as lost."""
        return self.tries >= TRIES and self.ways >= WAYS and self.times_of_day >= TIMES_OF_DAY


def tried(newest_first: Iterable[Call]) -> Tried:
    since = []
    for one in newest_first:
        if one.result == Result.REACHED:
            break
        since.append(one)
    return Tried(
        len(since), len({one.means for one in since}), len({_part_of_day(one.made_at) for one in since})
    )


def _part_of_day(at: datetime) -> int:
    hour = localtime(at).hour
    return 0 if hour < NOON else 1 if hour < EVENING else 2
