import datetime

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("promises", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="promise",
            name="is_public",
            field=models.BooleanField(
                default=True,
                help_text="no: it is about a kind the public never reads of",
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="first_due_on",
            field=models.DateField(
                default=datetime.date(2026, 1, 1),
                help_text="the day first named; stays when moved",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="promise",
            name="times_moved",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="promise",
            name="move_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("times_moved", 0),
                    models.Q(("move_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="promise_was_moved_for_a_reason",
            ),
        ),
    ]
