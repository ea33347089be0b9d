"""What the forms of all doors share: clean text at the way in, and a refusal that loses nothing."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from questions.text.normalisation import normalise_line, normalise_text

TEN_YEARS = 3652  # days


class NormalisedFields:
    """Cleans what was sent before any field sees it, so that no field can forget to.

    A text area is a text (`normalise_text`), every other field is one line (`normalise_line`).
    Passwords stay as they were typed. What is shown again after an error is clean too.

    Attributes:
        single_lines: fields that are drawn as a text area and hold one line all the same.
    """

    single_lines: frozenset[str] = frozenset()
    fields: dict[str, forms.Field]
    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data:
            self.data = self.normalise_data(self.data)

    def normalise_data(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """A copy of what was sent, with the texts of this form's fields cleaned."""
        cleaned: Any = data.copy() if isinstance(data, MultiValueDict) else dict(data)
        for name, field in self.fields.items():
            key = self.add_prefix(name)  # type: ignore[attr-defined]
            if key not in cleaned or isinstance(field.widget, forms.PasswordInput):
                continue
            clean = self.cleaner_for(name, field)
            if isinstance(cleaned, MultiValueDict):
                cleaned.setlist(key, [clean_value(one, clean) for one in cleaned.getlist(key)])
            else:
                cleaned[key] = clean_value(cleaned[key], clean)
        return cleaned

    def cleaner_for(self, name: str, field: forms.Field) -> Callable[[str], str]:
        """What cleans a field: many lines, or one."""
        is_text = isinstance(field.widget, forms.Textarea) and name not in self.single_lines
        return normalise_text if is_text else normalise_line


def clean_value(value: Any, clean: Callable[[str], str]) -> Any:
    """A value, or each value of a list, cleaned if it is text."""
    if isinstance(value, list | tuple):
        return [clean_value(one, clean) for one in value]
    return clean(value) if isinstance(value, str) else value


class CleanForm(NormalisedFields, forms.Form):
    """A form whose texts are clean."""


class CleanModelForm(NormalisedFields, forms.ModelForm):
    """A form for a record, whose texts are clean."""


def validate_within_ten_years(moment: date) -> None:
    """Refuse a day or a time further ahead than ten years: "never" is an empty field.

    Times at the edge of the calendar cannot be converted to every zone, nor have minutes added.

    Raises:
        ValidationError: it is too far ahead.
    """
    day = moment.date() if isinstance(moment, datetime) else moment
    if day > timezone.localdate() + timedelta(days=TEN_YEARS):
        raise ValidationError(_("This is more than ten years ahead. Choose an earlier day."))


def make_moment_field(label: Any) -> forms.DateTimeField:
    """A field for a day and a time within ten years, or none, picked as the browser offers it."""
    return forms.DateTimeField(
        label=label,
        validators=[validate_within_ten_years],
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def normalise_query(query: Any) -> Any:
    """What stands behind the question mark of an address, each name and value as one line."""
    pairs = [(name, value) for name, values in query.lists() for value in values]
    if all(part.isprintable() for pair in pairs for part in pair):
        return query
    cleaned = QueryDict(mutable=True)
    for name, value in pairs:
        cleaned.appendlist(normalise_line(name), normalise_line(value))
    return cleaned


def whole_minutes(pause: timedelta) -> int:
    """A pause in minutes, as it is told to somebody who has to wait: at least one, rounded up."""
    return max(1, -(-int(pause.total_seconds()) // 60))


def sent_data(request: HttpRequest) -> QueryDict | None:
    """What was sent, also if it is nothing; None where a form is only looked at."""
    return request.POST if request.method == "POST" else None


def refuse_form(
    form: forms.BaseForm,
    message: str,
    render: Callable[..., HttpResponse],
    *,
    status: int,
    pause: timedelta | None = None,
) -> HttpResponse:
    """Give a form back with all that was typed in it, and say why it was not taken.

    Args:
        form: the form as it was sent.
        message: one sentence that stands above it.
        render: draws the page with the form; it is called with `form` and `status`.
        status: 403 without its cookie, 429 too often, 503 when nothing could be saved.
        pause: how long to wait, for the header that says so (RFC 6585, section 4).
    """
    form.add_error(None, message)
    response = render(form, status=status)
    if pause:
        response["Retry-After"] = str(60 * whole_minutes(pause))
    return response


class UnlabelledInput(forms.HiddenInput):
    """A hidden field: the admin prints a label for it too, which must not name it."""

    def id_for_label(self, id_: str | None) -> str:
        """Nothing: what nobody sees has no label (HTML, 4.10.4)."""
        return ""
