"""What changes a draft: its text, parties and clauses. Each checks, changes, and records one event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.access.labels import NEVER_SHARED
from fullcircle.agreements import policies, queries, shelf, words
from fullcircle.agreements.models import Agreement, Clause, Kind, Party
from fullcircle.directory import queries as directory

LONGEST_TEXT, LONGEST_CLAUSE, MOST_CLAUSES, MOST_DAYS = 60_000, 4_000, 60, 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words and dates of an agreement. `expires_on` is the last day; None has no end."""

    title: str
    text: str
    effective_on: date
    expires_on: date | None = None
    notice_days: int = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    organization_id: UUID
    role: str
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseSaid:
    """Plain words and their machine part; `effect` '' opens nothing. Days are whole, in the agreement's time zone."""

    text: str
    effect: str = ""
    from_role: str = ""
    to_role: str = ""
    classes: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    rule: str = "opt_in"
    labels: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def blank(*, kind: str, said: Said, role: str, actor: Actor, at: datetime) -> Agreement:
    """Begin an agreement of a kind that has no template, as its first party. Raises Denied, Invalid."""
    policies.check_can_draft(actor, queries.hub_id())
    if not Kind.objects.filter(pk=kind).exists():
        raise Invalid(_("Choose a kind of agreement."), field="kind")
    assert actor.organization_id is not None  # noqa: S101 - checked: staff act for an organization
    joining = Joining(organization_id=actor.organization_id, role=role)
    return _begun(kind, said, [joining], [], actor, at)


def _begun(
    kind: str,
    said: Said,
    parties: Iterable[Joining],
    clauses: Iterable[ClauseSaid],
    actor: Actor,
    at: datetime,
) -> Agreement:
    made = _made(kind, _checked(said), actor, at)
    joining, parts = list(parties), [_checked_clause(clause) for clause in clauses]
    Party.objects.bulk_create(Party(agreement=made, **asdict(_checked_party(party))) for party in joining)
    Clause.objects.bulk_create(
        Clause(agreement=made, number=number, **columns(clause))
        for number, clause in enumerate(parts, start=1)
    )
    record("agreement.draft", made, actor, at)
    return made


def _made(kind: str, said: Said, actor: Actor, at: datetime) -> Agreement:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('agreements_number')")
        number = cursor.fetchone()[0]
    assert actor.organization_id is not None  # noqa: S101 - checked: staff act for an organization
    return Agreement.objects.create(
        number=number, kind_id=kind, zone=settings.TIME_ZONE, drafted_for=actor.organization_id, drafted_at=at,
        drafted_by=actor.user_id, **asdict(said),
    )  # fmt: skip


@transaction.atomic
def from_template(
    *,
    name: str,
    effective_on: date,
    actor: Actor,
    at: datetime,
    parties: Iterable[Joining] | None = None,
    title: str = "",
) -> Agreement:
    """Begin from one of our templates, with oneself as the first party. Raises Denied, Invalid, NotFound."""
    template, hub_id = shelf.template(name), queries.hub_id()
    policies.check_can_draft(actor, hub_id)
    said = Said(
        title=title or template.title, text=template.text.strip(), effective_on=effective_on,
        expires_on=shelf.last_day(effective_on, template.months),
    )  # fmt: skip
    clauses = [clause_said(plain) for plain in template.clauses]
    joining = [_drafter(template, actor, hub_id)] if parties is None else parties
    return _begun(template.kind, said, joining, clauses, actor, at)


def _drafter(template: shelf.Template, actor: Actor, hub_id: UUID) -> Joining:
    assert actor.organization_id is not None  # noqa: S101 - staff act for an organization
    at_hub = "hub" in template.roles and actor.organization_id == hub_id
    return Joining(
        organization_id=actor.organization_id, role="hub" if at_hub else next(iter(template.roles))
    )


