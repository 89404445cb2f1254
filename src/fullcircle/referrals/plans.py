"""A plan on paper: what was asked for whom, in large type, with a code that answers "I got help" by phone or on any screen.

The code opens numbers alone: whoever finds the paper learns nothing that does not stand on it, and a guess learns less. What is
protected never stands on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import actor as actors
from fullcircle.access import events, links
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.access.session import acting_as
from fullcircle.infra import one_by_one, spoken_codes
from fullcircle.people import queries as people
from fullcircle.referrals import needs, policies, queries
from fullcircle.referrals.models import Need, PaperPlan
from fullcircle.referrals.needs import IN_HAND
from fullcircle.referrals.states import OPEN_OUTCOMES

LETTERS, GROUP = 10, 5  # 9 random ones (45 bits) and a check letter
GOOD_FOR = timedelta(days=180)
MOST = 9  # on one page


class NoSuchPlan(NotFound):
    """No such code, one of a paper that was replaced, or one too old: all answer alike."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a paper, as its code shows it: nothing but where it stands."""

    number: int
    need_id: UUID
    reply: str
    may_answer: bool
    is_open: bool  # help is still looked for


@dataclass(frozen=True, slots=True)
class Opened:
    person_id: UUID
    lines: list[Line]


@transaction.atomic
def print_plan(*, person_id: UUID, actor: Actor, at: datetime) -> tuple[str, list[Need]]:
    """A new code, and the needs by number; the code of an earlier paper is dead from now on. Raises Denied, Invalid."""
    person = people.person(person_id)
    policies.check_can_add_need(actor, person_id=person_id, steward_id=person.steward_id)
    one_by_one.wait_for_others("plan", person_id)
    shown = _open(person_id)[:MOST]
    if not shown:
        raise Invalid(_("There is nothing to print: no need is open."))
    drawn = spoken_codes.drawn(LETTERS - 1)
    code = drawn + spoken_codes.check_letter(drawn)
    with connection.cursor() as cursor:
        cursor.execute("select referrals_plan_ends(%s)", [person_id])
    plan = PaperPlan.objects.create(
        person=person, keeper_id=person.steward_id, code_hash=links.hashed(code), needs=[need.pk for need in shown],
        printed_at=at, expires_at=at + GOOD_FOR,
    )  # fmt: skip
    about = Subject(DataClass.NEED, person_id=person_id, record_id=plan.pk, detail={"needs": len(shown)})
    events.record(actor=actor, did="person.print-plan", about=about, at=at)
    return spoken_codes.shown(code, letters=GROUP), shown


def left_over(person_id: UUID) -> int:
    """How many open needs find no place on one page."""
    return max(0, len(_open(person_id)) - MOST)


def _open(person_id: UUID) -> list[Need]:
    """Open needs with help wanted, of which nothing is protected, the oldest first."""
    found = [
        need
        for need in queries.needs_of(person_id)
        if need.wants_help and need.outcome in OPEN_OUTCOMES and not need.label
        and not any(referral.label for referral in need.referrals.all())
    ]  # fmt: skip
    return sorted(found, key=lambda need: (need.found_at, need.pk))


def opened(typed: str, *, at: datetime) -> Opened:
    """What a code answers for, by number. Raises NoSuchPlan."""
    person_id, need_ids = _found(typed, at)
    person = actors.resident(person_id)
    with acting_as(person, at=at):
        known = {need.pk: need for need in queries.needs_of(person_id)}
        lines = [
            Line(number, need.pk, need.reply, _may_answer(person, need), need.outcome in OPEN_OUTCOMES)
            for number, need_id in enumerate(need_ids, start=1)
            if (need := known.get(need_id))
        ]
    return Opened(person_id, lines)


def _may_answer(person: Actor, need: Need) -> bool:
    in_hand = any(referral.status in IN_HAND for referral in need.referrals.all())
    return policies.can_confirm(person, need, done=in_hand)


def answer(typed: str, *, number: str, reply: str, at: datetime) -> Need:
    """The person's word about one number. Raises NoSuchPlan, Invalid, WrongStatus."""
    found = opened(typed, at=at)
    line = next((line for line in found.lines if str(line.number) == number), None)
    if line is None:
        raise Invalid(_("Choose one of the numbers on your paper."), field="number")
    person = actors.resident(found.person_id)
    with acting_as(person, at=at):
        return needs.confirm(need_id=line.need_id, reply=reply, actor=person, at=at, how="paper")


def _found(typed: str, at: datetime) -> tuple[UUID, list[UUID]]:
    code = spoken_codes.plain(typed, letters=LETTERS)
    if code and spoken_codes.check_letter(code[:-1]) == code[-1]:
        with connection.cursor() as cursor:
            cursor.execute("select * from referrals_plan_opens(%s, %s)", [links.hashed(code), at])
            row = cursor.fetchone()
        if row is not None:
            return row[0], row[1]
    raise NoSuchPlan(_("No paper has this code. Look at it once more, or call us."))
