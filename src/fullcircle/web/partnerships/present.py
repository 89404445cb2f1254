"""How partnerships are put into words, chips, steps and rules."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fullcircle.access.actor import Actor
from fullcircle.agreements import queries as agreements
from fullcircle.agreements.states import LABELS as AGREEMENT_LABELS
from fullcircle.partnerships import policies, queries, rules
from fullcircle.partnerships.states import (
    CLOSING,
    DECISIONS,
    FUNDING,
    LABELS,
    STRUCTURES,
    Decision,
    Stage,
    words,
)

if TYPE_CHECKING:
    from fullcircle.partnerships.models import Partnership, Side

SOON = timedelta(days=30)
WAY = (Stage.EXPLORE, Stage.DESIGN, Stage.PILOT, Stage.RUN, Stage.GROW, Stage.WIND_DOWN, Stage.ENDED)
KINDS = {Stage.RUN: "good", Stage.GROW: "good", Stage.WIND_DOWN: "soon", Stage.ENDED: "plain"}


def day(one: date | None) -> str:
    return date_format(one, "DATE_FORMAT") if one else ""


def chip(stage: str) -> dict[str, Any]:
    return {"kind": KINDS.get(Stage(stage), "wait"), "icon": "link", "text": LABELS[Stage(stage)]}


def due(one: Partnership, today: date) -> dict[str, Any] | None:
    """When a review is due, as a chip; None where none is."""
    until = queries.review_due(one)
    if until is None:
        return None
    if until < today:
        return {"kind": "late", "icon": "alert", "text": _("Review late since {day}").format(day=day(until))}
    kind = "soon" if until - SOON <= today else "ok"
    return {"kind": kind, "icon": "clock", "text": _("Review due by {day}").format(day=day(until))}


def line(one: Partnership, today: date) -> dict[str, Any]:
    return {
        "it": one, "chip": chip(one.stage), "due": due(one, today), "names": [side.name for side in one.sides.all()],
        "since": day(one.stage_since),
    }  # fmt: skip


def steps(one: Partnership) -> list[dict[str, str]]:
    """The stages in their order; the one that it is in is named with its day."""
    here = WAY.index(Stage(one.stage))
    entered = {move.after: localtime(move.at).date() for move in one.moves.all()}
    return [
        {
            "state": "done" if n < here else "now" if n == here else "next",
            "title": str(LABELS[stage]),
            "text": _("since {day}").format(day=day(one.stage_since))
            if n == here
            else day(entered.get(stage)),
        }
        for n, stage in enumerate(WAY)
        if n == here or stage in entered or n == 0 or n > here
    ]


def sides(one: Partnership, actor: Actor, members: set[UUID], at: datetime) -> list[dict[str, Any]]:
    found = queries.facts(one, at=at).sides
    return [_side(each, fact, actor, members) for each, fact in zip(one.sides.all(), found, strict=True)]


def _side(each: Side, fact: rules.SideFacts, actor: Actor, members: set[UUID]) -> dict[str, Any]:
    return {
        "it": each, "mine": policies.can_write_side(actor, each, members=members), "goal": fact.agrees_to_goal,
        "terms": fact.agrees_to_terms, "goal_before": each.goal_agreed_at and not fact.agrees_to_goal,
        "terms_before": each.terms_agreed_at and not fact.agrees_to_terms,
        "written": day(localtime(each.written_at).date()) if each.written_at else "",
        "said": day(localtime(each.said_at).date()) if each.said_at else "", "noticed": day(each.noticed_on),
    }  # fmt: skip


def nexts(one: Partnership, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "stage": each.stage, "label": LABELS[each.stage], "open": each.is_open, "rules": each.rules,
            "when": words()[each.stage].enter_when,
        }
        for each in queries.nexts(one, at=at)
        if each.stage != Stage.WIND_DOWN or each.is_open
    ]  # fmt: skip


def terms(one: Partnership) -> list[tuple[Any, Any]]:
    """What is agreed on, in words; '' where it is not written yet."""
    return [
        (_("Shared goal"), one.goal),
        (_("Structure"), STRUCTURES.get(one.structure, "")),
        (_("Form of funding"), FUNDING.get(one.funding, "")),
        (_("Scope"), one.scope),
        (_("Measures"), one.measures),
        (_("Baseline"), one.baseline),
        (_("Data needs"), one.data_needs),
        (_("Secured for growing"), one.capacity_secured),
    ]


def agreement(one: Partnership, actor: Actor, at: datetime) -> dict[str, Any] | None:
    found = agreements.outline(one.agreement_id, at=at) if one.agreement_id else None
    if found is None or one.agreement_id is None:
        return None
    return {
        "id": one.agreement_id, "title": found.title, "state": AGREEMENT_LABELS[found.standing.state],
        "ends": day(found.last_day), "readable": one.agreement_id in agreements.readable([one.agreement_id], actor),
    }  # fmt: skip


def reviews(one: Partnership) -> list[dict[str, Any]]:
    return [
        {
            "it": each, "day": day(each.held_on), "decision": DECISIONS[Decision(each.decision)],
            "stage": LABELS[Stage(each.stage)],
        }
        for each in one.reviews.all()
    ]  # fmt: skip


def closing(one: Partnership) -> list[dict[str, Any]]:
    done = {each.item: each for each in one.closing.all()}
    return [
        {"item": item, "label": label, "done": done.get(item), "day": _on(done.get(item))}
        for item, label in CLOSING.items()
    ]


def _on(item: Any) -> str:
    return day(localtime(item.done_at).date()) if item else ""


def timeline(one: Partnership) -> list[dict[str, Any]]:
    drawn = [
        {
            "kind": "other", "at": move.at, "when": day(localtime(move.at).date()), "who": move.by_name,
            "text": _("{before} → {after}").format(before=LABELS[Stage(move.before)], after=LABELS[Stage(move.after)]),
        }
        for move in one.moves.all()
    ]  # fmt: skip
    made = {
        "kind": "other",
        "at": one.made_at,
        "when": day(localtime(one.made_at).date()),
        "text": _("Proposed"),
    }
    return [*drawn, made]
