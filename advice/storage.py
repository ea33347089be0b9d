"""Where pictures are kept: in a folder, or in a bucket that all nodes share.

The bucket's library, django-storages with boto3, is an extra of the package (`advice-column[s3]`):
it is larger than the rest, and one machine does without.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from advice.env import read_variable_or_file, setting_error

FOLDER = "django.core.files.storage.FileSystemStorage"
EXAMPLE = "Write it like this: s3://KEY:SECRET@host/bucket, or file:///a/folder"
TIMES = {"connect_timeout": 5, "read_timeout": 20, "retries": {"max_attempts": 2}}  # seconds


def get_picture_storage(name: str) -> dict[str, Any]:
    """Django's settings for the storage of pictures; MEDIA_ROOT, when nothing is set.

    Args:
        name: of the variable: `file:///folder`, or `s3://KEY:SECRET@host[:port]/bucket`, with
            `?tls=0` for a server on the same machine and `?region=` where the server wants one.

    Raises:
        ImproperlyConfigured: it is neither, or the bucket's library is missing.
    """
    url = read_variable_or_file(name)
    if not url:
        return {"BACKEND": FOLDER}
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return {"BACKEND": FOLDER, "OPTIONS": {"location": unquote(parts.path)}}
    bucket = unquote(parts.path.strip("/"))
    is_whole = parts.hostname and parts.username and parts.password and bucket
    if parts.scheme != "s3" or not is_whole or "/" in bucket:
        raise setting_error(name, "names neither a folder nor a bucket", EXAMPLE)
    if not find_spec("storages"):
        raise setting_error(
            name, "names a bucket, for which a package is missing", "Install advice-column[s3]."
        )
    return {"BACKEND": "advice.bucket.PictureBucket", "OPTIONS": read_bucket_options(url)}


def read_bucket_options(url: str) -> dict[str, Any]:
    """The options of django-storages for an address that is whole."""
    from botocore.client import Config

    parts = urlsplit(url)
    words = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    place = parts.netloc.rpartition("@")[2]
    return {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": unquote(parts.path.strip("/")),
        "endpoint_url": f"{'http' if words.get('tls') == '0' else 'https'}://{place}",
        "region_name": words.get("region", "us-east-1"),
        "client_config": Config(s3={"addressing_style": "path"}, **TIMES),
        "default_acl": None,
        "file_overwrite": False,
        "querystring_auth": False,
    }


@contextmanager
def failures_as_os_errors() -> Iterator[None]:
    """What goes wrong with a bucket, as what goes wrong with a disk: callers know that.

    Raises:
        OSError: with no word of the address, which holds a key.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except FileNotFoundError:
        raise
    except (BotoCoreError, ClientError) as error:
        raise OSError(errno.EIO, f"The bucket failed ({type(error).__name__})") from None


def with_os_errors(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of a storage whose failures are those of a disk."""

    @wraps(method)
    def call(*args: Any, **options: Any) -> Any:
        with failures_as_os_errors():
            return method(*args, **options)

    return call
