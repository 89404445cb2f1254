"""What the practice town does together: two partnerships, a policy agenda, and complaints with who reviews them.

Through the same actions that people use; nothing is drawn by lot.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from fullcircle.access.actor import Actor
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.agenda import actions as agenda
from fullcircle.agenda.actions import Words
from fullcircle.agenda.states import State
from fullcircle.collaborative import queries as table
from fullcircle.demo import founding
from fullcircle.grievances import filing, reviewing
from fullcircle.grievances.filing import Said
from fullcircle.partnerships import actions as partnerships
from fullcircle.partnerships.actions import Terms
from fullcircle.partnerships.queries import today
from fullcircle.partnerships.states import Decision, Stage

if TYPE_CHECKING:
    from fullcircle.partnerships.models import Partnership

Made = TypeVar("Made")
DAY = timedelta(days=1)
SPEAKERS = {
    "riverlight": "helena.moss@riverlight.example",
    "eastgate": "edwin.marsh@eastgate.example",
    "cupboard": "ruth.amadi@cupboard.example",
    "roof": "ned.alder@roof.example",
    "rides": "dot.wheeler@rides.example",
    "hub": "lila.thornfield@hub.example",
}
# Who reads complaints, in this order: neither is the hub.
REVIEWERS = (("eastgate", SPEAKERS["eastgate"]), ("legal", "complaints@legal.example"))


@dataclass(frozen=True, slots=True)
class Work:
    """What two sides do together. `sides`: key of the place → why it wants this, what it expects, what it can give."""

    title: str
    sides: dict[str, tuple[str, str, str]]
    terms: dict[str, str]
    goal: str


PILOT = Work(
    "A navigator at the clinic",
    {
        "riverlight": (
            "People come back with the same cough because the flat is still cold.",
            "Word of what became of each person, within two weeks.",
            "A room on Tuesdays and Thursdays, and a nurse who asks everybody.",
        ),
        "eastgate": (
            "We meet people too late, when the letter from the landlord is there.",
            "That the doctor asks before the visit ends.",
            "Marcus Bell, two days a week.",
        ),
    },
    {
        "structure": "direct", "funding": "capacity",
        "scope": "Everybody who says yes at the clinic's question talks to a navigator that day.",
        "measures": "Share of the people with a need who talked to a navigator on the same day.",
        "baseline": "3 of 40 in the month before.", "data_needs": "Name, how to reach them, the need. No diagnosis.",
    },
    "Nobody leaves the clinic without somebody to call.",
)  # fmt: skip
ENDED = Work(
    "Boxes after the visit",
    {
        "riverlight": ("Fewer people skip their medicine to buy food.", "A box on the same day.", "A shelf by the door."),
        "cupboard": (
            "People are shy to come to us; at the clinic they are not.", "Numbers a week ahead.", "Twenty boxes a week.",
        ),
    },
    {
        "structure": "direct", "funding": "grant", "scope": "Twenty boxes a week stand at the clinic.",
        "measures": "Boxes taken; people who came to the pantry afterwards.", "baseline": "None: there was no shelf.",
        "data_needs": "Counts alone.",
    },
    "Whoever needs food leaves the clinic with some.",
)  # fmt: skip
SETTLED = {
    "referrals": "None was open: boxes were taken without a request.",
    "data": "Only counts were shared. Both keep their own.",
    "money": "The grant was spent; its report is with the foundation.",
    "residents": "A sign stood on the shelf for a month, in three languages.",
    "lessons": "A request from the clinic now brings a box within two days, to the door. The shelf had no low-salt food.",
}
SCORES = {
    "riverlight": (5, 3, 4, "Our late visits stand empty."),
    "roof": (4, 3, 5, "The shelter's doors open at 5 pm, the last bus is at 6."),
    "rides": (5, 2, 5, "We drive what the bus does not, at ten times the cost."),
}
COMPLAINTS = {
    "waiting": Said(
        topic="respect", text="They read my bill aloud so that the whole room heard it.", about_text="County Utility Help",
        remedy="A corner where nobody listens.",
    ),
    "answered": Said(
        topic="language", text="My mother was told to bring somebody who speaks English.", about_text="Coverage Corner",
        remedy="An interpreter.",
    ),
    "closed": Said(
        topic="denied", text="They said that I live one street too far for a coat.", about_text="Warm Hearts Fund",
        remedy="Ask what the rule is for.",
    ),
}  # fmt: skip


class People:
    """Who acts: an actor by the key of the place that they work for."""

    def __init__(self) -> None:
        self._known = {key: self._actor(email) for key, email in SPEAKERS.items()}

    @staticmethod
    def _actor(email: str) -> Actor:
        user = accounts.user_by_email(email)
        actor = accounts.actor_of(user) if user else None
        assert actor is not None  # noqa: S101 - the town has hired them
        return actor

    def do(self, key: str, at: datetime, action: Callable[..., Made], **said: Any) -> Made:
        """Take an action as one of them."""
        actor = self._known[key]
        with acting_as(actor, at=at):
            return action(actor=actor, at=at, **said)

    def of(self, key: str) -> Actor:
        return self._known[key]


def seed(ids: dict[str, UUID], *, now: datetime) -> None:
    """After the table is set: one partnership in its pilot, one that ended well, two ideas, three complaints."""
    people = People()
    with acting_as(people.of("hub"), at=now):
        members = {one.organization_id: one.pk for one in table.members() if one.organization_id}
    pilot = _to_pilot(PILOT, people, ids, members, now - 160 * DAY, lasts=330 * DAY)
    _says(pilot, people, "riverlight", "The room works. Thursdays are too full.", now - 20 * DAY)
    ended = _to_pilot(ENDED, people, ids, members, now - 290 * DAY, lasts=200 * DAY)
    _end_well(ended, people, now - 110 * DAY)
    _bring(people, members, ids, now)
    _complain(people, ids, now)


def _to_pilot(
    work: Work, people: People, ids: dict[str, UUID], members: dict[UUID, UUID], at: datetime, *, lasts: timedelta
) -> Partnership:  # fmt: skip
    """Proposed, designed, signed for `lasts`, and begun, within a month of `at`."""
    first, *_others = work.sides
    one = people.do(
        first, at, partnerships.propose, title=work.title,
        members=[members[ids[key]] for key in work.sides if ids[key] in members],
        organizations=[ids[key] for key in work.sides if ids[key] not in members],
    )  # fmt: skip
    for key, (why, expects, gives) in work.sides.items():
        said = {"motivations": why, "expectations": expects, "capacity": gives}
        _own(one, people, key, at + 2 * DAY, partnerships.write_side, **said)
    _terms(one, people, at + 5 * DAY, Terms(goal=work.goal))
    _all_say_yes(one, work, people, "goal", at + 6 * DAY)
    people.do(first, at + 7 * DAY, partnerships.move, partnership_id=one.pk, to=Stage.DESIGN)
    signed, hub = at + 20 * DAY, people.of("hub")
    parties = {"hub": "hub", **dict.fromkeys(work.sides, "member")}
    with acting_as(hub, at=signed):
        agreement = founding.agree(
            "mou", parties, ids, hub, signed, title=work.title, until=today(signed + lasts)
        )
    _terms(
        one, people, at + 21 * DAY, Terms(goal=work.goal, agreement_id=agreement.pk, **work.terms)
    )  # the hub reads the agreement
    _all_say_yes(one, work, people, "terms", at + 22 * DAY)
    people.do(first, at + 23 * DAY, partnerships.move, partnership_id=one.pk, to=Stage.PILOT)
    return one


def _own(
    one: Partnership, people: People, key: str, at: datetime, action: Callable[..., Any], **said: Any
) -> None:
    """What a side says of itself."""
    side = next(side for side in one.sides.all() if side.organization_id == people.of(key).organization_id)
    people.do(key, at, action, partnership_id=one.pk, side_id=side.pk, **said)


def _terms(one: Partnership, people: People, at: datetime, terms: Terms) -> None:
    people.do("hub", at, partnerships.write_terms, partnership_id=one.pk, terms=terms)


def _all_say_yes(one: Partnership, work: Work, people: People, to: str, at: datetime) -> None:
    for key in work.sides:
        _own(one, people, key, at, partnerships.agree, to=to, yes=True)


def _says(one: Partnership, people: People, key: str, says: str, at: datetime) -> None:
    _own(one, people, key, at, partnerships.say_how_it_goes, says=says)


def _end_well(one: Partnership, people: People, at: datetime) -> None:
    """Both say how it went, the review ends it, and everything of the closing list is settled."""
    _says(one, people, "riverlight", "Half of the boxes go. Many would rather have one brought.", at)
    _says(one, people, "cupboard", "We fill the shelf, and do not see who is helped.", at)
    came = [side.pk for side in one.sides.all()]
    people.do(
        "riverlight", at, partnerships.review, partnership_id=one.pk, held_on=today(at), decision=Decision.END, came=came,
        found="Requests through the network do this better now. We end the shelf with the grant.",
    )  # fmt: skip
    people.do("riverlight", at, partnerships.move, partnership_id=one.pk, to=Stage.WIND_DOWN)
    for item, how in SETTLED.items():
        people.do("cupboard", at + 10 * DAY, partnerships.settle, partnership_id=one.pk, item=item, how=how)
    people.do("cupboard", at + 12 * DAY, partnerships.move, partnership_id=one.pk, to=Stage.ENDED)


def _bring(people: People, members: dict[UUID, UUID], ids: dict[str, UUID], now: datetime) -> None:
    """One idea with evidence and the voices of three members, and one that was only just brought."""
    at = now - 50 * DAY
    words = Words(
        title="A bus on the Millbrook line after 6 pm", problem="Who works days cannot come to an evening visit, and not home.",
        level="county", decider="Lark County transit board", lobbying="education",
        position="An hourly bus until 10 pm on weekdays.", asks="A trial of six months on one line.",
    )  # fmt: skip
    one = people.do("hub", at, agenda.bring, words=words)
    evidence = (
        ("survey", "What gets in your way?", "Getting there is the second thing that residents named.", "/community/#heard"),
        ("measure", "Needs for rides", "38 were not met last quarter, most of them after 6 pm.", "/community/#measures"),
    )  # fmt: skip
    for kind, title, shows, address in evidence:
        people.do(
            "hub", at + DAY, agenda.show, item_id=one.pk, kind=kind, title=title, shows=shows, address=address
        )
    people.do("hub", at + 2 * DAY, agenda.move, item_id=one.pk, to=State.SCREENED)
    for key, (impact, feasibility, equity, why) in SCORES.items():
        points = {"impact": impact, "feasibility": feasibility, "equity": equity}
        member_id = members[ids[key]]
        people.do(
            key, at + 5 * DAY, agenda.score, item_id=one.pk, member_id=member_id, points=points, why=why
        )
    people.do("hub", at + 9 * DAY, agenda.move, item_id=one.pk, to=State.SCORED)
    idea = Words(
        title="An interpreter at the county's benefits desk",
        problem="People come back three times because nobody understood the letter.",
    )
    people.do("riverlight", now - 6 * DAY, agenda.bring, words=idea)


def _complain(people: People, ids: dict[str, UUID], now: datetime) -> None:
    """Two organizations review; one complaint waits, one has its answer, one is closed."""
    for rank, (key, email) in enumerate(REVIEWERS, 1):
        people.do(
            "hub", now - 120 * DAY, reviewing.list_reviewer, organization_id=ids[key], email=email, rank=rank
        )
    _filed("waiting", now - DAY)
    text = "They had an interpreter on the phone and did not know it. Now a sign stands at the desk. We are sorry."
    _answer(people, _filed("answered", now - 20 * DAY)[0], text, now - 20 * DAY)
    filed = now - 70 * DAY
    grievance_id, code = _filed("closed", filed)
    _answer(people, grievance_id, "The rule was old and is gone. They sent you a coat.", filed)
    filing.accept(code=code, at=filed + 11 * DAY)
    people.do("eastgate", filed + 12 * DAY, reviewing.close, grievance_id=grievance_id)


def _filed(which: str, at: datetime) -> tuple[UUID, str]:
    grievance_id = uuid.uuid4()
    return grievance_id, filing.file(said=COMPLAINTS[which], at=at, grievance_id=grievance_id).code


def _answer(people: People, grievance_id: UUID, text: str, filed: datetime) -> None:
    people.do("eastgate", filed + DAY, reviewing.acknowledge, grievance_id=grievance_id)
    people.do("eastgate", filed + 2 * DAY, reviewing.look_into, grievance_id=grievance_id)
    people.do("eastgate", filed + 9 * DAY, reviewing.answer, grievance_id=grievance_id, text=text)
