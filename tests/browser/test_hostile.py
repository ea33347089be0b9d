"""Hostile words through every field, shown by every page, read by a real browser.

The pages are made by Django, without their Content-Security-Policy: what gets through would run
here. HOSTILE_ALL=1 puts all of HOSTILE_INPUT into the short fields too, which takes many minutes;
HOSTILE_ALL=2/4 the second of four parts.
"""

import contextlib
import json
import os
import re
from datetime import timedelta
from html import escape
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import models
from django.test import Client
from django.utils import timezone

from questions import actions
from questions.inline_style import read_style_sheet
from questions.models import CacheVersion, Care, Column, Issue, Passage, Question
from questions.newsletter import emails
from questions.reading import pagination
from questions.text.rendering import render_markdown
from tests.factories import (
    change_text,
    published_question,
    received_letter,
    saved_collection,
    saved_tag,
)
from tests.newsletter.test_hostile import worlds_payloads
from tests.test_bad_queries import addresses, filled
from tests.text.test_rendering import FOLDER
from tests.text.test_rendering import OWN as OLD

pytestmark = pytest.mark.browser

OWN = [*OLD, *json.loads((Path(__file__).parent / "hostile_own.json").read_text())]
WORLD = worlds_payloads() if FOLDER else []
PART, _, PARTS = os.environ.get("HOSTILE_ALL", "1/200").partition("/")
SHORT = [*OWN, *WORLD[int(PART) - 1 :: int(PARTS or 1)]]
ALL = [*OWN, *WORLD]
LETTER, TOGETHER, IN_FRAMES = 20_000, 400, 25
SITE = "http://127.0.0.1:8000"
KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}
NEVER = re.compile("/admin/logout/|/media/|/static/")

# What the pages of the column never have, however a payload would bring it in.
LOOK = """
OWN => {
  const found = [...(window.hits || [])];
  const own = /^(https?|mailto|tel|sms):$/;
  for (const it of document.querySelectorAll('*')) {
    const tag = it.localName;
    if (['iframe', 'object', 'embed', 'base', 'frame', 'math', 'applet'].includes(tag)
        || (tag === 'style' && !OWN.includes(it.textContent)))
      found.push('<' + tag + '>');
    if (tag === 'script' && !it.src && it.textContent.trim() && !it.type.endsWith('json')
        && !OWN.includes(it.textContent))
      found.push('script: ' + it.textContent.slice(0, 80));
    if (tag === 'meta' && it.httpEquiv.toLowerCase() === 'refresh') found.push('refresh');
    for (const {name, value} of it.attributes) {
      if (name.startsWith('on')) found.push(tag + ' ' + name);
      if (['href', 'src', 'action', 'formaction', 'data', 'poster', 'ping', 'xlink:href']
          .includes(name) && value) {
        let protocol = 'bad:';
        try { protocol = new URL(value, 'http://127.0.0.1:8000/').protocol; } catch {}
        if (!own.test(protocol) && !(tag === 'a' && protocol === 'bad:'))
          found.push(tag + ' ' + name + '=' + value.slice(0, 80));
      }
      const isEditor = it.className.includes && it.className.includes('markdownx');
      if (name === 'srcset' || name === 'background' || (name === 'style' && !isEditor))
        found.push(tag + ' ' + name + '=' + value.slice(0, 80));
    }
    for (const kind of ['mouseover', 'focus', 'focusin', 'pointerenter', 'toggle', 'animationend'])
      it.dispatchEvent(new Event(kind, {bubbles: true}));
  }
  found.push(...(window.hits || []));
  return [...new Set(found)];
}
"""
TRAP = """
window.hits = [];
for (const name of ['hit', 'alert', 'confirm', 'prompt', 'print', 'open'])
  window[name] = () => { window.hits.push(name + ' was called'); };
"""


def split_batches(payloads, size):
    """The payloads as texts of at most so many characters; none is cut, the longest are left out.

    The one thing that is too long for a letter is refused by its form.
    """
    batch = []
    for payload in payloads:
        if len(payload) > size:
            continue
        if batch and sum(len(one) + 2 for one in batch) + len(payload) > size:
            yield "\n\n".join(batch)
            batch = []
        batch.append(payload)
    yield "\n\n".join(batch)


def clean_line(payload):
    """A payload as a field of one line takes it."""
    return " ".join(payload.replace("\0", "").split())


def own_texts():
    """The scripts and the style sheet that stand in our pages themselves."""
    return [*settings.INLINE_SCRIPTS.values(), read_style_sheet()]


