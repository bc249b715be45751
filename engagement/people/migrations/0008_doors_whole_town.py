"""A role of the whole town names no place; one that did is over."""

from django.db import migrations, models
from django.db.models.functions import Concat, Greatest, Left, Now


def end_those_with_a_place(apps, _schema_editor):
    grant = apps.get_model("people", "Grant")
    place = apps.get_model("places", "Neighborhood").objects.filter(
        pk=models.OuterRef("neighborhood_id")
    )
    wrong = grant.objects.filter(
        role__in=("admin", "auditor"), neighborhood__isnull=False
    )
    why = Left(
        Concat(
            models.Value("This role is for the whole town. It was given for "),
            models.Subquery(place.values("name")[:1]),
            output_field=models.TextField(),
        ),
        300,
    )
    wrong.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=Now())).update(
        ends_at=Greatest(Now(), "starts_at"), end_reason=why
    )
    wrong.update(neighborhood=None)


class Migration(migrations.Migration):
    dependencies = [("people", "0007_entrance_turning_sessions")]
    operations = [
        migrations.RunPython(end_those_with_a_place, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role__in", ("admin", "auditor")), _negated=True),
                    ("neighborhood", None),
                    _connector="OR",
                ),
                name="grant_of_the_whole_town_names_no_place",
            ),
        ),
    ]
