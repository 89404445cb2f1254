"""Reading agreements: which one may see, where each stands, and what it opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Purpose
from fullcircle.access.errors import NotFound
from fullcircle.accounts import queries as accounts
from fullcircle.agreements import policies, states
from fullcircle.agreements.models import Agreement, Clause, Kind, Party, Signature
from fullcircle.agreements.states import State


class NoSuchAgreement(NotFound):
    """It does not exist, or this actor may not know that it does."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agreement stands at a time. `begins_at` None: a required signature is missing. `replaced_at`: when a later
    version is in force."""

    state: State
    begins_at: datetime | None
    ends_at: datetime | None
    replaced_at: datetime | None = None

    @property
    def is_replaced(self) -> bool:
        """A later version goes on where this one ends."""
        return self.replaced_at is not None and self.replaced_at == self.ends_at


def hub_id() -> UUID:
    return accounts.community().hub_id


def kinds() -> list[Kind]:
    return list(Kind.objects.order_by("label"))


def agreement(agreement_id: UUID, actor: Actor, *, lock: bool = False) -> Agreement:
    """One that this actor may see, with its parties and their signatures loaded. Raises NoSuchAgreement."""
    found = Agreement.objects.select_related("kind")
    if lock:
        found = found.select_for_update(of=("self",))
    one = found.filter(pk=agreement_id).prefetch_related("parties__signatures").first()
    hub = hub_id()
    if one is None or not policies.can_see(
        actor, one, {party.organization_id for party in one.parties.all()}, hub
    ):
        raise NoSuchAgreement(_("There is no such agreement."))
    one.hub_id = hub
    return one


def parties(one: Agreement) -> list[Party]:
    return sorted(one.parties.all(), key=lambda party: (not party.required, party.role, str(party.pk)))


def clauses(one: Agreement) -> list[Clause]:
    return sorted(one.clauses.all(), key=lambda clause: clause.number)


@dataclass(frozen=True, slots=True)
class Named:
    """What an agreement is called, and the numbers of its clauses by their ids."""

    title: str
    numbers: dict[UUID, str]


def named(ids: Iterable[UUID]) -> dict[UUID, Named]:
    """For citing an agreement to somebody who may not read it: its title and its clauses' numbers alone."""
    found = Agreement.objects.filter(pk__in=list(ids)).prefetch_related("clauses")
    return {
        one.pk: Named(one.title, {clause.pk: str(clause.number) for clause in one.clauses.all()})
        for one in found
    }


