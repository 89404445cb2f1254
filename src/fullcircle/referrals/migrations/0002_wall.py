from django.db import migrations

from fullcircle.access import wall
from fullcircle.access.functions import owned_by_definer
from fullcircle.access.wall import Protect

KEPT = (
    wall.keeps_part("referrals_need", kind="record")
    + wall.keeps("referrals_need", "need", need="id")
    + wall.keeps_label("referrals_referral", "need_id", "person_id")
    + wall.keeps_label("referrals_word", "referral_id")
    + wall.keeps_label("referrals_delivered", "referral_id")
    + wall.keeps(
        "referrals_referral", "referral", keeper="keeper_id", shared="shared_with_id", need="need_id"
    )
    + """
create function referrals_needs_follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.referrals_need set steward_id = new.steward_id where person_id = new.id and steward_id = old.steward_id;
  return null;
end $$;
create trigger needs_follow after update of steward_id on people_person for each row
  when (old.steward_id is distinct from new.steward_id) execute function referrals_needs_follow();

-- A protected referral belongs to the protected service from its first yes on (42 CFR 2.11: then it is a patient's record).
create function referrals_keep_protected(p_referral uuid) returns void
language sql security definer set search_path = pg_catalog, public as $$
  update public.referrals_referral r set keeper_id = r.target_id, shared_with_id = null
  where r.id = p_referral and r.label <> '' and r.target_id = public.access_organization() and r.shared_with_id = r.target_id
$$;
"""
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("people", "0002_wall")]
    operations = [
        Protect("referrals_need", kind="need", label="label", need="id"),
        Protect("referrals_referral", kind="referral", keepers=("keeper_id", "shared_with_id"), label="label",
                need="need_id", referral="id"),
        Protect("referrals_word", kind="referral", keepers=("keeper_id",), label="label", referral="referral_id"),
        Protect("referrals_delivered", kind="referral", keepers=("keeper_id",), label="label", referral="referral_id"),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(owned_by_definer("referrals_keep_protected(uuid)"), migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer("referrals_needs_follow()", callable_by_app=False), migrations.RunSQL.noop
        ),
    ]  # fmt: skip
