"""The asker's addresses. A receipt is never part of one."""

from django.urls import path

from questions.asking import hints, reply, similar, views

urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("ask/noted/", views.noted, name="noted"),
    path("ask/similar/", similar.similar, name="similar"),
    path("ask/helped/", similar.helped, name="helped"),
    *hints.urlpatterns,
    path("reply/", reply.reply, name="reply"),
    path("reply/write/", reply.write, name="reply-write"),
    path("reply/approve/", reply.approve, name="reply-approve"),
    path("reply/withdraw/", reply.withdraw, name="reply-withdraw"),
    path("reply/erase/", reply.erase, name="reply-erase"),
    path("reply/export/", reply.export, name="reply-export"),
    path("reply/feed/", reply.new_feed, name="reply-new-feed"),
    path("reply/feed/<str:token>/", reply.feed, name="reply-feed"),
]
