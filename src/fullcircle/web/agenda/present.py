"""How items of the policy agenda are put into words, chips and tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fullcircle.agenda import queries
from fullcircle.agenda.scores import Spread
from fullcircle.agenda.states import KINDS, LABELS, LEVELS, LOBBYING, POINTS, SCALES, State

if TYPE_CHECKING:
    from fullcircle.agenda.models import Item

CHIPS = {
    State.IDEA: ("plain", "edit"),
    State.SCREENED: ("wait", "search"),
    State.SCORED: ("wait", "star"),
    State.ADOPTED: ("act", "flag"),
    State.ACTING: ("act", "send"),
    State.ENACTED: ("good", "checkc"),
    State.REJECTED: ("late", "cross"),
    State.PARKED: ("soon", "pause"),
    State.EVALUATED: ("plain", "check"),
}


def chip(state: str) -> dict[str, Any]:
    kind, icon = CHIPS[State(state)]
    return {"kind": kind, "icon": icon, "text": LABELS[State(state)]}


def day(one: date | None) -> str:
    return date_format(one, "DATE_FORMAT") if one else ""


def number(spread: Spread) -> str:
    """4 or 3.5, never more: a median of whole points lies on a half at most."""
    return number_format(float(spread.median), decimal_pos=0 if spread.median.denominator == 1 else 1)


def short(spread: Spread | None) -> str:
    """ "4 (2 to 5)": the median, and from where to where the voices go."""
    if spread is None:
        return "–"
    return _("{median} ({low} to {high})").format(median=number(spread), low=spread.low, high=spread.high)


def line(one: Item) -> dict[str, Any]:
    found = queries.spreads(one)
    return {
        "it": one, "chip": chip(one.state), "level": LEVELS.get(one.level, ""), "next_on": day(one.next_on),
        "scores": [short(found[scale]) for scale in SCALES], "voices": len(one.voices.all()),
    }  # fmt: skip


def scores(one: Item) -> list[dict[str, Any]]:
    """A row a scale: the median, from where to where, and how many gave each point."""
    return [
        {
            "label": SCALES[scale], "median": number(spread) if spread else "–", "voices": spread.voices if spread else 0,
            "range": _("{low} to {high}").format(low=spread.low, high=spread.high) if spread else "–",
            "counts": spread.counts if spread else (0,) * len(POINTS),
        }
        for scale, spread in queries.spreads(one).items()
    ]  # fmt: skip


def facts(one: Item) -> list[tuple[Any, Any]]:
    lobbying = LOBBYING.get(one.lobbying, "")
    note = (
        f"{lobbying}. {one.lobbying_note}"
        if one.lobbying_note and lobbying
        else lobbying or one.lobbying_note
    )
    step = f"{one.next_step} ({day(one.next_on)})" if one.next_on else one.next_step
    return [
        (_("The problem"), one.problem),
        (_("Level"), LEVELS.get(one.level, "")),
        (_("Who decides"), one.decider),
        (_("Lobbying risk"), note),
        (_("Our position"), one.position),
        (_("What we ask for"), one.asks),
        (_("Champions"), one.champions),
        (_("Next step"), step),
        (_("Outcome"), one.outcome),
    ]


def evidence(one: Item) -> list[dict[str, Any]]:
    return [{"it": each, "kind": KINDS[each.kind]} for each in one.evidence.all()]


def timeline(one: Item) -> list[dict[str, Any]]:
    drawn = [
        {
            "kind": "other", "at": move.at, "when": day(localtime(move.at).date()), "who": move.by_name,
            "text": _moved(move),
        }
        for move in one.moves.all()
    ]  # fmt: skip
    made = {
        "kind": "other",
        "at": one.made_at,
        "when": day(localtime(one.made_at).date()),
        "text": _("Brought"),
    }
    return [*drawn, made]


def _moved(move: Any) -> str:
    said = _("{before} → {after}").format(before=LABELS[State(move.before)], after=LABELS[State(move.after)])
    said += f". {move.note}" if move.note else ""
    return _("Taken back: {step}").format(step=said) if move.taken_back else said
