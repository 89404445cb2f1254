"""What the practice town was asked: readiness by name, residents without a name, and leaders who are being asked now."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.timezone import localtime

from fullcircle.access import actor as actors
from fullcircle.access.actor import Actor
from fullcircle.access.session import acting_as
from fullcircle.assessments import queries as shelf
from fullcircle.assessments.asking import actions, answering, audience, counting, queries, roster
from fullcircle.assessments.asking.actions import Planned
from fullcircle.assessments.asking.audience import Guest
from fullcircle.assessments.asking.states import Mode
from fullcircle.assessments.engine import checking
from fullcircle.assessments.engine.answers import Given
from fullcircle.assessments.engine.questionnaire import Item, Questionnaire
from fullcircle.collaborative import queries as collaborative
from fullcircle.collaborative.states import AT_THE_TABLE

if TYPE_CHECKING:
    from fullcircle.assessments.models import Campaign

# Who names whom at the table, by name; who is not a key did not answer.
NAMES = {
    "Riverlight Clinic": (
        "Open Cupboard Pantry",
        "Saint Odile Hospital",
        "Lark County Health",
        "Larkhaven Rides",
    ),
    "Saint Odile Hospital": ("Riverlight Clinic", "Lark County Health"),
    "Lark County Health": ("Riverlight Clinic", "Saint Odile Hospital"),
    "Open Cupboard Pantry": ("Riverlight Clinic", "Lantern Street residents", "Millbrook caregivers"),
    "Larkhaven Rides": ("Riverlight Clinic", "Open Cupboard Pantry"),
    "Lantern Street residents": ("Open Cupboard Pantry", "Millbrook caregivers"),
    "Millbrook caregivers": ("Open Cupboard Pantry", "Lantern Street residents"),
}
OURS = "https://fullcircle.example/fhir/Questionnaire/"
SECTORS = {
    "eastgate": "multi-cbo", "riverlight": "clinic", "cupboard": "food", "stillwater": "behavioral", "counsel": "legal",
    "hub": "academic",
}  # fmt: skip
RESIDENTS, LEADERS = 64, 14
HABITS = {
    "multi-cbo": 2,
    "clinic": 3,
    "food": 1,
    "behavioral": 2,
    "legal": 2,
    "academic": 3,
}  # where a sector's answers lie
YOU_SAID = "Cost and getting there keep you from care. Many of you did not know where to ask for other help."
WE_DID = (
    "Two clinics now see people without insurance on Saturdays. The ride service takes calls until 8 pm from May on."
    " We could not change the bus line: the county decides in June."
)
COMMENTS = (
    "Let front-desk staff waive small debts.",
    "Interpreters on every shift.",
    "Same-day visits without papers.",
)


def seed(ids: dict[str, UUID], backbone: Actor, *, now: datetime, chance: random.Random) -> None:
    _readiness(ids, backbone, now - timedelta(days=60), chance)
    _residents(backbone, now - timedelta(days=40), chance)
    _leaders(ids, backbone, now - timedelta(days=5), chance)
    _ties(backbone, now - timedelta(days=50))


def _readiness(ids: dict[str, UUID], backbone: Actor, at: datetime, chance: random.Random) -> None:
    guests = [
        Guest(f"lead@{key}.example", key.capitalize(), ids[key], sector, "North")
        for key, sector in SECTORS.items()
        if key in ids
    ]
    campaign = _opened(
        "collaborative-readiness", "How ready are we?", Mode.NAMED, guests, backbone, at, target=len(guests)
    )
    for guest in guests[:-1]:
        _interviewed(campaign, guest, backbone, at + timedelta(days=3), chance)
    _closed(campaign, backbone, at + timedelta(days=21))
    with acting_as(backbone, at=at + timedelta(days=22)):
        actions.report(campaign_id=campaign.pk, actor=backbone, at=at + timedelta(days=22))


def _residents(backbone: Actor, at: datetime, chance: random.Random) -> None:
    """By a link on a poster: nobody knows who they are."""
    form = "access-survey"
    campaign, token = _poster(form, "What gets in your way?", backbone, at, target=100)
    respondent = actors.respondent()
    for number in range(RESIDENTS):
        on = at + timedelta(days=1 + number % 12, hours=number % 9)
        with acting_as(respondent, at=on):
            answering.answer(token=token, answers=_resident(campaign, chance), actor=respondent, at=on)
    _closed(campaign, backbone, at + timedelta(days=15))
    done = at + timedelta(days=30)
    with acting_as(backbone, at=done):
        actions.report(campaign_id=campaign.pk, actor=backbone, at=done)
        actions.act(campaign_id=campaign.pk, you_said=YOU_SAID, we_did=WE_DID, actor=backbone, at=done)


def _leaders(ids: dict[str, UUID], backbone: Actor, at: datetime, chance: random.Random) -> None:
    guests = [
        Guest(
            f"leader{number}@{key}.example",
            f"{key.capitalize()}, leader {number}",
            ids[key],
            SECTORS[key],
            "North",
        )
        for number, key in enumerate([*SECTORS] * 3, 1)
        if key in ids
    ][:LEADERS]
    campaign = _opened(
        "leader-survey",
        "Rules and habits: your view",
        Mode.CONFIDENTIAL,
        guests,
        backbone,
        at,
        target=LEADERS,
    )
    for guest in guests[:6]:
        _interviewed(campaign, guest, backbone, at + timedelta(days=2), chance)


def _ties(backbone: Actor, at: datetime) -> None:
    """Who works with whom: asked of everybody at the table, answered on the telephone by all but one."""
    with acting_as(backbone, at=at):
        table = [one for one in collaborative.members() if one.stage in AT_THE_TABLE]
    ids = {one.name: one.organization_id or one.pk for one in table}
    guests = [
        Guest(f"tie{n}@table.example", one.name, ids[one.name], one.sector) for n, one in enumerate(table)
    ]
    campaign = _opened(
        "network-tie", "Who do you work with?", Mode.NAMED, guests, backbone, at, target=len(guests)
    )
    on = at + timedelta(days=4)
    for guest in guests:
        named = [str(ids[name]) for name in NAMES.get(guest.name, ()) if name in ids]
        with acting_as(backbone, at=on):
            invited = queries.invitations(campaign).get(email=guest.email)
            answers = (
                {"tie.0": checking.understood(roster.of(campaign).item("tie.0"), named)} if named else {}
            )
            if answers:
                answering.interview(
                    campaign_id=campaign.pk, invitation_id=invited.pk, answers=answers, actor=backbone, at=on
                )
    _closed(campaign, backbone, at + timedelta(days=21))
    with acting_as(backbone, at=at + timedelta(days=22)):
        actions.report(campaign_id=campaign.pk, actor=backbone, at=at + timedelta(days=22))


def _planned(form: str, title: str, mode: Mode, backbone: Actor, at: datetime, target: int) -> Campaign:
    first = localtime(at).date()
    planned = Planned(
        title=title, mode=mode, opens_on=first, closes_on=first + timedelta(days=20), target=target,
        purpose="We read the answers together and say what we do about them.",
    )  # fmt: skip
    with acting_as(backbone, at=at):
        found = shelf.newest_form(OURS + form)
        return actions.plan(form_id=found.pk, planned=planned, actor=backbone, at=at)


def _opened(
    form: str, title: str, mode: Mode, guests: Sequence[Guest], backbone: Actor, at: datetime, *, target: int
) -> Campaign:
    campaign = _planned(form, title, mode, backbone, at, target)
    with acting_as(backbone, at=at):
        audience.add(campaign_id=campaign.pk, guests=guests, actor=backbone, at=at)
        return actions.open_(campaign_id=campaign.pk, actor=backbone, at=at)


def _poster(form: str, title: str, backbone: Actor, at: datetime, *, target: int) -> tuple[Campaign, str]:
    campaign = _planned(form, title, Mode.ANONYMOUS, backbone, at, target)
    with acting_as(backbone, at=at):
        token = audience.open_link(campaign_id=campaign.pk, actor=backbone, at=at)
        return actions.open_(campaign_id=campaign.pk, actor=backbone, at=at), token


def _interviewed(
    campaign: Campaign, guest: Guest, backbone: Actor, at: datetime, chance: random.Random
) -> None:
    with acting_as(backbone, at=at):
        form = shelf.questionnaire(campaign.form)
        invited = queries.invitations(campaign).get(email=guest.email)
        answers = {
            item.link_id: _habitual(item, HABITS[guest.sector], chance) for item in form.asked if item.options
        }
        for item in queries.open_questions(form):
            answers[item.link_id] = Given((chance.choice(COMMENTS),))
        answering.interview(
            campaign_id=campaign.pk, invitation_id=invited.pk, answers=answers, actor=backbone, at=at
        )


def _habitual(item: Item, middle: int, chance: random.Random) -> Given:
    """Near the middle of the sector; one in ten does not know."""
    weighed = [option for option in item.options if option.weight is not None]
    others = [option for option in item.options if option.weight is None]
    if others and chance.random() < 0.1:
        return Given((others[-1].value,))
    place = max(0, min(len(weighed) - 1, middle + chance.choice((-1, 0, 0, 1))))
    return Given((weighed[place].value,))


def _resident(campaign: Campaign, chance: random.Random) -> dict[str, Given]:
    form: Questionnaire = shelf.questionnaire(campaign.form)

    def one(link_id: str, *keys: str) -> Given:
        return checking.understood(form.item(link_id), keys)

    barriers = [
        key
        for key, often in (("cost", 0.55), ("transport", 0.4), ("wait", 0.3), ("language", 0.22))
        if chance.random() < often
    ]
    heard = chance.sample(("family", "clinic", "text", "faith", "211", "social"), 2)
    return {
        "care.1": one("care.1", chance.choice(("never", "once", "sometimes", "sometimes", "often"))),
        "care.2": one("care.2", *(barriers or ["hours"])),
        "care.3": one("care.3", chance.choice(("true", "false"))),
        "social.2": one("social.2", chance.choice(("true", "false", "false"))),
        "social.3": one("social.3", *heard),
    }


def _closed(campaign: Campaign, backbone: Actor, at: datetime) -> None:
    with acting_as(backbone, at=at):
        actions.close(campaign_id=campaign.pk, actor=backbone, at=at)
    counting.count(campaign.pk, at=at)
