"""Rita's whole way without JavaScript: she asks, confirms, gets a letter, and leaves."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations_in_both
from tests.browser.conftest import (
    ROOT,
    Site,
    empty_database,
    free_port,
    manage,
    wait_until_served,
)
from tests.browser.post_office import PostOffice
from tests.browser.test_whole_way import sign_in
from tests.copies import prepare_column
from tests.text.test_long_answer import (
    ANSWER,
    Shown,
    answer_in_feed,
    answer_in_mail,
    answer_on_page,
    typed_lines,
    words_of_mail,
)
from tests.waiting import PATIENCE

pytestmark = pytest.mark.browser

CANARY = "canary-newsletter-97531"
ADDRESS = f"{CANARY}@example.org"


@pytest.fixture(scope="module")
def database():
    """Not the other browser tests' database: this column has a mail server."""
    yield from empty_database()


@pytest.fixture(scope="module")
def post_office():
    office = PostOffice()
    yield office
    office.shutdown()
    office.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory, database, post_office):
    """The demo column with a mail server, its worker beside it, and no grace."""
    port = free_port()
    facts = {
        "DATA_DIR": str(tmp_path_factory.mktemp("letters")),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database,
        "EMAIL_URL": post_office.url,
        "SIGNUPS_AN_HOUR": "1000",
        "DEBUG": "",
    }
    environment = os.environ | facts
    password = prepare_without_grace(environment)
    log = tmp_path_factory.mktemp("log") / "server.log"
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            wait_until_served(facts["SITE_URL"], server)
            folder = tmp_path_factory.getbasetemp() / os.path.basename(facts["DATA_DIR"])
            yield Site(facts["SITE_URL"], password, facts, folder, log)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=PATIENCE)


def prepare_without_grace(environment):
    """Make the column, and take its grace away. Returns John's password."""
    said = prepare_column(environment)
    at_once = "from questions.models import Column; Column.objects.update(grace_minutes=0)"
    manage(environment, "shell", "-v0", "-c", at_once)
    return re.search(r"^ +password +(\S+)$", said, re.MULTILINE)[1]


def link(message, page):
    """The link to one of our pages that stands in a mail's text."""
    text = message.get_body(("plain",)).get_content()
    return re.search(rf"<(http\S+/subscribe/{page}/[^>]+)>", text)[1]


def publish(open_browser, john, headline):
    """Ann writes, and John publishes a new question, without knowing anything of the newsletter."""
    ann = open_browser(java_script_enabled=False)
    ann.goto("/ask/")
    ann.get_by_label("Your letter").fill(f"{headline} I have thought of nothing else.")
    ann.get_by_label("John may publish my letter").check()
    ann.get_by_role("button", name="Send my letter").click()
    john.goto("/admin/questions/letter/")
    john.goto(john.get_by_role("link", name=headline).get_attribute("href"))
    john.get_by_role("button", name="Answer", exact=True).click()
    john.get_by_label("Headline").fill(headline)
    john.get_by_label("Answer:").fill("Tell him *today*.\n\n1. Once.\n2. And again.")
    john.get_by_label("Living together").check()
    john.get_by_role("button", name="Publish…").click()
    john.get_by_role("button", name="Publish", exact=True).click()
    john.get_by_text("The answer is public now.").wait_for()


def ask(rita):
    """Find the form from the foot of a page, and ask for letters."""
    rita.goto("/")
    rita.get_by_role("link", name="Newsletter").click()
    rita.get_by_label("Your email address").fill(ADDRESS)
    rita.get_by_role("button", name="Subscribe").click()
    expect(rita.get_by_role("heading", name="Check your inbox")).to_be_visible()


