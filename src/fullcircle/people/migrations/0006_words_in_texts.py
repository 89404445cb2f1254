"""Whether texts may hold the words of a message."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_wording")]
    operations = [
        migrations.AddField("contact", "may_say_what", models.BooleanField(db_default=False, default=False)),
    ]
