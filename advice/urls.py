"""Every address of the site, door by door. They are a promise to readers."""

from django.contrib import admin
from django.urls import include, path

from advice import health, metrics

handler400 = "questions.reading.errors.bad_request"
handler404 = "questions.reading.errors.not_found"
handler500 = "advice.unavailable.show_server_error"

urlpatterns = [
    path("", include("questions.reading.urls")),
    path("", include("questions.asking.urls")),
    path("admin/", include("questions.answering.urls")),
    path("admin/", admin.site.urls),
    path("livez", health.show_liveness, name="alive"),
    path("readyz", health.show_readiness, name="ready"),
    path("metrics", metrics.show_metrics, name="metrics"),
]
