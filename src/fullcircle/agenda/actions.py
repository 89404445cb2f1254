"""What changes the policy agenda. Each checks, changes, and records one event."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.access.events import Subject
from fullcircle.accounts import queries as accounts
from fullcircle.agenda import policies, queries
from fullcircle.agenda.models import Evidence, Item, Move, Voice
from fullcircle.agenda.states import KINDS, LEVELS, LOBBYING, POINTS, SCALES, State
from fullcircle.collaborative import policies as table

CLASS = "agenda"
ENDS = frozenset({State.ENACTED, State.REJECTED, State.PARKED, State.EVALUATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is written of an item. `level` of states.LEVELS, `lobbying` of states.LOBBYING; each may be empty but the title."""

    title: str
    problem: str = ""
    level: str = ""
    decider: str = ""
    position: str = ""
    asks: str = ""
    champions: str = ""
    lobbying: str = ""
    lobbying_note: str = ""
    next_step: str = ""
    next_on: date | None = None


@transaction.atomic
def bring(*, words: Words, actor: Actor, at: datetime) -> Item:
    """Bring an idea. By who sits at the table, or the backbone. Raises Denied, Invalid."""
    policies.check_can_see(actor, accounts.community().hub_id)
    _check(words)
    made = Item.objects.create(**_cleaned(words), made_by=actor.user_id, made_at=at)
    _record(actor, "agenda.bring", made, at)
    return made


@transaction.atomic
def write(*, item_id: UUID, words: Words, actor: Actor, at: datetime) -> Item:
    """Change what is written. Raises Denied, Invalid, NoSuchItem."""
    one = queries.item(item_id, actor, lock=True)
    policies.check_can_write(actor, one, hub_id=accounts.community().hub_id)
    _check(words)
    for name, value in _cleaned(words).items():
        setattr(one, name, value)
    one.save()
    _record(actor, "agenda.write", one, at)
    return one


def _check(words: Words) -> None:
    if not words.title.strip():
        raise Invalid(_("Type what is wanted, in one line."), field="title")
    if words.level and words.level not in LEVELS:
        raise Invalid(_("Choose a level."), field="level")
    if words.lobbying and words.lobbying not in LOBBYING:
        raise Invalid(_("Choose the lobbying risk."), field="lobbying")


def _cleaned(words: Words) -> dict[str, object]:
    """Cut to what the columns hold."""
    said = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(words).items()}
    for name, most in {
        "title": 200,
        "decider": 200,
        "champions": 300,
        "lobbying_note": 300,
        "next_step": 200,
    }.items():
        said[name] = said[name][:most]
    return said


@transaction.atomic
def show(
    *, item_id: UUID, kind: str, title: str, shows: str, actor: Actor, at: datetime, address: str = ""
) -> Evidence:
    """Add evidence: what it is, what it shows, and a page of ours (/…) or an https address. Raises Denied, Invalid,
    NoSuchItem."""
    one = queries.item(item_id, actor)
    policies.check_can_write(actor, one, hub_id=accounts.community().hub_id)
    if kind not in KINDS:
        raise Invalid(_("Choose what it is."), field="kind")
    if not (title.strip() and shows.strip()):
        raise Invalid(_("Type its name, and what it shows."), field="title")
    made = Evidence.objects.create(
        item=one,
        kind=kind,
        title=title.strip()[:200],
        shows=shows.strip()[:500],
        address=_address(address),
        made_at=at,
    )
    _record(actor, "agenda.show", one, at, kind=kind)
    return made


def _address(typed: str) -> str:
    address = typed.strip()
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    if (address and not ours and urlsplit(address).scheme not in {"https", "http"}) or len(address) > 500:
        raise Invalid(
            _("Type an address like https://… or a page of ours like /room/decisions/."), field="address"
        )
    return address


@transaction.atomic
def remove_evidence(*, item_id: UUID, evidence_id: UUID, actor: Actor, at: datetime) -> None:
    """Raises Denied, NoSuchItem."""
    one = queries.item(item_id, actor)
    policies.check_can_write(actor, one, hub_id=accounts.community().hub_id)
    queries.evidence(one, evidence_id).delete()
    _record(actor, "agenda.remove-evidence", one, at)


@transaction.atomic
def score(
    *, item_id: UUID, member_id: UUID, points: dict[str, int], actor: Actor, at: datetime, why: str = ""
) -> Voice:
    """Give a member's voice, or change it. `points` by scale, 1 to 5. Raises Denied, Invalid, NoSuchItem, NotYet."""
    one = queries.item(item_id, actor, lock=True)
    policies.check_can_score(one, speaks_for=member_id in queries.speaks_for(actor))
    for scale in SCALES:
        if points.get(scale) not in POINTS:
            raise Invalid(_("Choose 1 to 5."), field=scale)
    values = {scale: points[scale] for scale in SCALES}
    made, _new = Voice.objects.update_or_create(
        item=one, member_id=member_id,
        defaults={**values, "why": why.strip()[:500], "given_by": actor.user_id, "given_at": at},
    )  # fmt: skip
    _record(actor, "agenda.score", one, at, member=str(member_id), **values)
    return made


@transaction.atomic
def take_back_score(*, item_id: UUID, member_id: UUID, actor: Actor, at: datetime) -> None:
    """The undo of score. Raises Denied, NoSuchItem, NotYet."""
    one = queries.item(item_id, actor, lock=True)
    policies.check_can_score(one, speaks_for=member_id in queries.speaks_for(actor))
    if voice := queries.voice_of(one, member_id):
        voice.delete()
        _record(actor, "agenda.take-back-score", one, at, member=str(member_id))


@transaction.atomic
def move(*, item_id: UUID, to: str, actor: Actor, at: datetime, note: str = "") -> Item:
    """The next state, once what it needs is there; what ends or rests says what came of it. Raises Denied, Invalid,
    NoSuchItem, NotYet."""
    one = queries.item(item_id, actor, lock=True)
    if to not in list(State):
        raise Invalid(_("Choose a state."), field="to")
    policies.check_can_move(actor, one, hub_id=accounts.community().hub_id, to=State(to))
    if needs := policies.missing(one, to=State(to), voices=len(one.voices.all())):
        raise policies.NotYet(needs)
    if to in ENDS and not note.strip():
        raise Invalid(_("Say what came of it."), field="note")
    Move.objects.create(
        item=one, before=one.state, after=to, note=note.strip(), by_name=actor.name[:120], at=at
    )
    before, one.state = one.state, to
    if to in ENDS:
        one.outcome = note.strip()
    one.save(update_fields=["state", "outcome"])
    _record(actor, "agenda.move", one, at, before=before, after=to)
    return one


@transaction.atomic
def take_back(*, item_id: UUID, actor: Actor, at: datetime) -> Item:
    """Take the last step back. Raises Denied, NoSuchItem, NotYet."""
    one = queries.item(item_id, actor, lock=True)
    table.check_can_keep(actor, accounts.community().hub_id)
    last = queries.last_move(one)
    if last is None:
        raise policies.NotYet(_("There is no step to take back."))
    last.taken_back = True
    last.save(update_fields=["taken_back"])
    one.state = last.before
    one.save(update_fields=["state"])
    _record(actor, "agenda.take-back", one, at, before=last.after, after=last.before)
    return one


def _record(actor: Actor, did: str, one: Item, at: datetime, **detail: object) -> None:
    events.record(actor=actor, did=did, about=Subject(CLASS, record_id=one.pk, detail=dict(detail)), at=at)
