"""The newsletter's forms: what one would like to get, and where."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from questions.forms import CleanForm
from questions.models import Column, Subscriber, SubscriptionRequest, Tag

LONGEST = 254  # characters of an address (RFC 5321, section 4.5.3.1.3)


class AddressField(forms.EmailField):
    """An address, or one plain sentence on what is wrong with it."""

    def clean(self, value: Any) -> str:
        """The address without the spaces around it."""
        if value and len(value.strip()) > LONGEST:
            raise ValidationError(self.error_messages["invalid"])
        return super().clean(value)


class PreferencesForm(CleanForm):
    """How often, and about what. No topic ticked means all of them."""

    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=SubscriptionRequest.Frequency.choices,
        initial=SubscriptionRequest.Frequency.AT_ONCE,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _("Choose how often."),
            "required": _("Choose how often."),
        },
    )
    tags = forms.MultipleChoiceField(
        label=_("Only some topics"),
        help_text=_("If you tick none, you get every letter."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _(
                "A topic that was ticked is not there any more. Look at the others once more."
            )
        },
    )

    def __init__(self, *args: Any, chosen: tuple[Tag, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.known = {tag.slug: tag for tag in (*Tag.objects.in_use(), *chosen)}
        topics = sorted(self.known.values(), key=lambda tag: tag.name.casefold())
        tags, rhythm = self.fields["tags"], self.fields["rhythm"]
        tags.choices = [(tag.slug, tag.name) for tag in topics]  # type: ignore[attr-defined]
        rhythm.choices = frequency_choices()  # type: ignore[attr-defined]

    def clean_tags(self) -> list[Tag]:
        """The tags themselves."""
        return [self.known[slug] for slug in self.cleaned_data["tags"]]


class SubscribeForm(PreferencesForm):
    """The same, for an address that is asked whether it wants it."""

    address = AddressField(
        label=_("Your email address"),
        help_text=_("Anyone who can read this inbox can see our letters and their titles."),
        error_messages={
            "required": _("Enter your email address."),
            "invalid": _("Enter an email address in the correct format, like name@example.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    works_again = forms.BooleanField(label=_("The address works now"), required=False)
    website = forms.CharField(required=False)  # a trap: people do not see it

    field_order = ("address", "rhythm", "tags")
    is_dead = False  # whether mail to the address came back, and nobody has said that it works

    @property
    def is_trapped(self) -> bool:
        """Whether something filled in what people do not see."""
        return bool(self.data.get("website"))


def frequency_choices() -> list[tuple[str, str]]:
    """The two rhythms, the weekly one with its day."""
    day = Column.get_current().get_digest_weekday_display()
    weekly = _("Once a week, on %(day)s") % {"day": day}
    return [
        (SubscriptionRequest.Frequency.AT_ONCE, str(SubscriptionRequest.Frequency.AT_ONCE.label)),
        (SubscriptionRequest.Frequency.WEEKLY, weekly),
    ]


def make_preferences_form(subscriber: Subscriber, data: Any = None) -> PreferencesForm:
    """The form with which a subscriber changes their choices."""
    chosen = tuple(subscriber.tags.all())
    present = {"rhythm": subscriber.rhythm, "tags": [tag.slug for tag in chosen]}
    return PreferencesForm(data, initial=present, chosen=chosen)
