"""Sessions have a table of their own now; those in the old one open nothing and name people."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_privacy_erasure_id"),
        ("sessions", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL("DELETE FROM django_session", migrations.RunSQL.noop)
    ]
