"""How organizations answer without an account: by text."""

import django.db.models.deletion
from django.db import migrations, models

from fullcircle.access import wall
from fullcircle.access.functions import owned_by_definer

HERE = "(select access_organization())"
OURS = f"directory_answering.organization_id = {HERE} and (select access_kind()) = 'user'"
SQL = (
    wall.secured("directory_answering", seen=OURS, written=OURS, grant="select, insert, update")
    + """
-- The phone of an organization, once confirmed: for itself, for jobs, and for whoever sent it a request.
create function directory_text_phone(p_organization uuid) returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce((select a.phone from public.directory_answering a where a.organization_id = p_organization
    and a.confirmed_at is not null and (p_organization = public.access_organization() or public.access_kind() = 'system'
      or exists (select 1 from public.access_keeping k where k.keeper_id = public.access_organization()
        and k.shared_with_id = p_organization))), '')
$$;

-- One more answer without an account; true once, at the third of an organization where nobody has one.
create function directory_answered(p_organization uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if public.access_kind() is distinct from 'link' or p_organization is distinct from public.access_organization() then
    raise insufficient_privilege using message = 'directory_answered: by whoever answers alone';
  end if;
  insert into public.directory_answering as a (organization_id, phone, code_hash, tries, answers)
  values (p_organization, '', '', 0, 1)
  on conflict (organization_id) do update set answers = a.answers + 1;
  update public.directory_answering a set invited_at = public.access_at() where a.organization_id = p_organization
    and a.answers >= 3 and a.invited_at is null and not exists (select 1 from public.accounts_membership m
      where m.organization_id = p_organization and m.ended_at is null);
  return found;
end $$;
"""
)


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_limits"), ("access", "0002_wall"), ("accounts", "0003_wall")]
    operations = [
        migrations.CreateModel(
            name="Answering",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="answering",
                        serialize=False,
                        to="directory.organization",
                    ),
                ),
                ("phone", models.CharField(blank=True, default="", max_length=10)),
                ("code_hash", models.CharField(blank=True, default="", max_length=64)),
                ("code_sent_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("answers", models.PositiveIntegerField(default=0)),
                ("invited_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            models.Q(("phone", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="directory_answering_confirmed_has_a_phone",
                    )
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer("directory_text_phone(uuid)", "directory_answered(uuid)"), migrations.RunSQL.noop
        ),
    ]
