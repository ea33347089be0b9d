"""Tables whose columns say in other words who could read: in doubt a row is not public."""

import pytest

from tests.transfer.sheets import left_out_of, posts_of

DATED = "headline,letter,answer,published_at"


def write_table(folder, column, *cells):
    path = folder / "table.csv"
    rows = [f"H{n},L,A,2014-05-06,{cell}" for n, cell in enumerate(cells)]
    path.write_text("\n".join([f"{DATED},{column}", *rows]) + "\n")
    return path


@pytest.mark.parametrize(
    ("column", "public", "private"),
    [
        ("Status", "published", "draft"),
        ("post_status", "publish", "private"),
        ("Published", "yes", "no"),
        ("is_published", "1", "FALSE"),
        ("Is Draft?", "no", "true"),
        ("Visibility", "Public", "members"),
        ("Audience", "everyone", "paid subscribers"),
        ("Sichtbarkeit", "öffentlich", "Entwurf"),
        ("Veröffentlichungsstatus", "veröffentlicht", "unveröffentlicht"),
        ("Freigegeben", "WAHR", "FALSCH"),
        ("Estado", "publicado", "borrador"),
        ("Statut", "Publié", "brouillon"),
        ("Visibilità", "tutti", "privata"),
        ("Gepubliceerd", "ja", "nee"),
        ("unpublished", "", "x"),
        ("Deleted", "", "yes"),
        ("state", "published", "private"),
    ],
)
def test_a_column_that_says_who_could_read(tmp_path, column, public, private):
    table = write_table(tmp_path, column, public, private)
    assert [post.draft_reason for post in posts_of(table)] == ["", "It was not published."]
    assert not left_out_of(table)


@pytest.mark.parametrize(
    ("column", "cell"), [("Status", "ok"), ("Status", ""), ("Published", "?"), ("Draft", "Bea")]
)
def test_what_does_not_say_plainly_public_is_a_draft(tmp_path, column, cell):
    _, post = posts_of(write_table(tmp_path, column, "public", cell))
    assert post.draft_reason.startswith("It cannot be told whether it was public")
    assert column.lower() in post.draft_reason


@pytest.mark.parametrize("cells", [("draft", "fine"), ("privat", ""), ("ja", "nein"), ("1", "0")])
def test_an_unknown_column_that_looks_like_states_makes_drafts_and_is_named(tmp_path, cells):
    table = write_table(tmp_path, "Bea says", *cells)
    assert all(post.draft_reason for post in posts_of(table))
    (named,) = left_out_of(table)
    assert (named.title, "“state”" in named.what) == ("bea says", True)


def test_a_column_of_states_in_which_nothing_is_written_says_nothing_public(tmp_path):
    assert all(post.draft_reason for post in posts_of(write_table(tmp_path, "Status", "", "")))


def test_a_column_without_a_name_may_say_it_too(tmp_path):
    assert posts_of(write_table(tmp_path, "", "draft", "public"))[0].draft_reason


def test_other_columns_are_named_and_keep_nothing_back(tmp_path):
    table = write_table(tmp_path, "Category", "family", "money")
    assert [post.draft_reason for post in posts_of(table)] == ["", ""]
    assert [(one.title, one.what) for one in left_out_of(table)] == [
        ("category", "column that is not read")
    ]


def test_a_day_of_publication_is_public_once_it_is_past(tmp_path):
    past, future = posts_of(write_table(tmp_path, "Published", "2014-05-06", "2099-01-01"))
    assert (past.draft_reason, future.draft_reason) == ("", "Its date is still to come.")
