"""Webhooks at the desk: who is told, with which secret, and how the last calls went."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from questions.answering.access import require_staff
from questions.answering.outbox import OutboxAdmin
from questions.answering.plain_admin import PlainAdmin
from questions.calls import planning
from questions.forms import CleanModelForm
from questions.models import OutgoingCall, WebhookEndpoint, WebhookEvent

CHANGE = "questions.change_webhookendpoint"
CALLS_SHOWN = 10


class EndpointForm(CleanModelForm):
    """An endpoint. Its address is opened here, because it stands sealed."""

    address = forms.URLField(
        label=gettext_lazy("Address"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
        help_text=gettext_lazy(
            "Must begin with https:// and be reachable from the public internet."
        ),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Tell it when"),
        choices=WebhookEvent.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["address"] = self.instance.address

    def clean_address(self) -> str:
        """Only what is called later: https, and no password."""
        address: str = self.cleaned_data["address"]
        parts = urlsplit(address)
        if parts.scheme != "https" or "@" in parts.netloc or parts.fragment:
            raise ValidationError(_("Enter an address that begins with https://."))
        return address


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(PlainAdmin):
    """Who is told of what is published, and how it went."""

    form = EndpointForm
    list_display = ("name", "display_host", "is_active", "display_last_call")
    fields = ("name", "address", "events", "is_active", "display_secret")
    readonly_fields = ("display_secret",)
    change_form_template = "admin/questions/webhookendpoint/endpoint.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A few: each event is a call to each of them."""
        is_full = WebhookEndpoint.objects.count() >= WebhookEndpoint.MOST
        return super().has_add_permission(request) and not is_full

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With the last calls below the form."""
        endpoint = self.get_object(request, object_id)
        calls = list_last_calls(endpoint.calls.all()) if endpoint else []
        shown = {"calls": calls} | (extra_context or {})
        return super().change_view(request, object_id, form_url, shown)

    @admin.display(description=gettext_lazy("Host"))
    def display_host(self, endpoint: WebhookEndpoint) -> str:
        """Whose machine it is; the rest of the address may be a key."""
        return endpoint.host_name

    @admin.display(description=gettext_lazy("Last call"))
    def display_last_call(self, endpoint: WebhookEndpoint) -> str:
        """How the last call went."""
        last = list_last_calls(endpoint.calls.all())[:1]
        return describe_call(last[0]) if last else _("None yet")

    @admin.display(description=gettext_lazy("Secret"))
    def display_secret(self, endpoint: WebhookEndpoint) -> str:
        """With what the receiver checks that a call is ours."""
        if endpoint._state.adding:
            return _("Created when you save.")
        newest, *former = endpoint.list_secrets(timezone.now())
        note = _("The previous secret also works, for 24 hours after it was replaced.")
        return f"{newest} ({note})" if former else newest


def list_last_calls(calls: QuerySet[OutgoingCall]) -> list[OutgoingCall]:
    """The newest calls whose moment has come, the newest first."""
    return list(calls.exclude(attempts=0, state="dropped").order_by("-happened_at")[:CALLS_SHOWN])


def describe_call(call: OutgoingCall) -> str:
    """What was told, and how it went."""
    outcome = call.fault or (_("It answered %d.") % call.status if call.status else "")
    words = [call.get_event_display(), call.get_state_display(), outcome]
    return " · ".join(str(word) for word in words if word)


@require_staff(CHANGE)
@require_POST
def send_test(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call an endpoint to see whether it answers."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    planning.add_test(endpoint)
    messages.success(request, _("The test is on its way. Reload this page to see how it went."))
    return redirect("admin:questions_webhookendpoint_change", endpoint.pk)


@require_staff(CHANGE)
@require_POST
def replace_secret(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign with a new secret, and for a day with the former one too."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    endpoint.replace_secret(timezone.now())
    messages.success(request, _("Copy the new secret to the program that receives the calls."))
    return redirect("admin:questions_webhookendpoint_change", endpoint.pk)


@admin.register(OutgoingCall)
class OutgoingCallAdmin(OutboxAdmin):
    """Calls to other machines. What was set aside can be tried again."""

    list_display = (
        "kind",
        "event",
        "endpoint",
        "state",
        "display_attempts",
        "fault",
        "display_due",
    )
    list_filter = ("kind", "state")
    list_select_related = ("endpoint",)
    ordering = ("-happened_at",)
    fields = ("kind", "event", "endpoint", "state", "attempts", "status", "fault", "due_at")
