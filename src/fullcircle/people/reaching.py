"""Reaching a resident in the way that they said is safe.

Called as the resident: reading their contact and writing what they hear is their own right, so that no organization needs
one to either. Nothing sensitive stands in a text, and our name only where that is safe.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fullcircle.access import actor as actors
from fullcircle.access import links
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.infra import incoming, keywords, outbox
from fullcircle.people import queries

NEWS = gettext_lazy("There is news about your request.")


class Way(NamedTuple):
    person_id: UUID
    channel: str
    to: str
    say_who: bool
    language: str


def nobody_asks(person_id: UUID, at: datetime) -> bool:
    """Without requests there is no question that waits."""
    return False


# Whoever asks residents something puts itself here: each question that waits is put again, by the way that is safe now. The
# answer is whether one was.
asks_again: Callable[[UUID, datetime], bool] = nobody_asks


def safe_way(person_id: UUID, *, texts: bool = True) -> Way | None:
    """A text where that is safe and the number takes texts, else e-mail; None where nothing is: somebody must call.

    `texts`: not where a text has just failed."""
    contact = queries.contact_of(person_id)
    if contact is None:
        return None
    language = contact.person.language
    if texts and contact.may_text and contact.phone and incoming.takes_texts(contact.phone):
        return Way(person_id, "sms", contact.phone, contact.may_say_who, language)
    return Way(person_id, "email", contact.email, contact.may_say_who, language) if contact.email else None


def hears(
    person_id: UUID, text: str | Promise | Callable[[Way], str], *, at: datetime, texts: bool = True
) -> UUID | None:
    """Send one sentence, in their language, with a link to their page; drawn by the way that it goes where that matters.
    The message's id, None where there is no safe way."""
    with acting_as(actors.resident(person_id), at=at):
        way = safe_way(person_id, texts=texts)
        if way is None:
            return None
        token = links.make(LinkKind.RESIDENT, at=at, person_id=person_id)
        with translation.override(way.language):
            return write(way, text(way) if callable(text) else str(text), f"/r/{token}", at)


def leave_the_old_way(person_id: UUID, *, at: datetime) -> None:
    """A number or an address is theirs or safe no more: what was sent there opens nothing from now on, and what they have not
    read yet is said by the way that is safe now."""
    with acting_as(actors.resident(person_id), at=at):
        unread = links.end(LinkKind.RESIDENT, why="way-changed", person_id=person_id)
        links.end(LinkKind.CONFIRM, why="way-changed", person_id=person_id)
    if not asks_again(person_id, at) and unread:
        hears(person_id, NEWS, at=at)


def write(way: Way, text: str, path: str, at: datetime, *, reply_to: str = "") -> UUID:
    """One sentence and the address of a page of ours, in the language that is active; at night it waits for the morning.
    The message's id.

    The first text to a number names the ways to stop and to get help."""
    opening = f"{accounts.community().name}: {text}" if way.say_who else text
    body = f"{opening} {settings.SITE_URL}{path}"
    if way.channel == "sms" and incoming.is_told_first(way.to, language=way.language):
        body = f"{body} {keywords.HOW_TO_STOP}"
    subject = _("News for you") if way.channel == "email" else ""
    return outbox.write(
        channel=way.channel, to=way.to, subject=subject, body=body, at=at, language=way.language, to_person=way.person_id,
        by_day=True, reply_to=reply_to,
    )  # fmt: skip
