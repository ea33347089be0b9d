"""All tables in one step, for a new column. One that is there already goes the way of `replaces`.

Made from the models by the autodetector; tests/migrations/test_new_column.py holds it against the
long way, tables and rows. Nothing is added here: what comes next is a migration of its own.
"""

import datetime
import importlib
import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import markdownx.models
from django.conf import settings
from django.db import migrations, models

import questions.crypto
import questions.models.webhook_endpoint

def make_rows(apps, schema_editor):
    """What a column begins with: its settings, help lines and the roles at the desk."""
    for name in ("Column", "CacheVersion"):
        apps.get_model("questions", name).objects.get_or_create(pk=1)
    former("0004_starting_resources").add_lines(apps, schema_editor)
    former("0096_help_lines_by_kind").describe_lines(apps, schema_editor)
    former("0101_checked_help_lines").correct_lines(apps, schema_editor)
    former("0012_roles").make_roles(apps, schema_editor)
    former("0036_newsletter_roles").let_them(apps, schema_editor)
    former("0141_roles_at_the_desk").let_them(apps, schema_editor)
    former("0160_collections").let_them(apps, schema_editor)
    former("0176_roles_for_webhooks").let_columnists(apps, schema_editor)


def former(name):
    """One of the migrations that this one stands for."""
    return importlib.import_module(f"questions.migrations.{name}")


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('questions', '0001_initial'),
        ('questions', '0002_column_row'),
        ('questions', '0003_resource'),
        ('questions', '0004_starting_resources'),
        ('questions', '0005_dialogue_and_ledgers'),
        ('questions', '0010_keep_desk_work'),
        ('questions', '0011_likeness_of_letters'),
        ('questions', '0012_roles'),
        ('questions', '0020_search_index'),
        ('questions', '0021_vocabulary'),
        ('questions', '0030_edition'),
        ('questions', '0031_letter_states'),
        ('questions', '0032_public_correction'),
        ('questions', '0033_tags_on_letters'),
        ('questions', '0034_shown_text'),
        ('questions', '0035_newsletter'),
        ('questions', '0036_newsletter_roles'),
        ('questions', '0040_stand_ins'),
        ('questions', '0041_letters_alike'),
        ('questions', '0045_lists_in_order'),
        ('questions', '0050_plain_names'),
        ('questions', '0051_plain_words'),
        ('questions', '0060_imports'),
        ('questions', '0080_kinds_of_erasure'),
        ('questions', '0081_scrubs_and_rounds'),
        ('questions', '0061_worker_heartbeat'),
        ('questions', '0090_rendered_version'),
        ('questions', '0091_reader_words'),
        ('questions', '0070_revisions'),
        ('questions', '0071_seal_texts'),
        ('questions', '0072_remove_clear_texts'),
        ('questions', '0073_purge_clear_texts'),
        ('questions', '0095_heard_sentences'),
        ('questions', '0096_help_lines_by_kind'),
        ('questions', '0120_question_vectors'),
        ('questions', '0140_message_sender'),
        ('questions', '0141_roles_at_the_desk'),
        ('questions', '0142_desk_notice'),
        ('questions', '0143_daily_counts'),
        ('questions', '0110_seal_import_fields'),
        ('questions', '0111_seal_import_words'),
        ('questions', '0112_find_sources_by_key'),
        ('questions', '0150_private_answers'),
        ('questions', '0149_desk_words'),
        ('questions', '0148_badge_indexes'),
        ('questions', '0100_silence_ticked'),
        ('questions', '0101_checked_help_lines'),
        ('questions', '0121_remove_old_search'),
        ('questions', '0160_collections'),
        ('questions', '0161_pull_quote'),
        ('questions', '0162_reruns'),
        ('questions', '0163_provenance'),
        ('questions', '0164_linked_letters'),
        ('questions', '0165_about_the_column'),
        ('questions', '0166_seal_reader_letters'),
        ('questions', '0170_mail_that_comes_back'),
        ('questions', '0175_calls_to_other_machines'),
        ('questions', '0176_roles_for_webhooks'),
        ('questions', '0190_desk_imports'),
        ('questions', '0185_invitations_and_updates'),
        ('questions', '0171_readers_asked_and_imported'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('rhythm', models.CharField(choices=[('at-once', 'Every letter, as soon as it’s published'), ('weekly', 'Once a week')], max_length=8)),
                ('state', models.CharField(choices=[('waiting', 'Goes by itself'), ('held', 'Held'), ('skipped', 'Not sent'), ('gone', 'Sent')], default='waiting', max_length=8)),
                ('due_at', models.DateTimeField(verbose_name='goes')),
                ('until', models.DateTimeField(null=True)),
                ('recipients', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'issue of the newsletter',
                'verbose_name_plural': 'newsletter',
                'default_permissions': ('view', 'change'),
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('topic', models.CharField(blank=True, max_length=60, verbose_name='topic')),
                ('text', markdownx.models.MarkdownxField(help_text='{sign_off} and {columnist} become names when the passage is inserted.', max_length=20000, verbose_name='text')),
            ],
            options={
                'verbose_name': 'saved passage',
                'verbose_name_plural': 'saved passages',
                'ordering': ['topic', 'name'],
            },
        ),
        migrations.CreateModel(
            name='PendingScrub',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=63)),
                ('since', models.DateField(default=django.utils.timezone.localdate)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('headline', models.CharField(max_length=200, verbose_name='headline')),
                ('slug', models.SlugField(blank=True, help_text='Made from the headline when left empty. A former address keeps working.', max_length=100, null=True, unique=True, verbose_name='address')),
                ('letter_text', models.TextField(blank=True, max_length=20000, verbose_name='letter, as edited for the public')),
                ('sign_off', models.CharField(blank=True, max_length=80, verbose_name='sign-off')),
                ('answer', markdownx.models.MarkdownxField(blank=True, max_length=60000, verbose_name='answer')),
                ('pull_quote', models.CharField(blank=True, db_default='', default='', help_text='A sentence of the letter or the answer, word for word. It stands between them, and on the picture that others show for the page.', max_length=200, verbose_name='pull quote')),
                ('answer_html', models.TextField(blank=True, editable=False)),
                ('letter_excerpt', models.CharField(blank=True, editable=False, max_length=300)),
                ('answer_excerpt', models.CharField(blank=True, editable=False, max_length=300)),
                ('minutes', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('content_notes', models.JSONField(blank=True, default=list, verbose_name='content notes')),
                ('care', models.JSONField(blank=True, default=list, verbose_name='published with care')),
                ('correction', models.CharField(blank=True, help_text='Shown with its date at the end of the answer and in the feeds.', max_length=300, verbose_name='correction, noted publicly')),
                ('corrected_on', models.DateField(editable=False, null=True)),
                ('consented', models.BooleanField(default=False, editable=False, help_text='Every letter behind this question came with consent to publication.', verbose_name='may be published')),
                ('first_published_at', models.DateTimeField(editable=False, help_text='It was public at another site, so no letter stands behind it here.', null=True, verbose_name='published elsewhere before')),
                ('takes_reader_letters', models.BooleanField(db_default=False, default=False, editable=False, verbose_name='readers can write about it')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', editable=False, max_length=12, verbose_name='state')),
                ('publish_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published at')),
                ('unpublish_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='public until')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('was_public', models.BooleanField(default=False, editable=False)),
                ('update_of', models.ForeignKey(blank=True, help_text='The earlier answer whose writer writes again here.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='updates', to='questions.question', verbose_name='update to')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'permissions': [('publish_question', 'Can publish questions and take them down')],
            },
        ),
        migrations.CreateModel(
            name='RateLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('count', models.PositiveIntegerField(default=0)),
                ('ends_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'questions_throttle',
            },
        ),
        migrations.CreateModel(
            name='RetentionRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finished_at', models.DateTimeField(null=True)),
                ('pause', models.CharField(blank=True, choices=[('', 'Not paused'), ('back', 'The clock went back'), ('leap', 'The clock leapt, or nothing ran for days'), ('many', 'Unusually many letters would be deleted at once')], default='', max_length=8)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Signup',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('address', questions.crypto.SealedTextField(verbose_name='address')),
                ('rhythm', models.CharField(choices=[('at-once', 'Every letter, as soon as it’s published'), ('weekly', 'Once a week')], default='at-once', max_length=8)),
                ('wants_all', models.BooleanField(default=True)),
                ('address_hash', models.CharField(db_index=True, max_length=64)),
                ('asked_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'sign-up',
                'verbose_name_plural': 'sign-ups',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='StatusWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('new', 'New'), ('shortlisted', 'Shortlisted'), ('answering', 'Being answered'), ('asked-back', 'Waiting for the writer'), ('answered', 'Answered'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('spam', 'Spam')], max_length=12, unique=True, verbose_name='state')),
                ('words', models.TextField(max_length=600, verbose_name='words')),
            ],
            options={
                'verbose_name': 'what writers see',
                'verbose_name_plural': 'what writers see about their letter',
                'ordering': ['state'],
            },
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('address', questions.crypto.SealedTextField(verbose_name='address')),
                ('rhythm', models.CharField(choices=[('at-once', 'Every letter, as soon as it’s published'), ('weekly', 'Once a week')], default='at-once', max_length=8)),
                ('wants_all', models.BooleanField(default=True)),
                ('address_hash', models.CharField(max_length=64, unique=True)),
                ('confirmed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('rhythm_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('soft_count', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('soft_since', models.DateField(null=True)),
                ('soft_on', models.DateField(null=True)),
                ('wanted_at', models.DateTimeField(null=True)),
                ('asked_on', models.DateField(null=True)),
                ('silent_days', models.PositiveSmallIntegerField(null=True)),
                ('silent_on', models.DateField(null=True)),
                ('origin', questions.crypto.SealedTextField(blank=True, db_default='', default='')),
            ],
            options={
                'verbose_name': 'subscriber',
                'verbose_name_plural': 'subscribers',
                'permissions': [('transfer_subscribers', 'Can export and import the newsletter’s readers')],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SuppressedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64, unique=True)),
                ('reason', models.CharField(choices=[('dead', 'Mail to it came back for good'), ('complaint', 'Its owner reported our email as spam'), ('left', 'Its owner unsubscribed')], max_length=12)),
                ('noted_on', models.DateField(default=django.utils.timezone.localdate)),
            ],
            options={
                'verbose_name': 'suppressed address',
                'verbose_name_plural': 'suppressed addresses',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('address', questions.crypto.SealedTextField(verbose_name='address')),
                ('secret', questions.crypto.SealedTextField(default=questions.models.webhook_endpoint.make_secret, editable=False, verbose_name='secret')),
                ('events', models.JSONField(default=questions.models.webhook_endpoint.all_events, verbose_name='it hears when')),
                ('is_active', models.BooleanField(default=True, verbose_name='switched on')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ('name', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='WorkerHeartbeat',
            fields=[
                ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('beat_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='CacheVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='first', max_length=16)),
            ],
            options={
                'verbose_name': 'edition',
                'verbose_name_plural': 'editions',
                'db_table': 'questions_edition',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='edition_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Column',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='Ask John', max_length=80, verbose_name='name')),
                ('tagline', models.TextField(blank=True, max_length=300, verbose_name='tagline')),
                ('columnist', models.CharField(default='John', max_length=40, verbose_name='columnist')),
                ('about', markdownx.models.MarkdownxField(blank=True, max_length=20000, verbose_name='about the column')),
                ('about_html', models.TextField(blank=True, editable=False)),
                ('columnist_role', models.CharField(blank=True, db_default='', default='', help_text='In a few words, such as “couples’ counsellor”. Search engines are told too.', max_length=80, verbose_name='what the columnist is')),
                ('training', models.TextField(blank=True, db_default='', default='', help_text='What readers can check: qualifications, years, memberships. Markdown.', max_length=6000, verbose_name='training and experience')),
                ('promises', models.TextField(blank=True, db_default='', default='', help_text='Markdown.', max_length=6000, verbose_name='what you promise')),
                ('disguising', models.TextField(blank=True, db_default='', default='', help_text='Markdown.', max_length=6000, verbose_name='how letters are disguised')),
                ('complaints', models.TextField(blank=True, db_default='', default='', help_text='How to tell you of a mistake, and who looks at a complaint. Markdown.', max_length=6000, verbose_name='corrections and complaints')),
                ('controller', models.TextField(blank=True, db_default='', default='', help_text='Name and address, as data protection law asks. Shown on the privacy page.', max_length=1000, verbose_name='who is responsible for the data')),
                ('authority', models.TextField(blank=True, db_default='', default='', help_text='The data protection authority, with its address. On the privacy page too.', max_length=600, verbose_name='where readers can complain about data')),
                ('approval_days', models.PositiveSmallIntegerField(default=7, help_text='When you show somebody the edited letter before it’s published.', verbose_name='days to wait for the writer’s reply')),
                ('silence_is_consent', models.BooleanField(default=True, help_text='If they tick it on the form, you can publish the edited letter when these days are over. Without their tick it waits for their reply.', verbose_name='let writers choose that silence counts as a yes')),
                ('letters_a_week', models.PositiveSmallIntegerField(blank=True, help_text='The form closes when so many have come in seven days. Empty: no limit.', null=True, verbose_name='letters a week')),
                ('closed_until', models.DateField(blank=True, help_text='The form opens by itself on this day.', null=True, verbose_name='closed until')),
                ('takes_letters', models.BooleanField(default=True, verbose_name='takes letters')),
                ('closed_words', models.TextField(blank=True, help_text='Shown where readers write, instead of the form.', max_length=600, verbose_name='what to say when you don’t take letters')),
                ('readers_write', models.BooleanField(db_default=False, default=False, help_text='Only under letters where you allow it too. You read each of these letters first and publish some, edited, under the answer.', verbose_name='let readers write about letters')),
                ('invitation_weeks', models.PositiveSmallIntegerField(blank=True, help_text='Only writers who tick it are asked, once. Empty: the form doesn’t offer it.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(52)], verbose_name='weeks after which you ask how things turned out')),
                ('counts_reads', models.BooleanField(default=True, help_text='A number for each answer and day, and one for searches that found nothing. Nothing about readers is kept.', verbose_name='count how often answers are read')),
                ('newsletter', models.BooleanField(default=True, help_text='Readers can get new letters by email, once a mail server is set.', verbose_name='newsletter')),
                ('grace_minutes', models.PositiveSmallIntegerField(blank=True, default=15, help_text='After it’s published; until then it can be held or left out.', validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='minutes before a letter is emailed')),
                ('digest_weekday', models.PositiveSmallIntegerField(blank=True, choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=6, verbose_name='day of the weekly email')),
                ('digest_time', models.TimeField(blank=True, default=datetime.time(9, 0), verbose_name='time of the weekly email')),
                ('digest_hours', models.PositiveSmallIntegerField(blank=True, default=24, help_text='It’s prepared this many hours before it’s sent; later letters wait for the next one.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(144)], verbose_name='time to review the weekly email (hours)')),
                ('start_here', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='start_of', to='questions.collection', verbose_name='start here')),
            ],
            options={
                'verbose_name': 'settings',
                'verbose_name_plural': 'settings',
            },
        ),
        migrations.CreateModel(
            name='DailyCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=140)),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['day'], name='daily_count_by_day')],
                'constraints': [models.UniqueConstraint(models.F('name'), models.F('day'), name='daily_count_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='DeskNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('frequency', models.CharField(choices=[('never', 'Never'), ('at-once', 'Straight away'), ('daily', 'Once a day, in the morning')], default='never', max_length=8, verbose_name='email me')),
                ('known', models.JSONField(default=list, editable=False)),
                ('sent_at', models.DateTimeField(editable=False, null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='desk_notice', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.UUIDField(db_column='letter_id')),
                ('kind', models.CharField(choices=[('letter', 'Letter deleted by its writer'), ('expired', 'Letter deleted after its time'), ('original', 'Original of a published letter deleted after its time'), ('subscriber', 'Subscriber who unsubscribed'), ('withdrawn', 'Letter withdrawn'), ('refused', 'Publication refused by the writer'), ('invited', 'Writer asked to write again')], db_default='letter', default='letter', max_length=12)),
                ('erased_on', models.DateField(default=django.utils.timezone.localdate)),
            ],
            options={
                'verbose_name': 'erasure',
                'verbose_name_plural': 'erasures',
                'constraints': [models.UniqueConstraint(fields=('number', 'kind'), name='erasure_once_a_kind')],
            },
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
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.CharField(max_length=40, verbose_name='system')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('counts', models.JSONField(default=dict, verbose_name='counts')),
                ('state', models.CharField(choices=[('reading', 'being read'), ('ready', 'waiting for you'), ('writing', 'being imported'), ('finished', 'imported'), ('failed', 'failed')], db_default='finished', default='finished', max_length=10, verbose_name='state')),
                ('ending', models.CharField(blank=True, db_default='', default='', max_length=10)),
                ('options', models.JSONField(db_default={}, default=dict)),
                ('tags', models.JSONField(db_default={}, default=dict, verbose_name='tags')),
                ('tag_mapping', models.JSONField(db_default={}, default=dict)),
                ('total', models.PositiveIntegerField(db_default=0, default=0)),
                ('done', models.PositiveIntegerField(db_default=0, default=0)),
                ('lease', models.UUIDField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('fault', models.CharField(blank=True, db_default='', default='', max_length=300)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ImportPart',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('content', questions.crypto.SealedTextField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='questions.importrun')),
            ],
            options={
                'verbose_name': 'part of an uploaded file',
                'verbose_name_plural': 'parts of uploaded files',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('kind', models.CharField(choices=[('letter', 'A letter'), ('reader', 'From a reader of a letter'), ('request', 'From somebody in a letter'), ('update', 'What happened next')], db_default='letter', default='letter', editable=False, max_length=8, verbose_name='kind')),
                ('edited', questions.crypto.SealedTextField(blank=True, editable=False, null=True, verbose_name='edited for the public')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', questions.crypto.SealedTextField(verbose_name='letter')),
                ('sign_off', questions.crypto.SealedTextField(blank=True, verbose_name='sign-off')),
                ('contact', questions.crypto.SealedTextField(blank=True, verbose_name='contact address')),
                ('consent_version', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='consent')),
                ('consented_on', models.DateField(blank=True, null=True, verbose_name='consented on')),
                ('silence_days', models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='days after which silence counts as a yes')),
                ('receipt_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('state', models.CharField(choices=[('new', 'New'), ('shortlisted', 'Shortlisted'), ('answering', 'Being answered'), ('asked-back', 'Waiting for the writer'), ('answered', 'Answered'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('spam', 'Spam')], db_index=True, default='new', max_length=12, verbose_name='state')),
                ('flags', models.JSONField(blank=True, default=list, verbose_name='flags')),
                ('heard', questions.crypto.SealedTextField(blank=True, editable=False, null=True, verbose_name='sentences of danger')),
                ('approval', models.CharField(choices=[('not-asked', 'Not asked'), ('asked', 'Asked'), ('fine', 'Approved'), ('change', 'Please change this'), ('refused', "Don't publish")], default='not-asked', max_length=12, verbose_name='the writer’s reply')),
                ('shown', questions.crypto.SealedTextField(blank=True, default='', verbose_name='the text that was shown')),
                ('shown_before', questions.crypto.SealedTextField(blank=True, default='', verbose_name='the text that was shown before')),
                ('approval_asked_on', models.DateField(blank=True, null=True, verbose_name='asked on')),
                ('feed_hash', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ('active_on', models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name='last activity')),
                ('settled_on', models.DateField(blank=True, null=True, verbose_name='settled on')),
                ('received_on', models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name='received on')),
                ('note', questions.crypto.SealedTextField(blank=True, null=True, verbose_name='private notes')),
                ('held_on', models.DateField(blank=True, editable=False, null=True, verbose_name='held since')),
                ('held_because', questions.crypto.SealedTextField(blank=True, null=True, verbose_name='reason to hold it')),
                ('declined_because', questions.crypto.SealedTextField(blank=True, null=True, verbose_name='words to its writer')),
                ('compared', models.BooleanField(default=False, editable=False)),
                ('likeness', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('alike', models.ManyToManyField(blank=True, editable=False, to='questions.letter', verbose_name='letters much like it')),
                ('follows', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='questions.letter', verbose_name='the letter that it follows')),
                ('about', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='letters_about', to='questions.question', verbose_name='the letter it is about')),
                ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='letters', to='questions.question', verbose_name='question')),
                ('see_also', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='questions.question', verbose_name='a question that may help')),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'permissions': [('write_to_asker', 'Can write to letter-writers in the columnist’s name')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('wording_version', models.PositiveSmallIntegerField(default=1)),
                ('agreed_on', models.DateField(default=django.utils.timezone.localdate)),
                ('weeks', models.PositiveSmallIntegerField()),
                ('contact', questions.crypto.SealedTextField(blank=True, default='', verbose_name='contact address')),
                ('invited_on', models.DateField(null=True)),
                ('letter', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='invitation', to='questions.letter')),
            ],
            options={
                'verbose_name': 'invitation to write again',
                'verbose_name_plural': 'invitations to write again',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(editable=False)),
                ('author', models.CharField(choices=[('asker', 'The writer'), ('john', 'The columnist')], max_length=8)),
                ('kind', models.CharField(choices=[('note', 'A short note'), ('question', 'A question back'), ('answer', 'A private answer'), ('decline', 'Why the letter is not answered'), ('change', 'What to change in the edited text'), ('update', 'What happened next')], default='note', max_length=10)),
                ('text', questions.crypto.SealedTextField(verbose_name='text')),
                ('state_before', models.CharField(blank=True, editable=False, max_length=12)),
                ('token_hash', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ('is_markdown', models.BooleanField(default=False, editable=False)),
                ('consent_version', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='may be published')),
                ('is_new', models.BooleanField(default=True, verbose_name='not read yet')),
                ('written_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='written on')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='questions.letter')),
                ('made_into', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='made_from', to='questions.letter', verbose_name='what is published of it')),
                ('sender', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='QuestionVector',
            fields=[
                ('question', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='vector', serialize=False, to='questions.question')),
                ('model', models.CharField(blank=True, max_length=20)),
                ('values', models.BinaryField(default=b'', max_length=512)),
                ('fingerprint', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'vector',
                'verbose_name_plural': 'vectors',
            },
        ),
        migrations.CreateModel(
            name='Pseudonym',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', questions.crypto.SealedTextField(verbose_name='words of the letter')),
                ('stand_in', questions.crypto.SealedTextField(max_length=200, verbose_name='stand-in')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stand_ins', to='questions.question')),
            ],
            options={
                'verbose_name': 'stand-in',
                'verbose_name_plural': 'stand-ins',
                'db_table': 'questions_standin',
                'ordering': ['made_at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Provenance',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('note', questions.crypto.SealedTextField(verbose_name='where it came from')),
                ('noted_on', models.DateField(default=django.utils.timezone.localdate)),
                ('question', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='provenance', to='questions.question')),
            ],
            options={
                'verbose_name': 'note of provenance',
                'verbose_name_plural': 'notes of provenance',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='IssueQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_left_out', models.BooleanField(default=False)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contents', to='questions.issue')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='questions.question')),
            ],
            options={
                'db_table': 'questions_issuepair',
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='issue',
            name='questions',
            field=models.ManyToManyField(related_name='issues', through='questions.IssueQuestion', to='questions.question'),
        ),
        migrations.CreateModel(
            name='ImportEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('post', questions.crypto.SealedTextField(blank=True)),
                ('items', questions.crypto.SealedTextField(blank=True)),
                ('report', questions.crypto.SealedTextField()),
                ('follows', questions.crypto.SealedTextField(blank=True, default='')),
                ('letters', models.PositiveIntegerField(default=0)),
                ('outcome', models.CharField(blank=True, default='', max_length=20)),
                ('is_doubtful', models.BooleanField(default=False)),
                ('can_be_public', models.BooleanField(default=False)),
                ('is_proposed', models.BooleanField(default=False)),
                ('choice', models.CharField(blank=True, choices=[('', 'as proposed'), ('public', 'public'), ('draft', 'draft'), ('out', 'left out')], default='', max_length=10)),
                ('cut', models.JSONField(null=True)),
                ('is_written', models.BooleanField(default=False)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='questions.importrun')),
                ('question', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='questions.question')),
            ],
            options={
                'verbose_name': 'entry of an import',
                'verbose_name_plural': 'entries of imports',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ImportedQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_key', models.CharField(max_length=64, unique=True)),
                ('source_id', questions.crypto.SealedTextField(bound_to='source_key')),
                ('source_hash', models.CharField(max_length=64)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('decision', models.JSONField(db_default={}, default=dict)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='questions.importrun')),
                ('question', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='imported', to='questions.question')),
            ],
            options={
                'verbose_name': 'imported letter',
                'verbose_name_plural': 'imported letters',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=100, unique=True)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='questions.question')),
            ],
            options={
                'verbose_name': 'former address',
                'verbose_name_plural': 'former addresses',
            },
        ),
        migrations.CreateModel(
            name='FormerAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('address', questions.crypto.SealedTextField(bound_to='key', verbose_name='address')),
                ('target', models.CharField(blank=True, max_length=200)),
                ('question', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='former_addresses', to='questions.question')),
            ],
            options={
                'verbose_name': 'address at another system',
                'verbose_name_plural': 'addresses at other systems',
                'default_permissions': (),
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
            },
        ),
        migrations.CreateModel(
            name='ReaderLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, max_length=20000, verbose_name='letter, as edited for the public')),
                ('sign_off', models.CharField(blank=True, max_length=80, verbose_name='sign-off')),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('kept', questions.crypto.SealedTextField(blank=True, editable=False, null=True, verbose_name='text and sign-off, sealed')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reader_letters', to='questions.question')),
            ],
            options={
                'verbose_name': 'reader’s letter',
                'verbose_name_plural': 'readers’ letters',
                'ordering': ['published_at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='letter',
            name='reader_letter',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='letter', to='questions.readerletter', verbose_name='published under an answer'),
        ),
        migrations.CreateModel(
            name='RelatedQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='questions.question')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='likenesses', to='questions.question')),
            ],
            options={
                'verbose_name': 'likeness',
                'verbose_name_plural': 'likenesses',
                'db_table': 'questions_likeness',
                'ordering': ['place'],
            },
        ),
        migrations.CreateModel(
            name='RenderedVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='rendered_version_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Rerun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reruns', to='questions.question')),
            ],
            options={
                'verbose_name': 're-run',
                'verbose_name_plural': 're-runs',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(choices=[('GB', 'United Kingdom'), ('IE', 'Ireland'), ('US', 'United States'), ('CA', 'Canada'), ('AU', 'Australia'), ('NZ', 'New Zealand'), ('--', 'Everywhere else')], max_length=2, verbose_name='country')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('audience', models.CharField(blank=True, help_text='In a few words.', max_length=160, verbose_name='for whom')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('text_number', models.CharField(blank=True, help_text='If it takes them.', max_length=40, verbose_name='number for text messages')),
                ('text_word', models.CharField(blank=True, help_text='For example SHOUT.', max_length=20, verbose_name='word to text')),
                ('for_self_harm', models.BooleanField(default=False, verbose_name='for thoughts of suicide and self-harm')),
                ('for_violence', models.BooleanField(default=False, verbose_name='for violence and abuse')),
                ('for_young_people', models.BooleanField(default=False, verbose_name='for children and young people')),
                ('hours', models.CharField(blank=True, max_length=80, verbose_name='hours')),
                ('link', models.URLField(blank=True, verbose_name='link')),
                ('verified_on', models.DateField(blank=True, help_text='The day on which you last rang it, or looked at its own site.', null=True, verbose_name='checked on')),
                ('order', models.PositiveSmallIntegerField(default=100, verbose_name='order')),
            ],
            options={
                'verbose_name': 'help line',
                'verbose_name_plural': 'help lines',
                'ordering': ['country', 'order', 'name'],
                'constraints': [models.UniqueConstraint(fields=('country', 'name'), name='resource_once_a_country')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(editable=False)),
                ('text', questions.crypto.SealedTextField()),
                ('reason', models.CharField(choices=[('started', 'Started the answer'), ('autosave', 'Saved automatically'), ('saved', 'Saved'), ('conflict', 'Not saved: somebody else had saved in the meantime'), ('pseudonyms', 'Replaced names'), ('restored', 'Restored an earlier version'), ('discarded', 'Discarded the changes'), ('letter-added', 'Added another letter'), ('published', 'Published'), ('corrected', 'Published the changes'), ('sent', 'Sent privately to the writer'), ('unpublished', 'Unpublished'), ('expired', 'Unpublished automatically'), ('withdrawn', 'The writer withdrew the letter'), ('approval-asked', 'Showed the edited letter to its writer'), ('approved', 'The writer approved the edited letter'), ('change-wanted', 'The writer asked for a change'), ('refused', 'The writer refused publication'), ('imported', 'Imported'), ('previewed', 'Made a preview link')], max_length=20)),
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
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField(verbose_name='opens until')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='questions.question')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='questions.revision')),
            ],
            options={
                'verbose_name': 'preview link',
                'verbose_name_plural': 'preview links',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='due')),
                ('leased_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('fault', models.CharField(blank=True, max_length=80, verbose_name='what went wrong')),
                ('created_on', models.DateField(default=django.utils.timezone.localdate)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('is_bulk', models.BooleanField(default=False)),
                ('kind', models.CharField(choices=[('news', 'There is something new for you'), ('invitation', 'An invitation to write again'), ('signup', 'Newsletter: please confirm'), ('issue', 'Newsletter'), ('desk', 'Something new at the desk'), ('trial', 'Newsletter: a test'), ('renewal', 'Newsletter: do you still want it?'), ('imported', 'Newsletter: where we have the address from')], max_length=12, verbose_name='kind')),
                ('to', questions.crypto.SealedTextField(blank=True, verbose_name='to')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('dead', 'Set aside'), ('dropped', 'Not needed any more'), ('returned', 'Came back')], default='waiting', max_length=8, verbose_name='state')),
                ('issue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='questions.issue')),
                ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='questions.letter')),
                ('signup', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='questions.signup')),
                ('subscriber', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='questions.subscriber')),
            ],
            options={
                'verbose_name': 'outgoing email',
                'verbose_name_plural': 'outgoing email',
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='address')),
                ('description', markdownx.models.MarkdownxField(blank=True, max_length=4000, verbose_name='description')),
                ('description_html', models.TextField(blank=True, editable=False)),
            ],
            options={
                'verbose_name': 'tag',
                'verbose_name_plural': 'tags',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='tag_name_unique', violation_error_message='There is a tag of this name already.')],
            },
        ),
        migrations.AddField(
            model_name='subscriber',
            name='tags',
            field=models.ManyToManyField(blank=True, related_name='%(class)ss', to='questions.tag'),
        ),
        migrations.AddField(
            model_name='signup',
            name='tags',
            field=models.ManyToManyField(blank=True, related_name='%(class)ss', to='questions.tag'),
        ),
        migrations.AddField(
            model_name='question',
            name='tags',
            field=models.ManyToManyField(blank=True, related_name='questions', to='questions.tag', verbose_name='tags'),
        ),
        migrations.AddField(
            model_name='letter',
            name='topics',
            field=models.ManyToManyField(blank=True, related_name='letters', to='questions.tag', verbose_name='tags for its answer'),
        ),
        migrations.CreateModel(
            name='FormerTagSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='questions.tag')),
            ],
            options={
                'verbose_name': 'former address of a tag',
                'verbose_name_plural': 'former addresses of tags',
            },
        ),
        migrations.CreateModel(
            name='TagEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publish_at', models.DateTimeField()),
                ('unpublish_at', models.DateTimeField(null=True)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='questions.question')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='questions.tag')),
            ],
            options={
                'verbose_name': "place in a tag's list",
                'verbose_name_plural': "places in tags' lists",
                'db_table': 'questions_tagplace',
            },
        ),
        migrations.CreateModel(
            name='OutgoingCall',
            fields=[
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='due')),
                ('leased_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('fault', models.CharField(blank=True, max_length=80, verbose_name='what went wrong')),
                ('created_on', models.DateField(default=django.utils.timezone.localdate)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('webhook', 'Webhook'), ('websub', 'Feed hub'), ('indexnow', 'Search engines'), ('purge', 'CDN')], max_length=8, verbose_name='kind')),
                ('event', models.CharField(blank=True, choices=[('published', 'Published'), ('corrected', 'Changed'), ('unpublished', 'Unpublished'), ('withdrawn', 'Withdrawn'), ('test', 'Test')], max_length=12, verbose_name='event')),
                ('target', models.CharField(blank=True, editable=False, max_length=200)),
                ('slug', questions.crypto.SealedTextField(blank=True, editable=False)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('dead', 'Set aside'), ('dropped', 'Not needed any more')], default='waiting', max_length=8, verbose_name='state')),
                ('happened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='time')),
                ('status', models.PositiveSmallIntegerField(default=0, verbose_name='answer')),
                ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to='questions.question')),
                ('endpoint', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='questions.webhookendpoint')),
            ],
            options={
                'verbose_name': 'call to another machine',
                'verbose_name_plural': 'calls to other machines',
            },
        ),
        migrations.CreateModel(
            name='WeeklyCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20)),
                ('week', models.DateField()),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'db_table': 'questions_tally',
                'constraints': [models.UniqueConstraint(models.F('name'), models.F('week'), name='tally_once_a_week')],
            },
        ),
        migrations.CreateModel(
            name='WeeklySlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='day')),
                ('time', models.TimeField(verbose_name='time')),
                ('column', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='questions.column')),
            ],
            options={
                'verbose_name': 'weekly time',
                'verbose_name_plural': 'weekly times for publishing',
                'ordering': ['weekday', 'time'],
            },
        ),
        migrations.AddConstraint(
            model_name='column',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='column_is_one_row'),
        ),
        migrations.AddConstraint(
            model_name='importpart',
            constraint=models.UniqueConstraint(fields=('run', 'number'), name='import_part_number'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('is_new', True)), fields=['author', 'letter'], name='message_not_read'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(models.F('letter'), models.F('number'), name='message_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='issuequestion',
            constraint=models.UniqueConstraint(fields=('issue', 'question'), name='issue_pair_once'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['state', 'due_at'], name='issue_due'),
        ),
        migrations.AddConstraint(
            model_name='importentry',
            constraint=models.UniqueConstraint(fields=('run', 'number'), name='import_entry_number'),
        ),
        migrations.AddConstraint(
            model_name='formeraddress',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('question__isnull', False), ('target', '')), models.Q(('question__isnull', True), models.Q(('target', ''), _negated=True)), _connector='OR'), name='former_address_leads_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='collectionpart',
            constraint=models.UniqueConstraint(fields=('collection', 'question'), name='collection_has_a_letter_once', violation_error_message='This letter is in the collection already.'),
        ),
        migrations.AddConstraint(
            model_name='readerletter',
            constraint=models.CheckConstraint(condition=models.Q(('kept', None), models.Q(('sign_off', ''), ('text', '')), _connector='OR'), name='reader_letter_sealed_or_public'),
        ),
        migrations.AddConstraint(
            model_name='relatedquestion',
            constraint=models.UniqueConstraint(fields=('question', 'other'), name='likeness_once_a_pair'),
        ),
        migrations.AddIndex(
            model_name='rerun',
            index=models.Index(fields=['-until'], name='rerun_ended_last'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(models.F('question'), models.F('number'), name='revision_numbered_once'),
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(fields=['state', 'is_bulk', 'due_at'], name='mail_due_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.UniqueConstraint(fields=('issue', 'subscriber'), name='mail_once_a_recipient'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(fields=['state', '-publish_at', '-id'], name='question_newest_first'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('update_of__isnull', False)), fields=['state', '-publish_at', '-id'], name='update_newest_first'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('unpublish_at__isnull', False)), fields=['-unpublish_at'], name='question_went_last'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('publish_at__isnull', False), models.Q(('consented', True), ('first_published_at__isnull', False), _connector='OR')), _connector='OR'), name='question_published_with_consent'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'published'), models.Q(('answer', ''), ('answer_excerpt', ''), ('answer_html', ''), ('correction', ''), ('headline', ''), ('letter_excerpt', ''), ('letter_text', ''), ('pull_quote', ''), ('sign_off', ''), ('update_of', None)), _connector='OR'), name='question_text_only_when_published'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('update_of', models.F('pk')), _negated=True), name='question_not_its_own_update'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['state', 'received_on', 'id'], name='letter_inbox'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['approval', 'state'], name='letter_approval'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['state', 'flags'], name='letter_flags'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('compared', False)), fields=['-received_on'], name='letter_not_compared'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consent_version', None), ('consented_on', None)), models.Q(('consent_version__isnull', False), ('consented_on__isnull', False)), _connector='OR'), name='letter_consent_has_its_day'),
        ),
        migrations.AddIndex(
            model_name='tagentry',
            index=models.Index(fields=['tag', '-publish_at', '-question', 'unpublish_at'], name='tag_place_newest_first'),
        ),
        migrations.AddConstraint(
            model_name='tagentry',
            constraint=models.UniqueConstraint(fields=('question', 'tag'), name='tag_place_once_a_pair'),
        ),
        migrations.AddIndex(
            model_name='outgoingcall',
            index=models.Index(fields=['state', 'kind', 'due_at'], name='call_due_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='weeklyslot',
            constraint=models.UniqueConstraint(fields=('weekday', 'time'), name='weekly_slot_unique'),
        ),
        migrations.RunPython(make_rows, migrations.RunPython.noop),
    ]
