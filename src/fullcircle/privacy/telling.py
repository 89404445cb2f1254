"""Telling a person that a permission ends soon or that there is an answer: as themselves, by their safe way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import SYSTEM
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.infra import outbox
from fullcircle.people import reaching
from fullcircle.privacy import queries

ENDING = _("You can look at your page, and keep things as they are if you want.")
ANSWERED = _("There is an answer to your question.")
OPENED = _("There is news about who saw your page.")


def of_endings(*, at: datetime) -> int:
    """One notice to each person with permissions that end within two weeks, once for each permission. How many could be
    told; the others are in the events, so that somebody calls them."""
    with acting_as(SYSTEM, at=at):
        ending = queries.ending_soon()
    return sum(_of_ending(person_id, ids, at) for person_id, ids in ending)


def _of_ending(person_id: UUID, ids: list[UUID], at: datetime) -> bool:
    with acting_as(SYSTEM, at=at):
        told = reaching.hears(person_id, ENDING, at=at) is not None
        detail = {"consents": [str(one) for one in ids], "told": told}
        about = Subject(DataClass.ACCESS, person_id=person_id, detail=detail)
        events.record(actor=SYSTEM, did="consent.remind", about=about, at=at)
    return told


def of_an_answer(person_id: UUID, *, at: datetime) -> bool:
    """False where there is no safe way: somebody must call."""
    return reaching.hears(person_id, ANSWERED, at=at) is not None


def person_of_an_emergency(person_id: UUID, *, at: datetime) -> bool:
    """False where there is no safe way: somebody must call."""
    return reaching.hears(person_id, OPENED, at=at) is not None


def of_an_emergency(organization_ids: Iterable[UUID], *, but: UUID | None, at: datetime) -> None:
    """The administrators of who opened and who keeps the record: that it happened and where it is reviewed, and no name."""
    _administrators_hear(
        organization_ids,
        _("A record was opened in an emergency"),
        _("A record was opened in an emergency. Who opened it and why stands here:\n{link}\n"),
        but=but,
        at=at,
    )


def of_a_review(organization_ids: Iterable[UUID], *, justified: bool, at: datetime) -> None:
    """The keeper's administrators hear what was found."""
    text = (
        _("An emergency with one of your records was reviewed: it was justified.\n{link}\n")
        if justified
        else _("An emergency with one of your records was reviewed: it was not justified.\n{link}\n")
    )
    _administrators_hear(organization_ids, _("An emergency was reviewed"), text, at=at)


def _administrators_hear(
    organization_ids: Iterable[UUID], subject: Promise | str, text: Promise | str, *, at: datetime, but: UUID | None = None
) -> None:  # fmt: skip
    link = f"{settings.SITE_URL}/emergencies/review/"
    found = accounts.administrators(organization_ids)
    for language, email in sorted(
        {(one.user.language, one.user.email) for one in found if one.user_id != but}
    ):
        with translation.override(language):
            body = str(text).format(link=link)
            outbox.write(channel="email", to=email, subject=str(subject), body=body, at=at, language=language)
