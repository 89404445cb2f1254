"""Taking an answer: by link from anybody, by telephone from staff. Nothing is kept on the way to the end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import actor as actors
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.access.links import NOTHING, LinkOpensNothing
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.assessments import queries as forms
from fullcircle.assessments.asking import audience, policies, queries, roster
from fullcircle.assessments.asking.policies import WrongState
from fullcircle.assessments.asking.recording import record
from fullcircle.assessments.asking.states import Channel, Mode
from fullcircle.assessments.engine import branching, checking
from fullcircle.assessments.engine.answers import Answers, Given
from fullcircle.assessments.engine.questionnaire import Item, Kind, Questionnaire
from fullcircle.assessments.models import Campaign

Said = dict[str, dict[str, Any]]  # {"picked": {linkId: [code, …]}, "written": {linkId: words}}
KEYS = frozenset({Kind.BOOLEAN, Kind.INTEGER})


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens. Whose it is does not come with it."""

    campaign_id: UUID
    form_id: UUID
    title: str
    purpose: str
    mode: str
    state: str
    opens_on: date
    closes_on: date
    zone: str
    is_over: bool
    language: str
    answered: bool
    you_said: str
    we_did: str


def opened(token: str, *, at: datetime) -> Opened:
    """Raises LinkOpensNothing."""
    with connection.cursor() as cursor:
        cursor.execute("select * from assessments_link(%s, %s)", [audience.hashed(token), at])
        row = cursor.fetchone()
    if row is None:
        raise LinkOpensNothing(NOTHING)
    return Opened(*row)


def form_of(found: Opened, token: str) -> Questionnaire:
    """What the link asks."""
    return roster.by_link(forms.questionnaire(forms.form(found.form_id)), audience.hashed(token))


@transaction.atomic
def answer(*, token: str, answers: Answers, actor: Actor, at: datetime) -> None:
    """Take the answers of whoever holds the link (`actors.respondent()`), once. Raises LinkOpensNothing, WrongState, Invalid."""
    found = opened(token, at=at)
    said = as_said(form_of(found, token), answers)
    took = _call("assessments_answer", audience.hashed(token), _json(said["picked"]), _json(said["written"]))
    _check_taken(took)
    record("survey.answer", found.campaign_id, actor, at)


@transaction.atomic
def interview(
    *, campaign_id: UUID, invitation_id: UUID | None, answers: Answers, actor: Actor, at: datetime
) -> None:
    """The same questions by telephone, typed by the backbone's staff. Raises Denied, WrongState, Invalid."""
    policies.check_can_keep(actor, accounts.community().hub_id)
    campaign = queries.campaign(campaign_id)
    said = as_said(roster.of(campaign), answers)
    enter(campaign, invitation_id, said, Channel.PHONE, actor=actor, at=at)


def enter(
    campaign: Campaign,
    invitation_id: UUID | None,
    said: Said,
    channel: Channel,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """What staff typed. In an anonymous campaign the event names nobody, not even them. Raises WrongState."""
    words = _json(said["picked"]), _json(said["written"])
    _check_taken(_call("assessments_enter", campaign.pk, invitation_id, *words, str(channel)))
    by = actors.respondent() if campaign.mode == Mode.ANONYMOUS else actor
    with acting_as(by, at=at):
        record("survey.answer", campaign.pk, by, at)


def as_said(form: Questionnaire, answers: Answers) -> Said:
    """What counts as said: codes and words by linkId, without what the branching hides. Raises Invalid."""
    shown = branching.Shown(form, answers)
    picked: dict[str, list[str]] = {}
    written: dict[str, str] = {}
    for item in form.asked:
        values = shown.values(item.link_id) if item.link_id in answers else ()
        if values:
            checking.check(item, answers[item.link_id])
        keys = [_key(item, value) for value in values if item.option(value) or item.kind in KEYS]
        words = [_words(value) for value in values if not (item.option(value) or item.kind in KEYS)]
        if keys:
            picked[item.link_id] = keys
        if words:
            written[item.link_id] = "\n".join(words)
    if not picked and not written:
        raise Invalid(_("Answer at least one question."))
    return {"picked": picked, "written": written}


def from_said(form: Questionnaire, said: Mapping[str, Any]) -> dict[str, Given]:
    """The other way round: what stands in a sheet, as answers."""
    picked, written = said.get("picked", {}), said.get("written", {})
    found = {}
    for item in form.asked:
        keys, words = picked.get(item.link_id, []), written.get(item.link_id, "")
        if words and item.kind != Kind.OPEN_CHOICE:
            keys, words = str(words).split("\n") if item.repeats else [str(words)], ""
        if keys or words:
            found[item.link_id] = checking.understood(item, keys, written=str(words))
    return found


def _key(item: Item, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    option = item.option(value)
    return option.key if option else str(value)


def _words(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _json(said: Mapping[str, Any]) -> str:
    return json.dumps(said)


def _call(name: str, *arguments: Any) -> str:
    marks = ", ".join(
        ["%s::jsonb" if isinstance(each, str) and each.startswith("{") else "%s" for each in arguments]
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select {name}({marks})", arguments)
        took: str = cursor.fetchone()[0]
    return took


def _check_taken(took: str) -> None:
    if took == "nothing":
        raise LinkOpensNothing(NOTHING)
    if took == "answered":
        raise WrongState(_("This was answered already. Thank you."))
    if took == "over":
        raise WrongState(_("These questions are closed. Thank you for wanting to answer."))
