"""Writing a note, correcting it, and its photos."""

from __future__ import annotations

from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.referrals import policies, queries
from fullcircle.referrals.written import notes, pictures
from fullcircle.web import errors, permissions, words
from fullcircle.web.acting import Request
from fullcircle.web.forms import uuid_or_none, whole_number
from fullcircle.web.notes import present

# A photo is a picture and nothing else, whatever a browser is talked into.
ONLY_A_PICTURE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": 'inline; filename="photo.jpg"',
}


@permissions.for_(permissions.ANSWERERS)
@require_POST
def about_person(request: Request, person_id: UUID) -> HttpResponse:
    return _write(request, person_id, None, reverse("people:person", args=[person_id]))


@permissions.for_(permissions.ANSWERERS)
@require_POST
def about_request(request: Request, referral_id: UUID) -> HttpResponse:
    person_id = queries.referral(referral_id).person_id
    return _write(request, person_id, referral_id, reverse("inbox:request", args=[referral_id]))


def _write(request: Request, person_id: UUID, referral_id: UUID | None, back: str) -> HttpResponse:
    """A refusal is told on the note's own page, with the words that were typed."""
    text, visibility, shown = (
        request.POST.get("text", ""),
        request.POST.get("visibility", notes.Visibility.TEAM),
        photos(request),
    )
    draft = uuid_or_none(request.POST.get("draft"))
    # The page sent twice is one note; with other words, for others to read or with other photos it is another one.
    said = f"{visibility} {[len(one) for one in shown]} {text}"
    try:
        notes.write(
            person_id=person_id, referral_id=referral_id, text=text, visibility=visibility, photos=shown,
            draft_id=uuid5(draft, said) if draft else None, actor=request.actor, at=request.at,
        )  # fmt: skip
    except Invalid as refusal:
        context = {
            "refusal": refusal, "text": text, "draft": draft or uuid4(), "back": back, "longest": notes.LONGEST,
            "readers": notes.Visibility.choices if referral_id else (), "chosen": request.POST.get("visibility"),
        }  # fmt: skip
        return render(request, "notes/again.html", context, status=400)
    messages.success(request, _("The note is kept."))
    return redirect(f"{back}#notes")


def photos(request: Request) -> list[bytes]:
    """The files that came with a form, each read no further than it may be long."""
    handed_in = request.FILES.getlist("photos")[: notes.MOST_PHOTOS + 1]
    return [file.read(pictures.MOST_BYTES_IN + 1) for file in handed_in]


@permissions.for_(permissions.ANSWERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: Request, note_id: UUID) -> HttpResponse:
    """One note with its earlier versions; a correction is the next one."""
    refusal: Invalid | Conflict | None = None
    if request.method == "POST":
        try:
            notes.correct(
                note_id=note_id, version=whole_number(request.POST, "version") or 0, text=request.POST.get("text", ""),
                draft_id=uuid_or_none(request.POST.get("draft")), actor=request.actor, at=request.at,
            )  # fmt: skip
        except (Invalid, Conflict) as said:
            refusal = said
        else:
            messages.success(request, _("The note is corrected. The earlier words are kept."))
            return redirect("notes:note", note_id)
    versions = notes.versions(note_id)
    whole = notes.note(note_id)
    who = accounts.names({one.written_by for one in versions})
    context = {
        "line": present.lines([whole], request.actor)[0], "newest": whole.newest, "refusal": refusal,
        "earlier": [(one, words.moment(one.written_at), who.get(one.written_by, "")) for one in versions[1:]],
        "typed": request.POST.get("text") if refusal else None, "longest": notes.LONGEST,
        "may_correct": policies.can_correct_note(request.actor, whole.newest),
        "back": reverse("inbox:request", args=[whole.newest.referral_id]) if whole.newest.referral_id
        else reverse("people:person", args=[whole.newest.person_id]),
    }  # fmt: skip
    return render(request, "notes/note.html", context, status=errors.status_of(refusal))


@permissions.for_(permissions.ANSWERERS)
@require_safe
def photo(request: Request, photo_id: UUID) -> HttpResponse:
    return HttpResponse(notes.photo(photo_id), content_type="image/jpeg", headers=ONLY_A_PICTURE)
