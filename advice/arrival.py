"""How a request from the doctor arrived through the proxies. Only the doctor is told.

It proves itself with a signature that this column's SECRET_KEY makes, good for a minute.
"""

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers

from advice.signing import DatedSigner
from questions import rate_limits

HEADER = "X-Column-Doctor"
SECONDS = 60
SIGNER = "doctor"


def sign_request() -> dict[str, str]:
    """The header by which a request is known as the doctor's."""
    return {HEADER: DatedSigner(salt=SIGNER).sign(SIGNER)}


def is_from_doctor(request: HttpRequest) -> bool:
    """Whether the doctor of this very column asks."""
    try:
        signed = request.headers.get(HEADER, "")
        return DatedSigner(salt=SIGNER).unsign(signed, max_age=SECONDS) == SIGNER
    except BadSignature:
        return False


def describe_arrival(request: HttpRequest) -> HttpResponse:
    """Whom limits would count it for, and whether it seems to have come by https."""
    facts = {
        "client": rate_limits.client_network(request),
        "connection": request.META.get("REMOTE_ADDR", ""),
        "is_secure": request.is_secure(),
        "forwarded": rate_limits.is_named_by_proxy(request),
    }
    response = JsonResponse(facts)
    add_never_cache_headers(response)
    return response
