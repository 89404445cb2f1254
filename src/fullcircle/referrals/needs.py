"""What changes needs: adding, confirming by the resident, settling without a referral."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import links
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.access.links import LinkKind
from fullcircle.accounts import queries as accounts
from fullcircle.directory import domains
from fullcircle.infra.time import SENT_TWICE
from fullcircle.people import queries as people
from fullcircle.referrals import policies, queries, recording
from fullcircle.referrals.models import Need
from fullcircle.referrals.states import LIVE, Outcome, Status

REPLIES = {"yes": Outcome.MET, "some": Outcome.PARTLY_MET, "no": Outcome.NOT_MET}
FOUND_BY = ("resident", "navigator", "screening", "organization")
# A place has it in hand, or says that it is done: whoever has the help already need not wait for a question.
IN_HAND = (Status.ACCEPTED, Status.IN_PROGRESS, Status.PAUSED, Status.COMPLETED)
SETTLED = (
    Outcome.RESOLVED_ANOTHER_WAY,
    Outcome.NO_LONGER_A_NEED,
    Outcome.LOST_CONTACT,
    Outcome.MOVED,
    Outcome.DIED,
)


@transaction.atomic
def add(
    *,
    person_id: UUID,
    domain: str,
    actor: Actor,
    at: datetime,
    detail: str = "",
    due_on: date | None = None,
    urgent: bool = False,
    wants_help: bool = True,
    found_by: str = "navigator",
    label: str = "",
) -> Need:
    """Write down a need: what, who found it, when, and whether the resident wants help. With a label it is made for
    one request to a protected service. Raises Denied, Invalid."""
    person = people.person(person_id)
    policies.check_can_add_need(actor, person_id=person_id, steward_id=person.steward_id)
    if domain not in domains.BY_CODE:
        raise Invalid(_("Choose what kind of help is needed."), field="domain")
    if found_by not in FOUND_BY:
        raise Invalid(_("Say who found this need."), field="found_by")
    need = Need.objects.create(
        person=person, domain=domain, detail=detail.strip(), due_on=due_on, urgent=urgent, wants_help=wants_help,
        found_by=found_by, found_at=at, last_heard_at=at, label=label, for_one_request=bool(label),
    )  # fmt: skip
    recording.of_need(actor, "need.add", need, at, domain=domain, found_by=found_by, wants_help=wants_help)
    return need


def just_added(
    *, person_id: UUID, at: datetime, domain: str, detail: str, due_on: date | None, urgent: bool, wants_help: bool
) -> Need | None:  # fmt: skip
    """The same need a moment ago: a page that was sent twice. Waits for who writes the person's needs down just now."""
    people.person(person_id, lock=True)
    return Need.objects.filter(
        person_id=person_id, domain=domain, detail=detail.strip(), due_on=due_on, urgent=urgent, wants_help=wants_help,
        found_by="navigator", label="", outcome="", found_at__gt=at - SENT_TWICE, found_at__lte=at,
    ).first()  # fmt: skip


def for_a_protected_request(need: Need, *, label: str, actor: Actor, at: datetime) -> Need:
    """A need of its own for a request to a protected service: whoever knew this one goes on to see it as it was, and
    nothing that becomes of the request shows there. One that was made so and waits for nobody is used again."""
    waits = need.referrals.filter(status__in=LIVE).exists()
    if need.for_one_request and need.label == label and not waits:
        return need
    return add(
        person_id=need.person_id, domain=need.domain, actor=actor, at=at, detail=need.detail, due_on=need.due_on,
        urgent=need.urgent, found_by=need.found_by, label=label,
    )  # fmt: skip


@transaction.atomic
def confirm(*, need_id: UUID, reply: str, actor: Actor, at: datetime, how: str = "") -> Need:
    """The resident's word on whether help arrived; the need's outcome follows it. `how`: by which way, where it was not a page
    of theirs. Raises Denied, WrongStatus, Invalid."""
    need = queries.need(need_id, lock=True)
    done = need.referrals.filter(status__in=IN_HAND).exists()
    policies.check_can_confirm(actor, need, done=done)
    if reply not in REPLIES:
        raise Invalid(_("Choose one of the answers."), field="reply")
    need.reply, need.replied_at, need.last_heard_at = reply, at, at
    need.outcome, need.outcome_at = REPLIES[reply], at
    need.asked_at = need.asked_at or at  # said before anybody asked: their page asks as well
    need.save(update_fields=["reply", "replied_at", "last_heard_at", "outcome", "outcome_at", "asked_at"])
    for referral_id in need.referrals.values_list("id", flat=True):
        links.end(LinkKind.CONFIRM, why="answered", referral_id=referral_id)
    recording.of_need(actor, "need.confirm", need, at, reply=reply, **{"how": how} if how else {})
    return need


@transaction.atomic
def leave_unconfirmed(*, need_id: UUID, actor: Actor, at: datetime) -> Need:
    """The resident was asked and did not reply in time: met by the organization's word alone. Raises Denied, WrongStatus."""
    need = queries.need(need_id, lock=True)
    policies.check_can_leave_unconfirmed(actor, need, hub_id=accounts.community().hub_id, at=at)
    need.outcome, need.outcome_at = Outcome.MET_UNCONFIRMED, at
    need.save(update_fields=["outcome", "outcome_at"])
    recording.of_need(actor, "need.leave-unconfirmed", need, at)
    return need


@transaction.atomic
def settle(*, need_id: UUID, outcome: str, actor: Actor, at: datetime) -> Need:
    """Write down how a need ended without help through a referral. Raises Denied, Invalid."""
    need = queries.need(need_id, lock=True)
    steward_id = people.person(need.person_id).steward_id
    policies.check_can_settle(actor, need, steward_id=steward_id)
    if outcome not in SETTLED:
        raise Invalid(_("Choose how this need ended."), field="outcome")
    need.outcome, need.outcome_at = outcome, at
    need.save(update_fields=["outcome", "outcome_at"])
    recording.of_need(actor, "need.settle", need, at, outcome=outcome)
    return need


@transaction.atomic
def heard(*, need_id: UUID, how: str, actor: Actor, at: datetime) -> Need:
    """The resident was told by a person (a call, a visit): the silence ends. Raises Denied."""
    need = queries.need(need_id, lock=True)
    policies.check_can_add_need(
        actor, person_id=need.person_id, steward_id=people.person(need.person_id).steward_id
    )
    need.last_heard_at = at
    need.save(update_fields=["last_heard_at"])
    recording.of_need(actor, "need.heard", need, at, how=how)
    return need


def as_it_would_be(*, domain: str, detail: str) -> Need:
    """The need that `add` would make, unsaved: for showing a card before anything is kept."""
    return Need(domain=domain, detail=detail.strip())
