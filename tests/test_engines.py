"""Which tests are left out on the second engine: those that pytest-django refuses any query."""

import pytest

from questions.models import Letter


def is_pure(request):
    return request.node.get_closest_marker("pure") is not None


def test_what_has_no_database_is_tried_on_one_engine(request):
    assert is_pure(request)


def test_a_mark_by_hand_is_held_to_the_same(request):
    """What starts processes or is slow says `pure` itself, and is refused any query too."""
    marked = [item for item in request.session.items if item.get_closest_marker("pure")]
    asking = ("db", "transactional_db", "live_server")
    assert [item.nodeid for item in marked if {*asking} & {*item.fixturenames}] == []
    assert not any(item.get_closest_marker("django_db") for item in marked)


def test_it_really_has_none():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Letter.objects.exists()


@pytest.mark.django_db
def test_a_mark_brings_it_to_both(request):
    assert not is_pure(request)


def test_a_fixture_brings_it_to_both(request, db):
    assert not is_pure(request)


def test_a_fixture_that_commits_brings_it_to_both(request, transactional_db):
    assert not is_pure(request)


@pytest.mark.skipif(False, reason="may ask for the engine")
def test_a_question_about_the_engine_brings_it_to_both(request):
    assert not is_pure(request)
