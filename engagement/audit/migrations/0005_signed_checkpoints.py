"""The chain's head is signed at night; entries older than two years may leave before one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_order_of_the_chain")]
    operations = [
        migrations.CreateModel(
            "Checkpoint",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "link",
                    models.BigIntegerField(
                        help_text="number of the last link it covers"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "is_start",
                    models.BooleanField(
                        default=False,
                        help_text="what it covers was older than two years and has left",
                    ),
                ),
                ("signature", models.CharField(max_length=100)),
            ],
        ),
    ]
