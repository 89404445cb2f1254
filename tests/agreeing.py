"""Saying yes and no in tests, through the real ceremony."""

from __future__ import annotations

from datetime import date

from django.utils import translation

import make
from fullcircle.access import actor as actors
from fullcircle.access.actor import Purpose
from fullcircle.access.session import acting_as
from fullcircle.privacy import actions, sentences, topics
from fullcircle.privacy.actions import Ceremony
from fullcircle.privacy.sentences import Said

NEXT_YEAR = date(2027, 3, 10)


def said(topic="home", *organizations, until=NEXT_YEAR, purposes=(Purpose.CARE,), permit=True):
    """One line; without organizations it is the whole network."""
    chosen = topics.BY_KEY[topic]
    return Said(
        classes=chosen.classes, labels=(chosen.label,) if chosen.label else (), purposes=purposes, permit=permit,
        organizations=tuple(one.pk for one in organizations) if organizations else None, until=until if permit else None,
    )  # fmt: skip


def ceremony(shown, *, language="en", manner="self", **more):
    with translation.override(language):
        read = sentences.document(shown).digest
    return Ceremony(manner=manner, language=language, read=read, **more)


def agree(person, *shown, actor=None, at=make.AT, yes=None, **how):
    """The person (or `actor` for them) ticks every line."""
    actor = actor or actors.resident(person.pk)
    with acting_as(actor, at=at):
        return actions.agree(
            person_id=person.pk, shown=shown, yes=range(len(shown)) if yes is None else yes,
            ceremony=ceremony(shown, **how), actor=actor, at=at,
        )  # fmt: skip


def no(person, *organizations, at=make.AT):
    shown = said("everything", *organizations, permit=False, purposes=topics.EVERY_PURPOSE)
    return agree(person, shown, at=at)
