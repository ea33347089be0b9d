"""Pictures come from the former site's own host, and from nowhere else."""

import socket
from io import BytesIO

import pytest
from django.core.management import call_command
from PIL import Image

from advice import outgoing
from questions.actions.import_runs import RunOptions, import_path
from questions.answering.answers.pictures import store_imported
from questions.models import ImportRun, Question
from questions.transfer import fetching
from tests.answering.test_transfer import PAGE, export_of, newest, upload, work
from tests.test_outgoing import Handler, served
from tests.transfer.sheets import EXCHANGE, WXR_HEAD, write_wxr, wxr_item

pytestmark = pytest.mark.django_db


class Site(Handler):
    """A site with one picture, and much that is none."""

    def answer_cup(self):
        out = BytesIO()
        Image.new("RGB", (60, 40), "red").save(out, "JPEG")
        self.answer_hello(out.getvalue())

    def answer_elsewhere(self):
        self.redirect_to(f"http://other.example:{self.server.server_port}/cup.jpg")

    def answer_moved(self):
        self.redirect_to("/cup/new.jpg")

    def answer_inside(self):
        self.redirect_to("http://169.254.169.254/latest/")

    def answer_none(self):
        self.answer_hello(b"<script>alert(1)</script>")

    def answer_gone(self):
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def site(monkeypatch):
    """The former site, whose name is example.org here."""
    look_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: look_up("127.0.0.1", *a, **k))
    monkeypatch.setattr(outgoing, "is_public", lambda address: True)
    bounds = outgoing.Bounds(seconds=20, max_bytes=100_000, redirects=3, ports=None)
    monkeypatch.setattr(fetching, "BOUNDS", bounds)
    with served(Site) as server:
        server.url = f"http://example.org:{server.server_port}"
        yield server


def export(folder, site, *names):
    """A file with a post that shows pictures."""
    shown = "".join(f'<p><img src="{name}" alt="A cup"></p>' for name in names)
    head = WXR_HEAD.replace("https://example.org", site.url)
    return write_wxr(folder, wxr_item(f"{EXCHANGE}\n\n{shown}"), head=head)


def bring(path, **facts):
    options = RunOptions(is_fetching=True, store_picture=store_imported, **facts)
    return import_path(path, options)


def missing(report):
    return [line.words for line in report.lines if line.kind == "picture missing"]


def test_a_picture_is_fetched_and_decoded(site, tmp_path, settings):
    report = bring(export(tmp_path, site, f"{site.url}/cup/1.jpg", "/moved/2.jpg"))
    assert missing(report) == []
    question = Question.objects.get()
    assert question.answer_html.count('src="/media/') == 2
    (stored,) = settings.MEDIA_ROOT.iterdir()  # the same picture, once
    with Image.open(stored) as picture:
        assert picture.size == (60, 40)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/elsewhere/1.jpg", "This host is not allowed."),
        ("/inside/1.jpg", "This host is not allowed."),
        ("/none/1.jpg", "This is not a picture"),
        ("/gone/1.jpg", "The site answered 404."),
        ("/short/1.jpg", "It cannot be reached"),
    ],
)
def test_what_is_no_picture_of_the_site_is_missing(path, reason, site, tmp_path):
    report = bring(export(tmp_path, site, f"{site.url}{path}"))
    assert missing(report) == [f"{site.url}{path}"]
    assert any(reason in line.words for line in report.lines if line.kind == "note")
    assert "/media/" not in Question.objects.get().answer


def test_other_hosts_are_never_asked(site, tmp_path):
    port = site.server_port
    names = [
        *(f"http://other.example:{port}/cup.jpg", "http://127.0.0.1/cup.jpg", "file:///etc/passwd"),
        *(f"http://example.org.evil.example:{port}/cup.jpg", f"http://x@evil.example:{port}/cup/"),
    ]
    report = bring(export(tmp_path, site, *names))
    assert len(missing(report)) == len(names)
    assert site.asked == []


def test_a_site_with_a_private_address_is_not_asked(site, tmp_path, monkeypatch):
    monkeypatch.undo()
    path = export(tmp_path, site, f"http://localhost:{site.server_port}/cup/1.jpg")
    report = bring(path, site=f"http://localhost:{site.server_port}")
    assert len(missing(report)) == 1
    assert site.asked == []


def test_what_is_too_large_is_missing(site, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "BOUNDS", outgoing.Bounds(ports=None, max_bytes=100))
    report = bring(export(tmp_path, site, f"{site.url}/cup/1.jpg"))
    assert len(missing(report)) == 1


def test_a_site_that_is_gone_is_not_waited_for(site, tmp_path):
    names = [f"{site.url}/short/{n}.jpg" for n in range(9)]
    report = bring(export(tmp_path, site, *names))
    assert len(missing(report)) == 9
    assert len(site.asked) == fetching.MAX_FAILURES


def test_nothing_is_fetched_unless_it_is_asked_for(site, tmp_path):
    path = export(tmp_path, site, f"{site.url}/cup/1.jpg")
    call_command("import", path)
    assert site.asked == []
    call_command("import", path, dry_run=True, fetch_pictures=True)
    assert site.asked == []


def test_a_second_run_is_the_same(site, tmp_path):
    """One picture is missing for good; the letter is not written again because of it."""
    path = export(tmp_path, site, f"{site.url}/cup/1.jpg", f"{site.url}/gone/2.jpg")
    bring(path)
    before = Question.objects.values().get()
    report = bring(path)
    assert report.counts["unchanged"] == 1
    assert Question.objects.values().get() == before


def test_a_picture_that_is_there_now_is_brought(site, tmp_path, monkeypatch):
    path = export(tmp_path, site, f"{site.url}/gone/1.jpg")
    bring(path)
    monkeypatch.setattr(Site, "answer_gone", Site.answer_cup)
    assert bring(path).counts["changed"] == 1
    assert "/media/" in Question.objects.get().answer


def test_a_file_that_names_no_site_says_so(tmp_path):
    path = write_wxr(tmp_path, wxr_item(), head=WXR_HEAD.replace("https://example.org", ""))
    report = bring(path)
    assert any("--site" in line.words for line in report.lines)


def test_the_desk_fetches_where_it_is_ticked(site, john):
    text = export_of(wxr_item(f'{EXCHANGE}<p><img src="{site.url}/cup/1.jpg"></p>'))
    upload(john, text, is_fetching="on", site=site.url)
    assert site.asked == []
    john.post(f"{PAGE}{newest().pk}/start/")
    work()
    assert "/media/" in Question.objects.get().answer
    assert ImportRun.objects.get().counts["pictures found"] == 1


def test_the_fetcher_knows_the_site_with_and_without_www(tmp_path):
    fetcher = fetching.PictureFetcher(
        fetching.UploadsFolder(None), "https://www.a.example", tmp_path
    )
    assert fetcher.has_file("https://a.example/x.jpg")
    assert fetcher.has_file("/x.jpg")
    assert not fetcher.has_file("https://b.example/x.jpg")
    assert not fetcher.has_file("http://[")
