"""Time moved on by hand in the practice town. Nobody may move it until `fullcircle demo` says so."""

from django.db import migrations, models

SQL = """
grant select on infra_moved to fullcircle_app;
grant select, insert, update on infra_moved to fullcircle_definer;
create function infra_move_on(p_days integer) returns void
language sql security definer set search_path = pg_catalog, public as $$
  insert into public.infra_moved values (1, p_days) on conflict (id) do update set days = infra_moved.days + excluded.days
$$;
alter function infra_move_on(integer) owner to fullcircle_definer;
set role fullcircle_definer;
revoke all on function infra_move_on(integer) from public;
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("infra", "0004_about")]
    operations = [
        migrations.CreateModel(
            name="Moved",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("days", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="infra_moved_one_row")
                ]
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
