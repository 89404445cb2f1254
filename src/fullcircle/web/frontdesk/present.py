"""What the desk says: how long ago, how many, to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fullcircle.aid import ledger, policies, queries
from fullcircle.people import queries as people
from fullcircle.web.acting import Request

if TYPE_CHECKING:
    from fullcircle.aid.models import Delivered
    from fullcircle.aid.queries import ServiceUnit
    from fullcircle.directory.models import Service
    from fullcircle.people.models import Person

CHOSEN = "desk_service"  # in the session: what this desk gives
REMEMBERED = timedelta(days=90)  # how far back the line "given here" looks
TODAY = 12  # lines


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody stands: for which organization, and what one tap gives."""

    here: UUID
    services: list[Service]
    service: Service | None
    unit: ServiceUnit | None


def desk(request: Request) -> Desk:
    here = policies.organization_of_the_desk(request.actor)
    services = queries.services_at_the_desk(here)
    wanted = (
        request.POST.get("service") or request.session.get(CHOSEN) or str(queries.service_given_last(here))
    )
    chosen = next((one for one in services if str(one.pk) == wanted), services[0] if services else None)
    return Desk(here, services, chosen, queries.unit_of(chosen) if chosen else None)


def amount(quantity: int, what: str) -> str:
    return f"{quantity} × {what}"


def ago(on: date, today: date) -> str:
    days = (today - on).days
    if days <= 0:
        return _("today")
    return ngettext("{n} day ago", "{n} days ago", days).format(n=days)


def before(given: Delivered, today: date) -> str:
    """'Food box given here 3 days ago'."""
    return _("{what} given here {when}").format(
        what=given.what[:1].upper() + given.what[1:], when=ago(given.delivered_on, today)
    )


def history(rows: Iterable[Delivered], today: date) -> list[dict[str, str]]:
    return [{"amount": amount(one.quantity, one.what), "ago": ago(one.delivered_on, today)} for one in rows]


def lines(found: Sequence[Person], at_desk: Desk, at: datetime) -> list[dict[str, Any]]:
    """People found, each with what they got here last."""
    today = localtime(at).date()
    kind = at_desk.unit.kind if at_desk.unit else None
    same = queries.services_of_the_kind(at_desk.here, kind) if kind else []
    last = queries.last_given([one.pk for one in found], at_desk.here, same, since=today - REMEMBERED)
    return [
        {
            "person": one, "family": _family(one),
            "before": before(last[one.pk], today) if one.pk in last else "", "key": uuid4(),
        }
        for one in found
    ]  # fmt: skip


def elsewhere(request: Request, at_desk: Desk, person_id: UUID) -> str:
    """What others answer, in a line; '' where nobody was asked."""
    if at_desk.service is None or at_desk.unit is None:
        return ""
    answer = ledger.ask(
        person_id=person_id, service_id=at_desk.service.pk, actor=request.actor, at=request.at
    )
    days = at_desk.unit.kind.days
    if answer == ledger.Answer.YES:
        said = ngettext(
            "Got the same help elsewhere in the last {n} day.",
            "Got the same help elsewhere in the last {n} days.",
            days,
        )
        return said.format(n=days)
    if answer == ledger.Answer.NO:
        said = ngettext(
            "Did not get the same help elsewhere in the last {n} day, as far as others wrote it down.",
            "Did not get the same help elsewhere in the last {n} days, as far as others wrote it down.",
            days,
        )
        return said.format(n=days)
    return ""


def _family(one: Person) -> str:
    home = getattr(one, "household", None)
    size = home.adults + home.children if home else 1
    return _("family of {n}").format(n=size) if size > 1 else ""


def today(at_desk: Desk, at: datetime) -> dict[str, Any]:
    """What was given today, newest first, and to how many homes."""
    given = queries.given_by(at_desk.here).filter(delivered_on=localtime(at).date(), referral__isnull=True)
    rows = list(given.order_by("-recorded_at")[:TODAY])
    homes = given.filter(person__isnull=False).values("person_id").distinct().count()
    return {
        "homes": homes + given.filter(person__isnull=True).count(),
        "rows": entries(rows, at),
    }


def entries(rows: Iterable[Delivered], at: datetime) -> list[dict[str, Any]]:
    rows = list(rows)
    names = people.names_of({one.person_id for one in rows if one.person_id})
    return [
        {
            "id": one.pk, "when": date_format(localtime(one.recorded_at), "TIME_FORMAT"),
            "day": date_format(one.delivered_on, "MONTH_DAY_FORMAT"),
            "who": _who(one, names), "amount": amount(one.quantity, one.what),
        }
        for one in rows
    ]  # fmt: skip


def _who(one: Delivered, names: dict[UUID, str]) -> str:
    if one.person_id:
        return names.get(one.person_id, _("a person"))
    if one.household is None:
        return _("no name")
    return ngettext("no name, {n} person", "no name, {n} people", one.household).format(n=one.household)
