from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_place_by_zip")]
    operations = [
        migrations.AddField(
            model_name="organization",
            name="victim_services",
            field=models.BooleanField(default=False),
        )
    ]
