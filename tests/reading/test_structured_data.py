"""A question is found and shared: its description, its card, its structured data."""

import json
import re
import resource

import pytest
from PIL import Image

from questions import actions, social_cards
from questions.models import Column
from tests.factories import change_text, draft_question, published_question


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def described(text):
    """The names and contents of a page's <meta>."""
    return dict(re.findall(r'<meta\s+(?:name="\w+"\s+)?property="(\S+)"\s+content="([^"]*)"', text))


def data_of(text):
    """The structured data of a page."""
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return json.loads(block[1])


def card_path(rita, slug):
    address = described(rita.get(f"/questions/{slug}/").text)["og:image"]
    return address.removeprefix("http://127.0.0.1:8000")


def test_a_question_says_what_it_is(rita):
    published_question("How do I tell him?", letter_text="We have a cat. He does not know.")
    text = rita.get("/questions/how-do-i-tell-him/?utm_source=x").text
    said = described(text)
    assert said["og:title"] == "How do I tell him?"
    assert said["og:description"] == "We have a cat. He does not know."
    assert said["og:url"] == "http://127.0.0.1:8000/questions/how-do-i-tell-him/"
    assert 'rel="canonical" href="http://127.0.0.1:8000/questions/how-do-i-tell-him/"' in text


@pytest.mark.parametrize(
    "address",
    ["/", "/tags/", "/archive/", "/about/", "/privacy/", "/updates/", "/search/", "/help/"],
)
def test_every_page_has_a_title_a_description_and_an_address(rita, address):
    text = rita.get(address).text
    assert re.search(r"<title>\s*\S+", text)
    assert described(text)["og:url"] == f"http://127.0.0.1:8000{address}"
    assert 'name="description"' in text


def test_an_older_page_is_known_by_its_own_address(rita):
    published_question("One")
    text = rita.get("/?before=9999999999999999-1&utm_source=x").text
    assert 'rel="canonical" href="http://127.0.0.1:8000/?before=9999999999999999-1"' in text


def test_search_can_be_found_and_what_was_searched_for_cannot(rita, db):
    assert "noindex" not in rita.get("/search/").text
    assert 'content="noindex"' in rita.get("/search/?q=kettle").text


def test_what_does_not_exist_is_not_to_be_indexed(rita, db):
    text = rita.get("/nothing/").text
    assert 'content="noindex"' in text
    assert "canonical" not in text


def test_the_structured_data_is_an_article_about_a_question(rita):
    published_question("Is it </script> & over?", answer="It *is*.")
    data = data_of(rita.get("/questions/is-it-script-over/").text)
    assert data["@type"] == "Article"
    assert data["mainEntity"]["@type"] == "Question"
    assert data["mainEntity"]["name"] == "Is it </script> & over?"
    assert data["mainEntity"]["acceptedAnswer"]["text"] == "It is."


def test_a_draft_has_neither_card_nor_data(john):
    draft = draft_question("Two")
    text = john.get(f"/questions/{draft.slug}/").text
    assert "og:image" not in text
    assert "ld+json" not in text


def test_the_card_is_a_picture_that_others_may_show(rita):
    published_question("One")
    response = rita.get(card_path(rita, "one"))
    assert response["Content-Type"] == "image/png"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    picture = Image.open(body(response))
    assert picture.size == (1200, 630)


def body(response):
    import io

    return io.BytesIO(b"".join(response.streaming_content))


def test_another_headline_is_another_card(rita, django_capture_on_commit_callbacks):
    question = published_question("One")
    before = card_path(rita, "one")
    body(rita.get(before))
    with django_capture_on_commit_callbacks(execute=True):
        change_text(question, headline="Two")
    after = card_path(rita, "one")
    assert after != before
    assert rita.get(before).status_code == 404
    assert list(social_cards.cards_folder().iterdir()) == []
    body(rita.get(after))
    assert len(list(social_cards.cards_folder().iterdir())) == 1


