"""Letters of other systems come in: nothing private is public, every old address leads on."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image

from questions import actions
from questions.actions.import_leases import LeaseLost
from questions.actions.import_runs import RunOptions, import_path
from questions.models import (
    CacheVersion,
    FormerAddress,
    ImportedQuestion,
    ImportRun,
    Issue,
    Question,
    Revision,
    Tag,
)
from questions.newsletter.issues import process_issues
from questions.transfer import prepare
from tests.factories import change_text, published_question, received_letter, text_of
from tests.newsletter.factories import column
from tests.transfer.sheets import EXCHANGE, LETTER, write_wxr, wxr_item

pytestmark = pytest.mark.django_db
TAGS = '<category domain="post_tag" nicename="t"><![CDATA[Trust]]></category>'


def with_headline(headline):
    """The question, public or sealed, with a headline."""
    return next(one for one in Question.objects.all() if text_of(one).headline == headline)


def link(name):
    """An item at an address of its own."""
    return lambda item: item.replace("/06/how/", f"/06/{name}/").replace(">how<", f">{name}<")


def bring(path, **options):
    return import_path(path, RunOptions(**options))


def column_file(folder):
    """A public letter, a private one, one with a password, and a post without a letter."""
    secret = "<wp:post_password>s3same</wp:post_password>"
    return write_wxr(
        folder,
        wxr_item(number=1, extra=TAGS),
        link("private")(wxr_item(number=2, title="Private", status="private")),
        link("locked")(wxr_item(number=3, title="Locked", extra=secret)),
        link("news")(wxr_item("<p>We have moved.</p>", number=4, title="News")),
    )


def test_what_everybody_could_read_is_public_and_nothing_else(tmp_path, rita):
    report = bring(column_file(tmp_path))
    (question,) = Question.objects.published()
    assert (report.counts["new"], report.counts["public"], report.counts["drafts"]) == (4, 1, 3)
    assert question.letter_text.startswith(LETTER)
    assert (question.headline, question.slug, question.answer) == ("How?", "how", "Say it.")
    assert question.publish_at == datetime(2013, 6, 7, 3, 0, 44, tzinfo=UTC)
    assert not question.consented
    assert [tag.name for tag in question.tags.all()] == ["Trust"]
    page = rita.get("/questions/how/")
    assert page.status_code == 200
    assert LETTER in page.content.decode()
    for slug in ("private", "locked", "news"):
        assert rita.get(f"/questions/{slug}/").status_code == 404
    assert "Trust" in rita.get("/tags/").content.decode()
    assert "How?" in rita.get("/search/?q=known").content.decode()
    assert "s3same" not in repr(report)


@pytest.mark.parametrize(
    "address",
    ["/2013/06/how/", "/2013/06/how", "/2013/06/how/?utm_source=x", "/?p=1", "/2013/06/%68ow/"],
)
def test_former_addresses_lead_to_the_letter_for_good(address, tmp_path, rita):
    bring(column_file(tmp_path))
    response = rita.get(address)
    assert (response.status_code, response["Location"]) == (301, "/questions/how/")


@pytest.mark.parametrize(
    "address", ["/2013/06/private/", "/?p=2", "/2013/06/locked/", "/?p=99", "/2013/06/never/"]
)
def test_former_addresses_of_what_is_not_public_say_nothing(address, tmp_path, rita):
    bring(column_file(tmp_path))
    response = rita.get(address)
    assert response.status_code == (200 if "?p" in address else 404)
    assert "Private" not in response.content.decode()


def test_addresses_in_other_scripts_lead_on_too(tmp_path, rita):
    text = wxr_item(number=1).replace("/2013/06/how/", "/%d0%bb%d1%8e%d0%b1%d0%be%d0%b2%d1%8c/")
    bring(write_wxr(tmp_path, text.replace(">how<", ">%d0%bb%d1%8e%d0%b1<")))
    assert rita.get("/любовь/")["Location"] == "/questions/how/"


def test_the_old_feeds_lead_to_ours(tmp_path, rita):
    bring(column_file(tmp_path))
    for address in ("/feed/rss2/", "/?feed=rss2"):
        assert rita.get(address)["Location"] == "/feed/"


def test_what_was_withdrawn_is_gone_at_its_old_address_too(tmp_path, rita):
    bring(column_file(tmp_path))
    actions.approvals.withdraw_question(Question.objects.get(slug="how"))
    assert rita.get("/2013/06/how/").status_code == 410


def test_a_dry_run_changes_nothing(tmp_path):
    version = CacheVersion.current_key()
    report = bring(column_file(tmp_path), is_dry_run=True)
    assert (report.counts["new"], report.counts["public"]) == (4, 1)
    assert not Question.objects.exists()
    assert not ImportRun.objects.exists()
    assert not FormerAddress.objects.exists()
    assert not Tag.objects.exists()
    assert CacheVersion.current_key() == version


def test_a_second_run_changes_nothing(tmp_path):
    path = column_file(tmp_path)
    bring(path)
    before = list(Question.objects.order_by("pk").values())
    report = bring(path)
    assert report.counts["unchanged"] == 4
    assert list(Question.objects.order_by("pk").values()) == before


def test_what_was_changed_over_there_is_changed_here(tmp_path, rita):
    bring(column_file(tmp_path))
    report = bring(write_wxr(tmp_path, wxr_item(f"{EXCHANGE} Truly.", number=1)))
    assert report.counts["changed"] == 1
    assert Question.objects.get(slug="how").answer == "Say it. Truly."
    assert "Truly" in rita.get("/questions/how/").content.decode()
    assert rita.get("/tags/trust/").status_code == 404


def test_what_was_edited_here_stays(tmp_path):
    bring(column_file(tmp_path))
    question = Question.objects.get(slug="how")
    change_text(question, answer="My own words.")
    report = bring(write_wxr(tmp_path, wxr_item(f"{EXCHANGE} Truly.", number=1)))
    question.refresh_from_db()
    assert (report.counts["edited here"], question.answer) == (1, "My own words.")
    assert [line.kind for line in report.lines if line.kind == "kept"] == ["kept"]


def test_what_becomes_private_over_there_becomes_a_draft_here(tmp_path, rita):
    bring(column_file(tmp_path))
    bring(write_wxr(tmp_path, wxr_item(number=1, status="private")))
    assert rita.get("/questions/how/").status_code == 404
    assert rita.get("/2013/06/how/").status_code == 404
    assert "How?" not in rita.get("/search/?q=known").content.decode()


def test_an_import_is_undone_as_a_whole(tmp_path, rita):
    kept = published_question("Kept?", slug="how")
    bring(column_file(tmp_path))
    assert actions.imports.undo(ImportRun.objects.get()) == 4
    assert list(Question.objects.all()) == [kept]
    assert not ImportedQuestion.objects.exists()
    assert rita.get("/2013/06/how/").status_code == 404
    assert "/questions/how/" in rita.get("/search/?q=kept").content.decode()
    assert not Revision.objects.exclude(question=kept).exists()


def test_an_import_of_which_something_was_edited_stays(tmp_path):
    bring(column_file(tmp_path))
    change_text(Question.objects.get(slug="how"), answer="My own words.")
    with pytest.raises(actions.imports.EditedSinceImport):
        actions.imports.undo(ImportRun.objects.get())
    assert Question.objects.count() == 4


def test_an_import_of_which_something_was_used_stays(tmp_path):
    bring(column_file(tmp_path))
    actions.letters.attach(received_letter(), Question.objects.get(slug="how"))
    with pytest.raises(actions.imports.EditedSinceImport):
        actions.imports.undo(ImportRun.objects.get())


def test_names_in_addresses_are_never_taken_from_another_letter(tmp_path, rita):
    mine = published_question("Mine?", slug="how")
    bring(column_file(tmp_path))
    assert rita.get("/2013/06/how/")["Location"] == "/questions/how-2/"
    assert "Mine?" in rita.get("/questions/how/").content.decode()
    assert Question.objects.get(slug="how") == mine


def test_pages_change_once(tmp_path, monkeypatch):
    Tag.objects.create(name="Trust", slug="trust")
    turns = []
    bump = CacheVersion.bump
    monkeypatch.setattr(CacheVersion, "bump", lambda: (turns.append(1), bump()))
    bring(write_wxr(tmp_path, *(link(f"n{n}")(wxr_item(number=n, extra=TAGS)) for n in range(30))))
    assert Question.objects.published().count() == 30
    assert len(turns) == 1


def test_nobody_is_mailed_about_old_letters(tmp_path, settings):
    settings.MAIL_IS_SET = True
    column(newsletter=True)
    yesterday = f"{timezone.now() - timezone.timedelta(days=1):%Y-%m-%d %H:%M:%S}"
    text = (
        wxr_item()
        .replace("2013-06-07 03:00:44", yesterday)
        .replace("2013-06-07 05:00:44", yesterday)
    )
    bring(write_wxr(tmp_path, text))
    assert Question.objects.published().count() == 1
    process_issues()
    assert not Issue.objects.filter(questions__isnull=False).exists()


def test_a_draft_that_was_public_elsewhere_is_published_on_its_old_day(tmp_path):
    bring(column_file(tmp_path), is_draft_only=True)
    question = with_headline("How?")
    assert question.state == Question.State.DRAFT
    assert question.slug is None
    actions.questions.publish(question)
    assert question.publish_at == datetime(2013, 6, 7, 3, 0, 44, tzinfo=UTC)


def test_what_was_never_public_cannot_be_published_without_consent(tmp_path):
    bring(column_file(tmp_path))
    with pytest.raises(actions.questions.NotPublishable):
        actions.questions.publish(with_headline("Private"))


def test_letters_about_danger_get_a_note_and_help_lines(tmp_path, rita):
    body = EXCHANGE.replace(LETTER, f"{LETTER} I want to kill myself.")
    call_command("import", write_wxr(tmp_path, wxr_item(body)))
    question = Question.objects.get()
    assert question.content_notes == ["self-harm"]
    assert question.needs_help_lines
    assert question.is_public


def picture(folder, name, size=(60, 40)):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG")
    (folder / name).write_bytes(out.getvalue())


def test_pictures_come_from_the_folder_that_was_named(tmp_path, rita):
    body = EXCHANGE + "\n\n".join(
        f'<p><img src="https://example.org/wp-content/uploads/2013/{name}" alt="{name[0]}"></p>'
        for name in ("cup-300x200.jpg", "missing.jpg", "bad.jpg")
    )
    picture(tmp_path / "uploads", "2013/cup.jpg")
    (tmp_path / "uploads/2013/bad.jpg").write_bytes(b"no picture")
    call_command("import", write_wxr(tmp_path, wxr_item(body)), uploads=tmp_path / "uploads")
    html = rita.get("/questions/how/").content.decode()
    assert html.count('<img src="/media/') == 1
    assert "wp-content" not in html


def test_uploads_outside_of_the_folder_are_never_read(tmp_path):
    picture(tmp_path, "secret.jpg")
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads/link.jpg").symlink_to(tmp_path / "secret.jpg")
    paths = ("/uploads/../secret.jpg", "/link.jpg", "/%2e%2e/secret.jpg")
    body = EXCHANGE + "".join(f'<img src="{path}">' for path in paths)
    report = bring(write_wxr(tmp_path, wxr_item(body)), uploads=tmp_path / "uploads")
    assert report.counts["picture missing"] == 3


def test_tags_are_mapped_by_a_table_that_can_be_edited(tmp_path, capsys):
    table = tmp_path / "tags.csv"
    path = column_file(tmp_path)
    call_command("import", path, tag_map=table, dry_run=True)
    assert table.read_text() == "tag,letters,becomes\nTrust,1,Trust\n"
    table.write_text("tag,letters,becomes\nTrust,1,Honesty | Family\n")
    call_command("import", path, tag_map=table)
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Family", "Honesty"]


def test_a_file_that_is_none_is_refused(tmp_path):
    (tmp_path / "a.xml").write_text("<html/>")
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import", tmp_path / "a.xml")


def test_the_command_takes_an_import_back(tmp_path, capsys):
    call_command("import", column_file(tmp_path))
    run = ImportRun.objects.get()
    assert f"--undo {run.pk}" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no import"):
        call_command("import", undo=run.pk + 1)
    call_command("import", undo=run.pk)
    assert not Question.objects.exists()


def test_a_text_that_breaks_the_converter_is_named_and_the_rest_goes_on(tmp_path, monkeypatch):
    def convert(html, *args, **options):
        assert "unlucky" not in html
        return real(html, *args, **options)

    real = prepare.html_to_markdown
    monkeypatch.setattr(prepare, "html_to_markdown", convert)
    path = write_wxr(tmp_path, wxr_item("unlucky", number=1), link("b")(wxr_item(number=2)))
    report = bring(path)
    assert (report.counts["new"], report.counts["fault"]) == (1, 1)
    assert report.lines[0].words == "Its text could not be converted."


def test_one_broken_item_does_not_hold_up_the_others(tmp_path):
    broken = link("b")(wxr_item(number=2)).replace("<wp:status>", "<wp:status")
    report = bring(write_wxr(tmp_path, wxr_item(number=1), broken, link("c")(wxr_item(number=3))))
    assert (report.counts["new"], report.counts["fault"]) == (2, 1)


def test_an_import_that_was_stopped_goes_on_as_the_same_one(tmp_path, monkeypatch):
    path = column_file(tmp_path)

    def stop(session):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(actions.imports, "finish", stop)
        with pytest.raises(KeyboardInterrupt):
            bring(path)
    report = bring(path)
    run = ImportRun.objects.get()
    assert (report.run, run.questions.count(), bool(run.finished_at)) == (run.pk, 4, True)
    bring(path)
    assert ImportRun.objects.count() == 2


def stop_midway(path, monkeypatch):
    """An import that is stopped before its end. Returns its number."""
    with monkeypatch.context() as patch:
        patch.setattr(actions.imports, "finish", lambda session: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            bring(path)
    return ImportRun.objects.latest("pk").pk


def test_another_file_of_the_same_system_is_never_joined_to_a_killed_import(tmp_path, monkeypatch):
    old = stop_midway(write_wxr(tmp_path, wxr_item(number=1)), monkeypatch)
    report = bring(write_wxr(tmp_path, link("b")(wxr_item(number=2, title="B"))))
    assert report.run != old
    assert actions.imports.undo(ImportRun.objects.get(pk=report.run)) == 1
    assert ImportedQuestion.objects.get().run_id == old


def test_the_same_folder_is_gone_on_with(tmp_path, monkeypatch):
    folder = tmp_path / "_posts"
    folder.mkdir()
    (folder / "2014-01-01-how.md").write_text(f"---\ntitle: How\n---\n{LETTER}", encoding="utf-8")
    old = stop_midway(tmp_path, monkeypatch)
    assert bring(tmp_path).run == old


def test_two_imports_of_the_same_file_at_once_never_share_a_run(tmp_path, monkeypatch):
    path = column_file(tmp_path)

    def bring_too(done):
        with pytest.raises(LeaseLost):
            bring(path)
        with pytest.raises(CommandError, match="Another process"):
            call_command("import", str(path))

    report = bring(path, report_progress=bring_too)
    assert ImportRun.objects.get().questions.count() == report.counts["new"] == 4
