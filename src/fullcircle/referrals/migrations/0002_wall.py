from django.db import migrations

from fullcircle.access.wall import Protect


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("people", "0002_wall")]
    operations = [
        Protect("referrals_need", kind="need", need="id"),
        Protect("referrals_referral", kind="referral", need="need_id", referral="id"),
        Protect("referrals_consent", kind="referral", referral="referral_id"),
        Protect("referrals_word", kind="referral", referral="referral_id"),
        Protect("referrals_delivered", kind="referral", referral="referral_id"),
    ]
