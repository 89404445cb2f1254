from django.db import migrations

from fullcircle.access import wall
from fullcircle.access.functions import owned_by_definer
from fullcircle.access.wall import Protect

KEPT = (
    wall.keeps_part("assessments_response")
    + wall.keeps("assessments_response", "assessment")
    + """
create function assessments_responses_follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.assessments_response set steward_id = new.steward_id where person_id = new.id and steward_id = old.steward_id;
  return null;
end $$;
create trigger responses_follow after update of steward_id on people_person for each row
  when (old.steward_id is distinct from new.steward_id) execute function assessments_responses_follow();
"""
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("people", "0002_wall")]
    operations = [
        migrations.RunSQL(
            "grant select, insert, update on assessments_form to fullcircle_app", migrations.RunSQL.noop
        ),
        Protect("assessments_response", kind="assessment", label="label"),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer("assessments_responses_follow()", callable_by_app=False), migrations.RunSQL.noop
        ),
    ]
