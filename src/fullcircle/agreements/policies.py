"""Who may draft, see, sign and end an agreement. The database holds signing a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Conflict, Denied, Invalid
from fullcircle.agreements.states import LABELS, OPEN, SIGNABLE, WHO, State, Who

if TYPE_CHECKING:
    from fullcircle.agreements.models import Agreement, Party, Signature


class WrongState(Conflict):
    """The agreement has moved on, or is not there yet."""


def is_hub(actor: Actor, hub_id: UUID) -> bool:
    """An administrator or manager of the network's hub."""
    staff = actor.kind == Kind.USER and actor.has(Role.ADMINISTRATOR, Role.HUB)
    return staff and actor.organization_id == hub_id


def is_administrator(actor: Actor) -> bool:
    return actor.kind == Kind.USER and actor.has(Role.ADMINISTRATOR)


def stands(actor: Actor, agreement: Agreement, hub_id: UUID) -> frozenset[Who]:
    """As whom this actor may move an agreement."""
    drafter = is_administrator(actor) and actor.organization_id == agreement.drafted_for
    found = {Who.DRAFTER: drafter, Who.HUB: is_hub(actor, hub_id)}
    return frozenset(who for who, is_so in found.items() if is_so)


def check_can_draft(actor: Actor, hub_id: UUID) -> None:
    """Administrators, and the hub."""
    if not (is_administrator(actor) or is_hub(actor, hub_id)):
        raise Denied(_("Agreements are drafted by an organization's administrators and by the hub."))


def check_can_see(actor: Actor, agreement: Agreement, party_ids: set[UUID], hub_id: UUID) -> None:
    """Administrators of the parties and of who drafted it, and the hub."""
    if is_hub(actor, hub_id):
        return
    if is_administrator(actor) and actor.organization_id in {*party_ids, agreement.drafted_for}:
        return
    raise Denied(_("An agreement is shown to its parties and the hub."))


def check_can_write(actor: Actor, agreement: Agreement, hub_id: UUID) -> None:
    """Who drafted it, and the hub, while it is a draft."""
    if not stands(actor, agreement, hub_id):
        raise Denied(_("A draft is changed by the organization that wrote it and by the hub."))
    if agreement.state != State.DRAFT:
        raise WrongState(_("Only a draft can be changed. Take it back from review, or make a new version."))


def check_can_move(actor: Actor, agreement: Agreement, hub_id: UUID, *, before: State, after: State) -> None:
    """As the table of states says."""
    if not stands(actor, agreement, hub_id):
        raise Denied(_("This step is for the organization that wrote the agreement and for the hub."))
    if stands(actor, agreement, hub_id).isdisjoint(WHO.get((before, after), frozenset())):
        sentence = _("This agreement is in the state “{state}”; that step does not follow.")
        raise WrongState(str(sentence).format(state=LABELS[before]))


def check_can_amend(actor: Actor, agreement: Agreement, hub_id: UUID, *, now: State) -> None:
    """Who wrote it, and the hub, once it is in force or has ended; a draft is simply changed."""
    if not stands(actor, agreement, hub_id):
        raise Denied(_("A new version is written by the organization that wrote this one, and by the hub."))
    if now not in OPEN | {State.EXPIRED}:
        raise WrongState(_("A new version follows one that is in force or has ended."))


def check_can_renew(actor: Actor, agreement: Agreement, hub_id: UUID, *, now: State) -> None:
    """As a new version, for an agreement that ends, unless its next version is begun."""
    check_can_amend(actor, agreement, hub_id, now=now)
    if agreement.expires_on is None:
        raise WrongState(_("It has no end, so there is nothing to renew."))
    if agreement.successors.exclude(state=State.TERMINATED).exists():
        raise WrongState(_("Its next version is begun already."))


def check_can_review(actor: Actor, hub_id: UUID) -> None:
    """The hub writes down that counsel has read it."""
    if not is_hub(actor, hub_id):
        raise Denied(_("That counsel has read it is written down by the hub."))


def check_can_sign(actor: Actor, party: Party | None, *, now: State, signed: Signature | None = None) -> None:
    """Administrators of a party, for their own organization, while it is out for signature or in force."""
    if not is_administrator(actor) or party is None or party.organization_id != actor.organization_id:
        raise Denied(_("An administrator of a party signs, and only for their own organization."))
    if now not in SIGNABLE:
        raise WrongState(_("This agreement is not open for signing."))
    if signed is not None:
        raise WrongState(_("Your organization has signed this agreement already."))


def check_signer(*, name: str, typed_name: str, level: int, minimum_level: int) -> None:
    """The typed name is the signer's, and they may decide enough. Raises Invalid."""
    if not name.strip() or " ".join(typed_name.split()) != " ".join(name.split()):
        raise Invalid(_("Type your own name, exactly as your account has it."), field="typed_name")
    check_level(level, minimum_level)


def check_level(level: int, minimum_level: int) -> None:
    """Raises Invalid."""
    if level < minimum_level:
        sentence = _("This kind of agreement needs a signer of level {level} or higher.")
        raise Invalid(str(sentence).format(level=minimum_level), field="level")


def check_can_record_paper(actor: Actor, hub_id: UUID, *, now: State) -> None:
    """The hub, for organizations without an account."""
    if not is_hub(actor, hub_id):
        raise Denied(_("Signatures on paper are written down by the hub."))
    if now not in SIGNABLE:
        raise WrongState(_("This agreement is not open for signing."))


def check_can_withdraw(actor: Actor, party: Party, signature: Signature | None, hub_id: UUID) -> None:
    """Administrators of the party; for a signature on paper also the hub."""
    own = is_administrator(actor) and actor.organization_id == party.organization_id
    on_paper = signature is not None and signature.method == "paper" and is_hub(actor, hub_id)
    if not (own or on_paper):
        raise Denied(_("A signature is withdrawn by the organization that gave it."))
    if signature is None:
        raise WrongState(_("This organization has no signature here to withdraw."))


can_draft = allows(check_can_draft)
can_see = allows(check_can_see)
can_write = allows(check_can_write)
can_move = allows(check_can_move)
can_amend = allows(check_can_amend)
can_renew = allows(check_can_renew)
can_review = allows(check_can_review)
can_sign = allows(check_can_sign)
can_record_paper = allows(check_can_record_paper)
can_withdraw = allows(check_can_withdraw)
