"""Wait lists in order, and the places that were given by hand."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from fullcircle.access.functions import owned_by_definer
from fullcircle.access.wall import secured, stays

# Not the person: a row holds what another's place was made of.
OURS = "keeper_id = (select access_organization()) and (select access_record()) is null"
ASKED = (
    "exists (select 1 from referrals_referral r where r.id = referrals_waitmove.referral_id"
    " and r.person_id = referrals_waitmove.person_id and r.target_id = referrals_waitmove.keeper_id)"
)
SQL = (
    secured(
        "referrals_waitmove",
        seen=OURS,
        written=f"{OURS} and {ASKED}",
        grant="select, insert, update",
    )
    + stays(
        "referrals_waitmove", "id", "person_id", "referral_id", "keeper_id", "urgent", "due_on", "asks_at", "reason", "moved_by",
        "moved_at",
    )
    + """
-- The order of the lists of one organization. A request that was moved stands as what it was put before stood, and before it.
create function referrals_in_order(p_target uuid)
returns table (referral_id uuid, service_id uuid, place bigint, urgent boolean, due_on date, asks_at timestamptz, reason varchar)
language sql stable security definer set search_path = pg_catalog, public as $$
  with waiting as (
    select r.id, r.service_id, coalesce(m.urgent, r.urgent) as urgent, case when m.id is null then n.due_on else m.due_on end as due_on,
      coalesce(m.asks_at, r.asks_at) as asks_at, m.moved_at, coalesce(m.reason, '') as reason
    from public.referrals_referral r join public.referrals_need n on n.id = r.need_id
    left join public.referrals_waitmove m on m.referral_id = r.id and m.ended_at is null
    where r.target_id = p_target and r.status = 'wait-listed')
  select w.id, w.service_id,
    row_number() over (partition by w.service_id
      order by w.urgent desc, w.due_on nulls last, w.asks_at, w.moved_at desc nulls last, w.id),
    w.urgent, w.due_on, w.asks_at, w.reason
  from waiting w
$$;

create function referrals_wait_lists()
returns table (referral_id uuid, service_id uuid, place bigint, urgent boolean, due_on date, asks_at timestamptz, reason varchar)
language sql stable security definer set search_path = pg_catalog, public as $$
  select o.* from public.referrals_in_order(public.access_organization()) o where public.access_kind() = 'user'
$$;

-- The person alone, and never fewer than eleven; of protected services no number of anything is told.
create function referrals_ahead(p_referral uuid) returns integer
language sql stable security definer set search_path = pg_catalog, public as $$
  select (o.place - 1)::integer from public.referrals_referral r
  cross join lateral public.referrals_in_order(r.target_id) o
  where r.id = p_referral and o.referral_id = r.id and r.label = '' and r.person_id = public.access_person() and o.place > 11
$$;
"""
    + owned_by_definer("referrals_in_order(uuid)", callable_by_app=False)
    + owned_by_definer("referrals_wait_lists()", "referrals_ahead(uuid)")
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("people", "0006_words_in_texts"), ("referrals", "0012_appointments")]

    operations = [
        migrations.CreateModel(
            name="WaitMove",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("keeper_id", models.UUIDField()),
                ("urgent", models.BooleanField()),
                ("due_on", models.DateField(null=True)),
                ("asks_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300)),
                ("moved_by", models.UUIDField(null=True)),
                ("moved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("referral",),
                        name="referrals_waitmove_one_a_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="referrals_waitmove_says_why"
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
