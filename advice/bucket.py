"""The bucket in which all nodes keep their pictures; imported only where one is set."""

from typing import Any

from storages.backends.s3 import S3Storage

from advice.storage import with_os_errors


def fetch_file(bucket: S3Storage, name: str, mode: str = "rb") -> Any:
    """Open a file by fetching all of it, so that nothing is sent of one that fails half-way.

    Args:
        bucket: where it is.
        name: of the file.
        mode: as for `open`.
    """
    opened = S3Storage._open(bucket, name, mode)
    opened.seek(0)
    return opened


class PictureBucket(S3Storage):
    """A bucket whose failures are those of a disk, so that whoever stores pictures copes alike."""

    exists = with_os_errors(S3Storage.exists)
    delete = with_os_errors(S3Storage.delete)
    listdir = with_os_errors(S3Storage.listdir)
    get_modified_time = with_os_errors(S3Storage.get_modified_time)
    _open = with_os_errors(fetch_file)
    _save = with_os_errors(S3Storage._save)
