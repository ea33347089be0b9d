"""One table of sealed revisions; nothing is taken away yet."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import questions.crypto


class Migration(migrations.Migration):

    dependencies = [
        ('questions', '0091_reader_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(editable=False)),
                ('text', questions.crypto.SealedTextField()),
                ('reason', models.CharField(choices=[('started', 'Started the answer'), ('autosave', 'Saved automatically'), ('saved', 'Saved'), ('conflict', 'Not saved: somebody else had saved in the meantime'), ('pseudonyms', 'Replaced names'), ('restored', 'Restored an earlier version'), ('discarded', 'Discarded the changes'), ('letter-added', 'Added another letter'), ('published', 'Published'), ('corrected', 'Published the changes'), ('unpublished', 'Unpublished'), ('expired', 'Unpublished automatically'), ('withdrawn', 'The writer withdrew the letter'), ('approval-asked', 'Showed the edited letter to its writer'), ('approved', 'The writer approved the edited letter'), ('change-wanted', 'The writer asked for a change'), ('refused', 'The writer refused publication'), ('imported', 'Imported'), ('previewed', 'Made a preview link')], max_length=20)),
                ('base_revision', models.PositiveIntegerField(editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='questions.question')),
            ],
            options={
                'verbose_name': 'version',
                'verbose_name_plural': 'versions',
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(models.F('question'), models.F('number'), name='revision_numbered_once'),
        ),
        migrations.AddField(
            model_name='question',
            name='was_public',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='previewlink',
            name='revision',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='links', to='questions.revision'),
        ),
        migrations.AlterField(
            model_name='pseudonym',
            name='stand_in',
            field=questions.crypto.SealedTextField(max_length=200, verbose_name='stand-in'),
        ),
        migrations.AlterField(
            model_name='question',
            name='letter_text',
            field=models.TextField(blank=True, max_length=20000, verbose_name='letter, as edited for the public'),
        ),
    ]