@transaction.atomic
def write(*, agreement_id: UUID, said: Said, actor: Actor, at: datetime) -> Agreement:
    """Change the words and dates of a draft. Raises Denied, Invalid, NoSuchAgreement, WrongState."""
    one = _open_draft(agreement_id, actor)
    for name, new in asdict(_checked(said)).items():
        setattr(one, name, new)
    one.save()
    record("agreement.write", one, actor, at)
    return one


@transaction.atomic
def set_party(*, agreement_id: UUID, joining: Joining, actor: Actor, at: datetime) -> Party:
    """Add an organization, or change its role. Raises Denied, Invalid, NoSuchAgreement, NotListed, WrongState."""
    one = _open_draft(agreement_id, actor)
    checked = _checked_party(joining)
    directory.organization(checked.organization_id)
    party, _made_now = Party.objects.update_or_create(
        agreement=one,
        organization_id=checked.organization_id,
        defaults={"role": checked.role, "required": checked.required},
    )
    record("agreement.set-party", one, actor, at, organization=str(checked.organization_id))
    return party


@transaction.atomic
def remove_party(*, agreement_id: UUID, organization_id: UUID, actor: Actor, at: datetime) -> None:
    """Take an organization out of a draft. Raises Denied, NoSuchAgreement, WrongState."""
    one = _open_draft(agreement_id, actor)
    Party.objects.filter(agreement=one, organization_id=organization_id).delete()
    record("agreement.remove-party", one, actor, at, organization=str(organization_id))


@transaction.atomic
def add_clause(*, agreement_id: UUID, said: ClauseSaid, actor: Actor, at: datetime) -> Clause:
    """Add a clause at the end. Raises Denied, Invalid, NoSuchAgreement, WrongState."""
    one = _open_draft(agreement_id, actor)
    last = one.clauses.aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_CLAUSES:
        raise Invalid(_("An agreement has at most 60 clauses."), field="text")
    made = Clause.objects.create(agreement=one, number=last + 1, **columns(_checked_clause(said)))
    record("agreement.add-clause", one, actor, at, clause=str(made.pk))
    return made


@transaction.atomic
def change_clause(
    *, agreement_id: UUID, clause_id: UUID, said: ClauseSaid, actor: Actor, at: datetime
) -> Clause:
    """Change a clause of a draft. Raises Denied, Invalid, NoSuchAgreement, NoSuchClause, WrongState."""
    one = _open_draft(agreement_id, actor)
    changed = clause_of(one, clause_id)
    for name, new in columns(_checked_clause(said)).items():
        setattr(changed, name, new)
    changed.save()
    record("agreement.change-clause", one, actor, at, clause=str(clause_id))
    return changed


@transaction.atomic
def remove_clause(*, agreement_id: UUID, clause_id: UUID, actor: Actor, at: datetime) -> None:
    """Take a clause out; those after it move up. Raises Denied, NoSuchAgreement, NoSuchClause, WrongState."""
    one = _open_draft(agreement_id, actor)
    gone = clause_of(one, clause_id)
    _number([clause for clause in queries.clauses(one) if clause.pk != gone.pk])
    Clause.objects.filter(pk=gone.pk).delete()
    record("agreement.remove-clause", one, actor, at, clause=str(clause_id))


@transaction.atomic
def move_clause(*, agreement_id: UUID, clause_id: UUID, up: bool, actor: Actor, at: datetime) -> None:
    """One place up or down; at the end it stays. Raises Denied, NoSuchAgreement, NoSuchClause, WrongState."""
    one = _open_draft(agreement_id, actor)
    order = queries.clauses(one)
    here = order.index(clause_of(one, clause_id))
    there = min(max(here + (-1 if up else 1), 0), len(order) - 1)
    order.insert(there, order.pop(here))
    _number(order)
    record("agreement.move-clause", one, actor, at, clause=str(clause_id))


class NoSuchClause(NotFound):
    """Not in this agreement."""


def clause_of(one: Agreement, clause_id: UUID) -> Clause:
    """Raises NoSuchClause."""
    found = next((clause for clause in one.clauses.all() if clause.pk == clause_id), None)
    if found is None:
        raise NoSuchClause(_("There is no such clause in this agreement."))
    return found


