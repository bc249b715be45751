from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Place search forgives typing by comparing three-letter groups (pg_trgm)."""

    dependencies = [("places", "0001_initial")]

    operations = [TrigramExtension()]
