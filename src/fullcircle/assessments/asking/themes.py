"""Themes in what people wrote: named and ticked by people, counted by the machine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.assessments import queries as forms
from fullcircle.assessments.asking import policies, queries
from fullcircle.assessments.asking.recording import record
from fullcircle.assessments.models import Campaign, CampaignTheme

LONGEST = 80


@transaction.atomic
def add(*, campaign_id: UUID, link_id: str, name: str, actor: Actor, at: datetime) -> CampaignTheme:
    """Raises Denied, WrongState, Invalid."""
    campaign = _counted(campaign_id, actor)
    if link_id not in {item.link_id for item in queries.open_questions(forms.questionnaire(campaign.form))}:
        raise Invalid(_("This question is not in this form."), field="link_id")
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise Invalid(_("Name the theme in {most} letters or fewer.").format(most=LONGEST), field="name")
    theme, new = CampaignTheme.objects.get_or_create(campaign=campaign, link_id=link_id, name=name)
    if new:
        record("survey.theme", campaign.pk, actor, at, theme=name)
    return theme


@transaction.atomic
def tick(
    *, theme_id: UUID, on: Iterable[UUID], of: Iterable[UUID], actor: Actor, at: datetime
) -> CampaignTheme:
    """Of the answers `of` that were on the page, these have the theme and the others have not. Raises Denied, WrongState."""
    theme = queries.theme(theme_id, lock=True)
    campaign = _counted(theme.campaign_id, actor)
    there = {text.id for text in queries.texts(campaign, theme.link_id)}
    theme.responses = sorted((({*theme.responses} - {*of}) | {*on}) & there)
    theme.save(update_fields=["responses"])
    record("survey.code", campaign.pk, actor, at, theme=theme.name, count=len(theme.responses))
    return theme


def _counted(campaign_id: UUID, actor: Actor) -> Campaign:
    policies.check_can_keep(actor, accounts.community().hub_id)
    campaign = queries.campaign(campaign_id)
    policies.check_is_counted(campaign)
    return campaign
