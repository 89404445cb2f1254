"""Paper sheets, typed twice: where the two entries differ, somebody looks at the sheet a third time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.assessments.asking import answering, policies, queries, roster
from fullcircle.assessments.asking.policies import WrongState
from fullcircle.assessments.asking.recording import record
from fullcircle.assessments.asking.states import Channel, State
from fullcircle.assessments.engine.answers import Answers
from fullcircle.assessments.models import Campaign, CampaignSheet

HIGHEST = 1_000_000


@transaction.atomic
def enter(*, campaign_id: UUID, number: int, answers: Answers, actor: Actor, at: datetime) -> CampaignSheet:
    """The first or the second entry of a sheet. Where both agree, its answers are taken and what was typed is forgotten.

    Raises Denied, WrongState, Invalid."""
    campaign = _open(campaign_id, actor)
    if not 0 < number <= HIGHEST:
        raise Invalid(_("Type the number that is written on the sheet."), field="number")
    said = answering.as_said(roster.of(campaign), answers)
    sheet = CampaignSheet.objects.select_for_update().filter(campaign=campaign, number=number).first()
    if sheet is None:
        made = CampaignSheet.objects.create(
            campaign=campaign, number=number, first=said, first_by=actor.user_id
        )
        record("survey.sheet", campaign.pk, actor, at, number=number, entry=1)
        return made
    if sheet.taken or sheet.second is not None:
        raise WrongState(_("Sheet {number} was typed twice already.").format(number=number))
    sheet.second, sheet.second_by = said, actor.user_id
    sheet.mismatches = len(differing(sheet.first, said))
    sheet.save(update_fields=["second", "second_by", "mismatches"])
    record("survey.sheet", campaign.pk, actor, at, number=number, entry=2, mismatches=sheet.mismatches)
    return _take(sheet, campaign, said, actor, at) if not sheet.mismatches else sheet


@transaction.atomic
def settle(*, sheet_id: UUID, answers: Answers, actor: Actor, at: datetime) -> CampaignSheet:
    """The third look: what stands on the sheet. Raises Denied, WrongState, Invalid."""
    sheet = queries.sheet(sheet_id, lock=True)
    campaign = _open(sheet.campaign_id, actor)
    if sheet.taken or sheet.second is None:
        raise WrongState(_("There is nothing to settle on this sheet."))
    said = answering.as_said(roster.of(campaign), answers)
    record("survey.sheet", campaign.pk, actor, at, number=sheet.number, entry=3)
    return _take(sheet, campaign, said, actor, at)


def differing(one: dict[str, Any] | None, other: dict[str, Any] | None) -> list[str]:
    """The linkIds whose answers are not the same in both entries."""
    both = [_flat(entry or {}) for entry in (one, other)]
    return sorted(link for link in {*both[0], *both[1]} if both[0].get(link) != both[1].get(link))


def _flat(said: dict[str, Any]) -> dict[str, tuple[Any, str]]:
    picked, written = said.get("picked", {}), said.get("written", {})
    return {
        link: (sorted(picked.get(link, [])), " ".join(str(written.get(link, "")).split()).casefold())
        for link in {*picked, *written}
    }


def _take(
    sheet: CampaignSheet, campaign: Campaign, said: answering.Said, actor: Actor, at: datetime
) -> CampaignSheet:
    sheet.taken, sheet.first, sheet.second = True, None, None
    sheet.save(update_fields=["taken", "first", "second"])
    answering.enter(campaign, None, said, Channel.PAPER, actor=actor, at=at)
    return sheet


def _open(campaign_id: UUID, actor: Actor) -> Campaign:
    policies.check_can_keep(actor, accounts.community().hub_id)
    campaign = queries.campaign(campaign_id)
    policies.check_is(campaign, State.OPEN)
    return campaign
