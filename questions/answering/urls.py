"""The desk's own addresses, beside those of Django's admin."""

from django.urls import path

from questions.answering import correspondence, views

urlpatterns = [
    path("questions/letter/<uuid:pk>/answer/", views.answer, name="letter-answer"),
    path("questions/letter/<uuid:pk>/decline/", views.decline, name="letter-decline"),
    path("questions/letter/<uuid:pk>/write/", correspondence.write, name="letter-write"),
    path(
        "questions/letter/<uuid:pk>/shortlist/", correspondence.shortlist, name="letter-shortlist"
    ),
    path("questions/letter/<uuid:pk>/restore/", correspondence.restore, name="letter-restore"),
    path(
        "questions/question/<int:pk>/ask-approval/",
        correspondence.ask_approval,
        name="question-ask-approval",
    ),
    path("questions/question/<int:pk>/publish/", views.publish, name="question-publish"),
    path("questions/question/<int:pk>/unpublish/", views.unpublish, name="question-unpublish"),
    path("markdown/preview/", views.preview, name="markdown-preview"),
    path("markdown/picture/", views.upload_picture, name="markdown-picture"),
]
