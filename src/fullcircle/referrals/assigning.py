"""Who at the organization that was asked sees to a request. Who has left its team sees to nothing: it is nobody's again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.referrals import policies, queries, recording
from fullcircle.referrals.models import Referral


@transaction.atomic
def assign(*, referral_id: UUID, user_id: UUID | None, actor: Actor, at: datetime) -> Referral:
    """Who at the target sees to it; None: nobody any more. Raises Denied, WrongStatus, Invalid."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_assign(actor, referral)
    if user_id is not None and user_id not in team(referral.target_id):
        raise Invalid(_("Choose somebody of your team."), field="user")
    if referral.target_user_id == user_id:
        return referral
    referral.target_user_id = user_id
    referral.save(update_fields=["target_user_id"])
    recording.of_request(actor, "referral.assign", referral, at)  # not whom: said at the target alone
    return referral


def team(organization_id: UUID) -> dict[UUID, str]:
    """Who may see to requests there now, by name: for the organization itself, and the hub."""
    return accounts.staff_with(organization_id, policies.ANSWERERS)
