"""The start is refused when a variable is missing or makes no sense, with its name and a remedy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from advice import env, env_mail, env_watching

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parent.parent
GOOD = {
    "SITE_URL": "https://column.example",
    "SECRET_KEY": "only-for-tests-" * 5,
    "RECEIPT_KEY": "r" * 32,
    "LETTER_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
}


def start(tmp_path, **changed):
    """What `manage.py check` says in an environment of its own."""
    facts = {name: value for name, value in (GOOD | changed).items() if value is not None}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "manage.py",
            "check",
            "--deploy",
            "--fail-level",
            "WARNING",
        ],
        cwd=ROOT,
        env=kept | {"DATA_DIR": str(tmp_path)} | facts,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_a_production_environment_is_clean(tmp_path):
    done = start(tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", None),
        ("SITE_URL", "column.example"),
        ("SITE_URL", "http://column.example"),
        ("SITE_URL", "https://column.example/path"),
        ("SITE_URL", "https://me@column.example"),
        ("SITE_URL", "https://column.example:port"),
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("RECEIPT_KEY", None),
        ("LETTER_KEYS", None),
        ("LETTER_KEYS", "not-a-key"),
        ("LETTER_KEYS_FILE", "/nowhere"),
        ("DATABASE_URL", "mysql://localhost/column"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_REPLICA_URL", "postgres://localhost/column"),
        ("DEBUG", "maybe"),
        ("TIME_ZONE", "Europe/Atlantis"),
    ],
)
def test_a_wrong_variable_stops_the_start_by_name(tmp_path, name, value):
    done = start(tmp_path, **{name: value})
    said = done.stderr.strip()

    assert done.returncode != 0
    assert said.startswith(f"{name} ")
    assert "\n" not in said  # a sentence, and no traceback
    assert said.count(". ") >= 1


@pytest.mark.parametrize("read", [env.get_secret, env.get_letter_keys])
def test_a_missing_secret_names_what_makes_it(read):
    with pytest.raises(ImproperlyConfigured, match="`make run`"):
        read("NOWHERE")


def test_an_empty_key_file_asks_for_the_copy_and_not_for_a_new_key(tmp_path, monkeypatch):
    (tmp_path / "letter_keys").touch()
    monkeypatch.setenv("NOWHERE_FILE", str(tmp_path / "letter_keys"))
    with pytest.raises(ImproperlyConfigured, match="Put your copy of it back") as caught:
        env.get_letter_keys("NOWHERE")
    assert "Make one" not in str(caught.value)


@pytest.mark.slow
def test_a_wrong_key_is_not_repeated(tmp_path):
    assert "hunter2" not in start(tmp_path, LETTER_KEYS="hunter2").stderr


@pytest.mark.slow
def test_a_secret_may_stand_in_a_file(tmp_path):
    (tmp_path / "secret").write_text(GOOD["SECRET_KEY"] + "\n")
    done = start(tmp_path, SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "secret"))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("value", ["https://weather.example/leeds", "http://127.0.0.1:8000/x"])
def test_leaving_leads_to_a_page_elsewhere(monkeypatch, value):
    monkeypatch.setenv("LEAVE_URL", value)
    assert env.get_external_url("LEAVE_URL", "") == value


@pytest.mark.parametrize(
    "value", ["http://weather.example/", "javascript:alert(1)", "//x.example", "https://", "x y"]
)
def test_leaving_leads_nowhere_else(monkeypatch, value):
    monkeypatch.setenv("LEAVE_URL", value)
    with pytest.raises(ImproperlyConfigured, match="LEAVE_URL"):
        env.get_external_url("LEAVE_URL", "")


NAMES = (
    "from django.conf import settings as s; from advice.auth.devices import COOKIE as device\n"
    "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, device, s.SESSION_COOKIE_SECURE,"
    " s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE,"
    " s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_DOMAIN,"
    " s.CSRF_COOKIE_DOMAIN, s.SESSION_COOKIE_PATH, s.CSRF_COOKIE_PATH, s.MESSAGE_STORAGE)"
)


@pytest.mark.slow
def test_cookies_belong_to_the_host_alone(tmp_path):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", NAMES],
        cwd=ROOT,
        env=kept | {"DATA_DIR": str(tmp_path)} | GOOD,
        capture_output=True,
        text=True,
    )
    session, csrf, device, *rest = done.stdout.split()
    assert (session, csrf, device) == ("__Host-sessionid", "__Host-csrftoken", "__Secure-device")
    assert rest[:6] == ["True", "True", "Lax", "Lax", "True", "True"]
    assert rest[6:10] == ["None", "None", "/", "/"]
    assert rest[10].endswith("session.SessionStorage")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", None), ("127.0.0.1:9109", ("127.0.0.1", 9109)), ("[::1]:9109", ("::1", 9109))],
)
def test_where_to_listen(monkeypatch, value, expected):
    monkeypatch.setenv("METRICS_LISTEN", value)
    assert env_watching.get_listener("METRICS_LISTEN", has_token=False) == expected


@pytest.mark.parametrize("value", ["9109", ":9109", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536"])
def test_where_nobody_can_listen(monkeypatch, value):
    monkeypatch.setenv("METRICS_LISTEN", value)
    with pytest.raises(ImproperlyConfigured, match=r"127\.0\.0\.1:9109"):
        env_watching.get_listener("METRICS_LISTEN", has_token=True)


def test_listening_to_everybody_needs_a_token(monkeypatch):
    monkeypatch.setenv("METRICS_LISTEN", "0.0.0.0:9109")
    assert env_watching.get_listener("METRICS_LISTEN", has_token=True) == ("0.0.0.0", 9109)  # noqa: S104
    with pytest.raises(ImproperlyConfigured, match="Set METRICS_TOKEN too"):
        env_watching.get_listener("METRICS_LISTEN", has_token=False)


def test_a_secret_that_may_be_missing_must_not_be_short(monkeypatch):
    monkeypatch.delenv("METRICS_TOKEN", raising=False)
    assert env.get_optional_secret("METRICS_TOKEN") == ""
    monkeypatch.setenv("METRICS_TOKEN", "short")
    with pytest.raises(ImproperlyConfigured, match="shorter than 32"):
        env.get_optional_secret("METRICS_TOKEN")


@pytest.mark.parametrize(
    ("value", "box"),
    [
        ("", None),
        (
            "imaps://b%40c.example:p%2Fw@imap.example/Bounces",
            ("imap.example", 993, "b@c.example", "p/w", "Bounces", True),
        ),
        ("imap://u:p@127.0.0.1:1143", ("127.0.0.1", 1143, "u", "p", "INBOX", False)),
    ],
)
def test_a_mailbox_is_an_address(monkeypatch, value, box):
    monkeypatch.setenv("BOX", value)
    assert env_mail.get_mailbox("BOX") == box


@pytest.mark.parametrize(
    "value",
    [
        "imap://u:p@imap.example/",
        "imaps://imap.example/",
        "https://u:p@x/",
        "imaps://u:p@x:y/",
        "x",
    ],
)
def test_what_is_no_mailbox_is_refused_without_its_password(monkeypatch, value):
    monkeypatch.setenv("BOX", value)
    with pytest.raises(ImproperlyConfigured, match="BOX is not a mailbox") as caught:
        env_mail.get_mailbox("BOX")
    assert "u:p" not in str(caught.value)


@pytest.mark.parametrize("value", ["x", "a b@c.example", "a+b@c.example", "a" * 21 + "@c.example"])
def test_an_address_for_bounces_leaves_room_for_a_token(monkeypatch, value):
    monkeypatch.setenv("BACK", value)
    with pytest.raises(ImproperlyConfigured, match="BACK is not an address"):
        env_mail.get_bounce_address("BACK")


def test_levels_of_loggers(monkeypatch):
    monkeypatch.setenv("LOG_LEVELS", "django=error, questions.mail=DEBUG")
    found = env_watching.get_log_levels("LOG_LEVELS")
    assert found == {"django": "ERROR", "questions.mail": "DEBUG"}
    monkeypatch.delenv("LOG_LEVELS")
    assert env_watching.get_log_levels("LOG_LEVELS") == {}


@pytest.mark.parametrize("value", ["django", "=INFO", "x=LOUD", "django.db.backends=DEBUG"])
def test_levels_that_cannot_be(monkeypatch, value):
    monkeypatch.setenv("LOG_LEVELS", value)
    with pytest.raises(ImproperlyConfigured, match="DEBUG for ours alone"):
        env_watching.get_log_levels("LOG_LEVELS")


def test_one_of_a_few_words(monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", "JSON")
    assert env_watching.get_choice("LOG_FORMAT", "plain", ("plain", "json")) == "json"
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(ImproperlyConfigured, match="Choose: plain, json"):
        env_watching.get_choice("LOG_FORMAT", "plain", ("plain", "json"))


@pytest.mark.parametrize(
    "value", ["x", "http://key@sentry.example/1", "https://sentry.example/1", "https://k@host"]
)
def test_no_address_of_sentry(monkeypatch, value):
    monkeypatch.setenv("SENTRY_DSN", value)
    with pytest.raises(ImproperlyConfigured, match="SENTRY_DSN"):
        env_watching.get_dsn("SENTRY_DSN")


@pytest.mark.parametrize("value", ["", "https://key@sentry.example/1", "http://key@127.0.0.1:9/1"])
def test_an_address_of_sentry(monkeypatch, value):
    monkeypatch.setenv("SENTRY_DSN", value)
    assert env_watching.get_dsn("SENTRY_DSN") == value
