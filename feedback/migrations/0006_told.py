from django.db import migrations, models

# What was public before there were letters is no news any more.
_OLD = """
UPDATE feedback_wave wave SET told_at = was.at
FROM (
    SELECT wave_id, min(published_at) AS at FROM feedback_result GROUP BY wave_id
) was
WHERE was.wave_id = wave.id AND was.at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0005_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="wave",
            name="told_at",
            field=models.DateTimeField(
                blank=True,
                help_text="letters that its results are out were asked for",
                null=True,
            ),
        ),
        migrations.RunSQL(_OLD, migrations.RunSQL.noop),
    ]
