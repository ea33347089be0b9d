"""What a question is, in schema.org's words: an article about a question and its answer."""

from typing import Any

from django.utils.safestring import SafeString

from questions.absolute_urls import absolute_url
from questions.models import Collection, Column, Question
from questions.text import rendering
from questions.text.typography import typeset_text


def build_article(question: Question) -> dict[str, Any]:
    """An Article, because readers cannot answer here: QAPage is for pages where they can."""
    assert question.publish_at is not None
    column = Column.get_current()
    author = {"@type": "Person", "name": column.columnist}
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
        "publisher": {"@type": "Organization", "name": column.name},
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
    column = Column.get_current()
    letters = [
        {
            "@type": "ListItem",
            "position": position,
            "name": typeset_text(question.headline),
            "url": absolute_url(question.get_absolute_url()),
        }
        for position, question in enumerate(questions, 1)
    ]
    return {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": typeset_text(collection.headline),
        "url": absolute_url(collection.get_absolute_url()),
        "description": collection.plain_introduction,
        "dateModified": collection.changed_at.isoformat(timespec="seconds"),
        "author": {"@type": "Person", "name": column.columnist},
        "publisher": {"@type": "Organization", "name": column.name},
        "mainEntity": {"@type": "ItemList", "itemListElement": letters},
    }


def render_data_script(data: dict[str, Any]) -> SafeString:
    """The block of data that a page carries. A browser never runs it, so the policy lets it be."""
    return rendering.render_json_ld(data)
