"""A column that sends a newsletter."""

import pytest

from tests.newsletter.factories import column


@pytest.fixture(autouse=True)
def newsletter(db, settings):
    settings.MAIL_IS_SET = True
    column(newsletter=True)
