"""The asker's addresses. A receipt is never part of one."""

from django.urls import path

from questions.asking import hints, status, suggestions, views

urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("ask/noted/", views.noted, name="noted"),
    path("ask/similar/", suggestions.similar, name="similar"),
    path("ask/helped/", suggestions.helped, name="helped"),
    *hints.urlpatterns,
    path("reply/", status.reply, name="reply"),
    path("reply/write/", status.write, name="reply-write"),
    path("reply/approve/", status.approve, name="reply-approve"),
    path("reply/withdraw/", status.withdraw, name="reply-withdraw"),
    path("reply/erase/", status.erase, name="reply-erase"),
    path("reply/export/", status.export, name="reply-export"),
    path("reply/feed/", status.new_feed, name="reply-new-feed"),
    path("reply/feed/<str:token>/", status.show_feed, name="reply-feed"),
]
