"""What changes members: who is asked, how near they are, who speaks for them, and each touch of outreach."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.collaborative import policies, queries, sectors
from fullcircle.collaborative.models import Coalition, Contact, Member, Reach, Representative
from fullcircle.collaborative.recording import record
from fullcircle.collaborative.states import AT_THE_TABLE, Stage
from fullcircle.collaborative.words import ACCESS_NEEDS
from fullcircle.directory import queries as directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who speaks for a member. `level` 0 to 4; `needs` from words.ACCESS_NEEDS."""

    name: str
    email: str = ""
    phone: str = ""
    level: int = 1
    language: str = "en"
    needs: list[str] = field(default_factory=list)


def _keep(actor: Actor) -> None:
    policies.check_can_keep(actor, accounts.community().hub_id)


@transaction.atomic
def add(
    *, name: str, sector: str, actor: Actor, at: datetime, organization_id: UUID | None = None, region: str = "",
    why: str = "", stage: Stage = Stage.IDENTIFIED,
) -> Member:  # fmt: skip
    """Write down an organization or group that should be at the table. Raises Denied, Invalid, NotListed."""
    _keep(actor)
    if organization_id:
        name = name.strip() or directory.organization(organization_id).name
        if Member.objects.filter(organization_id=organization_id).exists():
            raise Invalid(_("This organization is on the list already."), field="organization")
    if not name.strip():
        raise Invalid(_("Type the name."), field="name")
    if sector not in sectors.sectors():
        raise Invalid(_("Choose a sector."), field="sector")
    member = Member.objects.create(
        name=name.strip()[:200], organization_id=organization_id, sector=sector, region=region.strip()[:80],
        why=why.strip()[:300], stage=stage, made_at=at, joined_on=localtime(at).date() if stage in AT_THE_TABLE else None,
    )  # fmt: skip
    record("member.add", member.pk, actor, at, stage=stage, sector=sector)
    return member


@transaction.atomic
def move(*, member_id: UUID, to: str, actor: Actor, at: datetime) -> Member:
    """One stage nearer, or away. Raises Denied, Invalid, NotFound, WrongPhase."""
    _keep(actor)
    member = queries.member(member_id, lock=True)
    if to not in list(Stage):
        raise Invalid(_("Choose a stage."), field="stage")
    policies.check_stage(member, Stage(to))
    before, member.stage = member.stage, to
    if to in AT_THE_TABLE and member.joined_on is None:
        member.joined_on = localtime(at).date()
    member.save(update_fields=["stage", "joined_on"])
    record("member.move", member.pk, actor, at, before=before, after=to)
    return member


@transaction.atomic
def represent(
    *, member_id: UUID, person: Person, actor: Actor, at: datetime, representative_id: UUID | None = None
) -> Representative:
    """Add or change who speaks for a member; an account with the same e-mail acts as them. Raises Denied, Invalid."""
    _keep(actor)
    member = queries.member(member_id, lock=True)
    if not person.name.strip():
        raise Invalid(_("Type the name."), field="name")
    if person.level not in sectors.levels():
        raise Invalid(_("Choose what they may decide."), field="level")
    if unknown := set(person.needs) - set(ACCESS_NEEDS):
        raise Invalid(_("Unknown: {names}.").format(names=", ".join(sorted(unknown))), field="needs")
    user = accounts.user_by_email(person.email) if person.email else None
    values = {
        "name": person.name.strip()[:120], "level": person.level, "language": person.language,
        "user_id": user.pk if user else None,
    }  # fmt: skip
    reach = {
        "email": person.email.strip().lower(),
        "phone": person.phone.strip()[:40],
        "needs": person.needs,
    }
    if representative_id:
        queries.representative(representative_id, of=member)
    made, _new = Representative.objects.update_or_create(
        defaults=values, **({"pk": representative_id} if representative_id else {"member": member, "name": values["name"]})
    )  # fmt: skip
    # The first digest comes with the next Monday.
    Reach.objects.update_or_create(
        representative=made, defaults=reach, create_defaults={**reach, "digest_at": at}
    )
    record("representative.write", made.pk, actor, at, member=str(member.pk), level=person.level)
    return made


@transaction.atomic
def recognize(*, actor: Actor, at: datetime) -> list[UUID]:
    """Somebody who joined by an invitation acts for whom the table names with its address; the database asks for both."""
    with connection.cursor() as cursor:
        cursor.execute("select id, member_id from collaborative_recognize()")
        found = cursor.fetchall()
    for representative_id, member_id in found:
        record("representative.recognize", representative_id, actor, at, member=str(member_id))
    return [representative_id for representative_id, _member in found]


@transaction.atomic
def end_representing(*, representative_id: UUID, actor: Actor, at: datetime) -> Representative:
    """They speak for the member no more; seats that they hold become empty. Raises Denied, NotFound."""
    _keep(actor)
    one = queries.representative(representative_id)
    one.ended_on = localtime(at).date()
    one.save(update_fields=["ended_on"])
    one.seats.filter(ended_on__isnull=True).update(holder=None)
    record("representative.end", one.pk, actor, at)
    return one


@transaction.atomic
def touch(
    *, member_id: UUID, said: str, on: date, actor: Actor, at: datetime, whom: str = "", next_step: str = "",
    next_on: date | None = None,
) -> Contact:  # fmt: skip
    """Write down one touch: a call, a coffee, a letter; and what comes next. Raises Denied, Invalid."""
    _keep(actor)
    member = queries.member(member_id)
    if not said.strip():
        raise Invalid(_("Say in a few words what was said."), field="said")
    made = Contact.objects.create(
        member=member, on=on, by_name=actor.name, whom=whom.strip()[:120], said=said.strip()[:500],
        next_step=next_step.strip()[:200], next_on=next_on, made_at=at,
    )  # fmt: skip
    record("member.touch", member.pk, actor, at)
    return made


@transaction.atomic
def list_coalition(
    *, name: str, actor: Actor, at: datetime, purpose: str = "", area: str = "", lead: str = "", members: str = "",
    since: int | None = None, overlap: str = "", website: str = "", coalition_id: UUID | None = None,
) -> Coalition:  # fmt: skip
    """Add or change a coalition of the inventory. Raises Denied, Invalid."""
    _keep(actor)
    if not name.strip():
        raise Invalid(_("Type the name."), field="name")
    values = {
        "name": name.strip()[:200], "purpose": purpose.strip(), "area": area.strip()[:120], "lead": lead.strip()[:200],
        "members": members.strip(), "since": since, "overlap": overlap.strip(), "website": website, "changed_at": at,
    }  # fmt: skip
    made, _new = Coalition.objects.update_or_create(pk=coalition_id, defaults=values) if coalition_id else (
        Coalition.objects.create(**values), True
    )  # fmt: skip
    record("coalition.write", made.pk, actor, at)
    return made
