from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("infra", "0003_forget")]
    operations = [
        migrations.AddField("message", "about_person", models.UUIDField(null=True)),
        migrations.AddField("message", "for_organization", models.UUIDField(null=True)),
    ]
