"""The record is read newest first; its index is made while the site goes on."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0006_old_entries_may_leave")]
    operations = [
        AddIndexConcurrently(
            "entry", models.Index(fields=["-at", "-id"], name="audit_newest")
        )
    ]
