"""Introductions, on the page of a request with an account and by link alike."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid, NotFound
from fullcircle.caseload import handoffs, policies
from fullcircle.caseload.handoffs import Proposal
from fullcircle.caseload.kinds import Means
from fullcircle.referrals import queries
from fullcircle.referrals.appointments import planning
from fullcircle.referrals.policies import WrongStatus
from fullcircle.web import words
from fullcircle.web.forms import plain

if TYPE_CHECKING:
    from fullcircle.caseload.models import Handoff
    from fullcircle.referrals.models import Referral

ENDED = {
    handoffs.HAPPENED: gettext_lazy("It happened"),
    handoffs.MISSED: gettext_lazy("It did not happen"),
    handoffs.CALLED_OFF: gettext_lazy("Called off"),
}


def panel(
    referral: Referral, actor: Actor, names: dict[UUID, str], at: datetime, *, said: QueryDict
) -> dict[str, Any] | None:
    """What the page of a request says of its introduction; nothing where there is none and none may be. `said`: a form that
    was refused, whose words stay in it."""
    may, found = (
        policies.can_introduce(actor, referral),
        handoffs.of_requests([referral]).get(referral.pk, []),
    )
    past, now = [one for one in found if one.ended_at], next((one for one in found if not one.ended_at), None)
    if not (may or found):
        return None
    shown = {
        "may": may,
        "past": [f"{ENDED[one.ended_how]}: {describe(one, names)}" for one in past],
        "means": Means.choices,
        "now": "",
        "form": _form(now, said),
        "refused": said.get("do") == "propose",
    }
    if now is None:
        return shown
    passed = now.meets_at <= at
    return {
        **shown, "now": describe(now, names), "agreed": now.agreed, "passed": passed,
        "waits_for_us": may and not passed and now.waits_for(actor.organization_id),
        "may_end": bool(policies.sides(actor, referral)), "shown": now.meets_at.isoformat(),
    }  # fmt: skip


def _form(now: Handoff | None, said: QueryDict) -> dict[str, str]:
    """What stands in the boxes of a proposal."""
    if said.get("do") == "propose":
        return {name: plain(said, name) for name in ("meets_at", "means", "place", "who")}
    if now is None:
        return {"means": Means.CALL}
    local = localtime(now.meets_at).strftime("%Y-%m-%dT%H:%M")
    return {"meets_at": local, "means": now.means, "place": now.place}


def describe(one: Handoff, names: dict[UUID, str]) -> str:
    """When, how, where, and who comes."""
    who = [
        f"{name} ({names.get(place, '')})" if name else names.get(place, "")
        for name, place in ((one.source_who, one.source_id), (one.target_who, one.target_id))
    ]
    parts = [
        words.moment(one.meets_at),
        str(Means(one.means).label),
        one.place,
        _(" and ").join(w for w in who if w),
    ]
    return ", ".join(part for part in parts if part)


def rungs(found: list[Handoff], names: dict[UUID, str]) -> list[tuple[datetime, dict[str, str]]]:
    """The introductions of a request as its need's ladder shows them."""
    return [(one.made_at, _rung(one, names)) for one in found]


def _rung(one: Handoff, names: dict[UUID, str]) -> dict[str, str]:
    said = ENDED[one.ended_how] if one.ended_at else _("Both said yes") if one.agreed else _("No yes yet")
    detail = _("Introduction: {what}").format(what=describe(one, names))
    return {
        "name": names.get(one.target_id, ""),
        "detail": f"{detail}. {said}",
        "when": words.day(one.made_at),
    }


def take(do: str, said: QueryDict, *, referral_id: UUID, actor: Actor, at: datetime) -> bool:
    """The step that a button named; does the other side hear of it? Raises what the actions raise."""
    if do == "propose":
        proposal = Proposal(
            meets_at=_moment(said.get("meets_at", "")), means=said.get("means", ""),
            place=plain(said, "place"), who=plain(said, "who"),
        )  # fmt: skip
        _made, told = handoffs.propose(referral_id=referral_id, proposal=proposal, actor=actor, at=at)
        return told
    now = handoffs.open_of(referral_id)
    if now is None:
        if handoffs.just_ended(referral_id, how=do, at=at):
            return True  # the same button, tapped twice
        if handoffs.of_requests([queries.referral(referral_id)]):
            raise WrongStatus(_("This introduction has ended already."))
        raise NotFound(_("There is no such introduction here."))
    if do == "agree":
        handoffs.agree(handoff_id=now.pk, meets_at=_shown(said), who=plain(said, "who"), actor=actor, at=at)
    else:
        handoffs.end(handoff_id=now.pk, how=do, actor=actor, at=at)
    return True


def _shown(said: QueryDict) -> datetime:
    """The time that the page showed. Raises Invalid."""
    try:
        shown = parse_datetime(plain(said, "shown"))
    except ValueError:
        shown = None
    if shown is None:
        raise Invalid(_("Choose a day and a time."), field="meets_at")
    return shown


def _moment(typed: str) -> datetime:
    """A local time of the community. Raises Invalid."""
    try:
        said = datetime.fromisoformat(typed)
    except ValueError:
        raise Invalid(_("Choose a day and a time."), field="meets_at") from None
    return planning.instant(said.date(), said.time(), ZoneInfo(settings.TIME_ZONE))
