"""Campaigns in tests, through the real actions, as the backbone of the world keeps them."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import make
from fullcircle.access import actor as actors
from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.assessments import queries as shelf
from fullcircle.assessments.asking import actions, answering, audience, counting, paper, queries, sending
from fullcircle.assessments.asking.audience import Guest
from fullcircle.assessments.engine import checking
from fullcircle.assessments.forms import SHIPPED
from fullcircle.assessments.forms import actions as forms
from fullcircle.infra import outbox

FIRST, LAST = date(2026, 3, 10), date(2026, 3, 31)
AFTER = make.AT + timedelta(days=30)
FHIR = "https://fullcircle.example/fhir/Questionnaire/"
TOKEN = re.compile(r"/ask-us/([^/\s]+)/")


def form(name: str):
    """A shipped form, on the shelf."""
    with acting_as(SYSTEM, at=make.AT):
        resource = json.loads((SHIPPED / f"{name}.json").read_text(encoding="utf-8"))
        return forms.bring_in(resource=resource, actor=SYSTEM, at=make.AT)[0]


def plan(world, name="access-survey", *, at=make.AT, **said):
    planned = {"title": "How is it going?", "mode": "anonymous", "opens_on": FIRST, "closes_on": LAST, **said}
    found = form(name)
    with acting_as(world.hub_manager, at=at):
        return actions.plan(
            form_id=found.pk, planned=actions.Planned(**planned), actor=world.hub_manager, at=at
        )


def people(count: int, **said) -> list[Guest]:
    return [Guest(email=f"p{number}@example.org", **said) for number in range(count)]


def invite(world, campaign, guests, *, at=make.AT) -> int:
    with acting_as(world.hub_manager, at=at):
        return audience.add(campaign_id=campaign.pk, guests=guests, actor=world.hub_manager, at=at)


def opened(world, name="access-survey", *, guests=None, at=make.AT, **said):
    """An open campaign, and the token of each guest by address."""
    campaign = plan(world, name, at=at, **said)
    invite(world, campaign, people(12) if guests is None else guests, at=at)
    step(world, campaign, "open_", at=at)
    sending.invite(campaign.pk, at=at)
    return campaign, tokens()


def step(world, campaign, name, *, at=make.AT, **said):
    with acting_as(world.hub_manager, at=at):
        return getattr(actions, name)(campaign_id=campaign.pk, actor=world.hub_manager, at=at, **said)


def tokens() -> dict[str, str]:
    """By address, the newest link that was written to it."""
    found: dict[str, str] = {}
    for message in outbox.recent(20_000):
        if (there := TOKEN.search(message.body)) and message.to not in found:
            found[message.to] = there[1]
    return found


def said(campaign, **typed):
    """Answers by linkId ('care__1' for 'care.1') as somebody types them."""
    questionnaire = shelf.questionnaire(campaign.form)
    links = {link.replace("__", "."): words for link, words in typed.items()}
    return {
        link: checking.understood(questionnaire.item(link), (words,) if isinstance(words, str) else words)
        for link, words in links.items()
    }


def answer(campaign, token, *, at=make.AT, **typed) -> None:
    respondent = actors.respondent()
    with acting_as(respondent, at=at):
        answering.answer(token=token, answers=said(campaign, **typed), actor=respondent, at=at)


def sheet(world, campaign, number=1, *, at=make.AT, **typed):
    with acting_as(world.hub_manager, at=at):
        return paper.enter(
            campaign_id=campaign.pk,
            number=number,
            answers=said(campaign, **typed),
            actor=world.hub_manager,
            at=at,
        )


def closed(world, campaign, *, at=make.AT):
    step(world, campaign, "close", at=at)
    counting.count(campaign.pk, at=at)
    with acting_as(world.hub_manager, at=at):
        return queries.figures(campaign)


def one_of_each(world) -> None:
    """At least one row in every table of campaigns that the serving role may read."""
    from fullcircle.assessments.asking import themes

    campaign, links = opened(world, "service-feedback", mode="named")
    answer(campaign, links["p0@example.org"], fb__1="yes", fb__5="Call back sooner.")
    closed(world, campaign)
    with acting_as(world.hub_manager, at=make.AT):
        themes.add(campaign_id=campaign.pk, link_id="fb.5", name="Calls", actor=world.hub_manager, at=make.AT)
    another, _links = opened(world)
    sheet(world, another, care__1="once")
