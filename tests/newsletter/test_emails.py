"""What stands in the mails, in both forms, and what does not."""

import re
from email import message_from_bytes, policy

import pytest
from django.core import mail as mailbox
from django.utils import timezone

from questions import actions
from questions.mail import outbox
from questions.models import Issue, OutgoingMail, Question, Subscriber
from questions.newsletter import emails, issues, tokens
from questions.text import rendering
from questions.text.plain import html_to_text
from tests.factories import published_question
from tests.newsletter.factories import a_reader, column, issue_of, work_until

ANSWER = """First.

1. One
2. Two

> Said **loudly**, with a [link](/help/) and [another](https://example.org/x).

![A boat <at> "sea"](/media/abc.png)
"""


def mail_of(question, reader=None):
    """The mail that a reader gets of a question, as it goes over the wire."""
    reader = reader or a_reader()
    work_until(timezone.now())
    issues.queue_issue(issue_of(question), timezone.now())
    outbox.send_due_mail()
    return message_from_bytes(mailbox.outbox[-1].message().as_bytes(), policy=policy.default)


def parts(message):
    return [message.get_body((kind,)).get_content() for kind in ("plain", "html")]


def test_both_forms_have_the_letter_the_answer_and_the_way_out():
    reader = a_reader()
    question = published_question(
        "How do I tell him?", letter_text="He hums.\n\nA lot.", answer=ANSWER
    )
    message = mail_of(question, reader)
    assert message["Subject"] == "How do I tell him?"
    assert message["To"] == "rita@example.org"
    for part in parts(message):
        for words in ("He hums.", "A lot.", "First.", "Two", "loudly", "A boat"):
            assert words in part, words
        assert "http://127.0.0.1:8000/questions/how-do-i-tell-him/" in part
        assert "http://127.0.0.1:8000/help/" in part
        assert f"/subscribe/leave/{tokens.make_token('leave', reader.pk)}/" in part
        assert f"/subscribe/choices/{tokens.make_token('choices', reader.pk)}/" in part


def test_the_headers_of_rfc_8058():
    reader = a_reader()
    message = mail_of(published_question("One"), reader)
    leave = f"http://127.0.0.1:8000/subscribe/leave/{tokens.make_token('leave', reader.pk)}/"
    assert message["List-Unsubscribe"] == f"<{leave}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<newsletter.127.0.0.1>"
    row = OutgoingMail.objects.get(kind="issue")
    assert message["Message-ID"] == f"<{row.pk}@127.0.0.1>"
    assert message["From"] == "Ask John <noreply@127.0.0.1>"


