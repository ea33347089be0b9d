"""The editor under John's fingers: marks that come and go, undo, pasting, finding, pictures."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.test_whole_way import sign_in

pytestmark = pytest.mark.browser
PASTED = sorted((Path(__file__).parent / "pasted").glob("*.html"))
ANSWER_PAGE = "/admin/questions/question/1/change/"

# The text with | at both ends of what is chosen, the key, and the same afterwards.
MARKED = [
    ("So |it| is.", "Control+b", "So **|it|** is."),
    ("So **|it|** is.", "Control+b", "So |it| is."),
    ("So |**it**| is.", "Control+b", "So |it| is."),
    ("So wh||at is.", "Control+i", "So *|what|* is."),
    ("So *|what|* is.", "Control+i", "So |what| is."),
    ("So **|it|** is.", "Control+i", "So ***|it|*** is."),
    ("So ***|it|*** is.", "Control+b", "So *|it|* is."),
    ("So |it is. |Yes", "Control+b", "So **|it is.|** Yes"),
    ("- |one\n- two|", "Control+b", "- |**one**\n- **two**|"),
    ("See |this|.", "Control+k", "See [this](|https://|)."),
    ("See [th||is](https://a.example/).", "Control+k", "See |this|."),
    ("One\nTw||o", "Control+Shift+Digit1", "One\n## Tw||o"),
    ("One\n## Tw||o", "Control+Shift+Digit1", "One\nTw||o"),
    ("|One\nTwo|", "Control+Shift+Digit8", "|- One\n- Two|"),
    ("|- One\n- Two|", "Control+Shift+Digit8", "|One\nTwo|"),
    ("|- One\n- Two|", "Control+Shift+Digit7", "|1. One\n2. Two|"),
    ("|One\n\nTwo|", "Control+Shift+Digit9", "|> One\n>\n> Two|"),
    ("|> One\n>\n> Two|", "Control+Shift+Digit9", "|One\n\nTwo|"),
    ("So it|| is.", "Control+Shift+Digit0", "So it[^1] is.\n\n[^1]: ||"),
    ("A[^1] B|| C\n\n[^1]: D", "Control+Shift+Digit0", "A[^1] B[^2] C\n\n[^1]: D\n[^2]: ||"),
]


@pytest.fixture
def john(site, open_browser):
    """John at an answer, with an editor that is empty."""
    page = open_browser()
    sign_in(page, site)
    page.goto(ANSWER_PAGE)
    page.locator("#saved").wait_for()
    return page


def put(editor, text):
    """Fill the editor with a text and choose what stands between its two bars."""
    before, chosen, after = text.split("|")
    editor.fill(before + chosen + after)
    choose(editor, len(before), len(before) + len(chosen))


def choose(editor, start, end):
    editor.evaluate("(it, [start, end]) => it.setSelectionRange(start, end)", [start, end])


def shown(editor):
    """The text with bars around what is chosen."""
    text, start, end = editor.evaluate("it => [it.value, it.selectionStart, it.selectionEnd]")
    return f"{text[:start]}|{text[start:end]}|{text[end:]}"


def paste(editor, plain, rich=""):
    """What the browser does when somebody pastes. Returns whether the page took it itself."""
    return editor.evaluate(
        """(it, [plain, rich]) => {
          const carrier = new DataTransfer();
          carrier.setData("text/plain", plain);
          if (rich) carrier.setData("text/html", rich);
          const facts = { clipboardData: carrier, bubbles: true, cancelable: true };
          return !it.dispatchEvent(new ClipboardEvent("paste", facts));
        }""",
        [plain, rich],
    )


def test_marks_come_and_go_and_each_is_one_step_back(john):
    editor = john.get_by_label("Answer:")
    for before, key, after in MARKED:
        put(editor, before)
        john.keyboard.press(key)
        assert shown(editor) == after, (before, key)
        john.keyboard.press("Control+z")
        assert editor.input_value() == before.replace("|", ""), (before, key)
        john.keyboard.press("Control+Shift+z")
        assert editor.input_value() == after.replace("|", ""), (before, key)


def test_the_buttons_do_the_same(john):
    editor = john.get_by_label("Answer:")
    put(editor, "So |it| is.")
    for name in ("Bold", "Italic", "Bold"):
        john.get_by_role("button", name=name, exact=True).click()
    assert editor.input_value() == "So *it* is."
    for name in ("Quote", "List", "Heading", "Numbered list", "Link", "Footnote"):
        before = editor.input_value()
        john.get_by_role("button", name=name, exact=True).click()
        assert editor.input_value() != before, name
        john.keyboard.press("Control+z")
        assert editor.input_value() == before, name


def test_typing_and_undoing_goes_on_behind_a_mark(john):
    editor = john.get_by_label("Answer:")
    editor.fill("")
    keys = john.keyboard
    keys.type("I am ")
    keys.press("Control+b")
    keys.type("not")
    keys.press("Control+b")
    keys.type(" mad.")
    assert editor.input_value() == "I am **not** mad."
    for step in ("I am **not**", "I am ****", "I am "):
        keys.press("Control+z")
        assert editor.input_value() == step
    for _ in range(3):
        keys.press("Control+Shift+z")
    assert editor.input_value() == "I am **not** mad."


def test_a_typed_letter_is_nobodys_key(john):
    editor = john.get_by_label("Answer:")
    editor.fill("")
    heard = "document.addEventListener('keydown', (event) => (window.heard ??= []).push(event.key))"
    john.evaluate(f"() => {{ {heard}; }}")
    for key in ("a", "Escape", "?"):
        editor.press(key)
    expect(editor).to_have_value("a?")
    assert john.evaluate("heard") == ["Escape"]


def test_an_address_over_words_is_a_link(john):
    editor = john.get_by_label("Answer:")
    put(editor, "See |this page|.")
    assert paste(editor, "https://a.example/b_(c)")
    assert editor.input_value() == "See [this page](<https://a.example/b_(c)>)."
    john.keyboard.press("Control+z")
    assert editor.input_value() == "See this page."
    put(editor, "See ||this.")
    assert not paste(editor, "https://a.example/")


def test_rich_text_becomes_clean_markdown(john):
    editor = john.get_by_label("Answer:")
    assert len(PASTED) == 3
    for rich in PASTED:
        put(editor, "||")
        assert paste(editor, "plain", rich.read_text(encoding="utf-8")), rich.name
        markdown = rich.with_suffix(".md").read_text(encoding="utf-8")
        assert editor.input_value() == markdown.rstrip("\n"), rich.name
    john.keyboard.press("Control+z")
    assert editor.input_value() == ""


def test_what_is_pasted_as_text_stays_text(john):
    editor = john.get_by_label("Answer:")
    put(editor, "||")
    assert not paste(editor, "**mine** (c)", "<p><b>other</b></p>")
    assert not paste(editor, "plain", "<meta charset=utf-8><span>plain</span>")


def test_finding_and_replacing(john):
    editor = john.get_by_label("Answer:")
    editor.fill("Ann's cat, ann’s dog, Annabel.")
    editor.press("Control+h")
    john.get_by_label("Find", exact=True).fill("ann's")
    expect(john.locator("#found")).to_have_text("1 of 2")
    john.get_by_label("Replace with").fill("Eve's")
    john.get_by_role("button", name="Replace all").click()
    assert editor.input_value() == "Eve's cat, Eve's dog, Annabel."
    editor.press("Control+z")
    assert editor.input_value() == "Ann's cat, ann’s dog, Annabel."
    john.get_by_label("Find", exact=True).fill("Ann")
    john.get_by_label("Match case").check()
    john.get_by_label("Whole words").check()
    john.get_by_label("Find", exact=True).press("Enter")
    john.get_by_role("button", name="Replace", exact=True).click()
    john.get_by_role("button", name="Replace", exact=True).click()
    assert editor.input_value().startswith("Eve's's cat, ann’s")
    john.get_by_label("Find", exact=True).fill("nowhere")
    expect(john.locator("#found")).to_have_text("Not found.")


def test_a_picture_stands_in_lines_of_its_own_with_its_words(john):
    editor = john.get_by_label("Answer:")
    put(editor, "Before.|| After.")
    john.get_by_role("button", name="Picture", exact=True).click()
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    picture = {"name": "boat.png", "mimeType": "image/png", "buffer": out.getvalue()}
    john.locator("#picture-file").set_input_files(picture)
    john.get_by_role("button", name="Insert picture").click()
    expect(john.get_by_text("Describe the picture in a few words.")).to_be_visible()
    john.get_by_label("Describe the picture").fill("A boat")
    john.get_by_role("button", name="Insert picture").click()
    shape = re.compile(r"Before\.\n\n!\[A boat\]\(/media/[a-z0-9]+\.png\)\n\n After\.")
    expect(editor).to_have_value(shape, timeout=30_000)


@pytest.mark.parametrize("key", ["p", "e", "m", "n", "w"])
def test_option_and_a_letter_is_a_letter_on_a_mac(site, open_browser, key):
    page = open_browser()
    page.add_init_script("Object.defineProperty(navigator, 'platform', { get: () => 'MacIntel' })")
    sign_in(page, site)
    page.goto(ANSWER_PAGE)
    script = """(it, [code, control]) => it.dispatchEvent(new KeyboardEvent("keydown", {
      key: "π", code, altKey: true, ctrlKey: control, bubbles: true, cancelable: true }))"""
    editor = page.get_by_label("Answer:")
    assert editor.evaluate(script, [f"Key{key.upper()}", False])
    assert not editor.evaluate(script, [f"Key{key.upper()}", True])


def test_full_screen_shows_the_answer_alone_in_the_reading_face(john):
    editor = john.get_by_label("Answer:")
    john.get_by_role("button", name="Full screen").click()
    assert "Newsreader" in editor.evaluate("it => getComputedStyle(it).fontFamily")
    expect(john.get_by_label("Headline")).not_to_be_visible()
    expect(john.locator(".reading")).not_to_be_visible()
    expect(john.locator("#saved")).to_be_visible()
    assert violations(john) == []
    editor.press("Escape")
    expect(john.get_by_label("Headline")).to_be_visible()


def test_only_the_blocks_that_changed_are_made_again(john):
    editor, page = john.get_by_label("Answer:"), john.locator(".markdownx-preview")
    editor.fill("First.\n\nSecond.\n\nThird.")
    page.get_by_text("Third.").wait_for(timeout=30_000)
    page.evaluate("it => { for (const one of it.children) one.dataset.seen = '1'; }")
    editor.fill("First.\n\nSecond, *changed*.\n\nThird.")
    page.locator("em").wait_for(timeout=30_000)
    assert page.evaluate("it => [...it.children].map(one => one.dataset.seen || '')") == [
        "1", "", "1",
    ]  # fmt: skip


def test_a_new_tag_is_made_where_tags_are_ticked(john):
    john.get_by_label("New tag").fill("Slow mornings")
    john.get_by_label("New tag").press("Enter")
    box = john.get_by_label("Slow mornings")
    expect(box).to_be_checked(timeout=30_000)
    assert john.url.endswith("/change/")
    john.get_by_label("New tag").fill("slow MORNINGS")
    john.get_by_role("button", name="Add tag").click()
    expect(john.get_by_label("New tag")).to_have_value("")
    assert john.get_by_label("Slow mornings").count() == 1


def test_earlier_answers_are_searched_and_nothing_is_said(john):
    john.get_by_role("button", name="Earlier answers").click()
    box = john.get_by_label("Search published letters and answers")
    box.fill("messages")
    john.locator("#earlier li").first.wait_for(timeout=30_000)
    box.fill("xyzzyx")
    john.get_by_text("No published letter or answer contains “xyzzyx”.").wait_for(timeout=30_000)


def test_leaving_by_a_link_saves(john):
    editor = john.get_by_label("Answer:")
    editor.fill("Written at the last moment.")
    john.get_by_text("More", exact=True).click()
    john.get_by_role("link", name="History").click()
    john.get_by_role("heading", name="History").wait_for(timeout=30_000)
    john.goto(ANSWER_PAGE)
    assert editor.input_value() == "Written at the last moment."


def test_the_page_opens_beside_with_what_was_just_written(john):
    john.get_by_label("Answer:").fill("Seen beside.")
    with john.expect_popup(timeout=30_000) as popup:
        john.get_by_role("button", name="See the page").click()
    popup.value.get_by_text("Seen beside.").wait_for(timeout=30_000)
    assert popup.value.url.endswith("/page/")
    assert john.url.endswith(ANSWER_PAGE)


def test_closing_the_window_saves(john):
    john.get_by_label("Answer:").fill("Written while closing.")
    other = john.context.new_page()
    john.close(run_before_unload=True)
    for _ in range(60):
        other.goto(ANSWER_PAGE)
        if other.get_by_label("Answer:").input_value() == "Written while closing.":
            break
        other.wait_for_timeout(500)
    assert other.get_by_label("Answer:").input_value() == "Written while closing."


TOO_SMALL = """() => {
  const all = "button, input:not([type=checkbox], [type=hidden], [type=radio]), select, summary";
  return [...document.querySelectorAll(`#content :is(${all}, a.button, label:has(input))`)]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
    .map((one) => one.outerHTML.slice(0, 80));
}"""


def test_on_a_phone_letter_writing_and_preview_are_tabs(site, open_browser):
    page = open_browser(viewport={"width": 360, "height": 740}, has_touch=True)
    sign_in(page, site)
    page.goto(ANSWER_PAGE)
    places = {"Letter": ".came .letter", "Write": "#id_answer", "Preview": ".markdownx-preview"}
    for name, place in places.items():
        page.get_by_role("button", name=name, exact=True).click()
        for other in places.values():
            assert page.locator(other).first.is_visible() == (other == place), (name, other)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        expect(page.get_by_role("button", name="Publish changes…")).to_be_visible()
        assert page.locator(".bar").bounding_box()["height"] < 72  # one line
        assert page.evaluate(TOO_SMALL) == []
        assert violations(page) == []
    for menu in page.locator(".bar summary").all():
        menu.click()
        menu.click()  # what opened does not lie on it
        expect(page.locator(".bar details[open]")).to_have_count(0)


@pytest.mark.parametrize("size", [(360, 740), (390, 844), (768, 1024)])
def test_on_small_screens_the_editor_is_high_and_the_bar_one_line(site, open_browser, size):
    width, height = size
    page = open_browser(viewport={"width": width, "height": height}, has_touch=True)
    sign_in(page, site)
    page.goto("/admin/questions/question/?state=draft")
    page.goto(page.locator("#result_list tbody th a").first.get_attribute("href"))
    page.locator("[data-tab]").wait_for()
    page.locator("#saved").evaluate("it => { it.textContent = 'Saved 12 min ago'; }")
    assert page.get_by_label("Answer:").bounding_box()["height"] > height / 2
    assert page.locator(".bar").bounding_box()["height"] < 72
    expect(page.get_by_role("button", name="Publish…")).to_be_visible()
    page.locator(".bar .more summary").click()
    page.locator(".bar .more").get_by_role("link", name="History").click(trial=True)
    expect(page.get_by_role("button", name="Send privately…")).to_have_count(1)


def test_a_letter_on_a_phone_has_room_for_fingers(site, open_browser):
    page = open_browser(viewport={"width": 360, "height": 740}, has_touch=True)
    sign_in(page, site)
    page.goto("/admin/questions/letter/?state=new")
    page.goto(page.locator("#letters a.open").first.get_attribute("href"))
    for summary in page.locator(".quiet-buttons > details > summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(TOO_SMALL) == []
    assert violations(page) == []


def test_a_ready_reply_and_a_help_line_go_into_the_message(site, open_browser):
    page = open_browser()
    sign_in(page, site)
    page.goto("/admin/questions/letter/?state=new")
    page.goto(page.locator("#letters a.open").first.get_attribute("href"))
    box = page.locator(".quiet-buttons > details", has_text="Write to the letter-writer").first
    box.evaluate("it => { it.open = true; }")  # it is open already for a letter about danger
    page.get_by_text("Ready replies and help lines").click()
    page.get_by_role("link", name="Danger: point to help").click()
    page.get_by_role("button", name="Samaritans").first.click()
    text = page.locator(".words-form textarea").input_value()
    assert text.startswith("Thank you for trusting me with this.")
    assert "Samaritans: 116 123" in text
    page.get_by_role("link", name="Ask for more detail").click()
    assert page.get_by_label("Send as").input_value() == "question"
    page.locator(".words-form textarea").fill("")
