"""The desk's forms about questions and tags."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from questions import actions
from questions.actions.public_text import WRITTEN_FIELDS, find_question
from questions.answering.answers.question_field import QuestionField
from questions.forms import CleanForm, CleanModelForm, UnlabelledInput, make_moment_field
from questions.models import Care, ContentNote, Question, QuestionText, Tag


class QuestionForm(CleanModelForm):
    """The question as the columnist writes it.

    Attributes:
        base_revision: the number of the revision from which the text was written.
        writer: who sends the form; the admin sets it.
        meanwhile: what somebody else saved in the meantime, for the columnist to choose from.
    """

    single_lines = frozenset({"headline"})
    meanwhile: QuestionText | None = None
    writer: actions.history.Actor = None

    base_revision = forms.IntegerField(widget=UnlabelledInput, required=False, min_value=0)
    tags = forms.ModelMultipleChoiceField(
        label=_("Tags"),
        queryset=Tag.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    new_tags = forms.CharField(
        label=_("New tag"),
        help_text=_("Separate several tags with commas."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )
    headline = forms.CharField(
        label=_("Headline"),
        max_length=200,
        error_messages={"required": _("Write a headline before you publish.")},
        widget=forms.Textarea(attrs={"rows": 2, "class": "vTextField"}),  # a long one is all seen
    )
    update_of = QuestionField(
        Question.objects.all(),
        label=_("Update to"),
        help_text=_(
            "If its writer has written before: the address or headline of the earlier letter."
        ),
        required=False,
    )
    content_notes = forms.MultipleChoiceField(
        label=_("Content notes"),
        help_text=_("Shown above the letter, so that a reader can choose not to read on."),
        choices=ContentNote.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    care = forms.MultipleChoiceField(
        label=_("Published with care"),
        help_text=_(
            "For letters about violence, self-harm or abuse: tick all of it before you publish."
        ),
        choices=Care.choices,
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
            "pull_quote",
            "tags",
            "content_notes",
            "care",
            "correction",
            "update_of",
            "slug",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = actions.history.working_text(self.instance)
        self.initial.update(asdict(text), update_of=find_question(text.update_of))
        self.initial["base_revision"] = self.instance.revision
        saves_draft = not {"_send", "_continue", "_look", "_ask"}.isdisjoint(self.data)
        self.fields["headline"].required = "_publish" in self.data or not saves_draft

    @property
    def texts_to_compare(self) -> list[tuple[str, Any, str]]:
        """The texts that are shown when another hand changed them: name, label and other text."""
        asked = [name for name in WRITTEN_FIELDS if name in self.fields]
        return [(n, self.fields[n].label, getattr(self.meanwhile, n, "")) for n in asked]

    def clean_slug(self) -> str | None:
        """An empty address is none: two drafts may both be without. A former one is kept apart."""
        slug = self.cleaned_data["slug"] or None
        if slug and actions.slugs.is_another_letters(slug, self.instance):
            raise forms.ValidationError(
                _("This address belonged to another letter and still leads there. Choose another.")
            )
        return slug

    def clean_new_tags(self) -> list[str]:
        """Names of tags that are still to be made, each once and none too long."""
        names = [" ".join(name.split()) for name in self.cleaned_data["new_tags"].split(",")]
        longest = Tag._meta.get_field("name").max_length or 0
        if any(len(name) > longest for name in names):
            raise forms.ValidationError(
                _("A tag’s name has at most %(n)d characters.") % {"n": longest}
            )
        return list(dict.fromkeys(name for name in names if name))

    def clean(self) -> dict[str, Any]:
        """No text is written over unseen, and no question updates itself."""
        data = super().clean() or self.cleaned_data
        if data.get("update_of") and data["update_of"].pk == self.instance.pk:
            self.add_error("update_of", _("A letter can’t be an update to itself."))
        if not self.errors:
            self.check_edit_conflict()
        return data

    def check_edit_conflict(self) -> None:
        """Refuse a text that began from an older revision, and show what stands now.

        The row is locked until the admin's transaction ends, so that nobody comes in between. The
        form then goes on from what stands now: saving once more is the choice of one's own text.
        """
        base_revision = self.cleaned_data.get("base_revision")
        held = Question.objects.select_for_update(no_key=True).get(pk=self.instance.pk)
        text = self.to_question_text()
        if base_revision is None:
            return
        conflict = actions.revisions.find_conflict(held, text, base_revision)
        if conflict is None:
            return
        actions.revisions.record_conflict(held, text, base_revision, self.writer)
        self.meanwhile = conflict.now
        data: Any = self.data
        self.data = data.copy()
        self.data["base_revision"] = str(held.revision)
        self.add_error(None, _("This answer was saved elsewhere in the meantime."))

    def to_question_text(self) -> QuestionText:
        """The text as the verbs take it. What this form does not ask for stays as it was."""
        data = self.cleaned_data
        kept: dict[str, Any] = {**self.initial, **data}
        return QuestionText(
            **{name: kept[name] or "" for name in [*WRITTEN_FIELDS, "slug"]},
            content_notes=kept["content_notes"],
            care=kept["care"],
            tags=tuple(tag.pk for tag in data["tags"]),
            update_of=data["update_of"].pk if data["update_of"] else None,
        )


class AutosaveForm(QuestionForm):
    """The same text while it is being written: anything may be missing, nothing may be too long."""

    class Meta(QuestionForm.Meta):
        fields = [name for name in QuestionForm.Meta.fields if name != "slug"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("headline", "letter_text"):
            self.fields[name].required = False
        self.fields["base_revision"].required = True

    def clean(self) -> dict[str, Any]:
        """A question whose address is half typed is none yet: the rest is saved all the same."""
        data = super().clean()
        if self.errors.pop("update_of", None):
            data["update_of"] = self.initial["update_of"]
        return data

    def check_edit_conflict(self) -> None:
        """The verb looks, in its own transaction."""

    def save_draft(self, by: User) -> int:
        """Save by the verb; see there what it returns and raises."""
        base_revision = self.cleaned_data["base_revision"]
        return actions.revisions.save_draft(
            self.instance, self.to_question_text(), base_revision=base_revision, by=by
        )


class NewTagForm(CleanForm):
    """The name of a tag that is made while an answer is being written."""

    name = forms.CharField(
        max_length=60, error_messages={"required": _("Enter a name for the tag.")}
    )


class PublishChangesForm(CleanForm):
    """Whether changes become public although the checklist has open points."""

    anyway = forms.BooleanField(
        label=_("Publish anyway"),
        required=False,
        error_messages={"required": _("Check the open points, or tick “Publish anyway”.")},
    )

    def __init__(self, *args: Any, asks: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks:
            self.fields["anyway"].required = True
        else:
            del self.fields["anyway"]


class PublishForm(PublishChangesForm):
    """When a question becomes public, and until when."""

    # The browser alone sees a date that is typed by half; what must be there is ours to say.
    use_required_attribute = False

    NOW, SLOT, LATER = "now", "slot", "later"

    when = forms.ChoiceField(label=_("When"), widget=forms.RadioSelect, initial=NOW)
    at = make_moment_field(_("Day and time"))
    until = make_moment_field(_("Unpublish automatically on"))

    def __init__(self, *args: Any, slot: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slot = slot
        self.fields["when"].choices = self.list_time_choices()  # type: ignore[attr-defined]

    def list_time_choices(self) -> list[tuple[str, Any]]:
        """Now, the next free time of the weekly plan if there is a plan, or a time of one's own."""
        choices: list[tuple[str, Any]] = [(self.NOW, _("Now"))]
        if self.slot:
            moment = date_format(timezone.localtime(self.slot), "l, j F Y, H:i")
            label = _("At the next free time of the week: %(moment)s") % {"moment": moment}
            choices.append((self.SLOT, label))
        return [*choices, (self.LATER, _("Later, on:"))]

    def clean(self) -> dict[str, Any]:
        """A time is needed for later, and it is to come; with another choice it is a question."""
        data = super().clean() or self.cleaned_data
        if data.get("when") != self.LATER and ("at" in self.errors or data.get("at")):
            self.errors.pop("at", None)
            self.add_error("at", _("You wrote a time: choose “Later, on:”, or clear it."))
        elif data.get("when") != self.LATER:
            self.errors.pop("at", None)
            data["at"] = self.slot if data.get("when") == self.SLOT else None
        elif "at" not in self.errors:
            self.validate_time(data)
        start = data.get("at") or timezone.now()
        if data.get("until") and data["until"] <= start:
            self.add_error(
                "until", _("It would be unpublished before it’s published. Choose a later time.")
            )
        return data

    def validate_time(self, data: dict[str, Any]) -> None:
        """A time of the columnist's own is there, and to come."""
        if not data.get("at"):
            self.add_error("at", _("Choose a day and a time."))
        elif data["at"] <= timezone.now():
            self.add_error("at", _("This time is past. Choose one to come, or publish now."))


class PreviewLinkForm(CleanForm):
    """How long a secret link opens."""

    days = forms.TypedChoiceField(
        label=_("Opens for"),
        coerce=int,
        choices=[(1, _("1 day")), (3, _("3 days")), (7, _("7 days")), (30, _("30 days"))],
        initial=3,
    )
