"""The page cache: published pages as whole, compressed answers.

`PageCache` stands around the whole of Django and answers what it holds without sessions, CSRF,
authentication or the database. It holds only what a view marked `kept`, only for the site's own
host, and only for the present edition (`models.Edition`), which it looks at twice a second.
"""

from questions.page_cache.decorators import cache_until_changed
from questions.page_cache.wsgi import PageCache, wrap_in_page_cache

__all__ = ["PageCache", "cache_until_changed", "wrap_in_page_cache"]