def make_long(text, number):
    """A published letter and its answer that say the text in each of their fields."""
    letter = received_letter(text, sign_off=text[:80], contact="ann@example.org")
    actions.messages.add_message(letter, "asker", text[:5000])
    actions.inbox.update_note(letter, text[:1000])
    question = actions.letters.start_answer(letter)
    tag = saved_tag(f"{number} {clean_line(text)[:50]}", slug=f"t{number}", description=text[:4000])
    change_text(question, headline="Before", letter_text="Words before.", answer="Words before.")
    words = {"headline": f"{number} {clean_line(text)[:190]}", "letter_text": text, "answer": text}
    words |= {"sign_off": clean_line(text)[:80], "correction": clean_line(text)[:300]}
    change_text(question, **words, tags=(tag.pk,), care=tuple(Care.values))
    actions.questions.publish(question)
    return question


def make_short(payloads):
    """A published letter for each payload, in each of its short fields."""
    moment = timezone.now() - timedelta(days=1)
    rows = []
    for number, payload in enumerate(payloads):
        line = clean_line(payload)[:200] or "x"
        facts = {"headline": line, "letter_text": payload, "sign_off": line[:80]}
        facts |= {"letter_excerpt": payload[:300], "answer_excerpt": payload[:300]}
        facts |= {"answer": payload, "answer_html": render_markdown(payload)}
        facts |= {"correction": line, "pull_quote": line}
        facts |= {"slug": f"s{number}", "publish_at": moment - timedelta(minutes=number)}
        rows.append(Question(state="published", consented=True, **facts))
    return Question.objects.bulk_create(rows)


def without_own_files(html):
    """A page without our scripts and styles; what a payload brings in stays."""
    return re.sub(r'<(script|link)\b[^>]*="/static/[^>]*>', r"<\1 hidden>", html)


class PagesOpened:
    """What the browser is given for each address: made before, because it has no database."""

    def __init__(self):
        self.made, self.strangers, self.kinds = {}, [], set()

    def add(self, client, path, query=""):
        """Make a page, if it is one."""
        response = client.get(path, query_params={"q": query} if query else None)
        kind = response.get("Content-Type", "")
        if response.status_code < 400 and kind.startswith("text/html"):
            self.add_html(path, response.content.decode())

    def add_html(self, path, html):
        """Take some HTML as the page of an address."""
        whole = html if "<html" in html else f"<!doctype html><body>{html}"
        kind = re.sub(r"[0-9a-f-]{36}|\d+", "#", path)
        again = kind in self.kinds  # our scripts and styles need not be run each time
        self.kinds.add(kind)
        self.made[f"{SITE}/{len(self.made)}{path}"] = without_own_files(whole) if again else whole

    def add_together(self, pages):
        """Make many small pages, each as a frame of its own, and one page that has them all."""
        frames = "".join(f'<i-frame srcdoc="{escape(html)}"></i-frame>' for html in pages)
        self.add_html("/together", frames.replace("i-frame", "iframe"))

    def fulfil(self, route):
        """Answer the browser; whatever it asks elsewhere is a hit."""
        address = route.request.url
        if address in self.made:
            return route.fulfill(body=self.made[address], content_type="text/html; charset=utf-8")
        parts = urlsplit(address)
        if not address.startswith(SITE) and parts.scheme != "data":
            self.strangers.append(address)
        is_static = parts.path.startswith("/static/")
        path = finders.find(parts.path.removeprefix("/static/")) if is_static else None
        if path and Path(path).suffix in KINDS:
            return route.fulfill(path=path, content_type=KINDS[Path(path).suffix])
        return route.fulfill(status=204, body="")


@pytest.fixture
def browser_page(chromium):
    """A page with traps; what runs notes itself there."""
    context = chromium.new_context(service_workers="block")
    context.add_init_script(TRAP)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    yield page
    context.close()


def look_at(page, pages):
    """Every page in the browser. Returns what was found, by page."""
    page.context.route("**/*", pages.fulfil)
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    found = {}
    for address in pages.made:
        page.goto(address, wait_until="load")
        frames = page.frames[1:] if "/together" in address else [page.main_frame]
        hits = [hit for frame in frames for hit in frame.evaluate(LOOK, own_texts())]
        if hits := hits + dialogs + pages.strangers:
            found[address] = hits[:5]
        dialogs.clear(), pages.strangers.clear()
    return found


def test_the_oracle_sees_what_it_must(browser_page):
    pages = PagesOpened()
    for bad in (
        "<img src=x onerror=hit()>", "<script>alert(1)</script>", "<svg onload=hit()>",
        "<a href='java\tscript:hit()'>x</a>", "<img src=//evil.example/x>", "<p style=x>",
        "<iframe srcdoc='<script>parent.hit()</script>'></iframe>", "<base href=//evil.example>",
        "<p onclick=x>", "<meta http-equiv=refresh content='9;url=/x'>", "<input onfocus=hit()>",
    ):  # fmt: skip
        pages.add_html("/", bad)
    assert len(look_at(browser_page, pages)) == len(pages.made)


