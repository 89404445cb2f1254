"""Rooms computed from live work, weeks that are full, and the places that a person agreed may be asked next."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from fullcircle.access.functions import owned_by_definer
from fullcircle.access.wall import secured, stays

COUNTING = "('sent', 'in-review', 'accepted', 'in-progress', 'paused')"
OURS = """(person_id = (select access_person()) or keeper_id = (select access_organization())) and (select access_record()) is null"""
SQL = (
    secured(
        "referrals_choice",
        seen=OURS,
        written=f"{OURS} and exists (select 1 from referrals_need n where n.id = need_id and n.person_id = referrals_choice.person_id"
        " and n.steward_id = keeper_id)",
        grant="select, insert, update",
    )
    + stays(
        "referrals_choice",
        "id",
        "person_id",
        "need_id",
        "keeper_id",
        "service_id",
        "card",
        "manner",
        "witness",
        "given_by",
        "said_at",
        "ends_at",
    )
    + f"""
-- A request is asked when it is sent, or when its turn comes.
create or replace function referrals_begins() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user = 'fullcircle_app' and (tg_op = 'INSERT' and (new.status <> 'draft' or new.shared_with_id is not null)
      or tg_op = 'UPDATE' and new.shared_with_id is distinct from old.shared_with_id
        and not (old.shared_with_id is null and new.shared_with_id = new.target_id
          and (old.status = 'draft' or old.status = 'sent' and old.answer = '' and old.asks_at <= public.access_at()))) then
    raise insufficient_privilege using message = 'referrals_begins: a request is drafted, then sent to its target';
  end if;
  return new;
end $$;

-- What the person named goes with the record to whoever keeps it then.
create function referrals_choices_follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.referrals_choice set keeper_id = new.steward_id
    where person_id = new.id and keeper_id = old.steward_id and ended_at is null;
  return null;
end $$;
create trigger choices_follow after update of steward_id on people_person for each row
  when (old.steward_id is distinct from new.steward_id) execute function referrals_choices_follow();

-- How many more a service can take, of those that said how many: never how many it has, and nothing of protected ones.
create function referrals_places(p_services uuid[], p_at timestamptz)
returns table (service_id uuid, free integer, left_of_week integer)
language sql stable security definer set search_path = pg_catalog, public as $$
  select s.id,
    case when c.maximum is not null then greatest(0, c.maximum - (select count(*) from public.referrals_referral r
      where r.service_id = s.id and r.status in {COUNTING} and r.asks_at <= p_at))::integer end,
    case when c.room_this_week is not null then greatest(0, c.room_this_week - (select count(*) from public.referrals_referral r
      where r.service_id = s.id and r.asks_at >= c.said_at and r.asks_at <= p_at and r.status <> 'entered-in-error'))::integer end
  from public.directory_service s join public.directory_capacity c on c.service_id = s.id
  where s.id = any (p_services) and s.label = '' and (c.maximum is not null or c.room_this_week is not null)
$$;

-- How many requests reach a service between each of these times and the next; `p_hold`: until the transaction ends nobody
-- else counts the same.
create function referrals_turns(p_service uuid, p_times timestamptz[], p_hold boolean) returns integer[]
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
begin
  if public.access_kind() is null or exists (select 1 from public.directory_service s where s.id = p_service and s.label <> '') then
    return null;
  end if;
  if p_hold then perform pg_advisory_xact_lock(hashtextextended('referrals_turns:' || p_service, 0)); end if;
  return array(
    select (select count(*) from public.referrals_referral r where r.service_id = p_service
      and r.asks_at >= p_times[i] and r.asks_at < p_times[i + 1] and r.status <> 'entered-in-error'
      and (r.shared_with_id is not null or r.ended_at is null))::integer
    from generate_series(1, cardinality(p_times) - 1) i order by i);
end $$;

-- The receiver: how many wait until a week has room, and letting them in now. It sees none of them before.
create function referrals_held(p_services uuid[]) returns table (service_id uuid, held bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.service_id, count(*) from public.referrals_referral r
  where r.service_id = any (p_services) and r.target_id = public.access_organization() and public.access_kind() = 'user'
    and r.status = 'sent' and r.shared_with_id is null and r.label = ''
  group by r.service_id
$$;
create function referrals_let_in(p_service uuid) returns bigint
language plpgsql security definer set search_path = pg_catalog, public as $$
declare ids uuid[];
begin
  if public.access_kind() is distinct from 'user' or public.access_organization() is null then
    raise insufficient_privilege using message = 'referrals_let_in: not for this actor';
  end if;
  with let as (
    update public.referrals_referral r set asks_at = public.access_at(), clock_at = public.access_at()
    where r.service_id = p_service and r.target_id = public.access_organization() and r.status = 'sent' and r.shared_with_id is null
      and r.label = '' and r.clock = 'ask'
    returning r.id)
  select array_agg(let.id) into ids from let;
  update public.access_consent c set starts_at = public.access_at()
  where c.referral_id = any (ids) and c.starts_at > public.access_at();
  return coalesce(cardinality(ids), 0);
end $$;

-- Time, of a request whose turn passed unheard: what was to open then opens with its new turn.
create function referrals_new_turn(p_referral uuid, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.access_consent c set starts_at = p_at
  from public.referrals_referral r
  where r.id = p_referral and c.referral_id = r.id and c.starts_at = r.asks_at and p_at > r.asks_at and c.ends_at > p_at
    and r.status = 'sent' and r.shared_with_id is null and r.clock = 'ask'
    and public.access_kind() = 'clock' and r.keeper_id = public.access_organization();
end $$;
grant select on directory_capacity to fullcircle_definer;
"""
    + owned_by_definer(
        "referrals_places(uuid[], timestamptz)",
        "referrals_turns(uuid, timestamptz[], boolean)",
        "referrals_held(uuid[])",
        "referrals_let_in(uuid)",
        "referrals_new_turn(uuid, timestamptz)",
    )
    + owned_by_definer("referrals_choices_follow()", callable_by_app=False)
)


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0009_limits"),
        ("people", "0003_emergency"),
        ("referrals", "0007_clocks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Choice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("keeper_id", models.UUIDField()),
                ("number", models.PositiveSmallIntegerField()),
                ("service_id", models.UUIDField()),
                (
                    "card",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("urgent", models.BooleanField(default=False)),
                ("manner", models.CharField(max_length=10)),
                ("language", models.CharField(blank=True, default="", max_length=10)),
                ("witness", models.CharField(blank=True, default="", max_length=120)),
                ("given_by", models.CharField(max_length=10)),
                ("said_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.CharField(blank=True, default="", max_length=20)),
            ],
        ),
        migrations.AddField(
            model_name="referral",
            name="asks_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="hub_user_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="goes_on",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["service_id", "asks_at"], name="referrals_referral_asks"),
        ),
        migrations.AddField(
            model_name="choice",
            name="need",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="choices", to="referrals.need"
            ),
        ),
        migrations.AddField(
            model_name="choice",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="choice",
            name="referral",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="referrals.referral",
            ),
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("need", "service_id"),
                name="referrals_choice_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_why", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("ended_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="referrals_choice_end_and_its_reason_go_together",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
