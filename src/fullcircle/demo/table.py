"""The collaborative of the practice town: who sits at its table, a charter that was adopted, a vote that is open.

Through the same actions that people use; nothing is drawn by lot.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from fullcircle.access.actor import Actor
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.collaborative import bodies, meetings, members, proposals
from fullcircle.collaborative.bodies import Charter
from fullcircle.collaborative.meetings import Item, Plan
from fullcircle.collaborative.members import Person
from fullcircle.collaborative.proposals import Text
from fullcircle.collaborative.states import Stage
from fullcircle.collaborative.votes import Rule

if TYPE_CHECKING:
    from fullcircle.collaborative.models import Body, Seat

DAY = timedelta(days=1)
# Key of the place or "" · name · sector · stage · who speaks for them · their e-mail · level · seat ("lived", "sector", "")
MEMBERS = (
    ("riverlight", "", "clinic", Stage.ACTIVE, "Helena Moss", "helena.moss@riverlight.example", 4, "sector"),
    ("", "Saint Odile Hospital", "hospital", Stage.ACTIVE, "Gregor Pine", "gregor.pine@odile.example", 2, "sector"),
    ("", "Lark County Health", "public-health", Stage.ACTIVE, "Dr. Amina Reyes", "amina.reyes@lark.example", 4, "sector"),
    ("cupboard", "", "food", Stage.ACTIVE, "Ruth Amadi", "ruth.amadi@cupboard.example", 3, "sector"),
    ("roof", "", "housing-cbo", Stage.JOINED, "Ned Alder", "ned.alder@roof.example", 4, "sector"),
    ("rides", "", "transport", Stage.JOINED, "Dot Wheeler", "dot.wheeler@rides.example", 3, "sector"),
    ("", "Lantern Street residents", "resident", Stage.ACTIVE, "Odalys Summerlin", "odalys.summerlin@example.org", 0, "lived"),
    ("", "Millbrook caregivers", "resident", Stage.ACTIVE, "Walter Yarrow", "walter.yarrow@example.org", 0, "lived"),
    ("", "Larkhaven Schools", "education", Stage.INVITED, "", "", 0, ""),
    ("", "Great Lake Health Plan", "payer", Stage.APPROACHED, "", "", 0, ""),
    ("", "Juniper Community Foundation", "funder", Stage.IDENTIFIED, "", "", 0, ""),
)  # fmt: skip


def seed(ids: dict[str, UUID], *, now: datetime) -> None:
    """A year ago the table was set; since then it met, adopted its charter, and now it votes."""
    user = accounts.user_by_email("lila.thornfield@hub.example")
    keeper = accounts.actor_of(user) if user else None
    assert keeper is not None  # noqa: S101 - the town has hired her
    began = now - 300 * DAY
    with acting_as(keeper, at=began):
        members.list_coalition(
            name="Larkhaven Hunger Coalition", purpose="Pantries plan their hours together.", area="Larkhaven", since=2014,
            lead="Saint Odile Bread Table", overlap="Its pantries sit here too: one person brings both tables together.",
            actor=keeper, at=began,
        )  # fmt: skip
        council, seats = _council(ids, keeper, began)
        _adopt_the_charter(council, seats, keeper, began + 20 * DAY)
    _meet(council, seats, keeper, now)
    with acting_as(keeper, at=now - 3 * DAY):
        _open_votes(council, keeper, now - 3 * DAY)


def _council(ids: dict[str, UUID], keeper: Actor, at: datetime) -> tuple[Body, list[Seat]]:
    charter = Charter(
        name="Tamarind Council", kind="council", rule=Rule.TWO_THIRDS, lived_minimum=1, public=True,
        purpose="Decides for the collaborative: goals, shared measures, and how money that we share is spent.",
    )  # fmt: skip
    council = bodies.write(charter=charter, actor=keeper, at=at)
    seats = []
    for key, name, sector, stage, who, email, level, kind in MEMBERS:
        member = members.add(
            name=name, organization_id=ids[key] if key else None, sector=sector, stage=stage, region="Larkhaven",
            actor=keeper, at=at,
        )  # fmt: skip
        if not who:
            members.touch(
                member_id=member.pk, said="They know our work and want to see the charter.", on=at.date(),
                next_step="Send them the charter", actor=keeper, at=at,
            )  # fmt: skip
            continue
        needs = ["stipend", "child-care"] if kind == "lived" else []
        said = Person(name=who, email=email, level=level, needs=needs)
        person = members.represent(member_id=member.pk, person=said, actor=keeper, at=at)
        title = "Lived experience" if kind == "lived" else member.name
        seats.append(
            bodies.add_seat(
                body_id=council.pk,
                kind=kind,
                sector=sector,
                title=title,
                holder_id=person.pk,
                actor=keeper,
                at=at,
                stipend_cents=7500 if kind == "lived" else None,
            )
        )
    bodies.write(
        charter=Charter(
            name="Resident council", kind="resident-council", rule=Rule.CONSENSUS, public=True,
            purpose="Residents set the agenda.",
        ),
        actor=keeper, at=at,
    )  # fmt: skip
    bodies.write(
        charter=Charter(
            name="Larkhaven", kind="region", region="Larkhaven", rule=Rule.MAJORITY, public=True,
            purpose="Everybody who works in Larkhaven plans the year together.",
        ),
        actor=keeper, at=at,
    )  # fmt: skip
    return council, seats


def _adopt_the_charter(council: Body, seats: list[Seat], keeper: Actor, at: datetime) -> None:
    text = Text(
        title="Adopt our charter", asks="Adopt the charter as drafted, and send it to every member for signature.",
        text="It says who sits at the table, how we decide, and that residents are paid for their time.",
    )  # fmt: skip
    one = proposals.write(body_id=council.pk, text=text, actor=keeper, at=at)
    proposals.open_vote(
        proposal_id=one.pk, closes_on=(at + 7 * DAY).date(), secret=False, actor=keeper, at=at
    )
    for number, seat in enumerate(seats):
        choice = "abstain" if number == 1 else "yes"
        proposals.vote(proposal_id=one.pk, seat_id=seat.pk, choice=choice, actor=keeper, at=at + DAY)
    proposals.count(proposal_id=one.pk, actor=keeper, at=at + DAY)
    proposals.carry_out(proposal_id=one.pk, actor=keeper, at=at + DAY)


def _meet(council: Body, seats: list[Seat], keeper: Actor, now: datetime) -> None:
    noon = now.replace(hour=17, minute=0, second=0, microsecond=0)
    held, planned = noon - 30 * DAY, noon + 9 * DAY
    with acting_as(keeper, at=held - 7 * DAY):
        plan = Plan(
            title="Winter meeting", kind="steering", starts_at=held, ends_at=held + timedelta(hours=2), place="Library, room 2",
            offers=["child-care", "interpreter", "stipend"],
        )  # fmt: skip
        past = meetings.plan(body_id=council.pk, plan=plan, actor=keeper, at=held - 7 * DAY)
    with acting_as(keeper, at=held + DAY):
        spoke = dict(zip([seat.holder_id for seat in seats], (9, 7, 8, 6, 4, 5, 3, 2), strict=False))
        meetings.attend(meeting_id=past.pk, came=_known(spoke), actor=keeper, at=held + DAY)
        meetings.write_minutes(
            meeting_id=past.pk, text="We looked at who waits longest.\n\nRides after 6 pm come first this winter.", public=True,
            actor=keeper, at=held + DAY,
        )  # fmt: skip
        bodies.take_on(
            body_id=council.pk, what="Ask the school district who may decide for it", owner_id=seats[0].holder_id,
            due_on=(now + 5 * DAY).date(), meeting_id=past.pk, actor=keeper, at=held + DAY,
        )  # fmt: skip
    with acting_as(keeper, at=now - 5 * DAY):
        plan = Plan(
            title="Spring meeting", kind="steering", starts_at=planned, ends_at=planned + timedelta(hours=2),
            place="Library, room 2", offers=["child-care", "interpreter", "stipend"],
        )  # fmt: skip
        made = meetings.plan(body_id=council.pk, plan=plan, actor=keeper, at=now - 5 * DAY)
        meetings.set_agenda(
            meeting_id=made.pk, items=[Item("Welcome, and who is new", 10), Item("What residents told us", 30)], actor=keeper,
            at=now - 5 * DAY,
        )  # fmt: skip


def _known(spoke: dict[UUID | None, int]) -> dict[UUID, int | None]:
    return {person: times for person, times in spoke.items() if person is not None}


def _open_votes(council: Body, keeper: Actor, at: datetime) -> None:
    text = Text(
        title="Evening rides this winter", cents=1_200_000,
        asks="Pay Larkhaven Rides $12,000 for rides after 6 pm until April.",
        text="People who work days miss their appointments: 38 needs for rides were not met last quarter.",
    )  # fmt: skip
    one = proposals.write(body_id=council.pk, text=text, actor=keeper, at=at)
    proposals.open_vote(
        proposal_id=one.pk, closes_on=(at + 12 * DAY).date(), secret=False, actor=keeper, at=at
    )
    rides = next(seat for seat in council.seats.all() if seat.sector == "transport")
    proposals.declare(
        proposal_id=one.pk, seat_id=rides.pk, nature="Larkhaven Rides would be paid.", actor=keeper, at=at
    )
    text = Text(
        title="Shared measures for next year", asks="Adopt five shared measures, with the definitions of our pulse.",
        text="Answered, helped, met, confirmed, and how long people wait.",
    )  # fmt: skip
    two = proposals.write(body_id=council.pk, text=text, actor=keeper, at=at)
    proposals.open_for_comment(proposal_id=two.pk, until=(at + 20 * DAY).date(), actor=keeper, at=at)
