"""What reviewers do, and how the list of reviewers is kept. Each checks, changes, and records one event."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict, Invalid
from fullcircle.access.events import Subject
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.grievances import policies, queries
from fullcircle.grievances.filing import CLASS
from fullcircle.grievances.models import Grievance, Reviewer, Step
from fullcircle.grievances.states import State


def read(*, grievance_id: UUID, actor: Actor, at: datetime) -> Grievance:
    """Open one; the reading leaves an event of the reviewer's organization. Raises Denied, NoSuchGrievance."""
    one = queries.grievance(grievance_id)
    policies.check_can_review(actor, one)
    _record(actor, "grievance.read", one.pk, at)
    return one


def acknowledge(*, grievance_id: UUID, actor: Actor, at: datetime) -> Grievance:
    """Say that somebody has it. Raises Denied, NoSuchGrievance, WrongState."""
    return _step(grievance_id, State.ACKNOWLEDGED, actor, at, acknowledged_at=at)


def look_into(*, grievance_id: UUID, actor: Actor, at: datetime, note: str = "") -> Grievance:
    """Begin to look into it. Raises Denied, NoSuchGrievance, WrongState."""
    return _step(grievance_id, State.LOOKED_INTO, actor, at, note=note)


def answer(*, grievance_id: UUID, text: str, actor: Actor, at: datetime) -> Grievance:
    """The answer that the code's holder reads; on an appeal it is the final one. Raises Denied, Invalid, NoSuchGrievance,
    WrongState."""
    if not text.strip():
        raise Invalid(_("Write the answer that they read."), field="text")
    one = queries.grievance(grievance_id)
    if one.state == State.APPEALED:
        return _step(grievance_id, State.CLOSED, actor, at, final=text.strip(), closed_at=at)
    return _step(grievance_id, State.ANSWERED, actor, at, answer=text.strip(), answered_at=at)


def close(*, grievance_id: UUID, actor: Actor, at: datetime) -> Grievance:
    """After the answer was accepted, or nobody said anything for long enough. Raises Denied, NoSuchGrievance, WrongState."""
    if queries.grievance(grievance_id).state == State.APPEALED:
        raise policies.WrongState(_("An appeal closes with its final answer."))
    return _step(grievance_id, State.CLOSED, actor, at, closed_at=at)


@transaction.atomic
def note(*, grievance_id: UUID, text: str, actor: Actor, at: datetime) -> Step:
    """A note for the reviewers of this organization. Raises Denied, Invalid, NoSuchGrievance."""
    one = queries.grievance(grievance_id)
    policies.check_can_review(actor, one)
    if not text.strip():
        raise Invalid(_("Write the note."), field="text")
    made = _written(one, "note", actor, at, text)
    _record(actor, "grievance.note", one.pk, at)
    return made


@transaction.atomic
def hand_on(
    *, grievance_id: UUID, actor: Actor, at: datetime, about: Collection[UUID] = (), aside: bool = False
) -> bool:
    """It is about these organizations too, or one's own must step aside: the next who may read it does. False where
    nobody independent is left. Raises Denied, Invalid, NoSuchGrievance, WrongState."""
    one = queries.grievance(grievance_id, lock=True)
    policies.check_can_review(actor, one)
    if not (about or aside):
        raise Invalid(_("Choose the organization, or step aside."), field="about")
    if len(directory.organization_names(set(about))) != len(set(about)):
        raise Invalid(_("Choose places of the directory."), field="about")
    if one.state in {State.ACCEPTED, State.CLOSED}:
        raise policies.WrongState(_("This complaint is answered for good."))
    _written(one, "hand-on", actor, at, "")
    _record(actor, "grievance.hand-on", one.pk, at)
    with connection.cursor() as cursor:
        cursor.execute("select grievances_hand_on(%s, %s::uuid[], %s)", [one.pk, list(about), aside])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _step(
    grievance_id: UUID, to: State, actor: Actor, at: datetime, *, note: str = "", **changed: object
) -> Grievance:
    one = queries.grievance(grievance_id, lock=True)
    policies.check_can_step(actor, one, to=to, at=at)
    for name, value in {"state": to, **changed}.items():
        setattr(one, name, value)
    one.save(update_fields=["state", *changed])
    _written(one, str(to), actor, at, note)
    _record(actor, "grievance.step", one.pk, at, to=to)
    return one


def _written(one: Grievance, did: str, actor: Actor, at: datetime, text: str) -> Step:
    return Step.objects.create(
        grievance=one,
        organization_id=actor.organization_id,  # type: ignore[misc]  # the reviewer's, as the policy asked
        user_id=actor.user_id,
        did=did,
        note=text.strip(),
        at=at,
    )


@transaction.atomic
def list_reviewer(
    *, organization_id: UUID, email: str, rank: int, actor: Actor, at: datetime, language: str = "en"
) -> Reviewer:
    """Name an organization that reads and answers. What waited for somebody independent is given to it where it may read
    it. Raises Denied, Invalid, Conflict, NotListed."""
    policies.check_can_keep_reviewers(actor, accounts.community().hub_id)
    directory.organization(organization_id)
    if "@" not in email:
        raise Invalid(_("Type the e-mail address that reminders go to."), field="email")
    try:
        with transaction.atomic():
            made = Reviewer.objects.create(
                organization_id=organization_id, email=email.strip().lower(), rank=rank, language=language,
                since_on=localtime(at).date(),
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("This organization is on the list already.")) from None
    _record(actor, "grievance.reviewer-list", made.pk, at, organization=str(organization_id))
    return made


@transaction.atomic
def end_reviewer(*, reviewer_id: UUID, actor: Actor, at: datetime) -> Reviewer:
    """It is asked no more; what it has it answers. Raises Denied, NoSuchGrievance."""
    policies.check_can_keep_reviewers(actor, accounts.community().hub_id)
    one = queries.reviewer(reviewer_id)
    one.ended_on = localtime(at).date()
    one.save(update_fields=["ended_on"])
    _record(actor, "grievance.reviewer-end", one.pk, at)
    return one


def _record(actor: Actor, did: str, record_id: UUID, at: datetime, **detail: object) -> None:
    about = Subject(CLASS, record_id=record_id, detail={name: str(value) for name, value in detail.items()})
    events.record(actor=actor, did=did, about=about, at=at)
