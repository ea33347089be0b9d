"""A picture is for everybody while a public text shows it, and for nobody else afterwards."""

import os
import re
from datetime import timedelta
from io import StringIO
from unittest.mock import Mock

import pytest
from cryptography.fernet import Fernet
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from PIL import Image

from advice.remote import Cdn
from questions import actions, retention
from questions.answering.answers.pictures import store_imported
from questions.models import CacheVersion, Column, Erasure, Letter, Question
from questions.reading import public_pictures
from questions.text import pictures
from questions.text.rendering import render_markdown
from tests.factories import (
    change_text,
    draft_question,
    published_question,
    saved_collection,
    saved_tag,
    text_of,
)

NAME = "0af1" * 8 + ".png"
ADDRESS = f"/media/{NAME}"
ETAG = f'"{NAME}"'
ANSWER = f"Look:\n\n![A boat]({ADDRESS})"


@pytest.fixture(autouse=True)
def picture(db):
    public_pictures.public_names.cache_clear()
    default_storage.save(NAME, ContentFile(b"pixels"))


def ask(client, address=ADDRESS, **headers):
    """The status, how long it may be kept, and what came of the picture."""
    answer = client.get(address, headers=headers)
    pixels = b"".join(answer.streaming_content) if answer.streaming else b""
    return answer.status_code, answer.get("Cache-Control"), pixels


def test_a_public_answers_picture_is_asked_for_each_time(rita):
    published_question(answer=ANSWER)
    assert ask(rita) == (200, "public, max-age=0, must-revalidate", b"pixels")
    assert ask(rita, **{"if-none-match": ETAG})[0] == 304


def unpublish(question):
    actions.questions.unpublish(question)


def withdraw(question):
    actions.erasure.withdraw(question.letters.get())


def erase(question):
    actions.erasure.erase(question.letters.get())


def end(question):
    """Its time is over; the worker has not come yet."""
    Question.objects.filter(pk=question.pk).update(unpublish_at=timezone.now())


def take_out(question):
    change_text(question, answer="Nothing to see.")


@pytest.mark.parametrize("end_it", [unpublish, withdraw, erase, end, take_out])
@pytest.mark.django_db(transaction=True)
def test_it_is_gone_with_the_answer(rita, end_it):
    question = published_question(answer=ANSWER)
    assert ask(rita)[0] == 200
    end_it(question)
    assert ask(rita)[0] == 404
    assert ask(rita, **{"if-none-match": ETAG})[0] == 404


def test_without_a_database_it_is_shown_as_long_as_pages_in_memory(rita, monkeypatch):
    published_question(answer=ANSWER)
    assert ask(rita)[0] == 200
    gone = Mock(side_effect=OperationalError)
    monkeypatch.setattr(CacheVersion, "current_key", gone)
    assert ask(rita)[0] == 200
    assert ask(rita, ADDRESS.replace("0", "1"))[0] == 503
    monkeypatch.setattr(public_pictures, "MAX_UNCHECKED_SECONDS", -1)
    assert ask(rita)[:2] == (503, "no-store")


def test_a_cdn_keeps_it_under_one_address_alone(rita, settings):
    settings.CDN = Cdn("varnish", ("http://127.0.0.1:9",), "token", 60)
    published_question(answer=ANSWER)
    known = {"if-none-match": ETAG}
    assert "Surrogate-Key" in rita.get(ADDRESS, headers=known)
    assert "Surrogate-Key" not in rita.get(f"{ADDRESS}?x=1", headers=known)


def test_another_public_answer_keeps_it(rita):
    question = published_question(answer=ANSWER)
    other = published_question("Another", answer=ANSWER)
    withdraw(question)
    assert ask(rita)[0] == 200
    withdraw(other)
    assert ask(rita)[0] == 404


def test_before_its_moment_a_picture_is_the_desks_alone(rita, john):
    question = draft_question(answer=ANSWER)
    assert ask(rita)[0] == 404
    assert ask(john) == (200, "private, no-store", b"pixels")
    actions.questions.publish(question, at=timezone.now() + timedelta(days=1))
    assert ask(rita)[0] == 404
    Question.objects.filter(pk=question.pk).update(publish_at=timezone.now())
    assert ask(rita)[0] == 200


def keyed_address(html):
    """The picture's address with its key."""
    return re.search(rf'{ADDRESS}\?key=[^"]+', html)[0]


def test_who_is_shown_a_draft_sees_its_pictures_for_an_hour(rita, john, monkeypatch):
    question = draft_question(answer=ANSWER)
    made = john.post(f"/admin/questions/question/{question.pk}/links/make/", {"days": 3}).text
    shown = rita.get(re.search(r"/admin/look/[^\"]+", made)[0]).text
    address = keyed_address(shown)
    assert ask(rita, address) == (200, "private, no-store", b"pixels")
    assert ask(rita, address[:-1])[0] == 404
    default_storage.save(NAME.replace("0", "1"), ContentFile(b"others"))
    assert ask(rita, address.replace("0", "1"))[0] == 404
    monkeypatch.setattr(pictures, "KEY_SECONDS", -1)
    assert ask(rita, address)[0] == 404


