"""Sessions are found by a hash of their key: those that stand by the key itself end."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0009_removals_of_second_steps")]
    operations = [
        migrations.RunSQL("DELETE FROM people_session", migrations.RunSQL.noop)
    ]
