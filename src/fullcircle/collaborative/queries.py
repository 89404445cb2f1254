"""What reads the table. Lists are small: a collaborative has hundreds of members, not thousands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import NotFound
from fullcircle.accounts import queries as accounts
from fullcircle.collaborative import authority, policies, sectors
from fullcircle.collaborative.authority import Comes, InTheRoom
from fullcircle.collaborative.models import (
    Action,
    AgendaItem,
    Announcement,
    Ballot,
    Body,
    Coalition,
    Contact,
    Dispute,
    Interest,
    Meeting,
    Member,
    Proposal,
    Reach,
    Representative,
    Seat,
)  # fmt: skip
from fullcircle.collaborative.states import AT_THE_TABLE, DECIDED, Phase, Stage
from fullcircle.collaborative.votes import Cast
from fullcircle.collaborative.words import SeatKind

M = TypeVar("M", bound=models.Model)


class NoSuchThing(NotFound):
    """Not there, or not for this actor."""


def _one(rows: QuerySet[M], pk: UUID | None, *, lock: bool = False) -> M:
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise NoSuchThing(_("There is no such thing at this table."))
    return found


def member(member_id: UUID, *, lock: bool = False) -> Member:
    """Raises NoSuchThing."""
    return _one(Member.objects.all(), member_id, lock=lock)


def representative(representative_id: UUID, *, of: Member | None = None) -> Representative:
    """Raises NoSuchThing."""
    rows = Representative.objects.filter(ended_on__isnull=True).select_related("member")
    return _one(rows.filter(member=of) if of else rows, representative_id)


def body(body_id: UUID, *, lock: bool = False) -> Body:
    """Raises NoSuchThing."""
    return _one(Body.objects.all(), body_id, lock=lock)


def body_by_slug(slug: str) -> Body:
    """Raises NoSuchThing."""
    found = Body.objects.filter(slug=slug).first()
    if found is None:
        raise NoSuchThing(_("There is no such thing at this table."))
    return found


def seat(seat_id: UUID) -> Seat:
    """Raises NoSuchThing."""
    return _one(
        Seat.objects.filter(ended_on__isnull=True).select_related("holder", "alternate", "body"), seat_id
    )


def meeting(meeting_id: UUID, *, lock: bool = False) -> Meeting:
    """Raises NoSuchThing."""
    return _one(Meeting.objects.select_related("body"), meeting_id, lock=lock)


def proposal(proposal_id: UUID, *, lock: bool = False) -> Proposal:
    """Raises NoSuchThing."""
    return _one(Proposal.objects.select_related("body"), proposal_id, lock=lock)


def action(action_id: UUID) -> Action:
    """Raises NoSuchThing."""
    return _one(Action.objects.select_related("owner", "body"), action_id)


def dispute(dispute_id: UUID, *, lock: bool = False) -> Dispute:
    """Raises NoSuchThing."""
    return _one(Dispute.objects.select_related("body"), dispute_id, lock=lock)


def ballot(one: Proposal, seat_id: UUID) -> Ballot:
    """Raises NoSuchThing."""
    found = one.ballots.select_related("holder", "alternate", "seat").filter(seat_id=seat_id).first()
    if found is None:
        raise NoSuchThing(_("No such seat votes on this."))
    return found


def mine(actor: Actor) -> list[Representative]:
    """For whom the actor speaks at the table."""
    if actor.user_id is None:
        return []
    rows = Representative.objects.filter(user_id=actor.user_id, ended_on__isnull=True)
    return list(rows.select_related("member"))


def sits(actor: Actor, one: Body) -> bool:
    """Does the actor hold a seat of this body, or stand in for one?"""
    me = Q(holder__user_id=actor.user_id, holder__ended_on__isnull=True) | Q(
        alternate__user_id=actor.user_id, alternate__ended_on__isnull=True
    )
    return actor.user_id is not None and one.seats.filter(me, ended_on__isnull=True).exists()


def keeps(actor: Actor) -> bool:
    return policies.is_backbone(actor, accounts.community().hub_id)


def sits_or_keeps(actor: Actor, one: Body) -> bool:
    return keeps(actor) or sits(actor, one)


def holds(actor: Actor, one: Seat) -> bool:
    return actor.user_id is not None and actor.user_id in {
        each.user_id for each in (one.holder, one.alternate) if each
    }


def may_cast(actor: Actor, one: Ballot) -> bool:
    """Who holds the seat, or stands in for it while the holder has not voted."""
    if actor.user_id is None:
        return False
    stands_in = one.alternate is not None and one.alternate.user_id == actor.user_id
    return one.holder.user_id == actor.user_id or (
        stands_in and (not one.voted or one.voted_by == actor.user_id)
    )


def is_recused(actor: Actor, one: Proposal) -> bool:
    """Did the actor declare an interest, with whatever seat?"""
    return actor.user_id is not None and one.interests.filter(holder__user_id=actor.user_id).exists()


def counted(one: Proposal) -> Cast | None:
    """None while the vote is open: nobody sees how it stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select seats, recused, yes, no, abstain, lived from collaborative_counted(%s)", [one.pk]
        )
        row = cursor.fetchone()
    return Cast(*row) if row else None


