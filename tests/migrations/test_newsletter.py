"""The newsletter's migrations on a column that has mail and staff already."""

import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from tests.migrations.schemas import begin_at, migrate, migrate_to_newest

roles = importlib.import_module("questions.migrations.0036_newsletter_roles")
BEFORE, AFTER = [("questions", "0034_shown_text")], [("questions", "0036_newsletter_roles")]


@pytest.mark.django_db(transaction=True)
def test_mail_that_waits_and_the_columns_words_stay():
    try:
        old = begin_at(BEFORE)
        old.get_model("questions", "Column").objects.update_or_create(pk=1, defaults={"name": "X"})
        old.get_model("questions", "OutgoingMail").objects.create(kind="news", state="waiting")
        new = migrate(AFTER)
        mail = new.get_model("questions", "OutgoingMail").objects.get()
        column = new.get_model("questions", "Column").objects.get()
        assert (mail.kind, mail.is_bulk, mail.issue_id, mail.subscriber_id) == (
            "news",
            False,
            None,
            None,
        )
        assert (column.name, column.newsletter, column.grace_minutes) == ("X", True, 15)
    finally:
        migrate_to_newest()


def test_the_roles_learn_it_once(db):
    roles.let_them(apps, None)
    held = {
        name: set(
            Group.objects.get(name=name)
            .permissions.filter(codename__endswith="_issue")
            .values_list("codename", flat=True)
        )
        for name in ("Columnist", "Editor", "Intake")
    }
    assert held == {
        "Columnist": {"view_issue", "change_issue"},
        "Editor": {"view_issue"},
        "Intake": set(),
    }
