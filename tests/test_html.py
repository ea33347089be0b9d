"""Every kind of page is valid HTML: the checker of the W3C finds nothing.

It is not part of the project. `npm install vnu-jar` anywhere, and VNU_JAR names its `vnu.jar`.
"""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime

import pytest

from questions import actions
from questions.asking.forms import make_form_token
from questions.models import Column
from questions.newsletter import emails
from tests.factories import change_text, published_question, saved_collection, saved_tag
from tests.test_web import places

JAR = os.environ.get("VNU_JAR", "")
RECEIPT = "7KQ2-M9XA-4T6P-0000-1111-ABCD-EFGH"
SECONDS = 400

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (JAR and shutil.which("java")), reason="VNU_JAR names no vnu.jar, or java is missing"
    ),
]


def find_faults(pages, folder):
    """What the checker says of these pages, each by its name."""
    names, folder = {}, folder / "pages"
    folder.mkdir()
    for number, (name, text) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_text(text, encoding="utf-8")
        names[path.name] = name
    command = ["java", "-jar", JAR, "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS)
    return [
        f"{names[one['url'].rpartition('/')[2]]}: {one['message']} {one.get('extract', '')}"
        for one in json.loads(done.stderr)["messages"]
        if one["type"] != "info" or one.get("subType") == "warning"
    ]


def set_up_column():
    """A column with everything switched on, and a letter that was published with its company."""
    column = Column.objects.get(pk=Column.ONLY)
    column.readers_write, column.invitation_weeks = True, 10
    column.about = column.training = column.promises = "*Much* to say.\n\n- one\n- two"
    column.controller = column.authority = "John\nA street"
    actions.column.update_column(column)
    Column.clear_cache()
    trust = saved_tag("Trust", description="About *trust*.")
    old = datetime(2024, 2, 29, tzinfo=UTC)
    earlier = published_question("An old one", at=old, tags=[trust], content_notes=["self-harm"])
    later = published_question("What came of it", tags=[trust], update_of=earlier)
    actions.linked_letters.invite_readers(earlier, is_open=True)
    saved_collection("On trust", [("Some words.", earlier), ("", later)])
    actions.reruns.start_rerun(earlier)
    return later


READING = ["/", "/questions/an-old-one/", "/questions/what-came-of-it/", "/tags/", "/tags/trust/"]
READING += ["/archive/", "/archive/all/", "/archive/2024/", "/archive/2024/02/", "/updates/"]
READING += ["/collections/", "/collections/on-trust/", "/search/", "/search/?q=old", "/help/"]
READING += ["/search/?q=I+want+to+kill+myself", "/search/?q=zzzz", "/follow/", "/subscribe/"]
READING += ["/about/", "/privacy/", "/ask/", "/reply/", "/nowhere/", "/about-you/an-old-one/"]
READING += ["/write-about/an-old-one/", "/subscribe/confirm/x/", "/leave/"]


def list_asking_pages(ann):
    """Pages that follow a form, good or refused, by name."""
    fresh = lambda: {"token": make_form_token()}  # noqa: E731
    danger = {"text": "I want to kill myself. I am 15 and Robert Smith knows.", "look": "1"}
    plain = {"text": "My husband Robert Smith, 07700 900123, has left.", "look": "1"}
    pages = {
        "ask refused": ann.post("/ask/", {"contact": "nowhere"}),
        "ask looked through": ann.post("/ask/", plain | fresh()),
        "ask danger": ann.post("/ask/", danger | fresh()),
        "received": ann.post("/ask/", {"text": "He left."} | fresh()),
        "reader refused": ann.post("/write-about/an-old-one/", {}),
        "request refused": ann.post("/about-you/an-old-one/", {}),
        "subscribe refused": ann.post("/subscribe/", {"address": "nowhere"}),
        "unknown receipt": ann.post("/reply/", {"receipt": "x"}),
        "helped": ann.post("/ask/helped/", {"text": "He left."}),
    }
    return {name: response.text for name, response in pages.items()}


def list_private_pages(ann):
    """The asker's page in its states, by name."""
    facts = {"consented": True, "can_invite": True, "contact": "ann@example.org"}
    letter = actions.letters.receive(
        text="I wait.\n\nStill.", sign_off="Awake", receipt=RECEIPT, **facts
    )
    send = lambda what="", **more: ann.post(f"/reply/{what}", {"receipt": RECEIPT} | more).text  # noqa: E731
    pages = {"private": send(), "refused": send("email/", contact="nowhere", text="So.")}
    pages |= {"write refused": send("write/"), "withdraw?": send("withdraw/", text="So.")}
    pages |= {"erase?": send("erase/"), "feed made": send("feed/", text="So.")}
    question = actions.letters.start_answer(letter)
    change_text(question, headline="Must I?", letter_text="She waits.", answer="Not *long*.")
    actions.approvals.request(question)
    pages |= {"approval": send(), "approval refused": send("approve/", word="change")}
    actions.approvals.record_approval(letter, "fine")
    actions.questions.publish(question)
    pages |= {"published": send(), "said": send("write/", text="Home.", publish="on", **token())}
    actions.invitations.invite(letter)
    pages |= {"invited": send(), "withdrawn": send("withdraw/", sure="1", text="So.")}
    return pages | {"erased": send("erase/", sure="1", text="So.")}


def token():
    """What a form of a message carries."""
    return {"token": make_form_token()}


def test_every_page_that_readers_and_writers_see(rita, ann, settings, tmp_path):
    settings.MAIL_IS_SET = True
    later = set_up_column()
    pages = {address: rita.get(address).text for address in READING}
    pages |= list_asking_pages(ann) | list_private_pages(ann)
    words = emails.EmailContent("A subject", "<p>Hello.</p>", "Hello")
    pages["a mail"] = words.render_html()
    assert later.headline in pages["/"]
    assert find_faults({name: text for name, text in pages.items() if text}, tmp_path) == []


def test_every_page_of_the_desk(john, tmp_path):
    asked = [address for (method, address) in places() if method == "GET"]
    responses = {address: john.get(address) for address in asked}
    pages = {
        address: response.text
        for address, response in responses.items()
        if response.get("Content-Type", "").startswith("text/html") and response.status_code == 200
    }
    assert len(pages) > 30
    whole = {address: text for address, text in pages.items() if "<html" in text}
    assert find_faults(whole, tmp_path) == []
