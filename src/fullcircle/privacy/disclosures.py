"""Accounting of disclosures: what left the organization that keeps a person's record, in the last six years.

45 CFR 164.528(b)(2): the date, to whom, what, and for which purpose; 42 CFR 2.24 and 2.31 ask an intermediary for the same
of three years. Worked out from events, so that each reader finds what they may know: a protected request stays with who
keeps it, and with the person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from fullcircle.access import events, grants
from fullcircle.access.actor import Actor, Purpose
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass, Decision, Rule
from fullcircle.access.models import Emergency, Event
from fullcircle.agreements import queries as agreements
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.privacy import duties

YEARS = timedelta(days=6 * 365 + 2)
SENT, READ, OPENED = "referral.send", ("person.read", "card.read"), "emergency.open"
IN_AN_EMERGENCY = (str(DataClass.IDENTITY), str(DataClass.CONTACT))


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One line: when, to whom, in which way, which classes, for what, by which rule, and the agreement where it was one."""

    at: datetime
    organization: str
    way: str
    classes: tuple[str, ...]
    purpose: Purpose
    rule: Rule
    agreement: str
    clause: str


def accounting(person_id: UUID, *, actor: Actor, at: datetime) -> list[Disclosure]:
    """Every disclosure of the last six years that the reader may know of, newest first; leaves an event that it was
    given. Raises Denied, NoSuchPerson."""
    person = people.person(person_id)
    duties.check_can_account(actor, person)
    about = Subject(DataClass.ACCESS, person_id=person_id)
    events.record(actor=actor, did="accounting.give", about=about, at=at)
    rows = list(
        Event.objects.filter(
            Q(did__in=(SENT, OPENED)) | Q(did__in=READ, actor_kind__in=("user", "link")),
            person_id=person_id, occurred_at__gt=at - YEARS, occurred_at__lte=at,
        ).order_by("-occurred_at", "-seq")
    )  # fmt: skip
    urgent = list(Emergency.objects.filter(person_id=person_id))
    found = [one for row in rows if (one := _line(row, person.steward_id, urgent))]
    named = agreements.named({one.agreement_id for _row, _to, _kinds, one in found if one.agreement_id})
    names = directory.organization_names({to for _row, to, _kinds, _by in found})
    return [_disclosure(row, names.get(to, ""), kinds, by, named) for row, to, kinds, by in found]


def _disclosure(
    row: Event, organization: str, kinds: tuple[str, ...], by: Decision, named: dict[UUID, agreements.Named]
) -> Disclosure:
    agreement = named.get(by.agreement_id) if by.agreement_id else None
    return Disclosure(
        at=row.occurred_at, organization=organization, way=row.did, classes=kinds, purpose=Purpose(row.purpose),
        rule=by.rule, agreement=agreement.title if agreement else "",
        clause=agreement.numbers.get(by.clause_id, "") if agreement and by.clause_id else "",
    )  # fmt: skip


def _line(
    row: Event, keeper_id: UUID, urgent: Iterable[Emergency]
) -> tuple[Event, UUID, tuple[str, ...], Decision] | None:
    """To whom, which classes, on which basis; None where nothing left the keeper."""
    to = UUID(row.detail["to"]) if row.did == SENT else row.grantee_id
    if to is None or to == keeper_id:
        return None
    if row.did == OPENED or any(_covers(one, row) for one in urgent):
        return row, to, IN_AN_EMERGENCY, Decision(True, Rule.EMERGENCY, None, None, None, [], None)
    by = grants.why(
        record_id=row.person_id or to, organization_id=to, data_class=DataClass.IDENTITY, purpose=Purpose(row.purpose),
        at=row.occurred_at,
    )  # fmt: skip
    return row, to, tuple(row.detail.get("classes", (DataClass.IDENTITY,))), by


def _covers(one: Emergency, row: Event) -> bool:
    by_them = (one.organization_id, one.user_id) == (row.grantee_id, row.user_id)
    return by_them and one.starts_at <= row.occurred_at < one.ends_at and row.did == "person.read"
