"""How things of the room are put into words and chips."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fullcircle.collaborative import proposals as counting
from fullcircle.collaborative import sectors, votes, words
from fullcircle.collaborative.states import PHASE_LABELS, STEP_LABELS, STEPS, Phase, Step

if TYPE_CHECKING:
    from fullcircle.collaborative.models import Action, Dispute, Meeting, Proposal, Seat

CHIPS = {
    Phase.DRAFT: ("plain", "edit"),
    Phase.COMMENT: ("wait", "person"), Phase.VOTING: ("act", "clock"), Phase.PASSED: ("good", "check"),
    Phase.DONE: ("good", "checkc"), Phase.FAILED: ("late", "cross"), Phase.NO_QUORUM: ("soon", "alert"),
    Phase.HELD: ("soon", "alert"), Phase.WITHDRAWN: ("plain", "cross"),
}  # fmt: skip


def seat(one: Seat) -> dict[str, Any]:
    return {
        "it": one,
        "kind": words.SEAT_KINDS[one.kind],
        "sector": sectors.sectors()[one.sector].label if one.sector else "",
        "stipend": f"${one.stipend_cents / 100:,.2f}" if one.stipend_cents is not None else "",
    }


def when(meeting: Meeting) -> str:
    """The day and the hours, in the time zone of the body."""
    zone = ZoneInfo(meeting.body.zone)
    begins, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    return f"{date_format(begins, 'l, F j, Y')}, {date_format(begins, 'TIME_FORMAT')}–{date_format(ends, 'TIME_FORMAT')}"


def meeting(one: Meeting, at: datetime) -> dict[str, Any]:
    if one.cancelled_at:
        state = ("plain", "cross", _("Cancelled"))
    elif one.ends_at < at:
        state = ("plain", "check", _("Held")) if one.minutes else ("soon", "edit", _("No minutes yet"))
    else:
        state = ("wait", "clock", _("Planned"))
    return {"it": one, "when": when(one), "chip": dict(zip(("kind", "icon", "text"), state, strict=True))}


def proposal(one: Proposal) -> dict[str, Any]:
    kind, icon = CHIPS[Phase(one.phase)]
    return {
        "it": one, "chip": {"kind": kind, "icon": icon, "text": PHASE_LABELS[Phase(one.phase)]}, "count": count(one),
        "day": date_format(localtime(one.decided_at, ZoneInfo(one.body.zone)), "DATE_FORMAT") if one.decided_at else "",
    }  # fmt: skip


def count(one: Proposal) -> str:
    """ "6 yes, 3 no, 1 abstained", of what is decided."""
    if one.yes is None:
        return ""
    return _("{yes} yes, {no} no, {abstain} abstained").format(yes=one.yes, no=one.no, abstain=one.abstain)


def result(one: Proposal) -> dict[str, Any]:
    """The sum, with every number that it rests on."""
    cast = counting.cast_of(one)
    outcome = votes.count(cast, counting.terms_of(one))
    return {
        "cast": cast,
        "eligible": outcome.eligible,
        "quorum": outcome.quorum,
        "came": cast.yes + cast.no + cast.abstain,
    }


def terms(one: Proposal) -> list[str]:
    share = f"{one.quorum_numerator}/{one.quorum_denominator}"
    said = [
        str(votes.RULES[votes.Rule(one.rule)]),
        _("Quorum: more than {share} of the seats that are filled and not recused").format(share=share),
    ]
    if one.lived_minimum:
        lived = ngettext(
            "At least {n} vote of a lived-experience seat",
            "At least {n} votes of lived-experience seats",
            one.lived_minimum,
        )
        said.append(lived.format(n=one.lived_minimum))
    return said


def action(one: Action, at: datetime) -> dict[str, Any]:
    late = one.due_on is not None and one.due_on < localtime(at).date()
    return {"it": one, "late": late, "owner": one.owner.name if one.owner else ""}


def dispute(one: Dispute, at: datetime) -> dict[str, Any]:
    late = one.closed_at is None and one.due_on is not None and one.due_on < localtime(at).date()
    next_steps = [{"value": each, "label": STEP_LABELS[each]} for each in STEPS.get(Step(one.step), ())]
    return {"it": one, "step": STEP_LABELS[Step(one.step)], "late": late, "next": next_steps}
