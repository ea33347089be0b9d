"""The desk's own addresses, beside those of Django's admin."""

from django.urls import path

from questions.answering import views

urlpatterns = [
    path("questions/letter/<uuid:pk>/answer/", views.answer, name="letter-answer"),
    path("questions/letter/<uuid:pk>/decline/", views.decline, name="letter-decline"),
    path("questions/question/<int:pk>/publish/", views.publish, name="question-publish"),
    path("questions/question/<int:pk>/unpublish/", views.unpublish, name="question-unpublish"),
    path("markdown/preview/", views.preview, name="markdown-preview"),
    path("markdown/picture/", views.upload_picture, name="markdown-picture"),
]
