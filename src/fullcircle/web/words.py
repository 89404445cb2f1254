"""Sentences about dates, clocks, capacity and status, shared by several pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fullcircle.access.labels import Label
from fullcircle.referrals import queries
from fullcircle.referrals.states import LABELS, REASONS, DeclineReason, Status

if TYPE_CHECKING:
    from fullcircle.referrals.capacity import Room
    from fullcircle.referrals.models import Referral


@dataclass(frozen=True, slots=True)
class Chip:
    kind: str
    icon: str
    text: str


def day(at: datetime) -> str:
    return date_format(localtime(at), "MONTH_DAY_FORMAT")


def date_of(day: date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")


def moment(at: datetime) -> str:
    return f"{day(at)}, {date_format(localtime(at), 'TIME_FORMAT')}"


def due(answer_by: datetime, at: datetime) -> Chip:
    """'Answer today, 5 pm', '2 days late': what and when, never only a colour."""
    local, now = localtime(answer_by), localtime(at)
    days = (local.date() - now.date()).days
    if answer_by < at:
        late = max(-days, 0)
        text = ngettext("{n} day late", "{n} days late", late).format(n=late) if late else _("Late since {time}").format(
            time=date_format(local, "P")
        )  # fmt: skip
        return Chip("late", "alert", text)
    if days == 0:
        return Chip("soon", "clock", _("Answer today, {time}").format(time=date_format(local, "P")))
    return Chip("ok", "clock", _("Answer by {day}").format(day=date_format(local, "l")))


def quiet(days: int, silence: str) -> Chip | None:
    """How long the resident has heard nothing."""
    if not silence:
        return None
    text = ngettext("{n} day quiet", "{n} days quiet", days).format(n=days)
    return Chip(silence, "quiet" if silence == "silent" else "alert", text)


KINDS = {"open": "open", "limited": "few", "wait-list": "list", "closed": "full"}


def room(known: Room | None, at: datetime, *, public: bool = False) -> dict[str, str] | None:
    """How much room, as pips, words and age; nothing where nothing is known. The public reads no numbers of places."""
    if known is None:
        return None
    words = {
        "open": _("Has room") if public else _("Open now"),
        "limited": _("Some room"),
        "wait-list": _("There is a wait list") if public else _("Wait list"),
        "closed": _("Full now") if public or known.computed else _("Closed for now"),
    }[known.state]
    if known.state in {"open", "limited"} and known.number is not None and not public:
        words = (_("Room for {n} now") if known.computed else _("Room for {n} this week")).format(
            n=known.number
        )
    if known.state == "wait-list" and known.wait_days:
        words = ngettext("Wait is about {n} day", "Wait is about {n} days", known.wait_days).format(
            n=known.wait_days
        )
    age = _("computed now, from live requests") if known.computed else said(known.as_of, at)
    return {"kind": KINDS[known.state], "words": words, "age": age}


def said(said_at: datetime, at: datetime) -> str:
    days = (localtime(at).date() - localtime(said_at).date()).days
    if days <= 0:
        return _("they said so today")
    return ngettext("they said so {n} day ago", "they said so {n} days ago", days).format(n=days)


def status(referral: Referral) -> str:
    return str(LABELS[Status(referral.status)])


def reason(code: str, text: str = "") -> str:
    if not code:
        return text
    known = str(REASONS[DeclineReason(code)][0])
    return f"{known}: {text}" if text else known


def notices(referral: Referral) -> list[str]:
    """The notice of a protected card, and an account of what the person agreed to (42 CFR 2.32(b)); nothing else has any."""
    said = notice(referral)
    if not said:
        return []
    agreed = queries.agreed_to(referral.pk)
    if agreed is None or agreed[0] is None:
        return [said]
    since, until = agreed[0], agreed[1]
    account = _("The person agreed on {day} that this place sees this request, until {until}.")
    return [said, account.format(day=day(since), until=day(until) if until else _("they say stop"))]


def notice(referral: Referral) -> str:
    """What must stand with a protected card, wherever it is shown (42 CFR 2.32(a)(2); the others by the same habit)."""
    if not referral.label:
        return ""
    if referral.label == Label.SUBSTANCE_USE:
        return _("42 CFR part 2 prohibits unauthorized use or disclosure of these records.")
    return _("This record is protected. Share it with nobody whom the person did not name.")


def attempt(referral: Referral, target: str) -> dict[str, Any]:
    """One rung of a need's ladder, as staff read it."""
    parts = [status(referral)]
    if why := reason(referral.reason, referral.reason_text):
        parts.append(why)
    if referral.expected_on and referral.status in {Status.ACCEPTED, Status.WAIT_LISTED}:
        parts.append(_("expected {day}").format(day=date_format(referral.expected_on, "MONTH_DAY_FORMAT")))
    given = ", ".join(f"{unit.quantity} × {unit.what}" for unit in referral.delivered.all())
    if given:
        parts.append(_("gave {what}").format(what=given))
    when = _("Sent {day}").format(day=day(referral.sent_at)) if referral.sent_at else _("Not sent yet")
    return {"name": target, "detail": ". ".join(parts), "when": when}
