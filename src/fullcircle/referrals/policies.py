"""Who may do what with a need or a referral. Each check raises; the question for a button is derived from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Conflict, Denied
from fullcircle.referrals.models import Need, Note, Referral
from fullcircle.referrals.states import (
    FINAL,
    IN_HAND,
    LABELS,
    LIVE,
    TAKEN_ON,
    UNANSWERED,
    WHO,
    Outcome,
    Party,
    Status,
)

REPLY_WITHIN = timedelta(
    days=7
)  # after "did you get it?", before a need is met by the organization's word alone
PLANNED = "planned"  # of an appointment
SENDERS = (Role.NAVIGATOR, Role.HUB)
ANSWERERS = (Role.INTAKE, Role.NAVIGATOR, Role.HUB)


class WrongStatus(Conflict):
    """The referral has moved on, or never was where this step begins."""


def parties(actor: Actor, referral: Referral, *, hub_id: UUID | None) -> frozenset[Party]:
    """Which sides of this referral the actor stands on. An organization may be both source and target."""
    here = actor.organization_id
    staff = actor.kind == Kind.USER
    sides = {
        Party.RESIDENT: actor.person_id == referral.person_id,
        Party.SOURCE: staff and here == referral.source_id and actor.has(*SENDERS),
        Party.TARGET: here == referral.target_id
        and (
            (staff and actor.has(*ANSWERERS)) or (actor.kind == Kind.LINK and actor.record_id == referral.id)
        ),
        Party.HUB: staff and here is not None and here == hub_id and actor.has(Role.HUB),
        Party.CLOCK: actor.kind == Kind.CLOCK and here in {hub_id, referral.keeper_id},
    }
    return frozenset(party for party, stands in sides.items() if stands)


def check_can_move(actor: Actor, referral: Referral, to: Status, *, hub_id: UUID | None) -> None:
    """The table of states: who may do this step from here. Raises Denied, WrongStatus."""
    mine = parties(actor, referral, hub_id=hub_id)
    if not any(mine & who for (_before, after), who in WHO.items() if after == to):
        raise Denied(_("This step belongs to somebody else."))
    if not mine & WHO.get((Status(referral.status), to), frozenset()):
        raise WrongStatus(
            _("This request is now: {status}. Open it again to see what happened.").format(
                status=LABELS[Status(referral.status)]
            )
        )


def is_target(actor: Actor, referral: Referral) -> bool:
    """Whoever else takes a request from its target has not answered for it."""
    return Party.TARGET in parties(actor, referral, hub_id=None)


def check_can_add_need(actor: Actor, *, person_id: UUID, steward_id: UUID) -> None:
    """Navigators of the record steward, and residents for themselves."""
    if actor.person_id == person_id:
        return
    if actor.kind == Kind.USER and actor.organization_id == steward_id and actor.has(*SENDERS):
        return
    raise Denied(gettext_lazy("Only the person's own navigators can add a need."))


def check_can_send(actor: Actor, need: Need, *, steward_id: UUID) -> None:
    """As for adding; and the resident must want help with it."""
    check_can_add_need(actor, person_id=need.person_id, steward_id=steward_id)
    if not need.wants_help:
        raise Denied(gettext_lazy("The person does not want help with this. Ask them first."))


def check_can_ask(actor: Actor, referral: Referral) -> None:
    """The target asks the source a question before it decides."""
    if not is_target(actor, referral):
        raise Denied(gettext_lazy("This step belongs to somebody else."))
    if referral.status not in UNANSWERED:
        raise WrongStatus(gettext_lazy("This request is already answered."))


def check_can_ask_in_turn(actor: Actor, referral: Referral) -> None:
    """Time itself, of a request that waits for a week with room."""
    if actor.kind != Kind.CLOCK or actor.organization_id != referral.keeper_id:
        raise Denied(gettext_lazy("Only time brings a request whose turn comes."))
    if referral.status != Status.SENT or referral.shared_with_id is not None:
        raise WrongStatus(gettext_lazy("This request does not wait for its turn."))


def check_can_ask_the_person(actor: Actor, referral: Referral) -> None:
    """The target needs something from the person: while the request is open."""
    if not is_target(actor, referral):
        raise Denied(gettext_lazy("This step belongs to somebody else."))
    if referral.status not in LIVE:
        raise WrongStatus(gettext_lazy("This request has ended."))


def check_can_answer_for_the_person(actor: Actor, referral: Referral, *, asked: bool) -> None:
    """The person, or who sends for them, while something is `asked` of the person."""
    if not parties(actor, referral, hub_id=None) & {Party.RESIDENT, Party.SOURCE}:
        raise Denied(gettext_lazy("This step belongs to somebody else."))
    if referral.status not in LIVE or not asked:
        raise WrongStatus(gettext_lazy("Nothing is asked of the person any more."))


def check_can_chase(actor: Actor, referral: Referral, *, hub_id: UUID | None) -> None:
    """The hub, of a request that is open."""
    if Party.HUB not in parties(actor, referral, hub_id=hub_id):
        raise Denied(gettext_lazy("Only the hub does that."))
    if referral.status not in LIVE:
        raise WrongStatus(gettext_lazy("This request has ended."))


def check_can_say_it_goes_on(actor: Actor, referral: Referral) -> None:
    """The target, of a request that it took on or put on its wait list."""
    if not is_target(actor, referral):
        raise Denied(gettext_lazy("This step belongs to somebody else."))
    if referral.status not in TAKEN_ON:
        raise WrongStatus(gettext_lazy("This request does not wait for news from you."))


def check_can_assign(actor: Actor, referral: Referral) -> None:
    """Staff of the target who answer, of a request that is open."""
    if actor.kind != Kind.USER or not is_target(actor, referral):
        raise Denied(gettext_lazy("This step belongs to somebody else."))
    if referral.status not in LIVE:
        raise WrongStatus(gettext_lazy("This request has ended."))


def check_can_order(actor: Actor, referral: Referral) -> None:
    """The target, of a request on its wait list."""
    if actor.kind != Kind.USER or not is_target(actor, referral):
        raise Denied(gettext_lazy("This step belongs to somebody else."))
    if referral.status != Status.WAIT_LISTED:
        raise WrongStatus(gettext_lazy("This request is not on your wait list any more."))


def check_can_work(actor: Actor, referral: Referral) -> None:
    """The target, of a request that it has in hand: to plan appointments, and to ask its own questions."""
    if not is_target(actor, referral):
        raise Denied(gettext_lazy("This step belongs to somebody else."))
    if referral.status in FINAL:
        raise WrongStatus(gettext_lazy("This request has ended."))
    if referral.status not in IN_HAND:
        raise WrongStatus(gettext_lazy("Say yes to this request first."))


def check_can_keep_appointment(actor: Actor, referral: Referral, status: str) -> None:
    """The target, of what is planned: to move it, or to say whether the person came. Also once the request has ended."""
    if not is_target(actor, referral):
        raise Denied(gettext_lazy("This step belongs to somebody else."))
    if status != PLANNED:
        raise WrongStatus(gettext_lazy("This appointment is over."))


def check_can_cancel_appointment(actor: Actor, referral: Referral, status: str) -> None:
    """The target, or the person, of what is planned."""
    if not parties(actor, referral, hub_id=None) & {Party.TARGET, Party.RESIDENT}:
        raise Denied(gettext_lazy("This step belongs to somebody else."))
    if status != PLANNED:
        raise WrongStatus(gettext_lazy("This appointment is over."))


def check_can_reply(actor: Actor, referral: Referral) -> None:
    """The source answers a question, while it is asked."""
    if Party.SOURCE not in parties(actor, referral, hub_id=None):
        raise Denied(gettext_lazy("This step belongs to somebody else."))
    if referral.status not in UNANSWERED:
        raise WrongStatus(gettext_lazy("This request is already answered."))


def check_can_confirm(actor: Actor, need: Need, *, done: bool) -> None:
    """Only the resident says whether help arrived: asked, or once an organization says that it is `done`."""
    if actor.person_id != need.person_id:
        raise Denied(gettext_lazy("Only the person can say whether help arrived."))
    if need.replied_at is not None:
        raise WrongStatus(gettext_lazy("This question is answered already. Thank you."))
    if need.asked_at is None and not done:
        raise WrongStatus(gettext_lazy("Nobody has said yet that they helped with this."))


def check_can_leave_unconfirmed(actor: Actor, need: Need, *, hub_id: UUID | None, at: datetime) -> None:
    """Time itself, a week after the question, where no reply came."""
    if actor.kind != Kind.CLOCK or actor.organization_id not in {hub_id, need.steward_id}:
        raise Denied(gettext_lazy("Only time leaves a need unconfirmed."))
    if need.asked_at is None or need.replied_at is not None or need.outcome:
        raise WrongStatus(gettext_lazy("This need does not wait for the person's word."))
    if at - need.asked_at < REPLY_WITHIN:
        raise WrongStatus(gettext_lazy("The person still has time to reply."))


def check_can_settle(actor: Actor, need: Need, *, steward_id: UUID) -> None:
    """The steward's navigators, or the resident, write down how a need ended without a referral; not over the person's word
    that it was met."""
    check_can_add_need(actor, person_id=need.person_id, steward_id=steward_id)
    if need.outcome == Outcome.MET:
        raise WrongStatus(gettext_lazy("This need is met: the person said so."))


def check_can_note(actor: Actor, referral: Referral | None, *, hub_id: UUID | None) -> None:
    """Staff who help people, about whom they may see; about a request its source, its target and the hub. A link's holder
    asks and answers there: a note has a writer with a name."""
    staff = actor.kind == Kind.USER and actor.organization_id is not None and actor.has(*ANSWERERS)
    sides = {referral.source_id, referral.target_id, hub_id} if referral is not None else None
    if not staff or (sides is not None and actor.organization_id not in sides):
        raise Denied(gettext_lazy("Notes are written by who works with this person."))


def check_can_correct_note(actor: Actor, note: Note) -> None:
    """The team that wrote it."""
    if actor.kind != Kind.USER or actor.organization_id != note.keeper_id or not actor.has(*ANSWERERS):
        raise Denied(gettext_lazy("Only the team that wrote this note corrects it."))


can_add_need = allows(check_can_add_need)
can_note = allows(check_can_note)
can_correct_note = allows(check_can_correct_note)
can_move = allows(check_can_move)
can_send = allows(check_can_send)
can_ask = allows(check_can_ask)
can_reply = allows(check_can_reply)
can_ask_the_person = allows(check_can_ask_the_person)
can_answer_for_the_person = allows(check_can_answer_for_the_person)
can_chase = allows(check_can_chase)
can_assign = allows(check_can_assign)
can_work = allows(check_can_work)
can_keep_appointment = allows(check_can_keep_appointment)
can_cancel_appointment = allows(check_can_cancel_appointment)
can_say_it_goes_on = allows(check_can_say_it_goes_on)
can_confirm = allows(check_can_confirm)
