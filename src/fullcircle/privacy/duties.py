"""Who may open a record in an emergency, review it, give an accounting, and put somebody on hold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Conflict, Denied
from fullcircle.accounts import queries as accounts

if TYPE_CHECKING:
    from fullcircle.access.models import Emergency, Freeze
    from fullcircle.people.models import Person

OPENERS = (Role.NAVIGATOR, Role.INTAKE, Role.HUB)
ACCOUNTANTS = (Role.NAVIGATOR, Role.HUB, Role.ADMINISTRATOR)


class AlreadyReviewed(Conflict):
    """Somebody reviewed this use before."""


class AlreadyLifted(Conflict):
    """This freeze is over."""


def check_can_open(actor: Actor) -> None:
    """Whoever helps people: navigators, intake, the hub."""
    if not (actor.kind == Kind.USER and actor.organization_id and actor.has(*OPENERS)):
        raise Denied(_("A record is opened in an emergency by navigators, intake and the hub."))


def check_can_end(actor: Actor, emergency: Emergency, *, at: datetime) -> None:
    """The user who opened it, while it is open."""
    if emergency.user_id != actor.user_id or emergency.organization_id != actor.organization_id:
        raise Denied(_("Only who opened it can end it."))
    if emergency.ends_at <= at:
        raise Conflict(_("It has ended already."))


def check_can_review(actor: Actor, emergency: Emergency) -> None:
    """Administrators of the organization that opened it, never who opened it, once."""
    if not (_administers(actor, emergency.organization_id) and actor.user_id != emergency.user_id):
        raise Denied(_("Another administrator of the organization that opened it reviews it."))
    if emergency.reviewed_at is not None:
        raise AlreadyReviewed(_("This use is reviewed already."))


def check_can_account(actor: Actor, person: Person) -> None:
    """The person, and navigators, the hub and administrators of the organization that keeps the record."""
    if actor.person_id == person.pk:
        return
    if not (
        actor.kind == Kind.USER and actor.organization_id == person.steward_id and actor.has(*ACCOUNTANTS)
    ):
        raise Denied(_("The organization that keeps this record gives the accounting."))


def check_can_freeze_account(actor: Actor, user_id: UUID, *, at: datetime) -> None:
    """Administrators of an organization that the account works for; the hub's for any; never their own, and never the
    hub's last administrator."""
    hub = accounts.community().hub_id
    if user_id == actor.user_id:
        raise Denied(_("Nobody puts their own account on hold: another administrator does."))
    works_for = set(accounts.memberships(user_id))
    here = actor.organization_id
    if not (_administers(actor, here) and (here == hub or here in works_for)):
        raise Denied(_("An account is put on hold by an administrator of its organization, or of the hub."))
    at_hub = {held.user_id for held in accounts.administrators([hub])}
    if at_hub and not _not_frozen(at_hub - {user_id}, at):
        raise Denied(_("This is the hub's last administrator."))


def check_can_freeze_organization(actor: Actor, organization_id: UUID) -> None:
    """The hub's administrators, any organization but the hub."""
    hub = accounts.community().hub_id
    if not _administers(actor, hub):
        raise Denied(_("An organization is put on hold by the hub's administrator."))
    if organization_id == hub:
        raise Denied(_("The hub itself cannot be put on hold."))


def check_can_freeze_share(actor: Actor, *, from_id: UUID, to_id: UUID) -> None:
    """Administrators of the organization whose records they are, and the hub's."""
    if not (_administers(actor, from_id) or _administers(actor, accounts.community().hub_id)):
        raise Denied(_("Sharing is put on hold by an administrator of who shares, or of the hub."))
    if from_id == to_id:
        raise Denied(_("Choose two organizations."))


def check_can_lift(actor: Actor, freeze: Freeze) -> None:
    """Administrators of the organization that set it, and the hub's; never on their own account or organization, or on what
    is shared with it, as the database has it. What is shared with the hub is lifted by whose records they are."""
    hub = accounts.community().hub_id
    may = (freeze.set_for, hub, *([freeze.from_id] if freeze.to_id == hub else []))
    if not any(_administers(actor, one) for one in may):
        raise Denied(_("It is lifted by an administrator of who set it, or of the hub."))
    if actor.user_id == freeze.user_id or actor.organization_id in {freeze.organization_id, freeze.to_id}:
        raise Denied(_("Nobody lifts a hold on themselves: another administrator does."))
    if freeze.ends_at is not None:
        raise AlreadyLifted(_("This is lifted already."))


def _administers(actor: Actor, organization_id: UUID | None) -> bool:
    here = actor.organization_id
    return (
        actor.kind == Kind.USER
        and here is not None
        and here == organization_id
        and actor.has(Role.ADMINISTRATOR)
    )


def _not_frozen(user_ids: set[UUID], at: datetime) -> set[UUID]:
    from fullcircle.access import freezes

    return {one for one in user_ids if not freezes.on_hold(user_id=one, organization_id=None, at=at)}


can_open = allows(check_can_open)
can_end = allows(check_can_end)
can_review = allows(check_can_review)
can_account = allows(check_can_account)
can_freeze_account = allows(check_can_freeze_account)
can_lift = allows(check_can_lift)
