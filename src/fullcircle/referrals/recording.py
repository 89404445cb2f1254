"""Events of needs and requests: one shape for all that happens to them."""

from __future__ import annotations

from datetime import datetime

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.referrals.models import Need, Referral


def of_request(actor: Actor, did: str, referral: Referral, at: datetime, **detail: object) -> None:
    about = Subject(
        DataClass.REFERRAL, person_id=referral.person_id, need_id=referral.need_id, referral_id=referral.pk,
        record_id=referral.pk, detail=dict(detail),
    )  # fmt: skip
    events.record(actor=actor, did=did, about=about, at=at)


def of_need(actor: Actor, did: str, need: Need, at: datetime, **detail: object) -> None:
    about = Subject(
        DataClass.NEED, person_id=need.person_id, need_id=need.pk, record_id=need.pk, detail=dict(detail)
    )
    events.record(actor=actor, did=did, about=about, at=at)