def bodies(actor: Actor) -> list[Body]:
    """Those that the actor may see, with `filled` and `chairs`."""
    rows = (
        Body.objects.filter(ended_on__isnull=True)
        .annotate(
            chairs=Count("seats", filter=Q(seats__ended_on__isnull=True), distinct=True),
            filled=Count(
                "seats", filter=Q(seats__ended_on__isnull=True, seats__holder__isnull=False), distinct=True
            ),
        )
        .order_by("parent_id", "name")
    )
    if keeps(actor):
        return list(rows)
    return [one for one in rows if one.public or sits(actor, one)]


def seats(one: Body) -> list[Seat]:
    rows = one.seats.filter(ended_on__isnull=True).select_related("holder__member", "alternate__member")
    return list(rows.order_by("kind", "title", "id"))


def members(*, stage: str = "", quadrant: str = "") -> list[Member]:
    rows = Member.objects.prefetch_related(
        Prefetch(
            "representatives", Representative.objects.filter(ended_on__isnull=True).order_by("-level", "name")
        ),
        Prefetch("contacts", Contact.objects.order_by("-on", "-made_at")),
    ).order_by("name")
    if stage:
        rows = rows.filter(stage=stage)
    return [one for one in rows if not quadrant or sectors.quadrant(one.sector) == quadrant]


def at_the_table() -> list[Member]:
    """Members that joined and did not leave or fall silent, by name."""
    return list(Member.objects.filter(stage__in=[Stage.JOINED, Stage.ACTIVE]).order_by("name"))


def contacts(one: Member) -> list[Contact]:
    return list(one.contacts.order_by("-on", "-made_at"))


def coalitions() -> list[Coalition]:
    return list(Coalition.objects.order_by("name"))


def reach(of: Iterable[Representative]) -> dict[UUID, Reach]:
    """How these are reached, by their id: all for the backbone, one's own for a representative."""
    return {one.pk: one for one in Reach.objects.filter(representative__in=list(of))}


def representatives() -> list[Representative]:
    rows = Representative.objects.filter(ended_on__isnull=True, member__stage__in=list(AT_THE_TABLE))
    return list(rows.select_related("member").order_by("name"))


@dataclass(frozen=True, slots=True)
class Quadrant:
    """One corner of the member map: who is at the table, who is on the way, and the sectors that nobody speaks for."""

    code: str
    here: tuple[Member, ...]
    coming: tuple[Member, ...]
    gaps: tuple[sectors.Sector, ...]


def member_map(found: Iterable[Member]) -> list[Quadrant]:
    found = list(found)
    here = [one for one in found if one.stage in AT_THE_TABLE]
    coming = [one for one in found if one.stage in {"identified", "approached", "invited"}]
    spoken_for = {one.sector for one in here}
    return [
        Quadrant(
            code=code,
            here=tuple(one for one in here if sectors.quadrant(one.sector) == code),
            coming=tuple(one for one in coming if sectors.quadrant(one.sector) == code),
            gaps=tuple(
                each
                for each in sectors.sectors().values()
                if each.quadrant == code and each.code not in spoken_for
            ),
        )
        for code in sectors.QUADRANTS
    ]


def expected(one: Meeting) -> list[Representative]:
    """Who has a chair in the body, but for those who said no, and whoever else said yes."""
    said = {each.representative_id: each.says for each in one.attendance.all()}
    held = {each.holder_id for each in one.body.seats.filter(ended_on__isnull=True) if each.holder_id}
    ids = {pk for pk in held if said.get(pk) != "no"} | {pk for pk, says in said.items() if says == "yes"}
    return list(Representative.objects.filter(pk__in=ids).select_related("member").order_by("name"))


def in_the_room(one: Meeting) -> InTheRoom:
    """Is the right authority expected at this meeting?"""
    coming = [Comes(each.member.sector, each.level, each.name) for each in expected(one)]
    return authority.in_the_room(coming, sectors.meetings()[one.kind])


