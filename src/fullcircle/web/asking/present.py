"""Words for surveys: states, windows, rates, and what a form says of itself."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fullcircle.assessments import queries as forms
from fullcircle.assessments.asking import rules
from fullcircle.assessments.asking.states import CHANNELS, LABELS, MODES, PROMISES, Channel, Mode, State
from fullcircle.collaborative import sectors
from fullcircle.web.words import Chip

if TYPE_CHECKING:
    from fullcircle.assessments.asking.queries import Taken
    from fullcircle.assessments.engine.questionnaire import Questionnaire
    from fullcircle.assessments.models import Campaign

CHIPS = {
    State.PLANNED: ("plain", "edit"),
    State.OPEN: ("act", "send"),
    State.CLOSED: ("soon", "pause"),
    State.REPORTED: ("wait", "eye"),
    State.ACTED_ON: ("good", "checkc"),
}


def chip(campaign: Campaign) -> Chip:
    state = State(campaign.state)
    return Chip(*CHIPS[state], str(LABELS[state]))


def language() -> str:
    return get_language() or "en"


def line(campaign: Campaign) -> dict[str, Any]:
    """A campaign on the board."""
    return {
        "campaign": campaign,
        "chip": chip(campaign),
        "form": forms.questionnaire(campaign.form).title.in_(language()),
        "mode": MODES[Mode(campaign.mode)],
        "window": window(campaign),
    }


def window(campaign: Campaign) -> str:
    return _("{first} to {last}").format(
        first=date_format(campaign.opens_on, "DATE_FORMAT"),
        last=date_format(campaign.closes_on, "DATE_FORMAT"),
    )


def promise(mode: str) -> str:
    return str(PROMISES[Mode(mode)])


def about(form: Questionnaire) -> dict[str, Any]:
    """What must be said with a form wherever its results stand: whose it is, and whether anybody validated it."""
    rule = rules.of(form)
    return {
        "not_validated": rule.validated is False,
        "unknown": rule.validated is None,
        "caution": str(rules.CAUTIONS[rule.caution]) if rule.caution else "",
        "licence": form.licence,
    }


def sector(code: str) -> str:
    known = sectors.sectors().get(code)
    return known.label if known else code or _("No sector named")


def channels(taken: Taken) -> list[tuple[str, int]]:
    return [(str(CHANNELS[one]), taken.by_channel[one]) for one in Channel if taken.by_channel.get(one)]


def percent(part: Fraction | None) -> int | None:
    return None if part is None else round(100 * part)


def score(said: str | None) -> str:
    """An exact number ("125/2") as people read it, with one place after the point; a half goes up."""
    if said is None:
        return ""
    tenths = (Fraction(said) * 10 + Fraction(1, 2)).__floor__()
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)


def is_late(campaign: Campaign, at: datetime) -> bool:
    return campaign.state == State.OPEN and campaign.closes_at <= at
