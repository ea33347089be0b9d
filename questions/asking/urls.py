"""The asker's addresses."""

from django.urls import path

from questions.asking import hints, views

urlpatterns = [
    path("ask/", views.ask, name="ask"),
    *hints.urlpatterns,
]
