"""What search engines should know of (sitemaps.org protocol 0.9)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from questions.absolute_urls import absolute_url
from questions.models import Collection, Question, Tag


class SiteUrlSitemap(Sitemap):
    """A sitemap whose addresses follow from SITE_URL, not from what a request claims."""

    limit = 50_000
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        """The host, with its port if it has one."""
        return urlsplit(settings.SITE_URL).netloc


class QuestionSitemap(SiteUrlSitemap):
    """Every published question."""

    def items(self) -> QuerySet[Question]:
        """The questions, with no more than an address needs."""
        return Question.objects.published().only("slug", "publish_at", "changed_at")

    def lastmod(self, item: Question) -> datetime:
        """When the question last changed."""
        return max(item.publish_at or item.changed_at, item.changed_at)


class TagSitemap(SiteUrlSitemap):
    """Every tag with published questions."""

    def items(self) -> QuerySet[Tag]:
        """The tags in use."""
        return Tag.objects.in_use()


class CollectionSitemap(SiteUrlSitemap):
    """Every collection that readers can see."""

    def items(self) -> QuerySet[Collection]:
        """The public collections."""
        return Collection.objects.published().only("slug", "changed_at")

    def lastmod(self, item: Collection) -> datetime:
        """When the collection last changed."""
        return item.changed_at


class PageSitemap(SiteUrlSitemap):
    """The pages that are always there."""

    def items(self) -> list[str]:
        """Their names."""
        return ["column", "collections", "tags", "archive", "updates", "ask", "about", "privacy"]

    def location(self, item: str) -> str:
        """The page's path."""
        return reverse(item)


SITEMAPS = {
    "questions": QuestionSitemap,
    "tags": TagSitemap,
    "collections": CollectionSitemap,
    "pages": PageSitemap,
}


def show_sitemap_index(request: HttpRequest) -> HttpResponse:
    """The sitemaps, each in parts of at most 50,000 addresses."""
    items = [item for section, kind in SITEMAPS.items() for item in sitemap_parts(section, kind())]
    context = {"sitemaps": items}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")


def sitemap_parts(section: str, kind: Sitemap) -> list[SitemapIndexItem]:
    """The parts of one sitemap; the first has no number."""
    path = absolute_url(reverse("sitemap-part", args=[section]))
    numbers = kind.paginator.page_range
    return [SitemapIndexItem(f"{path}?p={n}" if n > 1 else path) for n in numbers]
