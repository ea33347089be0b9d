"""The addresses that imported letters had elsewhere."""

import re
from collections.abc import Iterable

from questions.models import (
    FormerAddress,
    FormerSlug,
    Question,
)
from questions.models.imports import address_key

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,100}")


def add_address(question: Question, address: str) -> None:
    """Let an address of another system lead to a question, unless it leads somewhere already.

    Args:
        question: where it leads.
        address: a path, perhaps with a query.
    """
    own = re.fullmatch(r"/questions/([-\w]+)/", address)
    is_public = question.state == Question.State.PUBLISHED  # else nothing of it may be in the clear
    if is_public and own and SLUG.fullmatch(own[1]):
        is_taken = Question.objects.filter(slug=own[1]).exists()
        if not is_taken:
            FormerSlug.objects.get_or_create(slug=own[1], defaults={"question": question})
        return
    facts = {"address": address[:1000], "question": question}
    FormerAddress.objects.get_or_create(key=address_key(address), defaults=facts)


def add_targets(addresses: Iterable[str], target: str) -> None:
    """Let addresses of another system lead to a page of ours.

    Args:
        addresses: such as those of its feeds.
        target: a path here.
    """
    for address in addresses:
        facts = {"address": address, "target": target}
        FormerAddress.objects.get_or_create(key=address_key(address), defaults=facts)