def test_nothing_runs_anywhere(db, john, browser_page, monkeypatch):
    monkeypatch.setattr(pagination, "PAGE_SIZE", TOGETHER)
    Column.objects.get_or_create(pk=Column.ONLY)
    pages, rita = PagesOpened(), Client()
    long = [make_long(text, n) for n, text in enumerate(split_batches(OWN, LETTER))]
    short = make_short(SHORT)
    CacheVersion.bump()
    add_everything(pages, rita, john, long)
    for start in range(0, len(short), IN_FRAMES):
        part = short[start : start + IN_FRAMES]
        shown = (rita.get(f"/questions/{question.slug}/") for question in part)
        pages.add_together([without_own_files(response.text) for response in shown])
    add_the_rest(pages)
    assert len(pages.made) > 100
    assert look_at(browser_page, pages) == {}


SPOKEN = ("/", "/about/", "/ask/", "/privacy/", "/help/", "/follow/", "/collections/one/")
SPOKEN += ("/questions/one/", "/tags/one/", "/admin/", "/admin/questions/column/1/change/")


def fill_texts(record, payloads):
    """Put a payload into each text of a record that is one line or more of free words."""
    for field in record._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and field.editable
        if is_text and not isinstance(field, models.SlugField) and not field.choices:
            words = (
                next(payloads) if field.max_length is None else next(payloads)[: field.max_length]
            )
            setattr(record, field.attname, words.strip() or "x")


def test_names_and_notices_run_nowhere(db, john, browser_page):
    """Every text of the column itself, its tags and collections, which stand on every page."""
    column, _ = Column.objects.get_or_create(pk=Column.ONLY)
    tag = saved_tag("One")
    question = published_question("One", tags=[tag])
    collection = saved_collection("One", [("Begin.", question)])
    pages, rita, payloads = PagesOpened(), Client(), iter(OWN)
    with contextlib.suppress(StopIteration):
        while True:
            for record in (column, tag, collection):
                fill_texts(record, payloads)
            actions.column.update_column(column)
            actions.tags.update_tag(tag)
            actions.collections.update_collection(collection)
            asked = [(john if path.startswith("/admin/") else rita).get(path) for path in SPOKEN]
            assert {response.status_code for response in asked} == {200}
            ElementTree.fromstring(rita.get("/feed/").content)
            pages.add_together([without_own_files(response.text) for response in asked])
    assert len(pages.made) > 10
    assert look_at(browser_page, pages) == {}


def add_everything(pages, rita, john, questions):
    """Every address with everything in it that is hostile: the readers' and the desk's."""
    for number, text in enumerate(split_batches(OWN, 4000)):
        Passage.objects.create(name=f"{number} {clean_line(text)[:50]}", text=text)
    issue = Issue.objects.create(name="week-1", rhythm="weekly", due_at=timezone.now())
    for question in questions:
        issue.contents.create(question=question)
        letter = question.letters.get()
        actions.preview_links.create_preview_link(question, days=1)
        objects = {
            "letter/<uuid:pk>": letter.pk, "question/<int:pk>": question.pk,
            "issue/<int:pk>": issue.pk, "<int:number>": 2, "<slug:slug>": question.slug,
        }  # fmt: skip
        done = set(pages.made)
        for address in sorted({filled(each, objects) for each in addresses()}):
            if not NEVER.match(address) and address not in done:
                pages.add(john if address.startswith("/admin/") else rita, address)
        for tag in question.tags.all():
            pages.add(rita, f"/tags/{tag.slug}/")
    for query in SHORT[::40]:
        pages.add(rita, "/search/", query)


def add_the_rest(pages):
    """Every payload as an answer, in feeds, and in mails."""
    for start in range(0, len(ALL), TOGETHER):
        part = ALL[start : start + TOGETHER]
        html = "".join(f"<div>{render_markdown(each)}</div>" for each in part)
        pages.add_html("/preview", html)
    for entry in Client().get("/feed.json").json()["items"]:
        pages.add_html("/feed", entry["content_html"])
    shown = list(Question.objects.published())
    for start in range(0, len(shown), 50):
        content = emails.build_issue_content(Issue(rhythm="weekly"), shown[start : start + 50])
        pages.add_html(
            "/mail",
            re.sub(
                ' style="[^"]*"|<style.*?</style>', "", content.render_inlined_html(), flags=re.S
            ),
        )
