

import django.db.models.deletion
import django.utils.timezone
import questions.crypto
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('questions', '0036_newsletter_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='StandIn',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', questions.crypto.SealedTextField(verbose_name='words of the letter')),
                ('stand_in', models.CharField(max_length=200, verbose_name='stand-in')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stand_ins', to='questions.question')),
            ],
            options={
                'verbose_name': 'stand-in',
                'verbose_name_plural': 'stand-ins',
                'ordering': ['made_at', 'pk'],
                'default_permissions': (),
            },
        ),
    ]
