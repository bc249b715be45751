"""A session can be told to take a new key at its next request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_fields_old_sessions_end")]
    operations = [
        migrations.AddField(
            model_name="session",
            name="must_turn",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
