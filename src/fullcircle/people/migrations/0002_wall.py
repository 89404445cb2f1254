from django.db import migrations

from fullcircle.access.wall import Protect


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("access", "0002_wall")]
    operations = [
        Protect("people_person", kind="identity", person="id"),
        Protect("people_contact", kind="contact"),
        Protect("people_address", kind="address"),
        Protect("people_demographics", kind="demographics"),
        Protect("people_household", kind="household"),
        Protect("people_proxy", kind="household"),
    ]