def test_rita_asks_confirms_reads_and_leaves(site, open_browser, post_office):
    phone = {"width": 360, "height": 640}
    rita = open_browser(java_script_enabled=False, viewport=phone, forgives="404")
    ask(rita)
    rita.goto(link(post_office.wait_for(1), "confirm"))
    rita.get_by_role("button", name="Confirm").click()
    expect(rita.get_by_role("heading", name="You’re subscribed")).to_be_visible()
    assert [cookie["name"] for cookie in rita.context.cookies()] == ["csrftoken"]

    john = open_browser()
    sign_in(john, site)
    publish(open_browser, john, "When do I tell him?")
    letter = post_office.wait_for(2)
    assert letter["Subject"] == "When do I tell him?"
    assert "Tell him *today*" not in letter.get_body(("plain",)).get_content()
    assert "Tell him today." in letter.get_body(("plain",)).get_content()

    leave = letter["List-Unsubscribe"].strip("<>")
    leave_as_a_mail_program(leave)
    publish(open_browser, john, "And what do I tell her?")
    rita.goto(link(letter, "choices"))
    expect(rita.get_by_role("heading", name="This link doesn’t work")).to_be_visible()
    assert len(post_office.mails) == 2
    assert_nothing_is_left(site, leave)


def leave_as_a_mail_program(address):
    """One POST, as RFC 8058 has it, answered without a cookie and without another address."""
    body = urllib.parse.urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urllib.request.urlopen(address, body) as answer:
        assert (answer.status, answer.url, answer.headers["Set-Cookie"]) == (200, address, None)


