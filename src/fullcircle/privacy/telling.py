"""Telling a person that a permission ends soon or that there is an answer: as themselves, by their safe way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fullcircle.access import actor as actors
from fullcircle.access import events, links
from fullcircle.access.actor import SYSTEM
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as
from fullcircle.people import reaching
from fullcircle.privacy import queries

ENDING = _("You can look at your page, and keep things as they are if you want.")
ANSWERED = _("There is an answer to your question.")


def of_endings(*, at: datetime) -> int:
    """One notice to each person with permissions that end within two weeks, once for each permission. How many could be
    told; the others are in the events, so that somebody calls them."""
    with acting_as(SYSTEM, at=at):
        ending = queries.ending_soon()
    return sum(_of_ending(person_id, ids, at) for person_id, ids in ending)


def _of_ending(person_id: UUID, ids: list[UUID], at: datetime) -> bool:
    with acting_as(SYSTEM, at=at):
        told = _hears(person_id, ENDING, at)
        detail = {"consents": [str(one) for one in ids], "told": told}
        about = Subject(DataClass.ACCESS, person_id=person_id, detail=detail)
        events.record(actor=SYSTEM, did="consent.remind", about=about, at=at)
    return told


def of_an_answer(person_id: UUID, *, at: datetime) -> bool:
    """False where there is no safe way: somebody must call."""
    return _hears(person_id, ANSWERED, at)


def _hears(person_id: UUID, text: Promise | str, at: datetime) -> bool:
    with acting_as(actors.resident(person_id), at=at):
        way = reaching.safe_way(person_id)
        if way is None:
            return False
        token = links.make(LinkKind.RESIDENT, at=at, person_id=person_id)
        with translation.override(way.language):
            reaching.write(way, str(text), f"/r/{token}", at)
    return True
