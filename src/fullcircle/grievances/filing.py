"""What whoever files a grievance does: file it, follow it by its code, accept the answer, or appeal once.

All of it as a resident whom nobody knows: the event names neither the filer nor who wrote it down for them.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import actor as actors
from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict, Invalid
from fullcircle.access.events import Subject
from fullcircle.access.session import acting_as
from fullcircle.directory import queries as directory
from fullcircle.grievances import codes, policies, queries
from fullcircle.grievances.states import TOPICS, Manner, State, due

CLASS = "grievance"
MOST_LETTERS = 5000


class FiledAlready(Conflict):
    """The same form came twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said. `topic` of states.TOPICS; all else may stay empty but the text. `about`: organizations' ids."""

    topic: str
    text: str
    happened: str = ""
    danger: bool = False
    remedy: str = ""
    reach: str = ""
    language: str = "en"
    about: Collection[UUID] = ()
    about_text: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """`code` is shown once and kept nowhere. `has_reviewer`: somebody independent is named."""

    code: str
    has_reviewer: bool


def nobody() -> Actor:
    """A resident of whom there is no record."""
    return actors.resident(uuid.uuid4())


def file(*, said: Said, at: datetime, grievance_id: UUID) -> Filed:
    """File one at the public page. `grievance_id` is the form's own, so that sending it twice files once. Raises Invalid,
    FiledAlready."""
    return _file(said, Manner.PAGE, None, grievance_id, at)


def enter(*, said: Said, manner: str, actor: Actor, at: datetime, grievance_id: UUID) -> Filed:
    """Write down what somebody said by phone or handed in on paper. Raises Denied, Invalid, FiledAlready."""
    policies.check_can_enter(actor)
    if manner not in {Manner.PHONE, Manner.PAPER}:
        raise Invalid(_("Say how it reached you."), field="manner")
    return _file(said, Manner(manner), actor.user_id, grievance_id, at)


def _file(said: Said, manner: Manner, entered_by: UUID | None, grievance_id: UUID, at: datetime) -> Filed:
    _check(said)
    code, actor = codes.make(), nobody()
    row = asdict(said) | {
        "id": str(grievance_id), "about": [str(one) for one in said.about], "manner": manner, "text": said.text.strip(),
        "entered_by": str(entered_by) if entered_by else None,
        "acknowledge_by": due("acknowledge", at).isoformat(), "answer_by": due("answer", at).isoformat(),
    }  # fmt: skip
    try:
        with acting_as(actor, at=at), connection.cursor() as cursor:
            cursor.execute("select grievances_file(%s::jsonb, %s)", [json.dumps(row), codes.plain(code)])
            (has_reviewer,) = cursor.fetchone()
            _record(actor, "grievance.file", grievance_id, at, topic=said.topic, manner=manner)
    except IntegrityError:
        raise FiledAlready(
            _("We have this complaint already. Its code was shown when you sent it.")
        ) from None
    return Filed(code, has_reviewer)


def _check(said: Said) -> None:
    wrong = {
        "topic": (said.topic not in TOPICS, _("Choose what it is about.")),
        "text": (not said.text.strip(), _("Say in a few words what happened.")),
        "place": (
            len(directory.organization_names(set(said.about))) != len(set(said.about)),
            _("Choose a place of the list, or type its name."),
        ),
    }
    if len(said.text) > MOST_LETTERS or len(said.remedy) > MOST_LETTERS:
        raise Invalid(_("That is very long. Say the most important part."), field="text")
    for field, (bad, sentence) in wrong.items():
        if bad:
            raise Invalid(sentence, field=field)


def accept(*, code: str, at: datetime) -> None:
    """The answer is good. Raises NoSuchGrievance, WrongState."""
    _say(code, State.ACCEPTED, "", at)


def appeal(*, code: str, text: str, at: datetime) -> None:
    """Somebody else looks at it, once. Raises Invalid, NoSuchGrievance, WrongState."""
    if not text.strip():
        raise Invalid(_("Say what is wrong with the answer."), field="text")
    if len(text) > MOST_LETTERS:
        raise Invalid(_("That is very long. Say the most important part."), field="text")
    _say(code, State.APPEALED, text.strip(), at)


@transaction.atomic
def _say(code: str, to: State, text: str, at: datetime) -> None:
    found, actor = queries.follow(code), nobody()
    with acting_as(actor, at=at), connection.cursor() as cursor:
        cursor.execute(
            "select grievances_say(%s, %s, %s, %s)", [codes.plain(code), to, text, due("final", at)]
        )
        if not cursor.fetchone()[0]:
            raise policies.WrongState(_("There is no answer now that you could accept or appeal."))
        _record(actor, f"grievance.{'accept' if to == State.ACCEPTED else 'appeal'}", found.id, at)


def _record(actor: Actor, did: str, grievance_id: UUID, at: datetime, **detail: str) -> None:
    events.record(
        actor=actor, did=did, about=Subject(CLASS, record_id=grievance_id, detail=dict(detail)), at=at
    )
