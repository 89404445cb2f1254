from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("infra", "0005_moved")]
    operations = [
        migrations.AddField("message", "to_person", models.UUIDField(null=True)),
        migrations.AddField("message", "not_before", models.DateTimeField(null=True)),
    ]