def meetings(*, of: Body | None = None, since: datetime | None = None) -> list[Meeting]:
    rows = Meeting.objects.select_related("body")
    if of:
        rows = rows.filter(body=of)
    if since:
        return list(rows.filter(ends_at__gte=since, cancelled_at__isnull=True).order_by("starts_at"))
    return list(rows.order_by("-starts_at"))


def proposals(of: Iterable[Body], *, phases: Iterable[Phase] = ()) -> list[Proposal]:
    rows = Proposal.objects.filter(body__in=list(of)).select_related("body").order_by("-made_at")
    return list(rows.filter(phase__in=list(phases)) if phases else rows)


def decisions(of: Iterable[Body]) -> list[Proposal]:
    """The log: what was decided, the latest first."""
    rows = Proposal.objects.filter(body__in=list(of), phase__in=list(DECIDED)).select_related("body")
    return list(rows.order_by("-decided_at"))


def public_bodies() -> list[Body]:
    return list(Body.objects.filter(public=True, ended_on__isnull=True).order_by("name"))


def interests(of: Iterable[Body]) -> list[Interest]:
    """The conflict register."""
    rows = Interest.objects.filter(proposal__body__in=list(of))
    return list(rows.select_related("proposal__body", "seat", "holder__member").order_by("-declared_at"))


def disputes(of: Iterable[Body]) -> list[Dispute]:
    return list(
        Dispute.objects.filter(body__in=list(of)).select_related("body").order_by("closed_at", "due_on")
    )


def actions(of: Iterable[Body], *, open_only: bool = True) -> list[Action]:
    rows = Action.objects.filter(body__in=list(of)).select_related("owner", "body", "meeting")
    return list((rows.filter(closed_on__isnull=True) if open_only else rows).order_by("due_on", "made_at"))


def announcements(*, of: Body | None = None, public: bool = False) -> list[Announcement]:
    rows = Announcement.objects.select_related("body").order_by("-made_at")
    if public:
        rows = rows.filter(public=True)
        return list(
            rows.filter(body=of)[:5] if of else rows.filter(Q(body__isnull=True) | Q(body__public=True))[:5]
        )
    return list(rows.filter(Q(body=of) | Q(body__isnull=True))[:10])


def to_vote(actor: Actor, *, at: datetime) -> list[Ballot]:
    """Ballots that wait for the actor."""
    if actor.user_id is None:
        return []
    rows = Ballot.objects.filter(
        Q(holder__user_id=actor.user_id) | Q(alternate__user_id=actor.user_id),
        proposal__phase=Phase.VOTING, proposal__closes_at__gt=at, voted=False, recused=False,
    )  # fmt: skip
    return list(rows.select_related("proposal__body", "seat").order_by("proposal__closes_at"))


def to_count(*, at: datetime) -> list[UUID]:
    """Votes whose time is over."""
    rows = Proposal.objects.filter(phase=Phase.VOTING, closes_at__lte=at)
    return list(rows.order_by("closes_at").values_list("pk", flat=True))


def electors(one: Proposal) -> list[Ballot]:
    """Every seat of a vote, with who holds it."""
    rows = one.ballots.select_related("seat", "holder__member", "alternate")
    return list(rows.order_by("seat__title", "id"))


def agenda(one: Meeting) -> list[AgendaItem]:
    return list(one.agenda.select_related("proposal__body").order_by("position"))


def expected_or_invited(one: Meeting) -> list[Representative]:
    """Everybody with a chair in the body, stand-ins, and whoever answered or came."""
    chairs = one.body.seats.filter(ended_on__isnull=True).values_list("holder_id", "alternate_id")
    ids = {pk for chair in chairs for pk in chair if pk}
    ids |= set(one.attendance.values_list("representative_id", flat=True))
    return list(Representative.objects.filter(pk__in=ids).select_related("member").order_by("name"))


def parity_of(one: Meeting) -> Fraction | None:
    """Equity of voice in a meeting, where somebody counted contributions."""
    chairs = one.body.seats.filter(ended_on__isnull=True, holder__isnull=False)
    lived = set(chairs.filter(kind=SeatKind.LIVED).values_list("holder_id", flat=True))
    counted = one.attendance.filter(came=True, spoke__isnull=False)
    spoke = {each.representative_id: each.spoke or 0 for each in counted}
    filled = chairs.count()
    return authority.parity(
        spoken_lived=sum(n for pk, n in spoke.items() if pk in lived), spoken=sum(spoke.values()), seats_lived=len(lived),
        seats=filled,
    )  # fmt: skip
