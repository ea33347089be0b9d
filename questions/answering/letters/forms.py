"""The desk's forms about letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questions.answering.answers.question_field import QuestionField
from questions.forms import CleanForm
from questions.models import Letter, Question, Tag


class NoteForm(CleanForm):
    """Private words about a letter."""

    note = forms.CharField(
        label=_("Private notes"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HoldForm(CleanForm):
    """Why a letter is held."""

    because = forms.CharField(
        label=_("Hold this letter, because"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class AttachForm(CleanForm):
    """The question that answers a letter too."""

    question = QuestionField(
        Question.objects.exclude(state=Question.State.WITHDRAWN),
        label=_("Point to an answer you have already published"),
        help_text=_("Its address, a link to it, or its headline."),
        error_messages={"required": _("Enter the answer’s address or headline.")},
    )


class DeclineForm(CleanForm):
    """Kind words to the writers of letters that the columnist will not answer."""

    letter = forms.ModelMultipleChoiceField(
        queryset=Letter.objects.all(), widget=forms.MultipleHiddenInput
    )
    because = forms.CharField(
        label=_("Your reply to the writers"),
        help_text=_("They can read it with their receipt. Say why, and wish them well."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    see_also = QuestionField(
        Question.objects.none(),
        label=_("A published answer that may help them"),
        help_text=_("Its address, a link to it, or its headline."),
        required=False,
        error_messages={"none": _("No published answer has this address or headline.")},
    )

    near = forms.ModelChoiceField(Question.objects.none(), to_field_name="slug", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        public = Question.objects.published()  # now, and not when this file was read
        for name in ("see_also", "near"):
            self.fields[name].queryset = public  # type: ignore[attr-defined]


class TagForm(CleanForm):
    """Tags for letters whose answers are still to come."""

    letter = forms.ModelMultipleChoiceField(
        queryset=Letter.objects.all(), widget=forms.MultipleHiddenInput
    )
    tags = forms.ModelMultipleChoiceField(
        label=_("Tags"),
        queryset=Tag.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick a tag.")},
    )


class SimilarLettersForm(CleanForm):
    """The letters that one question answers together with another letter."""

    other = forms.ModelMultipleChoiceField(queryset=Letter.objects.filter(question=None))
