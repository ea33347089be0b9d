"""What `/metrics` says: counts of all processes, and the state of letters, mail and worker.

Nothing here counts people, and no label holds anything that somebody wrote, an address or a slug.
"""

import logging

from questions.metrics.exposition import CONTENT_TYPE, render_metrics
from questions.metrics.routes import list_routes

__all__ = ["CONTENT_TYPE", "list_routes", "log", "render_metrics"]

log = logging.getLogger(__name__)
