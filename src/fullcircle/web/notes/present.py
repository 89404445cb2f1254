"""Turning notes into what the pages draw."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from fullcircle.access.actor import Actor
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.referrals import policies
from fullcircle.referrals.written import notes
from fullcircle.referrals.written.notes import Visibility, Whole
from fullcircle.web import words

if TYPE_CHECKING:
    from fullcircle.referrals.models import Referral


def panel_of_person(person_id: UUID, actor: Actor) -> dict[str, Any]:
    """Every note about one person that is open to the actor, and the form of a new one."""
    return {
        "about": "person", "id": person_id, "lines": lines(notes.of_person(person_id), actor),
        "may_write": policies.can_note(actor, None, hub_id=None), "longest": notes.LONGEST, "draft": uuid4(),
    }  # fmt: skip


def panel_of_request(referral: Referral, actor: Actor) -> dict[str, Any]:
    """The same of one request; its writer says who may read it."""
    hub_id = accounts.community().hub_id
    return {
        "about": "request", "id": referral.pk, "lines": lines(notes.of_request(referral.pk), actor),
        "may_write": policies.can_note(actor, referral, hub_id=hub_id), "longest": notes.LONGEST, "draft": uuid4(),
        "readers": Visibility.choices,
    }  # fmt: skip


def lines(found: Iterable[Whole], actor: Actor) -> list[dict[str, Any]]:
    found = list(found)
    who = accounts.names({one.first.written_by for one in found} | {one.newest.written_by for one in found})
    places = directory.organization_names({one.newest.keeper_id for one in found})
    return [
        {
            "id": one.newest.note_id,
            "text": one.newest.text,
            "who": _by(who.get(one.first.written_by, ""), places.get(one.newest.keeper_id, "")),
            "at": one.first.written_at,
            "when": words.moment(one.first.written_at),
            "corrected": _corrected(one, who),
            "readers": Visibility(one.newest.visibility).label,
            "photos": one.photos,
            "may_correct": policies.can_correct_note(actor, one.newest),
        }
        for one in found
    ]


def _by(user: str, organization: str) -> str:
    return ", ".join(part for part in (user, organization) if part)


def _corrected(one: Whole, who: dict[UUID, str]) -> str:
    if one.newest.version == 1:
        return ""
    return _("corrected {when}, {who}").format(
        when=words.moment(one.newest.written_at), who=who.get(one.newest.written_by, "")
    )
