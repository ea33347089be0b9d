"""The asker's addresses."""

from django.urls import path

from questions.asking import views

urlpatterns = [
    path("ask/", views.ask, name="ask"),
]