def assert_nothing_is_left(site, leave):
    """Neither the address nor the way out stands in any file, log or dump."""
    written = {path: path.read_bytes() for path in site.folder.rglob("*") if path.is_file()}
    written["log"] = site.log.read_bytes()
    environment = os.environ | site.environment
    command = [sys.executable, "manage.py", "dumpdata", "--all", "questions", "sessions", "admin"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    written["dump"] = done.stdout
    assert len(written) > 5
    for place, content in written.items():
        assert CANARY.encode() not in content, place
        assert leave.rsplit("/", 2)[1].encode() not in content, place


def test_axe_finds_nothing(site, open_browser, post_office):
    rita = open_browser(forgives="404")
    before = len(post_office.mails)
    found = []
    for address in ("", "nothing", "axe@example.org"):
        rita.goto("/subscribe/")
        rita.get_by_label("Your email address").fill(address)
        found += violations_in_both(rita)
        rita.get_by_role("button", name="Subscribe").click()
        found += violations_in_both(rita)
    rita.goto(link(post_office.wait_for(before + 1), "confirm"))
    found += violations_in_both(rita)
    rita.get_by_role("button", name="Confirm").click()
    found += violations_in_both(rita)
    rita.get_by_role("link", name="Change your preferences now").click()
    found += violations_in_both(rita)
    rita.get_by_role("button", name="Unsubscribe").click()
    found += violations_in_both(rita)
    rita.goto("/subscribe/leave/x/")
    found += violations_in_both(rita)
    rita.goto("/subscribe/confirm/x/")
    found += violations_in_both(rita)
    assert found == []


def test_axe_finds_nothing_at_the_desk(site, open_browser):
    john = open_browser()
    sign_in(john, site)
    john.goto("/admin/questions/issue/")
    found = violations_in_both(john)
    john.locator(".calendar a").first.click()
    found += violations_in_both(john)
    john.get_by_role("link", name="See it as email programs show it").click()
    found += violations_in_both(john)
    expect(john.get_by_role("heading", level=1)).to_be_visible()
    assert found == []


def test_john_sends_a_test_and_looks_at_it_on_a_telephone(site, open_browser, post_office):
    john = open_browser()
    sign_in(john, site)
    before = len(post_office.mails)
    john.goto("/admin/questions/issue/")
    john.locator(".calendar a").first.click()
    john.get_by_label("Send a test to").fill("john@example.org")
    john.get_by_role("button", name="Send a test").click()
    john.get_by_text("The test is on its way.").wait_for()
    message = post_office.wait_for(before + 1)
    assert message["To"] == "john@example.org"
    mail = open_browser(viewport={"width": 360, "height": 640}, forgives="Content Security")
    mail.set_content(message.get_body(("html",)).get_content())
    assert mail.evaluate("document.documentElement.scrollWidth") == 360
    assert mail.locator("h1").evaluate("it => getComputedStyle(it).fontWeight") == "400"


COUNT_CLICKS = """addEventListener("pointerdown", (event) => {
  if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, { capture: true });"""
LETTER = "When does a quiet man come back? I have waited since the spring. I am tired of it."


def test_a_whole_answer_is_published_in_nine_clicks(site, open_browser, post_office):
    """With a list of every kind, one new tag and two known ones; not a character is changed."""
    assert 1850 < len(ANSWER.split()) < 2100
    subscribe_again(open_browser, post_office)
    ann = open_browser(java_script_enabled=False)
    ann.goto("/ask/")
    ann.get_by_label("Your letter").fill(LETTER)
    ann.get_by_label("John may publish my letter").check()
    ann.get_by_role("button", name="Send my letter").click()

    john = open_browser()
    sign_in(john, site)
    john.context.add_init_script(COUNT_CLICKS)
    john.goto("/admin/questions/letter/")
    before = len(post_office.mails)
    answer_and_publish(john)
    assert int(john.evaluate("sessionStorage.clicks")) <= 9

    page = read_page(site, "/questions/why-is-it-so-quiet/")
    assert Shown(answer_on_page(page)).lines == typed_lines()
    entry = ElementTree.fromstring(read_page(site, "/feed/")).find(".//{*}content").text
    assert Shown(answer_in_feed(entry)).lines == typed_lines()
    item = json.loads(read_page(site, "/feed.json"))["items"][0]
    assert Shown(answer_in_feed(item["content_html"])).lines == typed_lines()
    assert sorted(item["tags"]) == ["Living together", "Quiet evenings", "Trust"]
    mail = post_office.wait_for(before + 1)
    plain, html = (
        mail.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html")
    )
    assert Shown(answer_in_mail(html)).lines == typed_lines()
    assert words_of_mail(plain) == " ".join(typed_lines(with_marks=True)).split()


def subscribe_again(open_browser, post_office):
    """Rita wants letters once more."""
    rita = open_browser(java_script_enabled=False)
    many = len(post_office.mails)
    ask(rita)
    rita.goto(link(post_office.wait_for(many + 1), "confirm"))
    rita.get_by_role("button", name="Confirm").click()


def answer_and_publish(john):
    """What John does from the inbox on, with the mouse and by typing."""
    john.get_by_role("link", name="When does a quiet man").click()
    john.locator("#pane").get_by_text("When does a quiet man").wait_for(timeout=30_000)
    john.get_by_role("button", name="Answer", exact=True).click()
    expect(john.get_by_label("Headline")).to_be_focused(timeout=30_000)
    john.keyboard.type("Why is it so quiet?")
    john.keyboard.press("Enter")
    expect(john.get_by_label("Answer:")).to_be_focused()
    john.keyboard.insert_text(ANSWER)
    john.get_by_label("Living together").check()
    john.get_by_label("Trust", exact=True).check()
    john.get_by_label("New tag").click()
    john.keyboard.type("Quiet evenings")
    john.keyboard.press("Enter")
    expect(john.get_by_label("Quiet evenings")).to_be_checked(timeout=30_000)
    john.get_by_role("button", name="Publish…").click()
    john.get_by_role("heading", name="Why is it so quiet?").wait_for(timeout=30_000)
    anyway = john.get_by_label("Publish anyway")
    if anyway.count():
        anyway.check()
    john.get_by_role("button", name="Publish", exact=True).click()
    john.locator(".messagelist .success").wait_for(timeout=30_000)


def read_page(site, path):
    """What a reader gets."""
    with urllib.request.urlopen(f"{site.url}{path}", timeout=60) as answer:
        return answer.read().decode()
