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
    text, tag = request.GET.get("q", ""), request.GET.get("tag", "")[:SHOWN_CHARACTERS]
    page = parse_page_number(request.GET.get("page", ""))
    version = CacheVersion.current_key()
    with time_search():
        lookup = search.look_up_words(text, tag, version)
        help_first, found = listen_and_find(lookup, text, page, "letters" in request.GET)
    q = normalise_line(text)[:SHOWN_CHARACTERS].strip()
    context: dict[str, object] = {"q": q, "tag": tag, "help": help_first}
    if found is None:
        return render(request, "reading/search.html", context | {"is_help_alone": True})
    if text.strip() and page == 1 and not found.questions:
        count_empty_search()
    context |= {"found": found, "results": highlight_results(found)}
    context |= {"previous": page - 1, "next": page + 1 if found.has_more else 0}
    context |= search.list_offered(version)._asdict()
    return render(request, "reading/search.html", context)


def listen_and_find(
    lookup: search.Lookup, text: str, page: int, has_asked_for_letters: bool
) -> tuple[Help | None, search.SearchResults | None]:
    """The help that fits if danger is heard in a search, and what is found; nothing is kept.

    What is listened to and what is looked for, its typing errors corrected, are encoded together.

    Args:
        lookup: what the words of the search found.
        text: the search as it was typed.
        page: counted from 1.
        has_asked_for_letters: whether they are wanted beside help, too; else it stands alone.
    """
    heard = text[:HEARD_CHARACTERS]
    with encode_together([*list_listened(heard), lookup.meant_text]):
        help_first = find_help_for_search(heard)
        is_help_alone = help_first is not None and not has_asked_for_letters
        return help_first, None if is_help_alone else search.rank_questions(lookup, page)


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
