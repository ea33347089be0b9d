"""The reader's addresses. A former one keeps leading to its page."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path
from django.views.decorators.http import require_safe

from questions.page_cache import cache_until_changed
from questions.reading import (
    api,
    archive,
    collections,
    feeds,
    pictures,
    questions,
    search,
    subscriptions,
    support,
    views,
)
from questions.reading.sitemaps import SITEMAPS, show_sitemap_index
from questions.text.pictures import NAME as PICTURE_NAME

PARTS = {"sitemaps": SITEMAPS}

urlpatterns = [
    path("", views.show_column, name="column"),
    path("questions/<slug:slug>/", questions.show_question, name="question"),
    path("tags/", views.list_tags, name="tags"),
    path("tags/<slug:slug>/", views.show_tag, name="tag"),
    path("collections/", collections.list_collections, name="collections"),
    path("collections/<slug:slug>/", collections.show_collection, name="collection"),
    path("collections/<slug:slug>/feed/", feeds.show_collection_atom_feed, name="collection-feed"),
    path(
        "collections/<slug:slug>/feed.json",
        feeds.show_collection_json_feed,
        name="collection-feed-json",
    ),
    path("archive/", archive.show_archive, name="archive"),
    path("archive/all/", archive.show_all_letters, name="archive-all"),
    re_path(r"^archive/(?P<year>[0-9]{4})/$", archive.show_archive_year, name="archive-year"),
    re_path(
        r"^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$",
        archive.show_archive_month,
        name="archive-month",
    ),
    path("search/", search.show_search_results, name="search"),
    path("updates/", views.list_updates, name="updates"),
    path("about/", views.show_about, name="about"),
    path("privacy/", views.show_privacy, name="privacy"),
    path("help/", support.show_help_lines, name="help"),
    path("leave/", support.leave_site, name="leave"),
    path("follow/", views.show_ways_to_follow, name="follow"),
    path("feed/", feeds.show_atom_feed, name="feed"),
    path("feed.json", feeds.show_json_feed, name="feed-json"),
    path("tags/<slug:slug>/feed/", feeds.show_atom_feed, name="tag-feed"),
    path("tags/<slug:slug>/feed.json", feeds.show_json_feed, name="tag-feed-json"),
    path("subscribe/", subscriptions.subscribe_to_newsletter, name="subscribe"),
    path(
        "subscribe/confirm/<str:token>/",
        subscriptions.confirm_subscription,
        name="subscribe-confirm",
    ),
    path(
        "subscribe/choices/<str:token>/", subscriptions.edit_preferences, name="subscribe-choices"
    ),
    path("subscribe/stay/<str:token>/", subscriptions.keep_subscription, name="subscribe-stay"),
    path(
        "subscribe/leave/<str:token>/", subscriptions.unsubscribe_by_token, name="subscribe-leave"
    ),
    path("sitemap.xml", cache_until_changed(require_safe(show_sitemap_index)), name="sitemap"),
    path(
        "sitemap-<slug:section>.xml",
        cache_until_changed(require_safe(sitemap)),
        PARTS,
        name="sitemap-part",
    ),
    re_path(
        r"^cards/(?P<slug>[-\w]+)-(?P<mark>[0-9a-f]{12})\.png$",
        pictures.serve_social_card,
        name="card",
    ),
    re_path(
        r"^cards/collections/(?P<slug>[-\w]+)-(?P<mark>[0-9a-f]{12})\.png$",
        collections.serve_collection_card,
        name="collection-card",
    ),
    path("api/v1/letters", api.list_letters, name="api-letters"),
    path("api/v1/letters/<slug:slug>", api.show_letter, name="api-letter"),
    path("api/v1/tags", api.list_tags, name="api-tags"),
    path("api/v1/openapi.json", api.show_description, name="api-description"),
    path(".well-known/security.txt", views.show_security_contact, name="security"),
    re_path(r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt$", views.show_indexnow_key, name="indexnow-key"),
    path("robots.txt", views.show_robots, name="robots"),
    re_path(rf"^media/(?P<name>{PICTURE_NAME})$", pictures.serve_picture, name="picture"),
]
