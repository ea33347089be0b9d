"""No text comes in uncleaned: every form of every door, every page of the desk."""

import importlib
import pkgutil

import pytest
from django import forms
from django.contrib import admin
from django.http import QueryDict
from django.test import RequestFactory

import questions
from questions.answering.answers.forms import AutosaveForm, PublishForm
from questions.asking.forms import LetterForm, make_form_token
from questions.asking.page_forms import MessageForm
from questions.forms import NormalisedFields
from questions.models import Column, Letter, Question, Tag
from tests.factories import autosave_text, draft_question, received_letter, text_of

DIRTY = " Zoe\u0308\v said\0\x07\r\nno\ud800\ufffe "
AS_LINE, AS_TEXT = "Zoë said no", " Zoë\n said\nno "
BOUND_TO_NOTHING = {
    "MergeForm": {"tag": Tag(pk=1)},
    "ConsentForm": {"letter": Letter()},
    "InvitationForm": {"letter": Letter()},
}


def all_forms():
    for module in pkgutil.walk_packages(questions.__path__, "questions."):
        if ".migrations." not in module.name:
            importlib.import_module(module.name)
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("questions."):
            found.add(kind)
    return sorted(found, key=str)


def desk_forms():
    request = RequestFactory().get("/admin/")
    request.user = type("Everybody", (), {"has_perm": lambda *_: True, "pk": 1})()
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label in ("questions", "auth"):
            yield model_admin.get_form(request, None, fields=model_admin.get_fields(request))
            yield getattr(model_admin, "add_form", model_admin.form)
            yield from (inline.form for inline in model_admin.get_inline_instances(request))


def cleaned_data(form_class):
    """A form that was sent with the same dirt in every field."""
    names = list(getattr(form_class, "base_fields", {}))
    sent = QueryDict(mutable=True)
    for name in names:
        sent.setlist(name, [DIRTY, DIRTY])
    needed = dict(BOUND_TO_NOTHING.get(form_class.__name__, {}))
    if getattr(getattr(form_class, "_meta", None), "model", None) is Question:
        needed["instance"] = draft_question()
    return form_class(sent, **needed)


@pytest.mark.django_db
def test_every_text_field_of_every_form_is_cleaned():
    checked = 0
    for form_class in [*all_forms(), *desk_forms()]:
        assert issubclass(form_class, NormalisedFields), form_class
        if getattr(getattr(form_class, "_meta", form_class), "model", form_class) is None:
            continue  # the desk's forms get their model from the desk, and come again below
        if form_class.__module__ == "questions.forms":
            continue
        form = cleaned_data(form_class)
        for name, field in form.fields.items():
            if isinstance(field.widget, forms.PasswordInput):
                assert form.data.get(name, DIRTY) == DIRTY
                continue
            is_text = isinstance(field.widget, forms.Textarea) and name != "headline"
            expected = AS_TEXT if is_text else AS_LINE
            values = form.data.getlist(form.add_prefix(name))
            assert values in ([], [expected, expected]), (form_class, name)
            checked += bool(values)
    assert checked > 60


@pytest.mark.django_db
def test_a_letter_comes_in_clean(ann):
    form = LetterForm(
        {"text": f"Dear J.\u2028{DIRTY}", "sign_off": DIRTY, "token": make_form_token()}
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["text"] == f"Dear J.\n{AS_TEXT}"
    assert form.cleaned_data["sign_off"] == AS_LINE
    assert MessageForm({"text": DIRTY, "token": make_form_token()})["text"].value() == AS_TEXT


@pytest.mark.django_db
def test_the_verbs_are_a_second_net(john):
    letter = received_letter(DIRTY, sign_off=DIRTY, contact=" ann@example.org\v")
    assert (letter.text, letter.sign_off, letter.contact) == (AS_TEXT, AS_LINE, "ann@example.org")
    letter = Letter.objects.get(pk=letter.pk)
    assert letter.text == AS_TEXT

    question = draft_question(DIRTY, answer=DIRTY, letter_text=DIRTY)
    assert (text_of(question).headline, text_of(question).answer) == (AS_LINE, AS_TEXT)
    autosave_text(question, headline=DIRTY, letter_text=f"new{DIRTY}")
    assert text_of(question).letter_text == f"new{AS_TEXT}"


@pytest.mark.django_db
def test_autosave_and_settings_are_cleaned(john):
    question = draft_question()
    written = {"headline": DIRTY, "letter_text": DIRTY, "answer": DIRTY}
    written["base_revision"] = question.revision
    form = AutosaveForm(written, instance=question)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["headline"] == AS_LINE
    assert form.cleaned_data["answer"] == AS_TEXT.strip()

    page = "/admin/questions/tag/add/"
    john.post(page, {"name": "Ni\x07ght\v shifts", "slug": "nights", "description": "a\vb"})
    tag = Tag.objects.get(slug="nights")
    assert (tag.name, tag.description) == ("Night shifts", "a\nb")
    assert Column.get_current().name


def test_a_choice_or_a_time_is_cleaned_too():
    form = PublishForm({"when": "later\0", "at": "2030-01-01T10:00\v"})
    assert form["when"].value() == "later"
    assert form["at"].value() == "2030-01-01T10:00"
