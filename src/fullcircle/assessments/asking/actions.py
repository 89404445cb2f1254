"""What changes a campaign: plan, change, open, remind, close, report, act. Each checks, changes, and records one event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import SYSTEM, Actor
from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.assessments import jobs
from fullcircle.assessments import queries as forms
from fullcircle.assessments.asking import policies, queries, roster
from fullcircle.assessments.asking.policies import WrongState
from fullcircle.assessments.asking.recording import record
from fullcircle.assessments.asking.states import Mode, State
from fullcircle.assessments.models import Campaign

WEEK = timedelta(days=7)
LONGEST_TITLE, LONGEST_TEXT, MOST = 200, 4000, 1_000_000


@dataclass(frozen=True, slots=True)
class Planned:
    title: str
    mode: str
    opens_on: date
    closes_on: date
    purpose: str = ""
    target: int | None = None


@transaction.atomic
def plan(*, form_id: UUID, planned: Planned, actor: Actor, at: datetime) -> Campaign:
    """A campaign with a form that is in use. Raises Denied, NoSuchForm, WrongState, Invalid."""
    policies.check_can_keep(actor, accounts.community().hub_id)
    form = forms.form(form_id)
    if form.retired_at is not None:
        raise WrongState(_("This form is not in use any more. Choose another one."))
    made = Campaign(form=form, zone=settings.TIME_ZONE, made_by=actor.user_id, made_at=at)
    _write(made, planned)
    made.save(force_insert=True)
    record("survey.plan", made.pk, actor, at, form=forms.questionnaire(form).canonical, mode=made.mode)
    return made


@transaction.atomic
def change(*, campaign_id: UUID, planned: Planned, actor: Actor, at: datetime) -> Campaign:
    """Before it opens everything but the form; while it is open all but the mode. Raises Denied, WrongState, Invalid."""
    campaign = _kept(campaign_id, actor)
    policies.check_is(campaign, State.PLANNED, State.OPEN)
    if campaign.state == State.OPEN and planned.mode != campaign.mode:
        raise Invalid(_("What was promised to who answers does not change."), field="mode")
    _write(campaign, planned)
    if campaign.state == State.OPEN and campaign.closes_at <= at:
        raise Invalid(
            _("The last day lies ahead, or today. To end now, close the survey."), field="closes_on"
        )
    campaign.save()
    record("survey.change", campaign.pk, actor, at)
    return campaign


def _write(campaign: Campaign, planned: Planned) -> None:
    if planned.mode not in list(Mode):
        raise Invalid(_("Choose one of the answers."), field="mode")
    if planned.mode != Mode.NAMED and roster.links(forms.questionnaire(campaign.form)):
        raise Invalid(_("This form asks who works with whom. Choose “Named”."), field="mode")
    if not planned.title.strip() or len(planned.title) > LONGEST_TITLE:
        raise Invalid(
            _("Give the survey a title of {most} letters or fewer.").format(most=LONGEST_TITLE), field="title"
        )
    if planned.closes_on < planned.opens_on:
        raise Invalid(_("The last day comes after the first."), field="closes_on")
    if planned.target is not None and not 0 < planned.target <= MOST:
        raise Invalid(_("Type a whole number above zero."), field="target")
    campaign.title, campaign.purpose = planned.title.strip(), planned.purpose.strip()[:LONGEST_TEXT]
    campaign.mode, campaign.target = planned.mode, planned.target
    campaign.opens_on, campaign.closes_on = planned.opens_on, planned.closes_on
    midnight = datetime.combine(planned.closes_on + timedelta(days=1), time.min, ZoneInfo(campaign.zone))
    campaign.closes_at = midnight


@transaction.atomic
def open_(*, campaign_id: UUID, actor: Actor, at: datetime) -> Campaign:
    """From now on its links answer, and a job sends them. Raises Denied, WrongState, Invalid."""
    campaign = _kept(campaign_id, actor)
    policies.check_can_move(campaign, State.OPEN)
    if not queries.has_audience(campaign):
        raise Invalid(_("Say first who is asked, or make a link that is open to everybody."))
    _check_roster(campaign)
    if campaign.closes_at <= at:
        raise Invalid(_("The last day is over. Choose a later one."), field="closes_on")
    campaign.state, campaign.opened_at = State.OPEN, at
    campaign.opens_on = min(campaign.opens_on, at.astimezone(ZoneInfo(campaign.zone)).date())
    campaign.save(update_fields=["state", "opened_at", "opens_on"])
    jobs.send.later(campaign_id=str(campaign.pk))
    record("survey.open", campaign.pk, actor, at)
    return campaign


def _check_roster(campaign: Campaign) -> None:
    """Raises Invalid where organizations name each other, and too few or too many are on the list."""
    if not roster.links(forms.questionnaire(campaign.form)):
        return
    if not roster.FEWEST <= len(queries.organization_names(campaign)) <= roster.MOST:
        raise Invalid(
            _("Here organizations name each other: ask {least} to {most} of them.").format(
                least=roster.FEWEST, most=roster.MOST
            )
        )


@transaction.atomic
def remind(*, campaign_id: UUID, actor: Actor, at: datetime) -> Campaign:
    """A job writes again to who has not answered, once a week at most. Raises Denied, WrongState."""
    campaign = _kept(campaign_id, actor)
    policies.check_is(campaign, State.OPEN)
    last = campaign.reminded_at or campaign.opened_at
    if last is not None and at < last + WEEK:
        raise WrongState(_("Everybody was written to less than a week ago."))
    campaign.reminded_at = at
    campaign.save(update_fields=["reminded_at"])
    jobs.remind.later(campaign_id=str(campaign.pk))
    record("survey.remind", campaign.pk, actor, at)
    return campaign


@transaction.atomic
def close(*, campaign_id: UUID, actor: Actor, at: datetime) -> Campaign:
    """No more answers; all are written anew in a random order, and a job counts them. By the backbone, or by time.

    Raises Denied, WrongState."""
    campaign = queries.campaign(campaign_id, lock=True) if actor == SYSTEM else _kept(campaign_id, actor)
    policies.check_can_move(campaign, State.CLOSED)
    if waiting := queries.sheets_waiting(campaign):
        raise WrongState(
            _("Sheets that wait for their second entry or a third look: {n}. Finish them first.").format(
                n=waiting
            )
        )
    campaign.state, campaign.closed_at = State.CLOSED, at
    campaign.save(update_fields=["state", "closed_at"])
    jobs.count.later(campaign_id=str(campaign.pk))
    record("survey.close", campaign.pk, actor, at)
    return campaign


@transaction.atomic
def report(*, campaign_id: UUID, actor: Actor, at: datetime) -> Campaign:
    """The table reads the report from now on. Raises Denied, WrongState."""
    campaign = _kept(campaign_id, actor)
    policies.check_can_move(campaign, State.REPORTED)
    if queries.figures(campaign) is None:
        raise WrongState(_("The answers are being counted. Try again in a minute."))
    campaign.state, campaign.reported_at = State.REPORTED, at
    campaign.save(update_fields=["state", "reported_at"])
    record("survey.report", campaign.pk, actor, at)
    return campaign


@transaction.atomic
def act(*, campaign_id: UUID, you_said: str, we_did: str, actor: Actor, at: datetime) -> Campaign:
    """'You said, we did': nothing ends without it, and everybody reads it. Raises Denied, WrongState, Invalid."""
    campaign = _kept(campaign_id, actor)
    policies.check_can_move(campaign, State.ACTED_ON)
    for name, text in (("you_said", you_said), ("we_did", we_did)):
        if not text.strip() or len(text) > LONGEST_TEXT:
            raise Invalid(_("Say it in {most} letters or fewer.").format(most=LONGEST_TEXT), field=name)
    campaign.you_said, campaign.we_did = you_said.strip(), we_did.strip()
    campaign.state, campaign.acted_at = State.ACTED_ON, at
    campaign.save(update_fields=["state", "acted_at", "you_said", "we_did"])
    record("survey.act", campaign.pk, actor, at)
    return campaign


def _kept(campaign_id: UUID, actor: Actor) -> Campaign:
    policies.check_can_keep(actor, accounts.community().hub_id)
    return queries.campaign(campaign_id, lock=True)
