"""The WSGI application for another server, such as gunicorn; `serve` builds its own."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advice.settings")

django = get_wsgi_application()

from questions.page_cache import wrap_in_page_cache  # noqa: E402 (models can be imported only now)

application = wrap_in_page_cache(django)
