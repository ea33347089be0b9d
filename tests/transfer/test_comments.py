"""Comments that only the columnist saw."""

from dataclasses import replace

import pytest

from questions.transfer.comments import drop_comments
from questions.transfer.items import BodyFormat, Post
from questions.transfer.prepare import prepare_post
from tests.transfer.sheets import LETTER, MORE, OPTIONS

SECRET = "The writer is Gwendolyn"
POST = Post("x:1", title="T", body_format=BodyFormat.MARKDOWN)
COMMENTS = [
    f"{{# {SECRET} #}}",
    f"{{#{SECRET}\n\nShe is 40. #}}",
    f"{{% comment %}}{SECRET}{{% endcomment %}}",
    f"{{%- comment -%}}\n{SECRET}\n{{%- endcomment -%}}",
    f"{{% comment %}}a{{% comment %}}b{{% endcomment %}}{SECRET}{{% endcomment %}}",
    f"{{% comment %}}{SECRET}",
    f"{{% # {SECRET} %}}",
    f"{{{{< comment >}}}}{SECRET}{{{{< /comment >}}}}",
    f"{{{{% comment %}}}}\n{SECRET}\n{{{{% /comment %}}}}",
    f"{{{{/* {SECRET} */}}}}",
    f"{{{{- /* {SECRET} */ -}}}}",
    f"<!-- {SECRET} -->",
    f"<!-- a <!-- {SECRET} -->",
    f"{{::comment}}\n{SECRET}\n{{:/comment}}",
    f"{{::comment}}{SECRET}{{:/}}",
    f"{{{{!-- {SECRET} }}}} --}}}}",
    f"{{{{! {SECRET} }}}}",
    f"<%# {SECRET} %>",
    f"[//]: # ({SECRET})",
    f"[comment]: <> ({SECRET})",
]


@pytest.mark.parametrize("comment", COMMENTS)
@pytest.mark.parametrize("kind", [BodyFormat.MARKDOWN, BodyFormat.HTML])
def test_a_comment_never_comes_and_the_report_says_that_there_was_one(comment, kind):
    exchange = f"> {LETTER} {MORE}\n\nSay it.\n\n{comment}\n"
    if kind is BodyFormat.HTML:
        exchange = f"<blockquote>{LETTER} {MORE}</blockquote>\n<p>Say it.</p>\n{comment}\n"
    (item,) = prepare_post(replace(POST, body=exchange, body_format=kind), OPTIONS)
    assert (item.letter, item.answer) == (f"{LETTER} {MORE}", "Say it.")
    assert "Gwendolyn" not in repr(item)
    assert item.notes == ("Comments that readers never saw are left out: 1",)


@pytest.mark.parametrize(
    "text",
    [
        "## Title {#name}\n\nWords {#other} #}",
        "{{</* figure */>}}",
        "100 % {sure} # 1",
        "No comment: {{ site.title }} {% include x %}",
        "[a]: # (b) c",
    ],
)
def test_what_is_no_comment_stays(text):
    assert drop_comments(text) == (text, ())


def test_the_marks_of_editors_are_not_counted():
    assert drop_comments("<!-- wp:paragraph --><p>A</p><!-- /wp:paragraph --><!--more-->")[1] == ()


def test_many_beginnings_without_an_end_take_no_time():
    text = "{# <!-- {{! {%# " * 50_000
    assert drop_comments(text) == (text, ())
