"""Plans on paper, and the code that answers for them."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from fullcircle.access.functions import owned_by_definer
from fullcircle.access.wall import secured

OURS = """(person_id = (select access_person()) or keeper_id = (select access_organization())) and (select access_record()) is null"""
KEPT = "exists (select 1 from people_person p where p.id = person_id and p.steward_id = keeper_id)"
SQL = (
    secured("referrals_paperplan", seen=OURS, written=f"{OURS} and {KEPT}", grant="select, insert")
    + """
create function referrals_plan_opens(p_hash text, p_at timestamptz) returns table (person_id uuid, needs uuid[])
language sql stable security definer set search_path = pg_catalog, public as $$
  select l.person_id, l.needs from public.referrals_paperplan l
  where l.code_hash = p_hash and l.printed_at <= p_at and l.expires_at > p_at and l.ended_at is null
$$;

-- A lost paper answers no more; also one that was printed where the record was kept before.
create function referrals_plan_ends(p_person uuid) returns void
language sql security definer set search_path = pg_catalog, public as $$
  update public.referrals_paperplan l set ended_at = public.access_at()
  where l.person_id = p_person and l.ended_at is null and (select public.access_record()) is null
    and ((select public.access_person()) = p_person or exists (select 1 from public.access_keeping k
      where k.id = p_person and k.keeper_id = (select public.access_organization())))
$$;
"""
    + owned_by_definer("referrals_plan_opens(text, timestamptz)", "referrals_plan_ends(uuid)")
)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_words_in_texts"),
        ("referrals", "0008_turns"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperPlan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("keeper_id", models.UUIDField()),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                ),
                ("printed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("person",),
                        name="referrals_paperplan_one_a_person",
                    )
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
