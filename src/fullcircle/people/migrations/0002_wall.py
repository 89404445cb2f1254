from django.db import migrations

from fullcircle.access import wall
from fullcircle.access.functions import owned_by_definer
from fullcircle.access.wall import Protect

PARTS = ("people_contact", "people_address", "people_demographics", "people_household", "people_proxy")

# Only the keeper's own staff hand a record on; the parts, and what others keep of it, follow by triggers.
HAND_OVER = """
create function people_hand_over(p_person uuid, p_to uuid, p_navigator uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.people_person p set steward_id = p_to, navigator_id = p_navigator
  where p.id = p_person and p.steward_id = public.access_organization() and public.access_kind() = 'user'
    and public.access_record() is null;
  if not found then
    raise insufficient_privilege using message = 'people_hand_over: this actor does not keep this record';
  end if;
end $$;

create function people_parts_follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
""" + "".join(f"  update public.{part} set steward_id = new.steward_id, label = new.label where person_id = new.id;\n" for part in PARTS) + """
  return null;
end $$;
create trigger parts_follow after update of steward_id on people_person for each row
  when (old.steward_id is distinct from new.steward_id) execute function people_parts_follow();
"""  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("access", "0002_wall")]
    operations = [
        Protect("people_person", kind="identity", label="label", person="id"),
        Protect("people_contact", kind="contact", label="label"),
        Protect("people_address", kind="address", label="label"),
        Protect("people_demographics", kind="demographics", label="label"),
        Protect("people_household", kind="household", label="label"),
        Protect("people_proxy", kind="household", label="label"),
        migrations.RunSQL(
            wall.keeps("people_person", "identity", person="id")
            + wall.keeps_part(*PARTS)
            + HAND_OVER
            + wall.stays("people_person", "id", "steward_id", "label")
            + "".join(wall.stays(part, "person_id", "steward_id", "label") for part in PARTS),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(owned_by_definer("people_hand_over(uuid, uuid, uuid)"), migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer("people_parts_follow()", callable_by_app=False), migrations.RunSQL.noop
        ),
    ]
