import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0009_course"),
        ("watchgroups", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name=name,
            name="group",
            field=models.ForeignKey(
                blank=True,
                help_text="the watch group whose captain called it",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="watchgroups.group",
            ),
        )
        for name in ("meeting", "series")
    ]
