"""An old letter comes first again, until the next one is published or a day comes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from questions import actions
from questions.models import CacheVersion, Rerun
from tests.factories import change_text, draft_question, published_question, saved_tag

OLD = datetime(2025, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def old(db):
    """A letter of May 2025, with a newer one."""
    question = published_question("The old one", at=OLD)
    published_question("The newer one", at=OLD + timedelta(days=90))
    return question


def headlines(rita):
    page = rita.get("/").context["page"]
    return [question.headline for question in page.questions]


def test_it_comes_first_once_and_says_when_it_was_published(rita, old):
    assert headlines(rita) == ["The newer one", "The old one"]
    actions.reruns.start_rerun(old)
    assert headlines(rita) == ["The old one", "The newer one"]
    page = rita.get("/").text
    assert "First published in May 2025" in page
    assert "Latest answer" not in page


def test_it_ends_with_the_next_publication(rita, old):
    actions.reruns.start_rerun(old)
    published_question("The next one")
    assert headlines(rita) == ["The next one", "The newer one", "The old one"]


def test_it_ends_on_its_day_by_itself_in_every_process(rita, old):
    rerun = actions.reruns.start_rerun(old, until=timezone.now() + timedelta(days=2))
    assert headlines(rita)[0] == "The old one"
    before = CacheVersion.current_key()
    Rerun.objects.filter(pk=rerun.pk).update(until=timezone.now() - timedelta(seconds=1))
    assert CacheVersion.current_key() != before
    assert headlines(rita)[0] == "The newer one"


def test_another_one_takes_its_place(rita, old):
    actions.reruns.start_rerun(old)
    newer = published_question("Another", at=OLD + timedelta(days=1))
    actions.reruns.start_rerun(newer)
    assert headlines(rita)[0] == "Another"
    actions.reruns.cancel_rerun(newer)
    assert headlines(rita)[0] == "The newer one"


def test_it_is_on_the_first_page_alone_and_in_no_other_list(rita, old):
    actions.reruns.start_rerun(old)
    first = rita.get("/archive/2025/").text
    assert first.index("The newer one") < first.index("The old one")


def test_it_is_new_in_the_feed_each_time(rita, old):
    before = rita.get("/feed.json").json()["items"]
    actions.reruns.start_rerun(old)
    items = rita.get("/feed.json").json()["items"]
    assert [item["title"] for item in items] == ["The old one", "The newer one", "The old one"]
    assert items[1:] == before
    assert len({item["id"] for item in items}) == 3
    assert items[0]["id"].startswith(f"{items[2]['id']}:rerun:")
    assert items[0]["date_published"] > items[1]["date_published"]
    assert "First published in May 2025" in items[0]["content_html"]
    assert "First published" not in items[2]["content_html"]
    actions.reruns.start_rerun(old)
    assert len(rita.get("/feed.json").json()["items"]) == 4
    assert rita.get("/feed/").text.count("First published in May 2025") == 2


def test_a_tags_feed_has_it_once(rita, old):
    tag = saved_tag("Trust")
    change_text(old, tags=[tag.pk])
    actions.reruns.start_rerun(old)
    assert len(rita.get(f"/tags/{tag.slug}/feed.json").json()["items"]) == 1


def test_beginning_and_cancelling_begin_a_new_version_of_all_pages(old):
    names = [CacheVersion.objects.get().name]
    for verb in (actions.reruns.start_rerun, actions.reruns.cancel_rerun):
        verb(old)
        names.append(CacheVersion.objects.get().name)
    assert len({*names}) == 3


def test_what_is_cancelled_or_withdrawn_leaves_the_feed(rita, old):
    actions.reruns.start_rerun(old)
    actions.reruns.cancel_rerun(old)
    assert len(rita.get("/feed.json").json()["items"]) == 2
    actions.reruns.start_rerun(old)
    actions.erasure.withdraw(old.letters.get())
    assert headlines(rita) == ["The newer one"]
    assert len(rita.get("/feed.json").json()["items"]) == 1


def test_only_what_readers_can_see_comes_again(db, old):
    with pytest.raises(actions.reruns.NotRunAgain):
        actions.reruns.start_rerun(draft_question("A draft"))
    with pytest.raises(actions.reruns.NotRunAgain):
        actions.reruns.start_rerun(old, until=timezone.now() - timedelta(days=1))
    assert not Rerun.objects.exists()


def test_only_who_may_publish_begins_or_ends_it(old):
    someone = get_user_model().objects.create_user("someone", is_staff=True)
    for verb in (actions.reruns.start_rerun, actions.reruns.cancel_rerun):
        with pytest.raises(actions.permissions.NotAllowed):
            verb(old, by=someone)


def test_john_begins_and_ends_it_at_the_desk(john, rita, old):
    page = f"/admin/questions/question/{old.pk}/rerun/"
    assert page in john.get(f"/admin/questions/question/{old.pk}/change/").text
    assert "at the top of the column again" in john.get(page).text
    assert "The day is past" in john.post(page, {"until": "2020-01-01T10:00"}).text
    assert headlines(rita)[0] == "The newer one"
    said = john.post(page, {"until": ""}, follow=True).text
    assert "comes first now" in said
    assert headlines(rita)[0] == "The old one"
    assert "until another one is published" in john.get(page).text
    assert f'action="{page}end/"' in john.get(page).text
    john.post(f"{page}end/")
    assert headlines(rita)[0] == "The newer one"


def test_without_a_rerun_the_column_takes_three_queries(rita, old, django_assert_max_num_queries):
    rita.get("/about/")
    with django_assert_max_num_queries(3):
        rita.get("/")
