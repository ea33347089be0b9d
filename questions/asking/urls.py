"""The asker's addresses. A receipt is never part of one."""

from django.urls import path

from questions.asking import approval, choices, feed, linked, status, suggestions, views

urlpatterns = [
    path("ask/", views.submit_letter, name="ask"),
    path("ask/noted/", views.confirm_receipt_saved, name="noted"),
    path("ask/similar/", suggestions.show_similar_questions, name="similar"),
    path("ask/helped/", suggestions.record_helped, name="helped"),
    path("ask/hints/", suggestions.show_identity_hints, name="hints"),
    path("about-you/<slug:slug>/", linked.request_change, name="request-change"),
    path("write-about/<slug:slug>/", linked.write_as_reader, name="write-about"),
    path("reply/help/", suggestions.show_help, name="help-while-writing"),
    path("reply/", status.show_status, name="reply"),
    path("reply/write/", status.send_message, name="reply-write"),
    path("reply/approve/", approval.respond_to_approval, name="reply-approve"),
    path("reply/enter/", choices.press_enter, name="reply-enter"),
    path("reply/later/", choices.change_invitation, name="reply-later"),
    path("reply/keep-private/", choices.keep_message_private, name="reply-keep-private"),
    path("reply/consent/", choices.change_consent, name="reply-consent"),
    path("reply/email/", choices.change_contact, name="reply-email"),
    path("reply/withdraw/", choices.withdraw_letter, name="reply-withdraw"),
    path("reply/erase/", choices.erase_letter, name="reply-erase"),
    path("reply/export/", choices.download_letter, name="reply-export"),
    path("reply/feed/", choices.create_feed, name="reply-new-feed"),
    path("reply/feed/stop/", choices.stop_feed, name="reply-stop-feed"),
    path("reply/feed/<str:token>/", feed.show_feed, name="reply-feed"),
]