def clause_said(plain: Mapping[str, Any]) -> ClauseSaid:
    """From a template's or a table's columns."""
    known: dict[str, Any] = {
        name: tuple(part) if isinstance(part, list) else part for name, part in plain.items()
    }
    return ClauseSaid(**known)


def copied(clause: Clause) -> ClauseSaid:
    """A clause's content, for a new version."""
    return clause_said({one.name: getattr(clause, one.name) for one in fields(ClauseSaid)})


def record(did: str, one: Agreement, actor: Actor, at: datetime, **detail: str | int | list[str]) -> None:
    """The event of an agreement: it is about organizations, so no person stands in it."""
    about = Subject(
        DataClass.ACCESS, record_id=one.pk, detail={"number": one.number, "version": one.version, **detail}
    )
    events.record(actor=actor, did=did, about=about, at=at)


def _open_draft(agreement_id: UUID, actor: Actor) -> Agreement:
    one = queries.agreement(agreement_id, actor, lock=True)
    policies.check_can_write(actor, one, one.hub_id)
    return one


def _number(order: list[Clause]) -> None:
    for number, clause in enumerate(order, start=1):
        clause.number = number
    Clause.objects.bulk_update(order, ["number"])


def _checked(said: Said) -> Said:
    title = " ".join(said.title.split())
    if not title or len(title) > 200:
        raise Invalid(_("Give the agreement a title of at most 200 letters."), field="title")
    text = said.text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST_TEXT:
        raise Invalid(_("Write the text of the agreement, at most 60,000 letters."), field="text")
    if said.expires_on is not None and said.expires_on < said.effective_on:
        raise Invalid(_("The last day comes after the first."), field="expires_on")
    if not 0 <= said.notice_days <= MOST_DAYS:
        raise Invalid(_("Days of notice are from 0 to 365."), field="notice_days")
    return replace(said, title=title, text=text)


def _checked_party(joining: Joining) -> Joining:
    role = "-".join(joining.role.lower().split())
    if not role or role == words.EVERY or len(role) > 40:
        raise Invalid(_("Name the role of this party in one or two words, like: member."), field="role")
    return replace(joining, role=role)


def _checked_clause(said: ClauseSaid) -> ClauseSaid:
    text = said.text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST_CLAUSE:
        raise Invalid(_("Say in plain words what this clause does."), field="text")
    if NEVER_SHARED & {*said.labels}:
        raise Invalid(_("Records of victim services are never opened by an agreement."), field="labels")
    if not said.effect:
        return ClauseSaid(text=text)
    _check_codes(said)
    if said.labels and said.rule != "named":
        raise Invalid(
            _("Protected records are opened only when the person says yes to exactly these."), field="rule"
        )
    if said.starts_on and said.ends_on and said.ends_on < said.starts_on:
        raise Invalid(_("The last day comes after the first."), field="ends_on")
    return replace(said, text=text)


def _check_codes(said: ClauseSaid) -> None:
    classes = {*words.CLASSES, *words.WRITABLE}
    known: tuple[tuple[str, set[str], set[str], bool], ...] = (
        ("effect", {said.effect}, set(words.EFFECTS), True),
        ("classes", set(said.classes), classes, True),
        ("purposes", set(said.purposes), set(words.PURPOSES), True),
        ("rule", {said.rule}, set(words.RULES), True),
        ("labels", set(said.labels), set(words.LABELS), False),
        ("obligations", set(said.obligations), set(words.OBLIGATIONS), False),
    )
    for field, typed, allowed, needed in known:
        if not typed <= allowed or (needed and not typed):
            raise Invalid(_("Choose from the list."), field=field)
    for field, role in (("from_role", said.from_role), ("to_role", said.to_role)):
        if not role:
            raise Invalid(_("Say which role keeps the records and which sees them."), field=field)


def columns(said: ClauseSaid) -> dict[str, Any]:
    """As the table has them."""
    return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(said).items()}
