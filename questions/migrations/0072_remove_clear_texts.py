"""Remove the tables and columns that held texts in the clear, and refuse such texts from now on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('questions', '0071_seal_texts')]

    operations = [
        migrations.DeleteModel(name='HistoricalQuestion_tags'),
        migrations.DeleteModel(name='HistoricalQuestion'),
        migrations.DeleteModel(name='PendingRevision'),
        migrations.RemoveField(model_name='previewlink', name='written'),
        migrations.AlterField(
            model_name='previewlink',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='questions.revision'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'published'), models.Q(('answer', ''), ('answer_excerpt', ''), ('answer_html', ''), ('correction', ''), ('headline', ''), ('letter_excerpt', ''), ('letter_text', ''), ('sign_off', ''), ('update_of', None)), _connector='OR'), name='question_text_only_when_published'),
        ),
    ]
