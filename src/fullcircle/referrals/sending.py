"""Sending a request: drafted with the lines of its card, agreed to by the person, shown to the target when its turn comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import consents, grants
from fullcircle.access.actor import Actor
from fullcircle.access.consents import GivenBy, How, Line, Manner
from fullcircle.access.errors import Conflict, Invalid
from fullcircle.access.grants import DataClass
from fullcircle.access.labels import Label
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.infra.time import SENT_TWICE
from fullcircle.people import queries as people
from fullcircle.referrals import capacity, cards, needs, policies, queries, recording, telling
from fullcircle.referrals.actions import moved, say
from fullcircle.referrals.models import Choice, Need, Referral
from fullcircle.referrals.states import Status, WaitingOn
from fullcircle.referrals.time import winding

if TYPE_CHECKING:
    from fullcircle.directory.models import Service
    from fullcircle.people.models import Person

CONSENT_LASTS = timedelta(days=365)  # product.md, "Clocks": 12 months, with a notice 14 days before
IN_ORDER = {"in_order": True}  # in the events: agreed to before, when the places to ask were named


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """How the resident agreed to this sharing."""

    manner: str
    language: str
    witness: str = ""
    given_by: str = GivenBy.SELF
    in_order: bool = False  # before, when the places to ask were named


@transaction.atomic
def draft(
    *,
    need_id: UUID,
    service_id: UUID,
    fields: list[str],
    actor: Actor,
    at: datetime,
    note: str = "",
    urgent: bool = False,
    in_order: bool = False,
) -> Referral:
    """Prepare one attempt: this need, this service, these lines on the card; `in_order`: as the person said before.
    Raises Denied, NotFound, Invalid."""
    need = queries.need(need_id, lock=True)
    person = people.person(need.person_id)
    policies.check_can_send(actor, need, steward_id=person.steward_id)
    service = directory.service(service_id)
    if unknown := set(fields) - set(cards.FIELDS) | set(fields) & set(cards.NEVER):
        raise Invalid(
            _("This cannot stand on a card: {names}.").format(names=", ".join(sorted(unknown))),
            field="fields",
        )
    check_it_may_travel(person, service)
    if service.label:
        need = needs.for_a_protected_request(need, label=service.label, actor=actor, at=at)
    contact = people.contact_of(person.id)
    source_id = actor.organization_id or person.steward_id
    referral = Referral.objects.create(
        person=person, need=need, service_id=service.id, target_id=service.organization_id,
        source_id=source_id, keeper_id=source_id, label=service.label or need.label or person.label,
        sent_by=actor.user_id, urgent=urgent or need.urgent,
        card=[name for name in cards.FIELDS if name in {*fields, *cards.ALWAYS}],
        reach_by=cards.reach_by(contact) if "reach" in fields else "helper", made_at=at, waiting_on=WaitingOn.SOURCE,
    )  # fmt: skip
    if note.strip():
        say(referral, note, actor, at)
    recording.of_request(actor, "referral.draft", referral, at, **IN_ORDER if in_order else {})
    return referral


def just_drafted(*, need_id: UUID, service_id: UUID, actor: Actor, at: datetime) -> bool:
    """The same draft a moment ago: a page that was sent twice. Waits for who drafts for this need just now."""
    need = queries.need(need_id, lock=True)
    same = Referral.objects.filter(
        person_id=need.person_id, need__domain=need.domain, need__detail=need.detail, service_id=service_id,
        status=Status.DRAFT, sent_by=actor.user_id, made_at__gt=at - SENT_TWICE, made_at__lte=at,
    )  # fmt: skip
    return same.exists()


def check_it_may_travel(person: Person, service: Service) -> None:
    """A card without a name and a need helps nobody: an agreement must open both. Raises Invalid."""
    if service.takes_no_names:
        raise Invalid(
            _("This place takes no names. Give the person its phone number, and write nothing down."),
            field="to",
        )
    closed = cards.closed_lines(
        keeper_id=person.steward_id, organization_id=service.organization_id, fields=list(cards.ALWAYS), label=service.label,
        person_id=person.id,
    )  # fmt: skip
    if closed:
        because = grants.SENTENCES[next(iter(closed.values()))]
        said = _("{organization} cannot see this card. {because} Call them instead.")
        raise Invalid(said.format(organization=service.organization.name, because=because), field="to")


@transaction.atomic
def send(*, referral_id: UUID, agreed: Agreed, actor: Actor, at: datetime) -> Referral:
    """Send a draft: consent is written down, which opens the card, the target is asked, the resident hears.

    Raises Denied, WrongStatus, Invalid."""
    referral = moved(referral_id, Status.SENT, actor)
    if queries.is_asked(referral):
        raise Conflict(_("This place was asked for this need already, and the request is open."))
    if agreed.manner not in list(Manner):
        raise Invalid(_("Say how the person agreed to this card."), field="manner")
    service = directory.service(referral.service_id)
    if service.status != service.Status.ACTIVE:  # since it was drafted
        raise Invalid(_("This service takes no requests now."), field="to")
    referral.sent_at = at
    referral.waiting_on = WaitingOn.TARGET
    referral.goes_on = Choice.objects.filter(need_id=referral.need_id, ended_at=None).exists()
    referral.asks_at = capacity.turn(service, at=at, urgent=referral.urgent, hold=True)
    winding.wind(referral, at=at)
    if not referral.held:
        referral.shared_with_id = referral.target_id
    try:
        with transaction.atomic():
            referral.save()
    except IntegrityError:  # by who kept the person before, so that it is not seen here
        raise Conflict(_("This place was asked for this need already, and the request is open.")) from None
    _write_consent(referral, agreed, at)
    need = _reopened(referral)
    sees = sorted({str(cards.FIELDS[name].data_class) for name in referral.card})
    when = {"asks_at": referral.asks_at.isoformat()} if referral.held else {}
    recording.of_request(
        actor, "referral.send", referral, at, service=str(referral.service_id), to=str(referral.target_id), card=referral.card,
        classes=sees, **when, **IN_ORDER if agreed.in_order else {},
    )  # fmt: skip
    if not referral.held:
        telling.target_is_asked(referral, name=people.person(referral.person_id).name, at=at)
    telling.resident_hears(person_id=need.person_id, need_id=need.pk, at=at)
    return referral


def _write_consent(referral: Referral, agreed: Agreed, at: datetime) -> None:
    """What the person agreed to, line by line: the card's lines for the target at once, how to reach them when it says
    yes; and that source, target and, of what is not protected, the hub follow this one request."""
    how = How(
        manner=agreed.manner, language=agreed.language, witness=agreed.witness, given_by=agreed.given_by,
        guardian_until=people.comes_of_age(referral.person_id) if agreed.given_by == GivenBy.GUARDIAN else None,
    )  # fmt: skip
    if how.guardian_until and how.guardian_until <= at:
        raise Invalid(_("This person is 18 or older: ask them, not a guardian."), field="given_by")
    target, source = referral.target_id, referral.source_id
    helpers = [source] if referral.label else list({source, accounts.community().hub_id})
    lines: list[tuple[list[UUID], tuple[str, ...], datetime | None]] = [
        ([target], cards.classes(referral.card, on_acceptance=False), referral.asks_at),
        ([target], cards.classes(referral.card, on_acceptance=True), None),
        (helpers, (DataClass.IDENTITY, DataClass.NEED), at),
        ([target, *helpers], (DataClass.REFERRAL,), referral.asks_at),
    ]
    if referral.asks_at != at:
        lines.append((helpers, (DataClass.REFERRAL,), at))
    for organizations, classes, starts_at in lines:
        if classes:
            line = Line(
                person_id=referral.person_id, organizations=organizations, classes=classes, starts_at=starts_at,
                ends_at=at + CONSENT_LASTS, need_id=referral.need_id, referral_id=referral.pk,
                labels=[Label(referral.label)] if referral.label else [],
            )  # fmt: skip
            consents.give(line, how)


@transaction.atomic
def ask_the_target(*, referral_id: UUID, actor: Actor, at: datetime) -> Referral:
    """Its turn has come: the target sees the request, and is asked. Where nobody heard the clocks until its week was over,
    it has a new turn: a limit is a limit. Raises Denied, WrongStatus, NotFound."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_ask_in_turn(actor, referral)
    turn = capacity.turn_kept(referral, at=at)
    if turn > at:
        capacity.moves(referral, to=turn)
        winding.wind(referral, at=at)
        referral.save()
        return referral
    referral.asks_at, referral.shared_with_id = at, referral.target_id
    winding.wind(referral, at=at)
    referral.save()
    recording.of_request(actor, "referral.ask-in-turn", referral, at)
    telling.target_is_asked(referral, name=people.person(referral.person_id).name, at=at)
    return referral


def _reopened(referral: Referral) -> Need:
    """A new attempt opens the need again, whatever was said of the one before."""
    need = queries.need(referral.need_id, lock=True)
    need.outcome, need.outcome_at, need.reply, need.replied_at, need.asked_at = "", None, "", None, None
    need.could_not_ask = False
    need.save(update_fields=["outcome", "outcome_at", "reply", "replied_at", "asked_at", "could_not_ask"])
    return need
