"""Where links lead, and what becomes of those that lead nowhere."""

import time

import pytest

from questions.text.rendering import (
    adapt_html_for_feed,
    adapt_html_for_mail,
    refused_links,
    render_markdown,
)

PAGE = "https://example.org/questions/one/"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("[ring](tel:116123)", "tel:116123"),
        ("[ring](tel:+44-20-7946-0018)", "tel:+442079460018"),
        ("[ring](<TEL:0800 1111>)", "tel:08001111"),
        ("[text](sms:85258)", "sms:85258"),
        ("[site](www.example.org)", "https://www.example.org"),
        ("[mail](mailto:a@example.org)", "mailto:a@example.org"),
        ("[here](/about/)", "/about/"),
    ],
)
def test_links_that_lead_somewhere(typed, address):
    assert f'<a href="{address}">' in render_markdown(typed)
    assert refused_links(typed) == []


@pytest.mark.parametrize(
    "address",
    [
        *("questions/x", "tel:", "tel:ring-me", "sms:1;body=x", "tel:*21#", "ftp://x.org"),
        # Addresses for nobody, which the sanitiser would take out without a word, or not at all.
        *("//x.org", "https:", "https://", "https:x.org", "https:///x.org", "https://x.org:99999/"),
        *("https://x.org:port/", "https://%5Bx/", "http:/%5Cx.org", "mailto:", "mailto:ann"),
    ],
)
def test_the_words_of_a_link_to_nowhere_stay_and_are_named(address):
    assert render_markdown(f"See [*their* page]({address}).") == "<p>See <em>their</em> page.</p>\n"
    assert [(link.words, link.address) for link in refused_links(f"[their page]({address})")] == [
        ("their page", address)
    ]


@pytest.mark.parametrize(
    ("typed", "words", "address"),
    [
        ("[ring](tel:116 123)", "ring", "tel:116 123"),
        ("See [*their* page](/help us/).", "their page", "/help us/"),
        ("[their page](https://x.org", "their page", "https://x.org"),
        ("[their page][belo]\n\n[below]: /about/", "their page", "belo"),
        ("[their page][www.x.org]", "their page", "www.x.org"),
        ("> - [their page](https://x.org 'open)", "their page", "https://x.org 'open"),
    ],
)
def test_what_was_meant_as_a_link_and_is_none_is_named(typed, words, address):
    assert [(link.words, link.address) for link in refused_links(typed)] == [(words, address)]


@pytest.mark.parametrize(
    "typed",
    [
        *("`[ring](tel:1 2)`", r"\[ring](tel:1 2)", "a[1](x y) [1][2]", "[Her]: No.", "[sic] (so)"),
        *("He wrote[sic][note].", "[their page][below]"),
    ],
)
def test_brackets_that_are_no_link_are_nobodys(typed):
    assert refused_links(typed) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "See https://example.org/a_b?c=1&d=2.",
            'See <a href="https://example.org/a_b?c=1&amp;d=2">'
            "https://example.org/a_b?c=1&amp;d=2</a>.",
        ),
        ("(www.example.org)", '(<a href="https://www.example.org">www.example.org</a>)'),
        (
            "https://example.org/Love_(song), yes",
            '<a href="https://example.org/Love_(song)">https://example.org/Love_(song)</a>, yes',
        ),
        (
            "write to ann.o+x@mail.example.org!",
            'write to <a href="mailto:ann.o+x@mail.example.org">ann.o+x@mail.example.org</a>!',
        ),
        (
            '"https://example.org/x--y"',
            '“<a href="https://example.org/x--y">https://example.org/x--y</a>”',
        ),
        ("`https://example.org`", "<code>https://example.org</code>"),
        ("[https://a.example](/about/)", '<a href="/about/">https://a.example</a>'),
        (
            "<https://example.org/a%20b>",
            '<a href="https://example.org/a%20b">https://example.org/a%20b</a>',
        ),
    ],
)
def test_bare_addresses_become_links_as_they_are_typed(text, shown):
    assert render_markdown(text) == f"<p>{shown}</p>\n"


@pytest.mark.parametrize(
    "text", ["He left.So did I", "me@home", "@ann", "www.", "https://", "a.b@c", "5p@m.", "x.www.y"]
)
def test_what_only_looks_like_an_address_is_text(text):
    assert render_markdown(text) == f"<p>{text}</p>\n"


def test_what_a_bare_address_hides_is_refused_like_any_other():
    assert "<a" not in render_markdown("javascript:alert(1) data:text/html,x vbscript:x")


@pytest.mark.slow
@pytest.mark.pure
@pytest.mark.parametrize(
    "unit",
    [
        *("a", "a@", "a.", "www.", "https://", "a@a.", "www.a)", "(www.a.b", "@a.b", "www.a.b]("),
        *("[a](", "[a][", "[", "[a", "[1](x y", "[x](https:)"),
    ],
)
def test_twenty_thousand_near_addresses_take_no_time(unit):
    start = time.process_time()
    render_markdown(unit * (20_000 // len(unit)))
    assert time.process_time() - start < 1


ANSWER = """First[^1] and [two](/questions/two/) and [out](https://example.com/?a=1&b="2").

```
href="/x" src="/y" <a href="#fn1">
```

`href="/z"` ![A "boat" <at> sea](/media/0a.jpg)

[^1]: A note with [a link](/about/ 'its href="/title"').
"""


def test_feeds_have_whole_addresses_and_code_as_it_was():
    html = adapt_html_for_feed(render_markdown(ANSWER), PAGE)
    site = "http://127.0.0.1:8000"
    assert f'<a href="{site}/questions/two/">' in html
    assert f'<a href="{PAGE}#fn1" id="fnref1">' in html
    assert f'href="{PAGE}#fnref1"' in html
    assert f'src="{site}/media/0a.jpg"' in html
    assert 'href="/x" src="/y" &lt;a href="#fn1"&gt;' in html
    assert '<code>href="/z"</code>' in html
    assert "its href=&quot;/title&quot;" in html


def test_mails_have_notes_without_links_and_words_for_pictures():
    html = adapt_html_for_mail(render_markdown(ANSWER))
    assert '<sup class="footnote-ref">[1]</sup>' in html
    assert "A note with" in html
    assert '<a href="#' not in html
    assert "↩" not in html
    assert "<em>[A &quot;boat&quot; &lt;at&gt; sea]</em>" in html
    assert 'href="/x" src="/y"' in html
    assert '<a href="http://127.0.0.1:8000/about/"' in html
