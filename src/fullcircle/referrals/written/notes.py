"""Notes about a person, or about one request of theirs: by one organization, for its own team or for who works on the request.

A note is opened by no agreement and stands on no card. It is corrected by a new version and deleted by nobody. What is about
a protected request is read by whom the request itself is open to (42 CFR Part 2): row security asks the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor, user_of
from fullcircle.access.errors import Conflict, Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.accounts import queries as accounts
from fullcircle.people import queries as people
from fullcircle.referrals import policies, queries
from fullcircle.referrals.models import Note, NotePhoto, Referral
from fullcircle.referrals.written import pictures
from fullcircle.referrals.written.pictures import Picture

LONGEST, MOST_PHOTOS = 4000, 5


class Visibility(models.TextChoices):
    TEAM = "team", _("Our team only")
    REQUEST = "request", _("Whoever works on this request")


class NoSuchNote(NotFound):
    """Not there, or not for this actor."""


class Corrected(Conflict):
    """Somebody corrected this note since it was read."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A note as it stands: its newest version, who wrote the first one, and the ids of its photos."""

    newest: Note
    first: Note
    photos: list[UUID] = field(default_factory=list)


@transaction.atomic
def write(
    *, person_id: UUID, text: str, actor: Actor, at: datetime, referral_id: UUID | None = None,
    visibility: str = Visibility.TEAM, photos: Sequence[bytes] = (), draft_id: UUID | None = None,
) -> Note:  # fmt: skip
    """Write a note down; one with a `draft_id` that this user sent before is that very note. Raises Denied, Invalid, NotFound."""
    about = queries.referral(referral_id) if referral_id else None
    if about is None:
        people.person(person_id)
    elif about.person_id != person_id:
        raise queries.NoSuchReferral(_("There is no such request here."))
    policies.check_can_note(actor, about, hub_id=accounts.community().hub_id)
    user_id, keeper_id = user_of(actor)
    if visibility not in Visibility.values or (visibility == Visibility.REQUEST and about is None):
        raise Invalid(_("Choose who may read this note."), field="visibility")
    said = _said(text)
    if len(photos) > MOST_PHOTOS:
        raise Invalid(_("At most five photos with one note."), field="photos")
    shown = [pictures.written_anew(content) for content in photos]
    note = Note(
        note_id=uuid4(), person_id=person_id, referral=about, keeper_id=keeper_id, visibility=visibility, text=said,
        written_by=user_id, written_at=at, draft_id=draft_id,
    )  # fmt: skip
    if (known := _saved(note)) is not None:
        return known
    _add_photos(note, shown)
    _record(actor, "note.write", note, about, at, photos=len(shown))
    return note


@transaction.atomic
def correct(
    *, note_id: UUID, version: int, text: str, actor: Actor, at: datetime, draft_id: UUID | None = None
) -> Note:
    """The version after `version`, by its own organization. Raises Denied, Invalid, NotFound, Corrected."""
    newest = note(note_id).newest
    policies.check_can_correct_note(actor, newest)
    user_id, _keeper_id = user_of(actor)
    if draft_id and (known := _draft(user_id, draft_id)):
        return known
    said = _said(text)
    if newest.version != version:
        raise Corrected(_("Somebody corrected this note meanwhile. Read it first."))
    following = Note(
        note_id=note_id, version=version + 1, person_id=newest.person_id, referral_id=newest.referral_id,
        keeper_id=newest.keeper_id, visibility=newest.visibility, text=said, written_by=user_id, written_at=at,
        draft_id=draft_id,
    )  # fmt: skip
    if (known := _saved(following)) is not None:
        return known
    _record(actor, "note.correct", following, following.referral, at, version=following.version)
    return following


def _said(text: str) -> str:
    said = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not said:
        raise Invalid(_("Write the note first."), field="text")
    if len(said) > LONGEST:
        raise Invalid(_("A note has at most 4000 letters. Write two."), field="text")
    return said


def _saved(new: Note) -> Note | None:
    """Save it; None if that was done, else the note that this draft became before. Raises Corrected."""
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        if new.draft_id and (known := _draft(new.written_by, new.draft_id)):
            return known
        raise Corrected(_("Somebody corrected this note meanwhile. Read it first.")) from None
    return None


def _draft(user_id: UUID, draft_id: UUID) -> Note | None:
    return Note.objects.filter(written_by=user_id, draft_id=draft_id).first()


def _add_photos(note: Note, shown: Iterable[Picture]) -> None:
    NotePhoto.objects.bulk_create(
        NotePhoto(
            note_id=note.note_id, person_id=note.person_id, number=number, image=picture.content, width=picture.width,
            height=picture.height, added_by=note.written_by, added_at=note.written_at,
        )
        for number, picture in enumerate(shown, start=1)
    )  # fmt: skip


def _record(
    actor: Actor, did: str, note: Note, about: Referral | None, at: datetime, **detail: object
) -> None:
    """Of a note that only one team reads the event names no person: others read the events of their people."""
    subject = Subject("note", record_id=note.note_id, detail=dict(detail))
    if about is not None and note.visibility == Visibility.REQUEST:
        subject = Subject(
            DataClass.REFERRAL, person_id=about.person_id, need_id=about.need_id, referral_id=about.pk,
            record_id=note.note_id, detail=dict(detail),
        )  # fmt: skip
    events.record(actor=actor, did=did, about=subject, at=at)


def note(note_id: UUID) -> Whole:
    """One note as it stands. Raises NoSuchNote."""
    found = _whole(Note.objects.filter(note_id=note_id))
    if not found:
        raise NoSuchNote(_("There is no such note here."))
    return found[0]


def of_person(person_id: UUID) -> list[Whole]:
    """The notes about one person that are open to the running actor, the newest first."""
    return _whole(Note.objects.filter(person_id=person_id))


def of_request(referral_id: UUID) -> list[Whole]:
    """The notes about one request, the newest first."""
    return _whole(Note.objects.filter(referral_id=referral_id))


def versions(note_id: UUID) -> list[Note]:
    """Every version, the newest first."""
    return list(Note.objects.filter(note_id=note_id).order_by("-version"))


def photo(photo_id: UUID) -> bytes:
    """A JPEG. Raises NoSuchNote."""
    found = NotePhoto.objects.filter(pk=photo_id).first()
    if found is None:
        raise NoSuchNote(_("There is no such photo here."))
    return bytes(found.image)


def _whole(rows: models.QuerySet[Note]) -> list[Whole]:
    by_note: dict[UUID, list[Note]] = {}
    for row in rows.order_by("version"):
        by_note.setdefault(row.note_id, []).append(row)
    photos: dict[UUID, list[UUID]] = {}
    pictured = NotePhoto.objects.filter(note_id__in=by_note).order_by("note_id", "number")
    for photo_id, note_id in pictured.values_list("pk", "note_id"):
        photos.setdefault(note_id, []).append(photo_id)
    found = [Whole(mine[-1], mine[0], photos.get(key, [])) for key, mine in by_note.items()]
    return sorted(found, key=lambda one: (one.first.written_at, one.first.pk), reverse=True)