def readable(ids: Iterable[UUID], actor: Actor) -> set[UUID]:
    """Those of these agreements that this actor may read."""
    return set(_seen_by(actor).filter(pk__in=list(ids)).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Cited:
    """One clause as it is cited: the agreement, its title, its number, its words, and which counsel read it, if any."""

    agreement_id: UUID
    title: str
    number: int
    text: str
    counsel: str


def cited(clause_id: UUID | None) -> Cited | None:
    found = Clause.objects.select_related("agreement").filter(pk=clause_id).first() if clause_id else None
    if found is None:
        return None
    return Cited(found.agreement_id, found.agreement.title, found.number, found.text, found.agreement.counsel)


def parties_with(organization_id: UUID) -> set[UUID]:
    """Whoever stands in an agreement beside this organization."""
    ours = Party.objects.filter(organization_id=organization_id).values("agreement_id")
    return set(Party.objects.filter(agreement_id__in=ours).values_list("organization_id", flat=True))


def party_of(one: Agreement, organization_id: UUID | None) -> Party | None:
    return next((p for p in one.parties.all() if p.organization_id == organization_id), None)


def signature_of(party: Party | None) -> Signature | None:
    """The one that stands, if any."""
    held = party.signatures.all() if party is not None else ()
    return next((signature for signature in held if signature.withdrawn_at is None), None)


def standing(one: Agreement, at: datetime) -> Standing:
    return standings([one], at)[one.pk]


def standings(some: Iterable[Agreement], at: datetime) -> dict[UUID, Standing]:
    """Where each stands, by the same functions that compile the grants."""
    known = {one.pk: one for one in some}
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.id, b.* from agreements_agreement a cross join lateral agreements_binding(a.id, null) b"
            " where a.id = any (%s)",
            [list(known)],
        )
        rows = cursor.fetchall()
    return {
        key: Standing(
            states.state(
                known[key].state, begins_at=begins, ends_at=ends, replaced_at=replaced, expires_at=expires,
                notice_days=known[key].notice_days, at=at,
            ),
            begins, ends, replaced,
        )
        for key, begins, ends, replaced, expires in rows
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outline:
    """What others build on an agreement by: its title, where it stands, its last day if one is known, and its parties."""

    title: str
    standing: Standing
    last_day: date | None
    organizations: frozenset[UUID]


def outline(agreement_id: UUID, *, at: datetime) -> Outline | None:
    """For whoever was told of it, without its text or clauses. None where there is no such agreement."""
    found = Agreement.objects.filter(pk=agreement_id).prefetch_related("parties").first()
    if found is None:
        return None
    parties = frozenset(party.organization_id for party in found.parties.all())
    return Outline(found.title, standing(found, at), found.expires_on, parties)


@dataclass(frozen=True, slots=True)
class Line:
    """An agreement in the list."""

    agreement: Agreement
    standing: Standing
    signed: int
    ours: bool  # this actor's organization has still to sign


def lines(actor: Actor, *, at: datetime, state: str = "") -> list[Line]:
    """What this actor may see: what ends within its days of notice first, then the newest."""
    seen = _seen_by(actor).select_related("kind").defer("text", "document")
    found = list(seen.prefetch_related("parties__signatures").distinct())
    standing_of = standings(found, at)
    shown = [_line(one, standing_of[one.pk], actor) for one in found]
    chosen = [line for line in shown if not state or line.standing.state == state]
    return sorted(chosen, key=_urgency)


def _seen_by(actor: Actor) -> QuerySet[Agreement]:
    if policies.is_hub(actor, hub_id()):
        return Agreement.objects.all()
    if not policies.is_administrator(actor):
        return Agreement.objects.none()
    here = actor.organization_id
    return Agreement.objects.filter(Q(drafted_for=here) | Q(parties__organization_id=here))


def _line(one: Agreement, now: Standing, actor: Actor) -> Line:
    mine = party_of(one, actor.organization_id)
    waits = now.state in states.SIGNABLE and mine is not None and signature_of(mine) is None
    signed = sum(signature_of(party) is not None for party in one.parties.all())
    return Line(agreement=one, standing=now, signed=signed, ours=waits)


def _urgency(line: Line) -> tuple[int, float, int]:
    ends = line.standing.ends_at
    if line.standing.state == State.EXPIRING and ends is not None:
        return 0, ends.timestamp(), 0
    rank = 1 if line.ours else 2 if line.standing.state not in states.FINAL else 3
    return rank, 0.0, -line.agreement.number * 1000 - line.agreement.version


@dataclass(frozen=True, slots=True)
class Opened:
    """One class of one organization's records, for another, for purposes, by a rule."""

    clause_id: UUID
    effect: str
    from_id: UUID
    to_id: UUID
    data_class: str
    purpose: str
    rule: str
    labels: list[str]
    is_open: bool  # by the signatures there are
    already: bool  # another agreement opens the same
    ends_at: datetime | None


def what_it_opens(one: Agreement, at: datetime) -> list[Opened]:
    """What holds once everybody has signed; `is_open` is what holds now. Computed, never written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select clause_id, effect, from_id, to_id, data_class, purpose, rule, labels, is_open, already,"
            " ends_at from agreements_opens(%s, %s)"
            " order by from_id, to_id, data_class, purpose",
            [one.pk, at],
        )
        rows = cursor.fetchall()
    return [Opened(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Reach:
    """People and records of others, now and once everybody has signed; None stands for 1 to 10 people."""

    people: int | None
    records: int | None
    people_then: int | None
    records_then: int | None


def reach(one: Agreement, at: datetime) -> Reach | None:
    """For the acting organization, for care coordination. None where it is no party. Looks at all records: ask seldom."""
    with connection.cursor() as cursor:
        cursor.execute("select * from agreements_reach(%s, %s, %s)", [one.pk, str(Purpose.CARE), at])
        row = cursor.fetchone()
    return Reach(*row) if row else None


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to an agreement, for its timeline."""

    at: datetime
    did: str  # drafted, out, signed, withdrawn, in-force, ended, terminated
    organization_id: UUID | None = None
    name: str = ""


def timeline(one: Agreement, now: Standing, at: datetime) -> list[Moment]:
    """What happened until now, newest first, read from the tables themselves."""
    found = [Moment(one.drafted_at, "drafted", one.drafted_for)]
    found += [Moment(one.out_at, "out")] if one.out_at else []
    for party in one.parties.all():
        for signature in party.signatures.all():
            found.append(Moment(signature.signed_at, "signed", party.organization_id, signature.typed_name))
            if signature.withdrawn_at:
                found.append(Moment(signature.withdrawn_at, "withdrawn", party.organization_id))
    found += [Moment(now.begins_at, "in-force")] if now.begins_at else []
    found += [Moment(one.terminated_at, "terminated")] if one.terminated_at else []
    if now.ends_at and not one.terminated_at:
        found.append(Moment(now.ends_at, "ended"))
    order = ("drafted", "out", "signed", "in-force", "withdrawn", "ended", "terminated")
    past = [moment for moment in found if moment.at <= at]
    return sorted(past, key=lambda moment: (moment.at, order.index(moment.did)), reverse=True)


def days_left(now: Standing, at: datetime) -> int | None:
    """Whole days until it ends; None where no end is known."""
    return None if now.ends_at is None else max((now.ends_at - at) // timedelta(days=1), 0)
