"""John looks after the help lines."""

from datetime import timedelta

from django.utils import timezone

from questions.models import Resource

LIST = "/admin/questions/resource/"


def test_lines_that_need_a_look_are_marked(john):
    today = timezone.localdate()
    Resource.objects.filter(name="Childline").update(verified_on=today - timedelta(days=181))
    Resource.objects.filter(name="1737").update(verified_on=today)
    page = john.get(LIST).text
    assert page.count("Never: check it") == 18
    assert page.count(": check it again") == 2


def test_they_can_be_listed_alone(john):
    Resource.objects.exclude(name="1737").update(verified_on=timezone.localdate())
    page = john.get(f"{LIST}?checked=stale").text
    assert "1737.org" not in page
    assert "1 help line" in page


def test_the_day_of_a_check_is_noted(john):
    line = Resource.objects.get(country="GB", name="Samaritans")
    john.post(LIST, {"action": "mark_as_checked", "_selected_action": [line.pk]})
    line.refresh_from_db()
    assert line.verified_on == timezone.localdate()
    assert Resource.objects.filter(verified_on__isnull=False).count() == 1


def test_staff_without_permission_see_none(sam):
    assert sam.get(LIST).status_code == 403
