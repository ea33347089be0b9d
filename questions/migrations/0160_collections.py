"""Collections, their letters and former addresses; who may write and publish them."""

import importlib

import django.db.models.deletion
import django.utils.timezone
import markdownx.models
from django.db import migrations, models

make_permissions = importlib.import_module("questions.migrations.0012_roles").make_permissions

PARTS = ["view_collectionpart", "add_collectionpart", "change_collectionpart"]
PARTS += ["delete_collectionpart"]
EDITOR = [*PARTS, "view_collection", "add_collection", "change_collection"]
MAY = {"Editor": EDITOR, "Columnist": [*EDITOR, "delete_collection"]}


def let_them(apps, schema_editor):
    make_permissions(apps)
    permissions = apps.get_model("auth", "Permission").objects
    permissions = permissions.filter(content_type__app_label="questions")
    for name, codes in MAY.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(*permissions.filter(codename__in=codes))


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('questions', '0121_remove_old_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('headline', models.CharField(max_length=120, verbose_name='headline')),
                ('slug', models.SlugField(blank=True, help_text='Made from the headline when left empty. A former address keeps working.', max_length=100, unique=True, verbose_name='address')),
                ('introduction', markdownx.models.MarkdownxField(blank=True, max_length=6000, verbose_name='introduction')),
                ('introduction_html', models.TextField(blank=True, editable=False)),
                ('is_public', models.BooleanField(default=False, editable=False, verbose_name='readers can see it')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
            ],
            options={
                'verbose_name': 'collection',
                'verbose_name_plural': 'collections',
                'ordering': ['headline', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='column',
            name='start_here',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='start_of', to='questions.collection', verbose_name='start here'),
        ),
        migrations.CreateModel(
            name='FormerCollectionSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=100, unique=True)),
                ('collection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='questions.collection')),
            ],
            options={
                'verbose_name': 'former address of a collection',
                'verbose_name_plural': 'former addresses of collections',
            },
        ),
        migrations.CreateModel(
            name='CollectionPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='place')),
                ('words', models.TextField(blank=True, max_length=6000, verbose_name='your words before it')),
                ('words_html', models.TextField(blank=True, editable=False)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('collection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='questions.collection')),
                ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='collection_parts', to='questions.question', verbose_name='letter')),
            ],
            options={
                'verbose_name': 'letter in the collection',
                'verbose_name_plural': 'letters in the collection',
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('collection', 'question'), name='collection_has_a_letter_once', violation_error_message='This letter is in the collection already.')],
            },
        ),
        migrations.RunPython(let_them, migrations.RunPython.noop),
    ]
