"""John's desk: Django's admin under the column's name."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from questions.models import Column


class Desk(AdminSite):
    """The admin, with a link to the column and the column's name on top."""

    site_title = _("The desk")
    index_title = _("What waits")
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the desk shows."""
        header = _("%(name)s · the desk") % {"name": Column.current().name}
        return super().each_context(request) | {"site_header": header}
