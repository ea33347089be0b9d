"""Which compression a client takes (RFC 9110, section 12.5.3), and the compressing itself."""

import gzip
from functools import lru_cache

import brotli

PLAIN = "identity"
SUPPORTED = ("br", "gzip")  # the better first
BROTLI_LEVEL = 5  # half a millisecond for a long question; level 11 saves 13 % and takes 13 ms
GZIP_LEVEL = 6


@lru_cache(maxsize=256)
def choose_encoding(accept: str) -> str:
    """The best encoding that an Accept-Encoding header allows; plain is always understood."""
    weights = dict(map(parse_coding, accept.lower().split(",")))
    default = weights.get("*", 0.0)
    best = max(SUPPORTED, key=lambda name: weights.get(name, default))
    return best if weights.get(best, default) > 0 else PLAIN


def parse_coding(part: str) -> tuple[str, float]:
    """One coding of the header with its weight; a weight that is no number refuses it."""
    coding, _, weight = part.partition(";")
    name, _, value = weight.partition("=")
    if name.strip() != "q":
        return coding.strip(), 1.0
    try:
        return coding.strip(), float(value)
    except ValueError:
        return coding.strip(), 0.0


def compress_body(body: bytes, encoding: str) -> bytes:
    """Compress a body.

    Args:
        body: the plain bytes.
        encoding: one that `choose_encoding` returned.
    """
    if encoding == "br":
        return brotli.compress(body, quality=BROTLI_LEVEL, lgwin=18)
    if encoding == "gzip":
        return gzip.compress(body, GZIP_LEVEL, mtime=0)
    return body
