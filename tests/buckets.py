"""A bucket on a real S3 server, which the tests start."""

import re
from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer

KEY, SECRET = "a-key-of-the-bucket", "a-secret-of-the-bucket"


@contextmanager
def s3_server():
    """Where the server is, until the end of the block."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield "{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def make_bucket(server, words):
    """A new bucket named after some words. Returns its address as STORAGE_URL has it."""
    name = re.sub(r"\W+|_", "-", words.lower())[:60].strip("-")
    keys = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET}
    client = boto3.client("s3", endpoint_url=f"http://{server}", region_name="us-east-1", **keys)
    client.create_bucket(Bucket=name)
    return f"s3://{KEY}:{SECRET}@{server}/{name}?tls=0"
