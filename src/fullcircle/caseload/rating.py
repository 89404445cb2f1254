"""How good the requests were that somebody sent: reached, eligible, informed. Facts first, the receiver's word before them.

Every tool of the field grades who receives; here who sends sees their own figures too. Nothing protected is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.caseload import policies
from fullcircle.caseload.models import Rating
from fullcircle.referrals import queries, recording
from fullcircle.referrals.states import DeclineReason as D

NOT_ELIGIBLE = [reason.value for reason in D if reason.value.startswith("not-eligible")] + [
    D.OUTSIDE_AREA.value,
    D.NOT_OFFERED.value,
    D.WRONG_CONTACT.value,
]


@transaction.atomic
def rate(
    *, referral_id: UUID, reached: bool | None, eligible: bool | None, informed: bool | None, actor: Actor, at: datetime
) -> Rating:  # fmt: skip
    """The receiver's word about one request; a later one takes its place. Raises Denied, WrongStatus, Invalid."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_rate(actor, referral)
    said = {"reached": reached, "eligible": eligible, "informed": informed}
    if all(one is None for one in said.values()):
        raise Invalid(_("Answer one of the three."), field="reached")
    made, _created = Rating.objects.update_or_create(
        referral=referral,
        defaults={**said, "said_at": at},
        create_defaults={
            **said, "said_at": at, "person_id": referral.person_id, "source_id": referral.source_id,
            "target_id": referral.target_id,
        },
    )  # fmt: skip
    recording.of_request(actor, "referral.rate", referral, at)  # not the words: others read the event
    return made


@dataclass(frozen=True, slots=True)
class Share:
    """Of how many something is known, of how many it is so."""

    yes: int
    known: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.yes / self.known) if self.known else None


@dataclass(frozen=True, slots=True)
class Quality:
    """What became of what somebody sent in a period."""

    who: UUID | None
    sent: int
    answered: int
    reached: Share
    eligible: Share
    informed: Share
    asked_back: Share  # requests that the receiver could not decide without a question


# Facts: not reached is a no, work begun a yes; a decline for rules is a no to eligible, a yes or a wait list a yes.
SQL = """
select r.{by}, count(*), count(*) filter (where r.answer <> ''),
  count(*) filter (where q.reached), count(*) filter (where q.reached is not null),
  count(*) filter (where q.eligible), count(*) filter (where q.eligible is not null),
  count(*) filter (where q.informed), count(*) filter (where q.informed is not null),
  count(*) filter (where r.answer <> '' and q.asked), count(*) filter (where r.answer <> '')
from referrals_referral r left join caseload_rating g on g.referral_id = r.id
cross join lateral (select
  coalesce(g.reached, case when r.status = 'not-reached' then false when r.status in ('in-progress', 'completed') then true end)
    as reached,
  coalesce(g.eligible, case when r.status = 'declined' and r.reason = any (%s) then false
    when r.answer in ('accepted', 'wait-listed') then true end) as eligible,
  g.informed as informed,
  exists (select 1 from referrals_word w where w.referral_id = r.id and w.said_by = r.target_id and w.said_at <= r.answered_at)
    as asked) q
where r.sent_at >= %s and r.sent_at < %s and r.label = '' and r.status <> 'entered-in-error' and {whose}
group by 1 order by 2 desc, 1
"""


def of_senders(
    *, since: datetime, until: datetime, organization_id: UUID, user_id: UUID | None = None
) -> list[Quality]:
    """By the user who sent: all of one organization, or one's own."""
    whose, values = "r.source_id = %s", [organization_id]
    if user_id:
        whose, values = f"{whose} and r.sent_by = %s", [*values, user_id]
    return _read("sent_by", whose, since, until, values)


def of_organizations(
    *, since: datetime, until: datetime, organization_id: UUID | None = None
) -> list[Quality]:
    """By the organization that sent: one of them, or all as far as agreements open requests to the actor."""
    whose, values = ("r.source_id = %s", [organization_id]) if organization_id else ("true", [])
    return _read("source_id", whose, since, until, values)


def of(referral_id: UUID) -> Rating | None:
    """What the receiver said of one request."""
    return Rating.objects.filter(pk=referral_id).first()


def _read(by: str, whose: str, since: datetime, until: datetime, values: list[UUID]) -> list[Quality]:
    with connection.cursor() as cursor:
        cursor.execute(SQL.format(by=by, whose=whose), [NOT_ELIGIBLE, since, until, *values])
        return [
            Quality(row[0], row[1], row[2], *(Share(row[at], row[at + 1]) for at in (3, 5, 7, 9)))
            for row in cursor.fetchall()
        ]
