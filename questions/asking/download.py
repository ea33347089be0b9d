"""Taking a letter along: everything that is kept of it and what was published, as one file."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questions.absolute_urls import absolute_url
from questions.asking.edited import ShownText
from questions.asking.page_forms import find_invitation
from questions.asking.receipts import list_updates
from questions.asking.status import address_kept
from questions.models import Column, Letter, Message, Question, StatusWords
from questions.text import rendering
from questions.text.plain import html_to_text


def make_file(letter: Letter, *, is_text: bool) -> HttpResponse:
    """The file, under a name that gives nothing away.

    Args:
        letter: whose.
        is_text: plain text for people, or else JSON for programs.
    """
    response: HttpResponse
    if is_text:
        response = HttpResponse(write_text(letter), content_type="text/plain; charset=utf-8")
    else:
        options = {"ensure_ascii": False, "indent": 2}
        response = JsonResponse(collect_parts(letter), json_dumps_params=options)
    name = "notes.txt" if is_text else "notes.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def collect_parts(letter: Letter) -> dict[str, Any]:
    """Everything, by name."""
    return {
        "letter": letter.text,
        "sign_off": letter.sign_off,
        "received_on": letter.received_on,
        "state": letter.state,
        "contact": address_kept(letter),
        "invitation": invitation_parts(letter),
        "consent": letter.consent_wording,
        "consented_on": letter.consented_on,
        "silence_days": letter.silence_days,
        "messages": [message_parts(turn) for turn in letter.messages.all()],
        "edited_letter": shown_parts(letter),
        "published": published_parts(letter.question),
        "updates": [
            {"edited": shown_parts(update), "published": published_parts(update.question)}
            for update in list_updates(letter)
        ],
        "about": address_of(letter.about),
        "published_letter": letter.reader_letter.text if letter.reader_letter else None,
    }


def message_parts(turn: Message) -> dict[str, Any]:
    """One turn of the dialogue, with what its writer agreed to beside it."""
    return {
        "from": turn.author,
        "on": turn.written_on,
        "kind": turn.kind,
        "text": turn.text,
        "consent": turn.consent_wording,
    }


def invitation_parts(letter: Letter) -> dict[str, Any] | None:
    """What its writer agreed to about being asked later, and when that is or was done."""
    invitation = find_invitation(letter)
    if invitation is None:
        return None
    return {
        "wording": invitation.ticked_wording,
        "agreed_on": invitation.agreed_on,
        "weeks": invitation.weeks,
        "ask_on": invitation.due_on,
        "asked_on": invitation.invited_on,
    }


def address_of(question: Question | None) -> str | None:
    """Where the letter is that another one was written about, as long as everybody can read it."""
    is_public = question is not None and question.is_public
    return absolute_url(question.get_absolute_url()) if question and is_public else None


def shown_parts(letter: Letter) -> dict[str, Any] | None:
    """The edited letter as it was shown before publication, if it was."""
    if not letter.shown:
        return None
    shown = ShownText.from_json(letter.shown)
    return {
        "shown_on": letter.approval_asked_on,
        "reply": letter.approval,
        "headline": shown.headline,
        "letter": shown.letter_text,
        "sign_off": shown.sign_off,
        "content_notes": list(shown.notes),
        "answer": shown.answer,
    }


def published_parts(question: Question | None) -> dict[str, Any] | None:
    """What everybody can read, if there is anything."""
    if question is None or not question.is_public or question.publish_at is None:
        return None
    return {
        "address": absolute_url(question.get_absolute_url()),
        "published_on": question.publish_at.date(),
        "headline": question.headline,
        "letter": question.letter_text,
        "sign_off": question.sign_off,
        "answer": question.answer,
    }


def write_text(letter: Letter) -> str:
    """Everything as plain text, in the order in which it happened."""
    parts = collect_parts(letter)
    blocks = [
        *write_letter(letter, parts),
        *write_messages(letter),
        *write_version(_("Your edited letter"), parts["edited_letter"]),
        *write_version(_("What was published"), parts["published"]),
        *write_updates(parts["updates"]),
        *write_reader_letter(parts),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def write_letter(letter: Letter, parts: dict[str, Any]) -> list[str]:
    """The letter as it came, and what its writer decided."""
    day = date_format(letter.received_on, "j F Y")
    consent = parts["consent"] or _("Not to be published")
    return [
        underline_title(_("Your letter, %(day)s") % {"day": day}),
        letter.text,
        parts["sign_off"] and f"— {parts['sign_off']}",
        StatusWords.text_for_letter(letter),
        _("Publication: %(words)s") % {"words": consent},
        parts["contact"] and _("Email: %(address)s") % {"address": parts["contact"]},
        *write_invitation(parts["invitation"]),
    ]


def write_invitation(parts: dict[str, Any] | None) -> list[str]:
    """What was agreed to about being asked later, and the day; or nothing."""
    if parts is None:
        return []
    wording, agreed = parts["wording"], date_format(parts["agreed_on"], "j F Y")
    lines = [_("To be asked later: %(words)s (%(day)s)") % {"words": wording, "day": agreed}]
    if day := parts["asked_on"] or parts["ask_on"]:
        lines.append(_("The day for it: %(day)s") % {"day": date_format(day, "j F Y")})
    return lines


def write_messages(letter: Letter) -> list[str]:
    """The dialogue, one turn after the other."""
    names = {Message.Author.JOHN: Column.get_current().columnist, Message.Author.ASKER: _("You")}
    blocks = []
    for turn in letter.messages.all():
        name, day = names[Message.Author(turn.author)], date_format(turn.written_on, "j F Y")
        blocks += [underline_title(f"{name}, {day}"), turn.text]
        if words := turn.consent_wording:
            blocks.append(_("Publication: %(words)s") % {"words": words})
    return blocks


def write_version(title: str, parts: dict[str, Any] | None) -> list[str]:
    """The edited or the published letter with its answer, or nothing.

    Args:
        title: what it is.
        parts: as `shown_parts` or `published_parts` made them.
    """
    if parts is None:
        return []
    return [
        underline_title(title),
        parts.get("address", ""),
        parts["headline"],
        parts["letter"],
        parts["sign_off"] and f"— {parts['sign_off']}",
        html_to_text(rendering.render_markdown(parts["answer"])),
    ]


def write_updates(updates: list[dict[str, Any]]) -> list[str]:
    """What happened next, edited and as it was published."""
    blocks = []
    for parts in updates:
        blocks += write_version(_("What happened next, edited"), parts["edited"])
        blocks += write_version(_("What happened next, as published"), parts["published"])
    return blocks


def write_reader_letter(parts: dict[str, Any]) -> list[str]:
    """What of a letter stands under an answer, or nothing."""
    if parts["published_letter"] is None:
        return []
    return [
        underline_title(_("What was published")),
        parts["about"] or "",
        parts["published_letter"],
    ]


def underline_title(title: str) -> str:
    """A title, underlined."""
    return f"{title}\n{'-' * len(title)}"
