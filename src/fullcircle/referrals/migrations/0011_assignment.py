"""Who at the organization that was asked sees to a request: said there alone."""

from django.db import migrations, models

SQL = """
create function referrals_assigned_by_target() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user = 'fullcircle_app' and (public.access_kind() is distinct from 'user'
      or public.access_organization() is distinct from new.target_id) then
    raise insufficient_privilege using message = 'referrals_assigned_by_target: who sees to a request is said by who was asked';
  end if;
  return new;
end $$;
revoke all on function referrals_assigned_by_target() from public;
create trigger assigned_by_target before update of target_user_id on referrals_referral for each row
  when (old.target_user_id is distinct from new.target_user_id) execute function referrals_assigned_by_target();
create trigger assigned_at_first before insert on referrals_referral for each row
  when (new.target_user_id is not null) execute function referrals_assigned_by_target();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0010_notes")]

    operations = [
        migrations.AddField("referral", "target_user_id", models.UUIDField(null=True)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
