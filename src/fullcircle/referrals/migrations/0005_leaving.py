"""An organization leaves: its people are handed on together, by itself or by the hub."""

import uuid

from django.db import migrations, models

from fullcircle.access.functions import owned_by_definer

HERE, ME = "(select access_organization())", "(select access_user())"
HUB = "exists (select 1 from accounts_community c where c.hub_id = (select access_organization()))"
# The hub hands on what is not protected; whom a protected service keeps, that service hands on itself, since to know who
# they are would tell it. A service for survivors hands on nobody (34 USC 12291(b)(2)).
MAY = """
create function referrals_may_hand_on(p_from uuid, p_label text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare here uuid := public.access_organization();
begin
  return public.access_kind() = 'user' and public.access_record() is null
    and (here = p_from or p_label = '' and exists (select 1 from public.accounts_community c where c.hub_id = here))
    and not exists (select 1 from public.directory_organization o where o.id = p_from and o.victim_services);
end $$;

-- Anything protected that is kept about a person: then the hub neither counts nor moves them.
create function referrals_label_of(p_person uuid) returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(max(k.label), '') from public.access_keeping k where k.person_id = p_person
$$;

create function referrals_leaving_counts(p_from uuid, out people bigint, out open_requests bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select (select count(*) from public.people_person p where p.steward_id = p_from and public.referrals_may_hand_on(p_from, public.referrals_label_of(p.id))),
    (select count(*) from public.referrals_referral r where p_from in (r.source_id, r.target_id) and r.status in ('sent', 'in-review', 'accepted', 'wait-listed', 'in-progress', 'paused')
      and public.referrals_may_hand_on(p_from, public.referrals_label_of(r.person_id)))
$$;

create function referrals_leaving_begun_by(p_leaving uuid) returns table (user_id uuid, organization_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select l.started_by, l.started_for from public.referrals_leaving l where l.id = p_leaving and (select public.access_kind()) = 'system'
$$;

create function referrals_leaving_next(p_leaving uuid, p_most integer) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.id from public.referrals_leaving l join public.people_person p on p.steward_id = l.from_id
  where l.id = p_leaving and l.started_for = (select public.access_organization()) and l.finished_at is null
    and public.referrals_may_hand_on(l.from_id, public.referrals_label_of(p.id))
  order by p.id limit p_most
$$;

create function referrals_leaving_move(p_leaving uuid, p_person uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.people_person p set steward_id = l.to_id, navigator_id = null from public.referrals_leaving l
  where l.id = p_leaving and l.started_for = public.access_organization() and l.finished_at is null
    and p.id = p_person and p.steward_id = l.from_id and public.referrals_may_hand_on(l.from_id, public.referrals_label_of(p.id));
  return found;
end $$;
"""
TABLE = f"""
alter table referrals_leaving enable row level security, force row level security;
grant select, insert on referrals_leaving to fullcircle_app;
grant update (done, finished_at) on referrals_leaving to fullcircle_app;
create policy seen on referrals_leaving for select to fullcircle_app using ({HERE} in (referrals_leaving.from_id, referrals_leaving.started_for));
create policy added on referrals_leaving for insert to fullcircle_app with check (
  referrals_leaving.started_for = {HERE} and referrals_leaving.started_by = {ME} and referrals_leaving.finished_at is null
  and (referrals_leaving.from_id = {HERE} or {HUB}));
create policy written on referrals_leaving for update to fullcircle_app
  using (referrals_leaving.started_for = {HERE}) with check (referrals_leaving.started_for = {HERE});
grant select on referrals_leaving to fullcircle_definer;
grant select on accounts_community to fullcircle_definer;
create policy definer on referrals_leaving to fullcircle_definer using (true);
create policy backup on referrals_leaving for select to fullcircle_backup using (true);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0004_rates"),
        ("people", "0003_emergency"),
        ("accounts", "0002_grants"),
    ]
    operations = [
        migrations.CreateModel(
            name="Leaving",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("from_id", models.UUIDField()),
                ("to_id", models.UUIDField()),
                ("started_by", models.UUIDField()),
                ("started_for", models.UUIDField()),
                ("started_at", models.DateTimeField()),
                ("total", models.IntegerField()),
                ("done", models.IntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["from_id"],
                        condition=models.Q(finished_at__isnull=True),
                        name="referrals_leaving_once_at_a_time",
                    )
                ]
            },
        ),
        migrations.RunSQL(TABLE + MAY, migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer(
                "referrals_leaving_counts(uuid)",
                "referrals_leaving_begun_by(uuid)",
                "referrals_leaving_next(uuid, integer)",
                "referrals_leaving_move(uuid, uuid)",
            ),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            owned_by_definer(
                "referrals_may_hand_on(uuid, text)", "referrals_label_of(uuid)", callable_by_app=False
            ),
            migrations.RunSQL.noop,
        ),
    ]
