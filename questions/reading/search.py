"""The reader's search: a page of results, whatever is typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from questions import search
from questions.counters import time_search
from questions.models import CacheVersion
from questions.page_cache import count_empty_search, read_from_replica
from questions.risk import list_listened
from questions.risk.help import Help, find_help_for_search
from questions.sentence_vectors import encode_together
from questions.text.normalisation import normalise_line
from questions.text.numbers import read_number

SHOWN_CHARACTERS = 200  # characters of what was asked for that are shown again
HEARD_CHARACTERS = 1_000  # as many as are searched for


@require_safe
@read_from_replica
def show_search_results(request: HttpRequest) -> HttpResponse:
    """The questions that match `?q=`, in the tag `?tag=` if there is one."""
    text = request.GET.get("q", "")
    heard = text[:HEARD_CHARACTERS]
    with encode_together([*list_listened(heard), search.text_to_encode(text)]):
        return answer_search(request, text, find_help_for_search(heard))


def answer_search(request: HttpRequest, text: str, help_first: Help | None) -> HttpResponse:
    """A page of results, or of help.

    Args:
        request: the search.
        text: what was asked for.
        help_first: the help that fits, if danger was heard.
    """
    tag = request.GET.get("tag", "")[:SHOWN_CHARACTERS]
    page = parse_page_number(request.GET.get("page", ""))
    if help_first and "letters" not in request.GET:
        return render_help_alone(request, text, help_first)
    with time_search():
        version = CacheVersion.current_key()
        found = search.find_questions(text, tag, page, version)
    if text.strip() and page == 1 and not found.questions:
        count_empty_search()
    context: dict[str, object] = {
        "q": normalise_line(text)[:SHOWN_CHARACTERS].strip(),
        "tag": tag,
        "help": help_first,
        "found": found,
        "results": highlight_results(found),
    }
    context |= search.list_offered(version)._asdict()
    context |= {"previous": page - 1, "next": page + 1 if found.has_more else 0}
    return render(request, "reading/search.html", context)


def render_help_alone(request: HttpRequest, text: str, help_first: Help) -> HttpResponse:
    """Help lines and no letters; nothing of what was heard is kept.

    Args:
        request: the search.
        text: what was asked for.
        help_first: the help that fits.
    """
    context = {
        "q": normalise_line(text)[:SHOWN_CHARACTERS].strip(),
        "help": help_first,
        "is_help_alone": True,
    }
    return render(request, "reading/search.html", context)


def parse_page_number(text: str) -> int:
    """The page that was asked for; the first when it makes no sense."""
    return min(max(read_number(text) or 1, 1), search.LAST_PAGE)


def highlight_results(found: search.SearchResults) -> list[dict[str, object]]:
    """The questions that were found, with their words marked."""
    highlighter = search.Highlighter(found.terms)
    headlines = highlighter.highlight_headlines(found.questions)
    snippets = highlighter.highlight_snippets(found.questions)
    return [
        {"question": question, "headline": headline, "snippet": snippet}
        for question, headline, snippet in zip(found.questions, headlines, snippets, strict=True)
    ]
