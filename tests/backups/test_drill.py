"""The whole way: a backup of a running column comes back on another machine."""

import json
import re
import zipfile

from tests.backups.conftest import browser, fill, send_letter

COUNT = (
    "from django.db import connection as c\n"
    "k = c.cursor()\n"
    "for t in sorted(c.introspection.table_names()):\n"
    "    k.execute(f'SELECT count(*) FROM \"{t}\"'); print(t, k.fetchone()[0])"
)
INDEX = (
    "from questions import search\n"
    "from questions.search.word_search import get_word_index\n"
    "search.catch_up()\n"
    "with get_word_index().open_state() as file:\n"
    "    print(sorted(file.execute('SELECT number, fingerprint FROM held')))\n"
    "    print(sorted(file.execute('SELECT term, doc, cnt FROM terms')))\n"
    "print(sorted((row.pk, row.fingerprint, bytes(row.values)) for row in "
    "QuestionVector.objects.all()))\n"
    "print(sorted(RelatedQuestion.objects.values_list('question', 'other', 'place')))"
)
CONTENTS = (
    "from django.apps import apps\n"
    "from questions.backups.move import digest_table\n"
    "for model in apps.get_app_config('questions').get_models():\n"
    "    print(model._meta.db_table, digest_table(model, 'default').digest)"
)
OF_THE_SECOND_EDITION = (
    "one, two = Question.objects.published().exclude(collection_parts=None).distinct()[:2]\n"
    "Question.objects.filter(pk=one.pk).update(pull_quote='Say it once.')\n"
    "actions.reruns.start_rerun(one)\n"
    "actions.provenance.update_note(two, 'By hand, at a fair.')\n"
    "for question in (one, two):\n"
    "    actions.linked_letters.invite_readers(question, is_open=True)\n"
    "    ReaderLetter.objects.create(question=question, text='Me too.', sign_off='Another')\n"
    "actions.questions.unpublish(two)"
)
# What a restore itself writes: the cache's version, a round of retention, what is to be scrubbed.
WRITTEN_BY_RESTORING = {
    "questions_edition",
    "questions_pendingscrub",
    "questions_retentionround",
}
CHANGED_BY_RESTORING = {"django_session", "questions_throttle", "sqlite_sequence"}
PICTURE = b"\x89PNG not looked at again"


def rows(place):
    return dict(line.split() for line in place.ask(COUNT).splitlines())


def password_of(place):
    """What `prepare` printed for John."""
    return re.search(r"^ +password +(\S+)$", place.said, re.MULTILINE)[1]


def test_a_backup_comes_back_on_another_machine(column, new_place, shared):
    (column.folder / "media").mkdir(exist_ok=True)
    (column.folder / "media/0af1.png").write_bytes(PICTURE)
    with column.served():
        receipt = send_letter(column.url, "A letter that must come back.")
        file = column.backup()
    other = new_place("other")
    said = other.manage("restore", str(file))

    assert "Restored as of" in said
    before, after = rows(column), rows(other)
    assert len(after) > 30
    assert {name for name in before if before[name] != after[name]} <= CHANGED_BY_RESTORING
    assert (other.folder / "media/0af1.png").read_bytes() == PICTURE
    assert "must come back" in other.ask("print([x.text for x in Letter.objects.all()])")
    other.manage("prepare", "--no-demo")
    with other.served():
        assert_it_works(other, receipt, password_of(shared))


def assert_it_works(place, receipt, password):
    """Reading, a receipt, search and the desk."""
    home = browser().open(place.url).read().decode()
    assert 'href="/questions/' in home
    assert "phone-at-dinner" in browser().open(f"{place.url}/search/?q=phone").read().decode()
    shown = fill(browser(), f"{place.url}/reply/", receipt=receipt).read().decode()
    assert "A letter that must come back." in shown
    john = browser()
    desk = fill(john, f"{place.url}/admin/login/", login="john", password=password)
    assert desk.url == f"{place.url}/admin/"


def test_search_is_the_same_after_a_restore(column, new_place):
    column.ask("actions.questions.unpublish(Question.objects.published().first())")
    file, before = column.backup(), column.ask(INDEX)
    other = new_place("other")
    other.manage("restore", str(file))
    assert other.ask(INDEX) == before
    column.ask("actions.questions.unpublish(Question.objects.published().first())")
    assert column.ask(INDEX) != before
    column.manage("restore", "--replace", str(file))
    assert column.ask(INDEX) == before  # the file of before the restore was brought in line


def test_whatever_was_written_is_the_same_to_the_byte(column, new_place):
    column.ask(OF_THE_SECOND_EDITION)
    before = hash_tables(column)
    other = new_place("other")
    other.manage("restore", str(column.backup()))
    after = hash_tables(other)
    differing = {name for name in before if before[name] != after[name]}
    assert differing <= WRITTEN_BY_RESTORING
    sealed = "print(*ReaderLetter.objects.exclude(kept=None).values_list('text', flat=True))"
    assert other.ask(sealed) == ""
    assert other.ask("print(ReaderLetter.objects.exclude(kept=None).count())") == "1"


