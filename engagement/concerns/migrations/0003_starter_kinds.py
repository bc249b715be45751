"""The kinds a town starts with. Kinds that are there already stay as they are."""

import datetime

from django.db import migrations

from engagement.concerns.starter_kinds import GROUPS, KINDS

DECIDED = datetime.date(2026, 11, 22)


def add_kinds(apps, schema_editor):
    kinds = apps.get_model("concerns", "Kind").objects
    for place, (code, (name, example)) in enumerate(GROUPS.items(), 1):
        group, _made = kinds.get_or_create(
            code=code,
            defaults={"name": name, "example": example, "position": place},
        )
        for position, kind in enumerate(KINDS[code], 1):
            kinds.get_or_create(
                code=kind.code,
                defaults={
                    "parent": group,
                    "name": kind.name,
                    "example": kind.example,
                    "harm_level": kind.harm,
                    "harm_reason": kind.why,
                    "harm_decided_on": DECIDED,
                    "reply_days": kind.reply_days,
                    "target_days": kind.target_days,
                    "privacy": kind.privacy,
                    "is_urgent": bool(kind.urgent),
                    "urgent_text": kind.urgent,
                    "open311_code": kind.open311,
                    "same_within_m": kind.same_within_m,
                    "position": position,
                },
            )


class Migration(migrations.Migration):

    dependencies = [("concerns", "0002_initial")]

    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
