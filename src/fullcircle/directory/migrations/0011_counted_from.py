"""Since when the room of a week is counted: to say that it is right still begins no new week."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0010_answering")]
    operations = [
        migrations.AddField(model_name="capacity", name="counted_from", field=models.DateTimeField(null=True))
    ]
