"""Time moved on by hand in the practice town. Nobody may move it until `fullcircle demo` says so."""

from django.db import migrations, models

SQL = """
grant select on infra_moved to fullcircle_app;
grant select, insert, update on infra_moved to fullcircle_definer;
create function infra_move_on(p_seconds bigint) returns void
language sql security definer set search_path = pg_catalog, public as $$
  insert into public.infra_moved values (1, p_seconds) on conflict (id) do update set seconds = infra_moved.seconds + excluded.seconds
$$;
alter function infra_move_on(bigint) owner to fullcircle_definer;
set role fullcircle_definer;
revoke all on function infra_move_on(bigint) from public;
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("infra", "0004_about")]
    operations = [
        migrations.CreateModel(
            name="Moved",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seconds", models.PositiveBigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="infra_moved_one_row")
                ]
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
