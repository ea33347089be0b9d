"""A column whose mail comes back to an address of its own."""

import pytest

from tests.newsletter.factories import column


@pytest.fixture
def bounces(db, settings):
    """A newsletter, and an address for what comes back."""
    settings.MAIL_IS_SET = True
    settings.BOUNCE_ADDRESS = "bounces@column.example"
    column(newsletter=True)
