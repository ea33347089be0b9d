"""The desk's forms."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions import lifecycle
from questions.models import Question, Tag

SUGGESTIONS = 300


class PairPicker(forms.TextInput):
    """A field for a pair's address that suggests the newest pairs; no script is needed."""

    template_name = "admin/questions/pair_picker.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The field, with the pairs to suggest."""
        context = super().get_context(name, value, attrs)
        suggested = Question.objects.published().only("slug", "headline", "publish_at")
        list_id = f"{context['widget']['attrs']['id']}_pairs"
        context["widget"]["attrs"]["list"] = list_id
        return context | {"list_id": list_id, "pairs": suggested[:SUGGESTIONS]}


class QuestionForm(forms.ModelForm):
    """The pair as John writes it."""

    tags = forms.ModelMultipleChoiceField(
        label=_("Tags"),
        queryset=Tag.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    update_of = forms.ModelChoiceField(
        label=_("Update to"),
        help_text=_("The address of the earlier pair whose asker writes again here."),
        queryset=Question.objects.all(),
        to_field_name="slug",
        widget=PairPicker(attrs={"class": "vTextField"}),
        required=False,
        error_messages={"invalid_choice": _("There is no pair with this address.")},
    )

    content_notes = forms.MultipleChoiceField(
        label=_("Content notes"),
        help_text=_("Shown above the letter, so that a reader can choose not to read on."),
        choices=Question.ContentNote.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Question
        fields = [
            "headline",
            "letter_text",
            "sign_off",
            "answer",
            "tags",
            "content_notes",
            "update_of",
            "slug",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["update_of"] = self.instance.update_of

    def clean_letter_text(self) -> str:
        """The text without the line ends that HTTP put in."""
        return self.cleaned_data["letter_text"].replace("\r\n", "\n")

    def clean_answer(self) -> str:
        """The Markdown without the line ends that HTTP put in."""
        return self.cleaned_data["answer"].replace("\r\n", "\n")

    def clean_slug(self) -> str | None:
        """An empty address is none: two drafts may both be without."""
        return self.cleaned_data["slug"] or None

    def clean(self) -> dict[str, Any]:
        """A published pair keeps an answer, and is not an update to itself."""
        data = super().clean() or self.cleaned_data
        self.instance.answer = data.get("answer", "")
        published = self.instance.state == Question.State.PUBLISHED
        if published and not lifecycle.has_words(data.get("answer", "")):
            self.add_error("answer", _("The pair is public: it needs an answer, or take it down."))
        if data.get("update_of") and data["update_of"].pk == self.instance.pk:
            self.add_error("update_of", _("A pair cannot be an update to itself."))
        return data


class PublishForm(forms.Form):
    """When a pair becomes public."""

    NOW, LATER = "now", "later"

    when = forms.ChoiceField(
        label=_("When"),
        choices=[(NOW, _("Now")), (LATER, _("At a time to come"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    at = forms.DateTimeField(
        label=_("At"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        """A time is needed for later, it is to come, and it is ignored for now."""
        data = super().clean() or self.cleaned_data
        if data.get("when") == self.NOW:
            self.errors.pop("at", None)
            return data | {"at": None}
        if "at" in self.errors:
            return data
        if not data.get("at"):
            self.add_error("at", _("Choose a day and an hour."))
        elif data["at"] <= timezone.now():
            self.add_error("at", _("This time is past. Choose one to come, or publish now."))
        return data
