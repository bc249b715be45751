from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # the index is built while the town goes on writing

    dependencies = [
        ('concerns', '0006_indexes_without_the_empty'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='voice',
            index=models.Index(condition=models.Q(('device__isnull', False), ('person__isnull', True)), fields=['device', 'at'], name='voice_by_device'),
        ),
    ]
