"""The doctor asks through a real proxy, a right one and several wrong ones."""

import socketserver
import threading
import wsgiref.handlers
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signing import TimestampSigner
from django.utils import timezone

from advice import arrival
from bench import nginx
from questions import doctor
from questions.doctor import site
from tests.browser.conftest import free_port
from tests.proxy.conftest import SITE, certificate  # noqa: F401 (a fixture)

pytestmark = pytest.mark.slow
RIGHT = """
proxy_set_header Host $http_host;
proxy_set_header Forwarded "";
proxy_set_header X-Forwarded-For $remote_addr;
proxy_set_header X-Forwarded-Proto https;
"""
PLAIN = """
server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/key.pem;
    access_log off;
    {rules}
    location / {{ proxy_pass http://{node}; }}
}}
server {{
    listen 127.0.0.1:{http_port};
    {redirect}
}}
"""
MAIN = """
daemon off;
pid {home}/pid;
error_log {home}/errors;
events {{ }}
http {{
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    {servers}
}}
"""


class ThreadingServer(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass

    def get_environ(self):
        """With underscores in header names as granian hands them over: the last one counts."""
        environ = super().get_environ()
        for name, value in self.headers.items():
            if "_" in name:
                environ["HTTP_" + name.upper()] = value
        return environ


@pytest.fixture
def node(settings):
    """The column, as it answers at /livez, without a proxy."""
    settings.SITE_URL, settings.SITE_IS_HTTPS, settings.SITE_IS_LOCAL = (
        "https://column.example",
        True,
        False,
    )
    settings.ALLOWED_HOSTS = ["column.example"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 1000
    settings.TRUSTED_PROXY_HOPS = 1
    server = ThreadingServer(("127.0.0.1", 0), Quiet)
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def behind(node, certificate, tmp_path, monkeypatch):  # noqa: F811
    """Starts nginx in front of the column with rules of its own. Returns what the doctor finds."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "certificate.pem"))

    @contextmanager
    def running(rules, redirect="return 301 https://column.example$request_uri;", to=node):
        port, http_port = free_port(), free_port()
        facts = {"port": port, "http_port": http_port, "folder": certificate, "node": to}
        (tmp_path / "pid").unlink(missing_ok=True)
        servers = PLAIN.format(rules=rules, redirect=redirect, **facts)
        (tmp_path / "nginx.conf").write_text(MAIN.format(home=tmp_path, servers=servers))
        with nginx.run_configured(tmp_path):
            yield f"https://127.0.0.1:{port}", f"http://127.0.0.1:{http_port}"

    def examine(*rules, **more):
        with running("\n".join(rules), **more) as (url, http_url):
            return look(url, http_url)

    return examine


def look(url, http_url=""):
    return {one.name: one for one in doctor.examine_column(url, http_url, ["outside"])}


def wrong_ones(found):
    return {name for name, one in found.items() if one.level != doctor.Level.OK}


@pytest.mark.pure
def test_a_right_proxy(behind):
    found = behind(RIGHT)
    assert wrong_ones(found) == {"outside.certificate"}  # the test's own is good for two days
    assert set(found) == {
        *("outside.reached", "outside.certificate", "outside.headers", "outside.scheme"),
        *("outside.client", "outside.clock", "outside.redirect"),
    }


@pytest.mark.pure
def test_the_documented_nginx(node, certificate, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "certificate.pem"))
    port, http_port = free_port(), free_port()
    site = SITE.format(port=port, home=tmp_path).replace("column/", f"{certificate}/")
    redirect = f"listen 127.0.0.1:{http_port}; server_name column.example;"
    tmp_path.chmod(0o755)
    with nginx.run_nginx(tmp_path, [node], site, redirect):
        found = look(f"https://127.0.0.1:{port}", f"http://127.0.0.1:{http_port}")
    assert wrong_ones(found) == {"outside.certificate"}


@pytest.mark.pure
@pytest.mark.parametrize(
    ("rules", "names"),
    [
        ("proxy_set_header X-Forwarded-For $http_x_forwarded_for;", ["X-Forwarded-For"]),
        ("underscores_in_headers on;", ["X_Forwarded_For"]),
    ],
)
def test_a_proxy_that_lets_clients_choose_their_address(behind, rules, names):
    kept = [line for line in RIGHT.splitlines() if not ("Forwarded-For" in line and "For" in rules)]
    found = behind(*(RIGHT.splitlines() if "underscores" in rules else kept), rules)
    assert wrong_ones(found) >= {"outside.client"}
    assert all(name in found["outside.client"].words for name in names)
    assert "drop header names with underscores" in found["outside.client"].remedy


@pytest.mark.pure
def test_two_proxies_of_which_one_names_its_client(behind, settings):
    settings.TRUSTED_PROXY_HOPS = 2
    found = behind(RIGHT)
    assert "all readers share one limit" in found["outside.client"].words


@pytest.mark.pure
def test_a_proxy_that_passes_forwarded_on(behind):
    found = behind("proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Proto https;")
    assert "Forwarded" in found["outside.client"].words


@pytest.mark.pure
def test_a_proxy_that_does_not_say_who_asks(behind):
    found = behind(
        'proxy_set_header Host $http_host; proxy_set_header Forwarded "";'
        'proxy_set_header X-Forwarded-For ""; proxy_set_header X-Forwarded-Proto https;'
    )
    assert "all readers share one limit" in found["outside.client"].words


@pytest.mark.pure
def test_a_proxy_that_does_not_say_https(behind):
    rules = RIGHT.replace("X-Forwarded-Proto https", "X-Forwarded-Proto http")
    assert "redirect for ever" in behind(rules)["outside.scheme"].words


@pytest.mark.pure
def test_a_proxy_that_believes_the_client_about_https(behind):
    rules = RIGHT.replace("X-Forwarded-Proto https", "X-Forwarded-Proto $proto")
    with patch.object(site, "sign_request", sign_with_https):
        found = behind(rules.replace("$proto", "$http_x_forwarded_proto"))
    assert "A client can choose X-Forwarded-Proto" in found["outside.scheme"].words


def sign_with_https():
    return arrival.sign_request() | {"X-Forwarded-Proto": "https"}


@pytest.mark.pure
def test_a_proxy_that_takes_headers_away_and_adds_others(behind):
    found = behind(RIGHT, "proxy_hide_header Content-Security-Policy;")
    assert "removes: Content-Security-Policy" in found["outside.headers"].words
    found = behind(RIGHT, "add_header X-Content-Type-Options nosniff;")
    assert "sent twice: X-Content-Type-Options" in found["outside.headers"].words


@pytest.mark.pure
@pytest.mark.parametrize(
    ("redirect", "words"),
    [
        ("return 200;", "answered with 200"),
        ("return 302 https://column.example/;", "answered with 302"),
        ("return 301 https://elsewhere.example/;", "not redirected to https://column.example"),
    ],
)
def test_plain_http_that_is_not_redirected(behind, redirect, words):
    found = behind(RIGHT, redirect=redirect)
    assert wrong_ones(found) >= {"outside.redirect"}
    assert words in found["outside.redirect"].words


@pytest.mark.pure
def test_plain_http_that_nobody_answers(behind, node):
    assert "Nobody answers" in next(site.check_redirect(f"http://127.0.0.1:{free_port()}")).words


@pytest.mark.pure
def test_a_proxy_without_a_column(behind):
    found = behind(RIGHT, to=f"127.0.0.1:{free_port()}")
    assert "does not reach the column (status 502)" in found["outside.reached"].words


@pytest.mark.pure
def test_somebody_else_answers(behind, settings):
    found = behind("location = /livez { return 200 alive; }")
    assert "is not this column (status 200)" in found["outside.reached"].words


@pytest.mark.pure
def test_a_doctor_with_a_wrong_clock_is_told_so(behind, monkeypatch):
    """By its clock the column thinks the signature old, and tells it nothing."""
    usual = wsgiref.handlers.format_date_time
    monkeypatch.setattr(wsgiref.handlers, "format_date_time", lambda now: usual(now - 3600))
    monkeypatch.setattr(site, "sign_request", dict)
    found = behind(RIGHT, "proxy_pass_header Date;")
    assert wrong_ones(found) == {"outside.reached", "outside.clock"}
    assert "clock and the proxy's are 360" in found["outside.clock"].words


@pytest.mark.pure
def test_nobody_answers_and_a_certificate_that_nobody_trusts(behind, monkeypatch):
    found = look(f"https://127.0.0.1:{free_port()}")
    assert "Nobody answers" in found["outside.reached"].words
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "is not trusted" in behind(RIGHT)["outside.certificate"].words


def test_a_column_with_another_secret_tells_nothing(rita):
    with patch.object(arrival, "SIGNER", "somebody"):
        forged = arrival.sign_request()
    for sent in ({}, forged, {arrival.HEADER: "doctor"}):
        name = arrival.HEADER
        headers = {f"HTTP_{name.upper().replace('-', '_')}": sent[name]} if sent else {}
        assert rita.get("/livez", **headers).text == "alive\n"


def test_a_signature_is_good_for_a_minute(rita):
    long_ago = timezone.now() - timedelta(minutes=2)
    with patch("django.core.signing.time.time", long_ago.timestamp):
        old = TimestampSigner(salt=arrival.SIGNER).sign(arrival.SIGNER)
    assert rita.get("/livez", HTTP_X_COLUMN_DOCTOR=old).text == "alive\n"
    new = arrival.sign_request()[arrival.HEADER]
    assert rita.get("/livez", HTTP_X_COLUMN_DOCTOR=new).json()["client"] == "127.0.0.1"


@pytest.mark.pure
def test_a_proxy_whose_clock_is_wrong(behind, monkeypatch):
    usual = wsgiref.handlers.format_date_time
    monkeypatch.setattr(wsgiref.handlers, "format_date_time", lambda now: usual(now - 600))
    found = behind(RIGHT, "proxy_pass_header Date;")
    assert wrong_ones(found) >= {"outside.clock"}
    assert "This machine's clock and the proxy's are 60" in found["outside.clock"].words
    assert "timedatectl" in found["outside.clock"].remedy