@pytest.mark.parametrize("name", ['Ask "John", please', "Frag Jürgen – jetzt", "A <b> & c@d.org"])
def test_the_column_is_called_by_its_name_whatever_it_is(name):
    column(name=name)
    message = mail_of(published_question("One"))
    sender = message["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == (name, "noreply@127.0.0.1")


def test_nothing_is_loaded_counted_or_led_astray():
    html = parts(mail_of(published_question("One", answer=ANSWER)))[1]
    assert re.findall(r"<(?:img|script|link|iframe|object|form)\b", html) == []
    assert re.findall(r"url\(|@import|src=", html) == []
    links = set(re.findall(r'href="([^"]*)"', html))
    assert len(links) == 6
    assert all(
        link.startswith("http://127.0.0.1:8000/") or "example.org/x" in link for link in links
    )
    assert not [link for link in links if "?" in link]


def test_the_styles_are_in_the_elements_and_the_dark_ones_in_the_head():
    html = parts(mail_of(published_question("One")))[1]
    assert re.search(r'<h1 style="[^"]*font-size', html)
    assert re.search(r"<style>\s*@media \(prefers-color-scheme: ?dark\)", html)
    assert html.count("<style") == 1


def test_content_notes_stand_before_the_letter_and_before_it_is_opened():
    question = published_question("One", letter_text="He hit me.", content_notes=["violence"])
    message = mail_of(question)
    for part in parts(message):
        assert part.index("This letter mentions violence.") < part.index("He hit me.")
        assert part.index("/help/") < part.index("He hit me.")


def test_letter_and_headline_are_text_and_never_html():
    question = published_question(
        "<b>Bold</b> & free", letter_text="<script>x</script> <img src=y>"
    )
    html = parts(mail_of(question))[1]
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;b&gt;Bold&lt;/b&gt;" in html


def test_a_headline_with_a_line_break_makes_no_header():
    question = published_question("One")
    Question.objects.update(headline="One\r\nBcc: eve@example.org")
    message = mail_of(question)
    assert message["Subject"] == "One Bcc: eve@example.org"
    assert message["Bcc"] is None


def test_the_text_is_wrapped_and_addresses_stay_whole():
    long = "Word after word after word, and on it goes. " * 20
    text = parts(mail_of(published_question("One", answer=long)))[0]
    lines = [line for line in text.split("\n") if "http" not in line]
    assert max(map(len, lines)) <= 72
    assert max(lines, key=len)[-1] != " "


def test_a_subscriber_who_leaves_while_the_mail_waits_gets_none():
    reader, question = a_reader(), published_question("One")
    work_until(timezone.now())
    issues.queue_issue(issue_of(question), timezone.now())
    taken = outbox.lease_next_mail()
    actions.subscriptions.unsubscribe(reader.pk)
    outbox.send_leased_mail(taken)
    assert mailbox.outbox == []
    assert not OutgoingMail.objects.exists()


def test_a_server_that_is_away_is_tried_again_with_the_same_message_id(settings):
    reader, question = a_reader(), published_question("One")
    settings.EMAIL_BACKEND = "tests.mail.test_outbox.Away"
    work_until(timezone.now())
    issues.queue_issue(issue_of(question), timezone.now())
    outbox.send_due_mail()
    row = OutgoingMail.objects.get(kind="issue")
    assert (row.state, row.fault) == ("waiting", "ConnectionRefusedError")
    assert outbox.compose_mail(row).extra_headers["Message-ID"] == f"<{row.pk}@127.0.0.1>"
    assert reader.mails.get() == row


def test_the_test_mail_says_so_and_has_no_links_that_work():
    issue = issue_with(published_question("One"))
    actions.issues.send_test(issue, "john@example.org")
    outbox.send_due_mail()
    sent = mailbox.outbox[-1]
    assert (sent.to, sent.subject) == (["john@example.org"], "Test: One")
    assert "/subscribe/" not in sent.body
    assert "List-Unsubscribe" not in sent.extra_headers
    assert OutgoingMail.objects.get(kind="trial").to == ""


def issue_with(question):
    work_until(timezone.now())
    return issue_of(question)


@pytest.mark.parametrize("rhythm", ["at-once", "weekly"])
def test_what_stands_beside_the_subject_says_nothing_of_a_letter(rhythm):
    """A list of mails shows some 200 characters of the text, or of the HTML without its tags."""
    questions = [
        published_question(name, letter_text="He hums all day. " * 30, content_notes=["violence"])
        for name in ("One", "Two")
    ]
    words = emails.build_issue_content(Issue(rhythm=rhythm), questions)
    shown = re.sub(r"<[^>]*>|\s+", " ", words.render_html("").partition("<body")[2])
    for text in (shown[:300], words.plain_text[:70]):
        assert "The newsletter you subscribed to." in text
        for secret in ("hums", "One", "Two", "violence"):
            assert secret not in text, secret
    assert words.plain_text.count("The newsletter you subscribed to.") == 1


def test_the_question_whether_it_was_you_has_a_neutral_line_too():
    actions.subscriptions.sign_up("rita@example.org", "weekly")
    outbox.send_due_mail()
    assert mailbox.outbox[0].body.startswith("Someone, probably you, asked for it.\n\n")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br>two</p><p>three</p>", "One\ntwo\n\nthree"),
        ("<h1>One</h1><h2>Two</h2>", "One\n===\n\nTwo\n---"),
        ('<h2><a href="https://a.example/">One</a></h2><p>two</p>', "One\n---\n\ntwo"),
        ("<ul><li>One</li><li>two</li></ul>", "- One\n\n- two"),
        ('<ol start="3"><li>One</li></ol>', "3. One"),
        ('<ol type="a"><li>One</li><li>two</li></ol>', "a) One\n\nb) two"),
        ("<ul><li>One<ul><li>two</li></ul></li></ul>", "- One\n\n  - two"),
        ("<blockquote><p>One</p></blockquote><p>two</p>", "> One\n\ntwo"),
        ('<p>See <a href="https://a.example/">this</a>.</p>', "See this <https://a.example/>."),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', "https://a.example/"),
        ('<p><a href="#fn1">1</a></p>', "1"),
        ("<p>a &lt;b&gt; &amp; c</p><hr>", "a <b> & c\n\n* * *"),
        ("<table><tr><th>A</th><td>B</td></tr></table>", "A | B"),
    ],
)
def test_html_as_text(html, text):
    assert html_to_text(html) == text


def test_a_pictures_words_cannot_become_html():
    html = '<p><img src="/media/a.png" alt="<script>x</script>" title="b > c"></p>'
    assert rendering.adapt_html_for_mail(html) == "<p><em>[&lt;script&gt;x&lt;/script&gt;]</em></p>"
    assert rendering.adapt_html_for_mail('<img src="/media/a.png" alt="">') == ""


def test_tokens_open_one_thing_each_and_only_ours():
    reader = a_reader()
    token = tokens.make_token("leave", reader.pk)
    assert tokens.verify_token("leave", token) == reader.pk
    assert tokens.verify_token("choices", token) is None
    forged = [token[:-1], token + "A", token[:-2] + "AA", "é" * 43, "", "=" * 43, token.swapcase()]
    assert [tokens.verify_token("leave", one) for one in forged] == [None] * len(forged)
    assert token not in str(list(Subscriber.objects.values_list()))


def test_a_key_that_is_lost_sets_the_mail_aside_and_stops_nothing(settings):
    a_reader()
    question = published_question("One")
    work_until(timezone.now())
    issues.queue_issue(issue_of(question), timezone.now())
    settings.LETTER_KEYS = ["bmV3LWtleS1mb3ItdGVzdHMtMzItYnl0ZXMtbG9uZyE="]
    assert outbox.send_due_mail() == 1
    assert OutgoingMail.objects.get(kind="issue").fault == "Unreadable"
    assert Issue.objects.get().state == "gone"


def test_words_are_made_once_and_each_reader_gets_their_own_links(monkeypatch):
    made = []
    monkeypatch.setattr(emails, "html_to_text", lambda html: made.append(1) or html_to_text(html))
    question = published_question("How long does it hum?")
    readers = [a_reader(f"r{n}@example.org") for n in range(3)]
    work_until(timezone.now())
    issues.queue_issue(issue_of(question), timezone.now())
    outbox.send_due_mail()
    assert len(made) == 1
    assert len(mailbox.outbox) == 3
    for reader in readers:
        mail = next(one for one in mailbox.outbox if one.to == [reader.address])
        for part in (mail.body, mail.alternatives[0][0]):
            for kind in ("leave", "choices"):
                found = re.findall(rf"/subscribe/{kind}/([^/]+)/", part)
                assert found == [tokens.make_token(kind, reader.pk)]
