"""Incidents: who is on hold, asked by the database functions and by the doors."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from fullcircle.access import rules

FROZEN = f"""
-- Is this organization on hold, or this account? An incident, until it is lifted.
create function access_frozen(p_organization uuid, p_user uuid, p_at timestamptz) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  return exists (select 1 from public.access_freeze f where (f.organization_id = p_organization or f.user_id = p_user)
    and {rules.in_force("f", "p_at")});
end $$;

-- What one keeper opens to one organization, on hold: as if an agreement forbade it all, and nothing is deleted.
create function access_share_frozen(p_from uuid, p_to uuid, p_at timestamptz) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  return exists (select 1 from public.access_freeze f where f.from_id = p_from and f.to_id = p_to and {rules.in_force("f", "p_at")});
end $$;
"""


def on_hold(*, user_id: UUID | None, organization_id: UUID | None, at: datetime) -> str:
    """'account', 'organization', or '' where neither is frozen. Row security sees to the rest by itself."""
    from fullcircle.access.models import Freeze

    now = Freeze.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at)
    if user_id and now.filter(user_id=user_id).exists():
        return "account"
    return "organization" if organization_id and now.filter(organization_id=organization_id).exists() else ""
