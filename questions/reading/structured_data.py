"""What a question is, in schema.org's words: an article about a question and its answer."""

from typing import Any

from django.urls import reverse

from questions.absolute_urls import absolute_url
from questions.models import Collection, Column, Question
from questions.text.typography import typeset_text

# schema.org has words of its own for what a publisher says of itself.
PRINCIPLES = {"promises": "publishingPrinciples", "complaints": "correctionsPolicy"}


def describe_author() -> dict[str, Any]:
    """Who answers, with the page that says more."""
    column = Column.get_current()
    author = {"@type": "Person", "name": column.columnist, "url": absolute_url(reverse("about"))}
    return author | ({"jobTitle": column.columnist_role} if column.columnist_role else {})


def describe_publisher() -> dict[str, Any]:
    """The column."""
    name = Column.get_current().name
    return {"@type": "Organization", "name": name, "url": absolute_url(reverse("column"))}


def describe_principles() -> dict[str, str]:
    """Where a publisher says what it promises, for the about page alone: letters stay small."""
    about = absolute_url(reverse("about"))
    sections = Column.get_current().about_sections
    return {
        PRINCIPLES[one.name]: f"{about}#{one.name}" for one in sections if one.name in PRINCIPLES
    }


def build_about() -> dict[str, Any]:
    """The about page: who answers, and who publishes it."""
    return {
        "@context": "https://schema.org",
        "@type": "AboutPage",
        "url": absolute_url(reverse("about")),
        "mainEntity": describe_author(),
        "publisher": describe_publisher() | describe_principles(),
    }


def build_article(question: Question) -> dict[str, Any]:
    """An Article, because readers cannot answer here: QAPage is for pages where they can."""
    assert question.publish_at is not None
    author = describe_author()
    address = absolute_url(question.get_absolute_url())
    headline = typeset_text(question.headline)
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": headline,
        "url": address,
        "datePublished": question.publish_at.isoformat(timespec="seconds"),
        "dateModified": max(question.publish_at, question.changed_at).isoformat(timespec="seconds"),
        "author": author,
        "publisher": describe_publisher(),
        "mainEntity": {
            "@type": "Question",
            "name": headline,
            "text": question.letter_excerpt,
            "answerCount": 1,
            "acceptedAnswer": {
                "@type": "Answer",
                "text": question.answer_excerpt,
                "url": f"{address}#answer",
                "author": author,
            },
        },
    }


def build_collection(collection: Collection, questions: list[Question]) -> dict[str, Any]:
    """A collection as a page that lists letters in an order (schema.org's CollectionPage).

    Args:
        collection: whose page it is.
        questions: its public letters in their order.
    """
    return {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": typeset_text(collection.headline),
        "url": absolute_url(collection.get_absolute_url()),
        "description": collection.plain_introduction,
        "dateModified": collection.changed_at.isoformat(timespec="seconds"),
        "author": describe_author(),
        "publisher": describe_publisher(),
        "mainEntity": {"@type": "ItemList", "itemListElement": list_letters(questions)},
    }


def list_letters(questions: list[Question]) -> list[dict[str, Any]]:
    """Letters as the items of a list in this order."""
    return [
        {
            "@type": "ListItem",
            "position": position,
            "name": typeset_text(question.headline),
            "url": absolute_url(question.get_absolute_url()),
        }
        for position, question in enumerate(questions, 1)
    ]
