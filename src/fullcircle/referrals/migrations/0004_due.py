from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_track_records")]
    operations = [
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("status__in", ["sent", "in-review"])),
                fields=["answer_by", "id"],
                name="referrals_referral_due",
            ),
        ),
    ]
