"""Lists of appointments of one organization, with the names that the actor may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

MOST = 200  # on a page
IN_A_FEED = 5000
LISTED = """
select a.id, a.referral_id, a.starts_at, a.zone, a.minutes, a.place, a.with_whom, a.user_id, a.status, a.moved, a.label,
  a.said_at, coalesce(p.name, ''), coalesce(s.name, '')
from referrals_appointment a
join referrals_referral r on r.id = a.referral_id
left join people_person p on p.id = a.person_id
left join directory_service s on s.id = r.service_id
where a.keeper_id = %(organization)s and a.starts_at >= %(since)s and a.starts_at < %(until)s
  and (%(user)s::uuid is null or a.user_id = %(user)s::uuid) and a.status = any (%(statuses)s)
order by a.starts_at, a.id limit %(most)s
"""
EVERY = ("planned", "came", "did-not-come", "cancelled")


@dataclass(frozen=True, slots=True)
class Line:
    id: UUID
    referral_id: UUID
    starts_at: datetime
    zone: str
    minutes: int
    place: str
    with_whom: str
    user_id: UUID | None
    status: str
    moved: int
    label: str
    said_at: datetime
    person: str
    service: str

    @property
    def local(self) -> datetime:
        """As the clock on the wall of the place shows it."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))


def listed(
    *, organization_id: UUID, since: datetime, until: datetime, user_id: UUID | None = None, statuses: tuple[str, ...] = EVERY,
    most: int = MOST,
) -> list[Line]:  # fmt: skip
    """From `since` on and before `until`, the earliest first; of one member of staff where a user is named."""
    values: dict[str, Any] = {
        "organization": organization_id, "since": since, "until": until, "user": user_id, "statuses": list(statuses),
        "most": most,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(LISTED, values)
        return [Line(*row) for row in cursor.fetchall()]
