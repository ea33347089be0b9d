"""What is shown when a request failed: a fault of ours, or a disk or database that takes nothing.

The second kind is told apart, because there is something to do about it, and because what somebody
has just written must come back to them.
"""

import errno
import sys

from django.db import DatabaseError, DataError, IntegrityError, NotSupportedError, ProgrammingError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.defaults import server_error

OUR_MISTAKES = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
# No room, a quota, a limit of the process, a read-only disk, a failing one, and files of another
# user (somebody ran a command as root).
STORAGE_ERRORS = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO),
    *(errno.EACCES, errno.EPERM),
}
SECRET_FIELDS = ("password", "token", "code", "receipt", "credential")
MIN_WRITTEN = 30  # characters: what is shorter is an option or an address, not somebody's text


def show_server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the error is being handled."""
    if not is_storage_fault(sys.exc_info()[1]):
        return server_error(request)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": _("Nothing can be saved at the moment.")}, status=503)
    response = render(request, "503.html", {"written": find_written(request)}, status=503)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = "300"
    return response


def is_storage_fault(error: BaseException | None) -> bool:
    """Whether it says that a database or a disk is away, full or read-only."""
    if isinstance(error, DatabaseError):
        return not isinstance(error, OUR_MISTAKES)
    return isinstance(error, OSError) and error.errno in STORAGE_ERRORS


@sensitive_variables()
def find_written(request: HttpRequest) -> list[str]:
    """The texts of the form that was sent, without passwords, receipts and the like."""
    if request.method != "POST":
        return []
    fields = ((name, str(value)) for name, value in request.POST.items())
    return [
        text.replace("\0", "")
        for name, text in fields
        if len(text) >= MIN_WRITTEN and not any(word in name for word in SECRET_FIELDS)
    ]
