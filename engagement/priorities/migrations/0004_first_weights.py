"""Weights version 1: every number of the method as first published."""

from datetime import UTC, datetime

from django.db import migrations

VALUES = {
    "half_life_days": 15.0,
    "open_floor": 0.0625,
    "free_unverified": 2.0,
    "support_gain": 2.0,
    "support_unit": 4.0,
    "backlog_gain": 0.5,
    "severity": [1, 2, 4, 8, 16],
    "live_days": 180,
    "voices_days": 120,
    "draws": 2000,
    "draw_shape_plus": 0.5,
    "interval": 0.9,
    "band_breaks_at": 0.8,
    "early_signal_at": 0.8,
    "unranked_below": 15,
    "early_below": 30,
    "line_people": 3,
    "public_people": 5,
    "new_account_days": 14,
    "new_account_share": 0.5,
    "burst_days": 7,
    "burst_share": 0.6,
    "burst_quantile": 0.99,
    "top_person_share": 0.25,
    "clerk_share": 0.25,
    "trust_rule": "confirmed",
}


def add(apps, schema_editor):
    apps.get_model("priorities", "WeightsVersion").objects.get_or_create(
        number=1,
        defaults={
            "values": VALUES,
            "made_at": datetime(2026, 11, 1, tzinfo=UTC),
            "reason": "The first published method.",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("priorities", "0003_what_a_build_keeps")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
