"""Reading what somebody typed of an appointment, and showing one in words."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import Invalid
from fullcircle.referrals import assigning, policies
from fullcircle.referrals.appointments import planning
from fullcircle.referrals.appointments.planning import Said
from fullcircle.web.forms import day, plain, uuid_or_none

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from fullcircle.access.actor import Actor
    from fullcircle.referrals.models import Appointment, Referral

STATUSES = {
    "planned": _("Planned"), "came": _("Came"), "did-not-come": _("Did not come"), "cancelled": _("Cancelled"),
}  # fmt: skip


def said(typed: QueryDict) -> Said:
    """Raises Invalid."""
    on = day(typed, "on")
    if on is None:
        raise Invalid(_("Type the day like 2026-03-18."), field="on")
    try:
        at = time.fromisoformat(typed.get("time", "")).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Invalid(_("Type the time like 14:30."), field="time") from None
    minutes = typed.get("minutes", "")
    if (user_id := uuid_or_none(typed.get("user"))) is None and typed.get("user"):
        raise Invalid(_("Choose somebody of your team."), field="user")
    return Said(
        on=on, at=at, minutes=int(minutes) if minutes.isdecimal() and len(minutes) < len("10000") else 0, user_id=user_id,
        place=plain(typed, "place"), with_whom=plain(typed, "with_whom"),
    )  # fmt: skip


def panel(
    referral: Referral,
    actor: Actor,
    at: datetime,
    *,
    plan_to: str,
    to: Callable[[UUID], str],
    said: QueryDict,
) -> dict[str, Any]:
    """What the page of a request says of its appointments. `plan_to`, `to`: the addresses that take its forms; `said`: a
    form that was refused, whose words stay in it."""
    ours = policies.is_target(actor, referral)
    return {
        "all": [{**shown(one, at), "to": to(one.pk)} for one in planning.of_request(referral.pk)],
        "may_plan": policies.can_work(actor, referral), "may_keep": ours, "plan_to": plan_to,
        "team": assigning.team(referral.target_id) if ours and actor.user_id else {}, "said": said if "on" in said else {},
    }  # fmt: skip


def shown(one: Appointment, at: datetime) -> dict[str, Any]:
    """For a page: the day and the hour on the wall of the place."""
    local = one.starts_at.astimezone(ZoneInfo(one.zone))
    today = at.astimezone(ZoneInfo(one.zone)).date()
    planned = one.status == one.Status.PLANNED
    return {
        "it": one, "day": date_format(local, "l, F j"), "time": date_format(local, "TIME_FORMAT"),
        "planned": planned,
        "came_is_known": planned and local.date() <= today, "coming": planned and one.starts_at > at,
        "status": STATUSES[one.status],
        "said": {
            "on": local.date().isoformat(), "time": local.strftime("%H:%M"), "minutes": one.minutes, "place": one.place,
            "with_whom": one.with_whom, "user": str(one.user_id or ""),
        },
    }  # fmt: skip
