"""Reading the form of a step on a referral, for the answer page by link and the page with an account alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.referrals import actions, assigning
from fullcircle.web import forms

if TYPE_CHECKING:
    from fullcircle.referrals.models import Referral


Step = Callable[..., Any]


def take(name: str, said: QueryDict, *, referral_id: UUID, actor: Actor, at: datetime) -> Referral:
    """Do the step that a button named. Raises what the action raises; Invalid for a name that is no step."""
    if name not in STEPS:
        raise Invalid(_("Choose one of the answers."), field="answer")
    action, reads = STEPS[name]
    words = {argument: read(said) for argument, read in reads.items()}
    moved: Referral = action(referral_id=referral_id, actor=actor, at=at, **words)
    return moved


def _text(name: str) -> Callable[[QueryDict], str]:
    return lambda said: forms.plain(said, name)[:500]


def _day(name: str) -> Callable[[QueryDict], date | None]:
    return lambda said: forms.day(said, name)


def _somebody(name: str) -> Callable[[QueryDict], UUID | None]:
    def read(said: QueryDict) -> UUID | None:
        if (found := forms.uuid_or_none(said.get(name))) is None and said.get(name):
            raise Invalid(_("Choose somebody of your team."), field=name)
        return found

    return read


def _count(name: str) -> Callable[[QueryDict], int]:
    def read(said: QueryDict) -> int:
        try:
            return int(said.get(name) or 1)
        except ValueError:
            raise Invalid(_("Type how many were given, from 1 on."), field=name) from None

    return read


STEPS: dict[str, tuple[Step, dict[str, Callable[[QueryDict], Any]]]] = {
    "accept": (actions.accept, {"expected_on": _day("expected_on")}),
    "wait-list": (actions.wait_list, {"expected_on": _day("expected_on")}),
    "decline": (actions.decline, {"reason": _text("reason"), "text": _text("reason_text")}),
    "ask": (actions.ask, {"text": _text("question")}),
    "reply": (actions.reply, {"text": _text("reply")}),
    "ask-person": (actions.ask_the_person, {"text": _text("person_question")}),
    "person-answers": (actions.answer_for_the_person, {"text": _text("person_answer")}),
    "review": (actions.open_for_review, {}),
    "assign": (assigning.assign, {"user_id": _somebody("user")}),
    "goes-on": (actions.say_it_goes_on, {}),
    "start": (actions.start, {}),
    "pause": (actions.pause, {"text": _text("pause_text")}),
    "complete": (
        actions.complete,
        {"what": _text("what"), "quantity": _count("quantity"), "delivered_on": _day("delivered_on")},
    ),
    "not-reached": (actions.not_reached, {"text": _text("not_reached_text")}),
    "redirect": (actions.redirect, {"text": _text("redirect_text")}),
    "recall": (actions.recall, {}),
    "cancel": (actions.cancel, {"text": _text("cancel_text")}),
    "error": (actions.enter_in_error, {}),
}
