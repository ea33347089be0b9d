"""The page cache: published pages as whole, compressed responses in memory.

`PageCache` stands around the whole of Django and answers what it keeps without sessions, CSRF,
authentication or the database. It keeps only what a view marked with `cache_until_changed`, only
for the site's own host, and only for the present version (`models.CacheVersion`), which it checks
four times a second.
"""

from questions.page_cache.counts import count_empty_search
from questions.page_cache.decorators import cache_until_changed
from questions.page_cache.replica import read_from_replica
from questions.page_cache.wsgi import PageCache, wrap_in_page_cache

__all__ = [
    "PageCache",
    "cache_until_changed",
    "count_empty_search",
    "read_from_replica",
    "wrap_in_page_cache",
]