def test_a_card_for_which_there_is_no_room_leaves_nothing(db):
    question = published_question("One")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        with pytest.raises(OSError, match="large"):
            social_cards.get_card_file(question)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(social_cards.cards_folder().iterdir()) == []
    assert social_cards.get_card_file(question).exists()


def test_a_card_that_is_drawn_while_its_letter_is_taken_down_is_not_kept(db, monkeypatch):
    question = published_question("One")
    draw_card = social_cards.draw_card

    def draw_and_lose(*words):
        social_cards.delete_cards(question)
        return draw_card(*words)

    monkeypatch.setattr(social_cards, "draw_card", draw_and_lose)
    assert social_cards.get_card_file(question) is None
    assert list(social_cards.cards_folder().iterdir()) == []


def test_what_a_killed_process_left_of_a_card_goes_with_it(db):
    question = published_question("One")
    file = social_cards.get_card_file(question)
    file.with_name(f"{file.name}.1-1.part").touch()
    social_cards.delete_cards(question)
    assert list(social_cards.cards_folder().iterdir()) == []


def test_what_is_taken_down_has_no_card(rita, django_capture_on_commit_callbacks):
    question = published_question("One")
    card = card_path(rita, "one")
    body(rita.get(card))
    with django_capture_on_commit_callbacks(execute=True):
        actions.questions.unpublish(question)
    assert rita.get(card).status_code == 404
    assert list(social_cards.cards_folder().iterdir()) == []


@pytest.mark.parametrize(
    "headline",
    ["", "?", "Wort" * 50, "a b " * 50, "\N{HEBREW LETTER ALEF} שלום", "\n\t", "x" * 200],
)
def test_any_headline_fits_its_card(headline):
    size, lines = social_cards.fit_headline(headline)
    face = social_cards.load_font("newsreader", size)
    assert len(lines) <= social_cards.MOST_LINES
    assert all(
        face.getlength(line) <= social_cards.SIZE[0] - 2 * social_cards.MARGIN + size
        for line in lines
    )
    assert social_cards.draw_card(headline, str(Column().name)).size == social_cards.SIZE


def test_who_finds_a_hole_is_told_whom_to_tell(rita, db, settings):
    assert rita.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@column.example"
    response = rita.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Contact: mailto:security@column.example\n" in response.text
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", response.text, re.MULTILINE)


@pytest.mark.parametrize(
    ("headline", "drawn"),
    [
        ("Why does he text \U0001f648 all night?", "Why does he text all night?"),
        ("Is \u2764\ufe0f\u200d\U0001f525 or 1\ufe0f\u20e3 love?", "Is or 1 love?"),
        ('"Café" -- or not...', "“Café” – or not…"),
        ("Łódź, or why I left", ""),
        ("Почему?", ""),
        ("\U0001f648", ""),
    ],
)
def test_a_card_has_no_holes(rita, headline, drawn):
    question = published_question(headline)
    words = social_cards.card_words(question)
    assert (words.text if words else "") == drawn
    page = rita.get(question.get_absolute_url()).text
    assert ("og:image" in page) is bool(drawn)
    assert ('content="summary"' in page) is not bool(drawn)
    card = f"/cards/{question.slug}-{social_cards.card_hash(question)}.png"
    assert social_cards.card_path(question) in ("", card)
    response = rita.get(card)
    assert response.status_code == (200 if drawn else 404)
    response.close()


def test_a_headline_is_typeset_wherever_it_is_shown(rita):
    question = published_question('Is it "love"?', letter_text='"No," he said. ' * 30)
    assert question.headline == 'Is it "love"?'
    for address in ("/", question.get_absolute_url(), "/feed/", "/feed.json", "/nothing"):
        text = rita.get(address).text
        assert "Is it “love”?" in text, address
        assert "love&quot;" not in text
    assert "“No,” he said." in rita.get("/").text
