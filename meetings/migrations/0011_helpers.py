import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0010_group'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='helpers_told_up_to',
            field=models.BigIntegerField(db_default=0, default=0, help_text='the last helper asked for, after all bookings'),
        ),
        migrations.CreateModel(
            name='HelperWanted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(choices=[('interpreter', 'Interpreter'), ('child_care', 'Child care'), ('welcome', 'Welcome at the door'), ('steward', 'Steward'), ('minutes', 'Taking the minutes')], max_length=11)),
                ('language', models.CharField(blank=True, help_text='of an interpreter, as its code', max_length=12)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('arranged', models.PositiveSmallIntegerField(default=0, help_text='of them, found by the organizers without this page')),
                ('meeting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='helpers_wanted', to='meetings.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='HelpOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_mark', models.CharField(max_length=64)),
                ('sealed', models.BinaryField(help_text='name, address and words')),
                ('state', models.CharField(choices=[('asked', 'The link in the letter was not pressed yet'), ('offered', 'Waits for an answer'), ('accepted', 'Helps'), ('declined', 'Is not needed this time'), ('withdrawn', 'Does not help')], max_length=9)),
                ('key', models.CharField(help_text='the link is worked out from it', max_length=64)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('language', models.CharField(max_length=12)),
                ('wants_letters', models.BooleanField(default=True)),
                ('asked_at', models.DateTimeField()),
                ('times_asked', models.PositiveSmallIntegerField(default=1)),
                ('stands_since', models.DateTimeField(blank=True, help_text='when it was confirmed, or answered', null=True)),
                ('answer', models.CharField(blank=True, help_text='of an organizer, to whoever offered', max_length=300)),
                ('version', models.PositiveIntegerField(default=1, help_text='counts what became of it, so that each is told once')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='help_offers', to='meetings.meeting')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='help_offers', to=settings.AUTH_USER_MODEL)),
                ('wanted', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='meetings.helperwanted')),
            ],
        ),
        migrations.AddConstraint(
            model_name='helperwanted',
            constraint=models.UniqueConstraint(fields=('meeting', 'sort', 'language'), name='sort_of_help_is_wanted_once'),
        ),
        migrations.AddConstraint(
            model_name='helperwanted',
            constraint=models.CheckConstraint(condition=models.Q(('arranged__lte', models.F('number')), ('number__range', (1, 20))), name='one_to_twenty_helpers_are_wanted'),
        ),
        migrations.AddConstraint(
            model_name='helperwanted',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sort', 'interpreter'), models.Q(('language', ''), _negated=True)), models.Q(models.Q(('sort', 'interpreter'), _negated=True), ('language', '')), _connector='OR'), name='interpreters_alone_have_a_language'),
        ),
        migrations.AddIndex(
            model_name='helpoffer',
            index=models.Index(fields=['meeting', 'state', 'id'], name='help_by_state'),
        ),
        migrations.AddIndex(
            model_name='helpoffer',
            index=models.Index(condition=models.Q(('state', 'asked')), fields=['asked_at'], name='help_unconfirmed'),
        ),
        migrations.AddConstraint(
            model_name='helpoffer',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False), ('state__in', ('asked', 'offered', 'accepted'))), fields=('meeting', 'person'), name='person_helps_at_a_meeting_once'),
        ),
        migrations.AddConstraint(
            model_name='helpoffer',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'offered', 'accepted'))), fields=('meeting', 'address_mark'), name='address_helps_at_a_meeting_once'),
        ),
        migrations.AddConstraint(
            model_name='helpoffer',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'asked'), ('stands_since__isnull', False), _connector='OR'), name='offer_of_help_stands_since'),
        ),
    ]
