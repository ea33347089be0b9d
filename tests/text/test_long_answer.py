"""A whole answer, as long as real ones are, read back character by character wherever it goes."""

import json
import re
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core import mail as mailbox
from django.utils import timezone

from questions.mail import outbox
from questions.newsletter import issues
from tests.factories import published_question
from tests.newsletter.factories import a_reader, column, issue_of, work_until

ANSWER = (Path(__file__).parent / "long_answer.md").read_text(encoding="utf-8")
STRAIGHT = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "--", "—": "---", "…": "..."}
BLOCKS = {
    "p",
    "li",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "pre",
    "blockquote",
    "br",
    "hr",
    "div",
    "ol",
    "ul",
}
LIST_MARK = re.compile(r"^(\d+[.)]|-|\(?[a-z]\)) ")


def straight(text):
    """The text as it was typed: the only characters that may be shown in another form."""
    return text.translate(str.maketrans(STRAIGHT))


class Shown(HTMLParser):
    """The lines that a reader sees of a piece of HTML."""

    def __init__(self, markup):
        super().__init__()
        self.text, self.is_arrow, self.is_code = "", False, False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.is_arrow = dict(attrs).get("class") == "footnote-backref"
        self.is_code = self.is_code or tag == "pre"
        self.text += "\n" if tag in BLOCKS else ""

    def handle_endtag(self, tag):
        self.is_arrow = self.is_arrow and tag != "a"
        self.is_code = self.is_code and tag != "pre"
        self.text += "\n" if tag in BLOCKS else " " if tag in {"td", "th"} else ""

    def handle_data(self, data):
        words = data if self.is_code else data.replace("\n", " ")
        self.text += "" if self.is_arrow else words

    @property
    def lines(self):
        lines = (" ".join(straight(line).split()) for line in self.text.split("\n"))
        return [line for line in lines if line]


def typed_lines(*, with_marks=False):
    """The words of the answer, line by line, without the marks of Markdown; worked out by hand."""
    lines = []
    for line in ANSWER.split("\n"):
        bare = (
            re.sub(r"^(> |#+ )", "", line.strip()).replace("[^1]: ", "1. ").replace("[^1]", "[1]")
        )
        if not bare or re.fullmatch(r"---|\|[|-]+", bare):
            continue
        bare = re.sub(r"\s*\|\s*", " ", bare) if bare.startswith("|") else bare
        bare = bare if with_marks else LIST_MARK.sub("", bare)
        bare = re.sub(r"\[([^]]*)\]\(\S+\)", r"\1", bare)
        bare = re.sub(r"(?<![\w*])\*+(?=\S)|(?<=\S)\*+(?![\w*])|~~|`", "", bare)
        lines.append(" ".join(bare.split()))
    return lines


@pytest.fixture
def question(db, settings):
    settings.MAIL_IS_SET = True
    column(newsletter=True)
    return published_question("Why is it quiet?", answer=ANSWER, letter_text="A letter.")


def answer_on_page(text):
    answer = text.partition('<div class="answer prose" dir="auto">')[2]
    return answer.partition('<p class="signature">')[0]


def answer_in_feed(text):
    return text.partition("</blockquote>")[2].rpartition("<p><em>John")[0]


def answer_in_mail(text):
    return text.partition('<div class="answer"')[2].partition(">")[2].partition('<p class="sig')[0]


def test_it_is_a_whole_answer():
    assert 1850 < len(ANSWER.split()) < 2100
    for mark in ("(a) ", "(c) ", "(C)", "(R)", "(TM)", "+-", "?????", "!!!!", "--", "---", "..."):
        assert mark in ANSWER


def test_on_the_page(rita, question):
    assert (
        Shown(answer_on_page(rita.get("/questions/why-is-it-quiet/").text)).lines == typed_lines()
    )


def test_in_the_preview(john):
    preview = john.post("/admin/markdown/preview/", {"content": ANSWER}).text
    assert Shown(preview).lines == typed_lines()


def test_in_both_feeds(rita, question):
    content = ElementTree.fromstring(rita.get("/feed/").content).find(".//{*}content").text
    assert Shown(answer_in_feed(content)).lines == typed_lines()
    item = json.loads(rita.get("/feed.json").content)["items"][0]
    assert Shown(answer_in_feed(item["content_html"])).lines == typed_lines()


def test_in_the_mail(question):
    a_reader()
    work_until(timezone.now())
    issues.queue_issue(issue_of(question), timezone.now())
    outbox.send_due_mail()
    message = message_from_bytes(mailbox.outbox[-1].message().as_bytes(), policy=policy.default)
    plain, page = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert Shown(answer_in_mail(page)).lines == typed_lines()
    assert words_of_mail(plain) == " ".join(typed_lines(with_marks=True)).split()


def words_of_mail(plain):
    """The words of the answer in a mail's text, without rules, quotation marks and addresses."""
    text = straight(plain.partition("John answers\n")[2].rpartition("\n\nJohn\n")[0])
    text = re.sub(r" <http[^>]*>", "", text).replace("* * *", "")
    text = re.sub(r"(?m)^> ", "", text)
    return [word for word in text.split() if word != "|"]
