from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


def fill(apps, schema_editor):
    """Until now only meetings asked it of somebody without a role."""
    users = apps.get_model("people", "User").objects.filter(needs_mfa=True)
    users.update(needs_mfa_for=["meetings"])


class Migration(migrations.Migration):
    dependencies = [("people", "0010_session_keys_hashed")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="needs_mfa_for",
            field=ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                default=list,
                db_default=[],
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
