"""Who may do what with a caseload. What may be seen is the database's own affair."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, allows, user_of
from fullcircle.access.errors import Denied
from fullcircle.caseload.models import Handoff
from fullcircle.people import policies as people
from fullcircle.people.models import Person
from fullcircle.referrals import policies as referrals
from fullcircle.referrals.models import Referral
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import LIVE, Party


def check_can_care(actor: Actor, person: Person) -> UUID:
    """Navigators of who keeps the record log calls and put needs aside, not the person; gives the user."""
    user_id, _organization = user_of(actor)
    people.check_can_correct(actor, person)
    return user_id


def sides(actor: Actor, referral: Referral) -> frozenset[Party]:
    """The side of an introduction on which the actor stands; none for anybody else."""
    return referrals.parties(actor, referral, hub_id=None) & {Party.SOURCE, Party.TARGET}


def check_can_introduce(actor: Actor, referral: Referral) -> None:
    """Both sides of an open request that is not protected."""
    if not sides(actor, referral):
        raise Denied(_("This step belongs to somebody else."))
    if referral.label:
        raise Denied(_("For a protected service nothing is written down here. Call them."))
    if referral.status not in LIVE:
        raise WrongStatus(_("This request has ended."))
    if referral.held:
        raise WrongStatus(_("This request has not reached them yet."))


def check_can_end(actor: Actor, handoff: Handoff) -> None:
    """Both sides, while it is open: also once the request has ended, to say what became of the day."""
    if not sides(actor, handoff.referral):
        raise Denied(_("This step belongs to somebody else."))
    if handoff.ended_at is not None:
        raise WrongStatus(_("This introduction has ended already."))


def check_can_rate(actor: Actor, referral: Referral) -> None:
    """The receiver, of a request that it answered and that is not protected."""
    if not referrals.is_target(actor, referral) or referral.label:
        raise Denied(_("This step belongs to somebody else."))
    if not referral.answer:
        raise WrongStatus(_("Answer the request first."))


can_introduce = allows(check_can_introduce)
can_rate = allows(check_can_rate)
