"""The environment of the tests, set before Django reads it. Loaded by pytest with `-p`."""

import atexit
import base64
import os
import shutil
import tempfile

NOT_SECRET = "only-for-tests-" * 5

for name in ("DEBUG", "SITE_URL", "DATABASE_URL_FILE"):
    os.environ.pop(name, None)

# One folder for all of xdist's workers, which inherit it: what is made once and copied.
if "TEST_COPIES" not in os.environ:
    os.environ["TEST_COPIES"] = tempfile.mkdtemp(prefix="column-copies-")
    atexit.register(shutil.rmtree, os.environ["TEST_COPIES"], ignore_errors=True)

# xdist's workers inherit the address from the process that started the server.
if os.environ.get("TEST_DATABASE") == "postgresql" and "DATABASE_URL" not in os.environ:
    from tests.postgres import start_server

    os.environ["DATABASE_URL"] = os.environ["TEST_SERVER"] = start_server()

os.environ["SITE_URL"] = "http://127.0.0.1:8000"
os.environ["SECRET_KEY"] = NOT_SECRET
os.environ["RECEIPT_KEY"] = NOT_SECRET[::-1]
os.environ["LETTER_KEYS"] = base64.urlsafe_b64encode(NOT_SECRET[:32].encode()).decode()
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="column-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.mkdir(os.path.join(os.environ["DATA_DIR"], "static"))

# Playwright runs a loop in the main thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
