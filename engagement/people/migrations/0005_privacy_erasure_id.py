"""Each account gets a random number of its own: the database makes one for each row."""

import uuid

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_proofs_codes")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="erasure_id",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
            ),
        ),
    ]