def hash_tables(place):
    """A hash of each table's rows."""
    return dict(line.split() for line in place.ask(CONTENTS).splitlines())


def test_the_file_is_its_owners_alone_and_has_no_key(shared, file):
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as packed:
        everything = b"".join(packed.read(name) for name in packed.namelist())
        facts = json.loads(packed.read("manifest.json"))
    for name in ("SECRET_KEY", "LETTER_KEYS", "RECEIPT_KEY"):
        assert shared.environment[name].encode() not in everything
    assert facts["facts"]["rows"]["questions_letter"] > 15
    assert set(facts["members"]) == {"database"}
    assert not list(file.parent.glob(".making-*"))


def test_what_was_erased_and_taken_back_since_stays_so(column):
    question = "Letter.objects.filter(question__state='published').order_by('pk')"
    slugs = column.ask(f"print(*[x.question.slug for x in {question}[:2]])").split()
    file = column.backup()
    column.ask(f"a, b = {question}[:2]\nactions.erasure.erase(a)\nactions.erasure.withdraw(b)")
    said = column.manage("restore", "--replace", str(file))

    assert "Erased again: 1. Withdrawn again: 1." in said
    public = column.ask("print(*Question.objects.published().values_list('slug', flat=True))")
    assert len(public.split()) > 10
    assert not set(slugs) & set(public.split())


def test_originals_that_were_forgotten_go_again_and_no_public_letter_with_them(column):
    column.ask(
        "from datetime import date\n"
        "Letter.objects.filter(question__state='published').update(active_on=date(2020, 1, 1))"
    )
    count = "print(Question.objects.published().count(), Letter.objects.count())"
    before, _ = column.ask(count).split()
    file = column.backup()
    column.manage("retain", "--confirm")
    after_retention = column.ask(count)
    assert after_retention.split()[0] == before

    said = column.manage("restore", "--replace", str(file))
    assert "Erased again: " + str(int(before)) in said
    assert column.ask(count) == after_retention
    assert column.manage("prepare", "--no-demo")
    assert column.ask(count) == after_retention


def test_a_restore_after_weeks_says_that_retention_waits(column):
    column.ask(
        "from django.utils import timezone; from datetime import timedelta\n"
        "at = timezone.now() - timedelta(days=20)\n"
        "RetentionRound.objects.update_or_create(pk=1, defaults={'finished_at': at})"
    )
    said = column.manage("restore", "--replace", str(column.backup()))
    assert "retain --confirm" in said


def test_who_said_dont_publish_since_is_heard_again(column):
    letter = "x = Letter.objects.filter(question__state='published').order_by('pk')[2]\n"
    slug = column.ask(letter + "print(x.question.slug)")
    file = column.backup("--to", str(column.folder / "elsewhere"))
    column.ask(letter + "actions.approvals.record_approval(x, 'refused')")
    (column.folder / "refusals.txt").rename(column.folder / "elsewhere/refusals.txt")
    assert "Withdrawn again: 1." in column.manage("restore", "--replace", str(file))
    public = column.ask("print(*Question.objects.published().values_list('slug', flat=True))")
    assert len(public.split()) > 10
    assert slug not in public.split()


def test_a_database_restored_by_hand_forgets_at_the_next_start(column):
    number = column.ask("x = Letter.objects.filter(state='new')[0]; print(x.pk)")
    with (column.folder / "erasures.txt").open("a") as ledger:
        ledger.write(f"{number} 2026-01-01\nhalf a li")
    assert "1 letters that were erased" in column.manage("prepare")
    assert column.ask(f"print(Letter.objects.filter(pk='{number}').count())") == "0"


def test_waiting_mail_is_set_aside_and_sessions_and_links_end(column):
    column.ask(
        "from django.contrib.sessions.models import Session; from django.utils import timezone\n"
        "x = Letter.objects.first(); OutgoingMail(letter=x, kind='news', to='a@b.example').save()\n"
        "Session.objects.create(session_key='k', session_data='', expire_date=timezone.now())\n"
        "Issue.objects.create(name='one', rhythm='weekly', due_at=timezone.now())\n"
        "actions.preview_links.create_preview_link(Question.objects.first(), days=3)"
    )
    said = column.manage("restore", "--replace", str(column.backup()))
    assert "1 waiting mails" in said
    left = column.ask(
        "from django.contrib.sessions.models import Session\n"
        "print(Session.objects.count(), OutgoingMail.objects.get().state)\n"
        "print(Issue.objects.get(name='one').state, PreviewLink.objects.count())"
    )
    assert left.split() == ["0", "dead", "held", "0"]
