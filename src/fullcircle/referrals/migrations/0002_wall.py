from django.db import migrations

from fullcircle.access import wall
from fullcircle.access.functions import owned_by_definer
from fullcircle.access.wall import Protect

KEPT = (
    wall.keeps_part("referrals_need", kind="record")
    + wall.keeps("referrals_need", "need", need="id")
    + wall.keeps_label("referrals_referral", "need_id", "person_id")
    + wall.keeps_label("referrals_word", "referral_id")
    + wall.keeps(
        "referrals_referral", "referral", keeper="keeper_id", shared="shared_with_id", need="need_id"
    )
    + wall.stays("referrals_need", "id", "person_id", "steward_id")
    + wall.stays(
        "referrals_referral",
        "id",
        "person_id",
        "need_id",
        "service_id",
        "source_id",
        "target_id",
        "keeper_id",
        "label",
        "sent_by",
        "made_at",
    )
    + wall.stays(
        "referrals_word", "id", "person_id", "referral_id", "said_by", "keeper_id", "label", "text", "said_at"
    )
    + """
-- Prepared first, and shared by sending it: with the target alone.
create function referrals_begins() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user = 'fullcircle_app' and (tg_op = 'INSERT' and (new.status <> 'draft' or new.shared_with_id is not null)
      or tg_op = 'UPDATE' and new.shared_with_id is distinct from old.shared_with_id
        and not (old.status = 'draft' and old.shared_with_id is null and new.shared_with_id = new.target_id)) then
    raise insufficient_privilege using message = 'referrals_begins: a request is drafted, then sent to its target';
  end if;
  return new;
end $$;
revoke all on function referrals_begins() from public;
create trigger begins before insert or update on referrals_referral for each row execute function referrals_begins();

create function referrals_needs_follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.referrals_need set steward_id = new.steward_id where person_id = new.id and steward_id = old.steward_id;
  return null;
end $$;
create trigger needs_follow after update of steward_id on people_person for each row
  when (old.steward_id is distinct from new.steward_id) execute function referrals_needs_follow();

-- The target's yes: what was prepared for that moment opens. A protected referral then belongs to the protected service
-- alone (42 CFR 2.11: from now on it is a patient's record).
create function referrals_target_says_yes() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if new.status in ('accepted', 'in-progress') then
    update public.access_consent c set starts_at = public.access_at()
    where c.referral_id = new.id and c.organizations = array[new.target_id] and c.starts_at is null
      and (c.ends_at is null or c.ends_at > public.access_at());
  end if;
  if new.label <> '' and new.shared_with_id = new.target_id then
    new.keeper_id := new.target_id;
    new.shared_with_id := null;
    update public.referrals_need n set steward_id = new.target_id where n.id = new.need_id and n.for_one_request;
  end if;
  return new;
end $$;
create trigger target_says_yes before update of status on referrals_referral for each row
  when (old.status is distinct from new.status and new.status in ('accepted', 'wait-listed', 'in-progress'))
  execute function referrals_target_says_yes();
"""
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("people", "0002_wall")]
    operations = [
        Protect("referrals_need", kind="need", label="label", need="id"),
        Protect("referrals_referral", kind="referral", keepers=("keeper_id", "shared_with_id"), label="label",
                need="need_id", referral="id"),
        Protect("referrals_word", kind="referral", keepers=("keeper_id",), label="label", referral="referral_id"),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer("referrals_needs_follow()", "referrals_target_says_yes()", callable_by_app=False),
            migrations.RunSQL.noop,
        ),
    ]  # fmt: skip
