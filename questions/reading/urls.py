"""The reader's addresses. A former one keeps leading to its page."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path
from django.views.decorators.http import require_safe

from questions.page_cache import cache_until_changed
from questions.reading import archive, feeds, search, subscriptions, support, views
from questions.reading.sitemaps import SITEMAPS, index

PARTS = {"sitemaps": SITEMAPS}

urlpatterns = [
    path("", views.column, name="column"),
    path("questions/<slug:slug>/", views.question, name="question"),
    path("tags/", views.tags, name="tags"),
    path("tags/<slug:slug>/", views.tag, name="tag"),
    path("archive/", archive.archive, name="archive"),
    re_path(r"^archive/(?P<year>[0-9]{4})/$", archive.archive_year, name="archive-year"),
    re_path(
        r"^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$",
        archive.archive_month,
        name="archive-month",
    ),
    path("search/", search.results, name="search"),
    path("updates/", views.updates, name="updates"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("help/", support.help_lines, name="help"),
    path("leave/", support.leave, name="leave"),
    path("feed/", feeds.atom, name="feed"),
    path("feed.json", feeds.json, name="feed-json"),
    path("tags/<slug:slug>/feed/", feeds.atom, name="tag-feed"),
    path("tags/<slug:slug>/feed.json", feeds.json, name="tag-feed-json"),
    path("subscribe/", subscriptions.subscribe, name="subscribe"),
    path("subscribe/confirm/<str:token>/", subscriptions.confirm, name="subscribe-confirm"),
    path("subscribe/choices/<str:token>/", subscriptions.choices, name="subscribe-choices"),
    path("subscribe/leave/<str:token>/", subscriptions.leave, name="subscribe-leave"),
    path("sitemap.xml", cache_until_changed(require_safe(index)), name="sitemap"),
    path(
        "sitemap-<slug:section>.xml",
        cache_until_changed(require_safe(sitemap)),
        PARTS,
        name="sitemap-part",
    ),
    re_path(r"^cards/(?P<slug>[-\w]+)-(?P<mark>[0-9a-f]{12})\.png$", views.card, name="card"),
    path(".well-known/security.txt", views.security, name="security"),
    path("robots.txt", views.robots, name="robots"),
    re_path(r"^media/(?P<name>[a-z0-9]+\.(?:jpg|png|webp))$", views.picture, name="picture"),
]