def test_a_private_answer_comes_with_its_pictures(rita):
    question = draft_question(answer=ANSWER, consented=False)
    actions.private_answers.send(question)
    html = question.letters.get().messages.get().as_html
    assert ask(rita, keyed_address(html))[0] == 200


def test_a_picture_that_a_small_one_leads_to_comes_with_it(rita):
    other = ADDRESS.replace("0", "1")
    default_storage.save(other.removeprefix("/media/"), ContentFile(b"small"))
    linked = f"[![A boat]({other})]({ADDRESS}) and [a page](/about/)"
    question = draft_question(answer=linked, consented=False)
    actions.private_answers.send(question)
    html = question.letters.get().messages.get().as_html
    assert ask(rita, keyed_address(html))[0] == 200
    assert f'src="{other}?key=' in html
    assert 'href="/about/"' in html


@pytest.mark.parametrize("field", public_pictures.COLUMN_FIELDS)
def test_the_columns_own_words_show_theirs(rita, field):
    column = Column.get_current()
    setattr(column, field, ANSWER)
    actions.column.update_column(column)
    assert ask(rita)[0] == 200


def test_so_do_tags(rita):
    tag = saved_tag(description=ANSWER)
    assert ask(rita)[0] == 200
    tag.description = ""
    actions.tags.update_tag(tag)
    assert ask(rita)[0] == 404


def test_so_do_collections_with_the_words_about_public_letters(rita):
    question = published_question()
    collection = saved_collection(parts=[("", question)], introduction=ANSWER)
    assert ask(rita)[0] == 200
    actions.collections.unpublish(collection)
    assert ask(rita)[0] == 404
    saved_collection("About one", [(ANSWER, question), ("", published_question("Other"))])
    assert ask(rita)[0] == 200
    unpublish(question)
    assert ask(rita)[0] == 404


def make_old(monkeypatch):
    """Let every picture have been stored some time ago."""
    monkeypatch.setattr(actions.pictures, "GRACE", timedelta(seconds=-1))


def test_the_file_goes_when_no_text_names_it(monkeypatch):
    retention.run_round()
    assert default_storage.exists(NAME), "nobody has saved the text yet"
    make_old(monkeypatch)
    question = published_question(answer=ANSWER)
    unpublish(question)
    retention.run_round()
    assert default_storage.exists(NAME), "the columnist can publish it again"
    actions.erasure.delete_letter(question.letters.get(), Erasure.Kind.LETTER)
    retention.run_round(with_pictures=False)  # as a restore does
    assert default_storage.exists(NAME)
    retention.run_round()
    assert not default_storage.exists(NAME)


@pytest.mark.parametrize("dot", ["&#46;", r"\."])
def test_a_name_may_be_written_with_escapes(monkeypatch, dot):
    make_old(monkeypatch)
    question = draft_question(answer=f"![A boat]({ADDRESS.replace('.', dot)})")
    assert f'src="{ADDRESS}"' in render_markdown(text_of(question).answer)
    retention.run_round()
    assert default_storage.exists(NAME)


def test_an_import_renews_a_picture_that_is_there(tmp_path):
    file = tmp_path / "boat.png"
    Image.new("RGB", (4, 3), "teal").save(file)
    name = store_imported(file).removeprefix("/media/")
    os.utime(default_storage.path(name), (0, 0))
    unused, _ = actions.pictures.find_unused()
    assert unused == {name}
    assert store_imported(file) == f"/media/{name}"
    assert actions.pictures.delete_files(unused) == 0
    assert default_storage.exists(name)


def test_a_machine_with_another_database_does_not_empty_the_shared_storage(monkeypatch):
    make_old(monkeypatch)
    for number in range(20):
        default_storage.save(f"{number:032x}.png", ContentFile(b"others"))
    with pytest.raises(CommandError, match=r"pictures would be deleted at once.*retain --confirm"):
        call_command("retain")
    assert len(default_storage.listdir("")[1]) == 21
    said = StringIO()
    call_command("retain", "--dry-run", stdout=said)
    assert "pictures: 21" in said.getvalue()
    call_command("retain", "--confirm", stdout=said)
    assert default_storage.listdir("")[1] == []
    assert retention.paused_reason() == ""


def test_what_else_is_too_old_does_not_wait_for_pictures(monkeypatch):
    make_old(monkeypatch)
    monkeypatch.setattr(retention, "MANY", 0)
    days = [timezone.localdate() - timedelta(days=181), *[timezone.localdate()] * 20]
    Letter.objects.bulk_create(
        Letter(text="", receipt_hash=f"{n}", active_on=day) for n, day in enumerate(days)
    )
    assert retention.run_round()["unanswered"] == 1
    assert default_storage.exists(NAME)
    assert retention.paused_reason() != ""


def test_no_file_goes_while_a_text_cannot_be_opened(monkeypatch, settings):
    make_old(monkeypatch)
    draft_question(answer=ANSWER)
    settings.LETTER_KEYS = [Fernet.generate_key().decode()]
    retention.run_round()
    assert default_storage.exists(NAME)
