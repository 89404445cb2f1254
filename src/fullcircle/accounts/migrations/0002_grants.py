"""Tables without row security, and what `app` may do with each; docs/explanation/access.md says what protects them."""

from django.db import migrations

ALL = "select, insert, update, delete"
GRANTS = {
    "accounts_user, accounts_membership, accounts_invitation": "select, insert, update",
    "accounts_community": "select, insert",  # whoever could change its hub would become it
    "accounts_session, account_emailaddress, account_emailconfirmation, mfa_authenticator": ALL,
    "django_content_type, auth_permission, auth_group, auth_group_permissions, django_migrations": "select",
    "procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers": ALL,
}
SQL = "".join(f"grant {rights} on {tables} to fullcircle_app;\n" for tables, rights in GRANTS.items())


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("access", "0002_wall"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(
            "create unique index accounts_community_one on accounts_community ((true))",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "grant usage, select on all sequences in schema public to fullcircle_app", migrations.RunSQL.noop
        ),
    ]
