"""A link has a number of its own: the order of the chain is the order of linking."""

import django.db.models.deletion
from django.db import migrations, models

DROP = "DROP TRIGGER audit_link_append_only ON audit_link"
CREATE = """
CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE ON audit_link
    FOR EACH ROW EXECUTE FUNCTION audit_append_only()
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_append_only")]
    operations = [
        migrations.RunSQL(DROP, CREATE),
        migrations.DeleteModel("Link"),
        migrations.CreateModel(
            "Link",
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
                ("digest", models.CharField(max_length=64)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="audit.entry",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
