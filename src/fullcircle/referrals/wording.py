"""Every sentence that leaves for a resident or an organization about requests, as it is sent, and who reviewed it.

The list calls the very functions that write, with made-up words in the gaps. A review is of the sentence as it was: when the
sentence or its translation changes, it is a draft again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor, Role
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.events import Subject
from fullcircle.accounts import queries as accounts
from fullcircle.infra import keywords
from fullcircle.people import reaching, thread
from fullcircle.people.models import WordingReview
from fullcircle.privacy import telling as privacy
from fullcircle.referrals import telling
from fullcircle.referrals.states import Status
from fullcircle.referrals.texts import asking, automatic, questions
from fullcircle.referrals.texts.reading import Why

ORIGINAL = "en"
RESIDENT, ORGANIZATION = _("a resident"), _("an organization")
A_TIME = datetime(2026, 3, 12, 14, 30, tzinfo=UTC)
TEXT, MAIL, BOTH = _("text"), _("mail"), _("text and mail")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, whom it goes to, by what; `write` draws it in the language that is active."""

    to: str | Promise
    channel: str | Promise
    write: Callable[[], str]


def _sentences() -> tuple[Sentence, ...]:
    told = (
        reaching.NEWS, telling.SOMETHING_WAITS, telling.STILL_WAITING, telling.NOTHING_NEW, telling.STILL_LOOKING,
        thread.A_MESSAGE, privacy.ENDING, privacy.ANSWERED, privacy.OPENED,
    )  # fmt: skip
    closed = {
        str(short): short for _whole, short in telling.APPOINTMENT.values()
    }.values()  # two say the same
    mails = [telling.words_that_ask, telling.words_after_the_person_answered, telling.words_that_introduce,
             telling.words_that_call_off, telling.words_that_nobody_comes, *(
        lambda status=status: telling.words_that_remind(status)
        for status in (Status.SENT, Status.WAIT_LISTED, Status.ACCEPTED)
    )]  # fmt: skip
    return (
        *(Sentence(RESIDENT, BOTH, lambda one=one: str(one)) for one in told),  # type: ignore[misc]
        *(
            Sentence(RESIDENT, BOTH, lambda what=what: telling.words_of_a_time(what, A_TIME, whole=True))  # type: ignore[misc]
            for what in telling.APPOINTMENT
        ),
        *(Sentence(RESIDENT, BOTH, lambda one=one: str(one)) for one in closed),  # type: ignore[misc]
        Sentence(RESIDENT, TEXT, lambda: questions.confirm_by_text(4)),
        Sentence(RESIDENT, MAIL, questions.confirm_by_mail),
        Sentence(RESIDENT, BOTH, questions.confirm_by_link),
        Sentence(RESIDENT, TEXT, lambda: str(keywords.HOW_TO_STOP)),
        *(Sentence(RESIDENT, TEXT, one) for one in (automatic.stopped, automatic.started, automatic.helps)),
        *(Sentence(RESIDENT, TEXT, lambda said=said: automatic.confirmed(said)) for said in ("yes", "some", "no")),  # type: ignore[misc]
        *(Sentence(RESIDENT, TEXT, lambda why=why: automatic.not_understood(why, ())) for why in Why),  # type: ignore[misc]
        Sentence(ORGANIZATION, TEXT, lambda: asking.a_request(7, "Food box", "Denise")),
        Sentence(ORGANIZATION, TEXT, lambda: asking.a_request(7, "Food box", "")),
        Sentence(ORGANIZATION, TEXT, lambda: asking.how_it_stands(7, "Food box")),
        *(Sentence(ORGANIZATION, TEXT, lambda said=said: automatic.decided(said)) for said in "1234"),  # type: ignore[misc]
        *(Sentence(ORGANIZATION, MAIL, lambda words=words: "\n".join(words())) for words in mails),  # type: ignore[misc]
        Sentence(ORGANIZATION, MAIL, lambda: questions.how_to_answer_by_mail().strip()),
        Sentence(ORGANIZATION, BOTH, asking.invitation),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A sentence in one language. `draft`: a machine translated it, and nobody who speaks the language read it yet."""

    key: str
    to: str | Promise
    channel: str | Promise
    original: str
    text: str
    reviewer: str
    reviewed_at: datetime | None
    draft: bool


def listed(language: str) -> list[Listed]:
    """What is sent, in one language, with who read it."""
    reviews = {one.text_hash: one for one in WordingReview.objects.filter(language=language)}
    found = []
    for sentence in _sentences():
        with translation.override(ORIGINAL):
            original = sentence.write()
        with translation.override(language):
            text = sentence.write()
        review = reviews.get(_hash(text))
        found.append(
            Listed(
                _hash(text), sentence.to, sentence.channel, original, text, review.reviewer if review else "",
                review.reviewed_at if review else None, language != ORIGINAL and review is None,
            )
        )  # fmt: skip
    return found


@transaction.atomic
def review(*, keys: Collection[str], language: str, reviewer: str, actor: Actor, at: datetime) -> int:
    """Somebody who speaks the language read these sentences; how many are reviewed by that. Raises Denied, Invalid."""
    if not (actor.has(Role.HUB) and actor.organization_id == accounts.community().hub_id):
        raise Denied(_("The hub says who read these sentences."))
    name = " ".join(reviewer.split())[:120]
    if not name:
        raise Invalid(_("Type the name of whoever read them."), field="reviewer")
    waiting = {one.key for one in listed(language) if one.reviewed_at is None}
    chosen = [key for key in dict.fromkeys(keys) if key in waiting]
    if not chosen:
        raise Invalid(_("Choose the sentences that were read."), field="keys")
    WordingReview.objects.bulk_create(
        [
            WordingReview(
                text_hash=key, language=language, reviewer=name, reviewed_at=at, said_by=actor.user_id
            )
            for key in chosen
        ]
    )
    about = Subject("wording", detail={"language": language, "sentences": len(chosen)})
    events.record(actor=actor, did="wording.review", about=about, at=at)
    return len(chosen)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
