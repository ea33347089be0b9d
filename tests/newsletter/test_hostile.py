"""Hostile words in headlines, letters and answers stay words in our mails."""

import json
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from questions.models import Issue, Question
from questions.newsletter import emails
from questions.text.plain import html_to_text
from questions.text.rendering import adapt_html_for_mail, render_markdown
from tests.text.test_rendering import FOLDER, OWN, hits, needs_folder


class Tags(HTMLParser):
    """Counts the tags and the names of attributes in a page."""

    def __init__(self, html):
        super().__init__()
        self.found = Counter()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found[tag] += 1
        self.found.update(f"{tag} {name}" for name, _value in attrs)


def mail_with(words):
    """A digest whose every question has one of these words as headline, letter and excerpt."""
    questions = [
        Question(headline=each, letter_excerpt=each, answer_excerpt=each, slug="one")
        for each in words
    ]
    for question in questions:
        question.pk = 1
    return emails.build_issue_content(Issue(rhythm="weekly"), questions)


def single_with(word):
    """A mail of one question that says the word wherever a letter can."""
    question = Question(pk=1, headline=word, letter_text=word, sign_off=word, slug="one")
    return emails.build_issue_content(Issue(rhythm="at-once"), [question])


def worlds_payloads():
    folder = Path(FOLDER)
    payloads = (folder / "payloadbox_xss.txt").read_text(errors="replace").splitlines()
    cases = json.loads((folder / "dompurify_expect.json").read_text())
    return payloads + [case["payload"] for case in cases]


@pytest.mark.slow
@needs_folder
def test_the_worlds_hostile_html_makes_no_tag_in_a_mail(db):
    payloads = worlds_payloads()
    assert len(payloads) > 6000
    for start in range(0, len(payloads), 500):
        part = payloads[start : start + 500]
        expected = Tags(mail_with(["words"] * len(part)).render_inlined_html()).found
        assert Tags(mail_with(part).render_inlined_html()).found == expected


@pytest.mark.parametrize("payload", OWN)
def test_our_own_in_the_letter_and_in_the_answer(db, payload):
    payload = payload.replace("\0", "")
    words = single_with(payload)
    found = set(Tags(words.render_inlined_html()).found)
    assert found <= set(Tags(single_with("words").render_inlined_html()).found) | {"br"}
    assert "\n" not in words.subject
    html = adapt_html_for_mail(render_markdown(payload))
    assert hits(html.replace("http://127.0.0.1:8000/", "/")) == []
    assert "<img" not in html
    assert "<script" not in html_to_text("<p>words</p>") + html
