"""The image's recipe and the compose file say what the column does."""

import json
import re
import subprocess
import sys

import pytest
import yaml
from django.core.management import load_command_class

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.pure

FILE = ROOT / "compose.yaml"
COMPOSE = yaml.safe_load(FILE.read_text())
RECIPE = (ROOT / "Containerfile").read_text()
OURS = {name: one for name, one in COMPOSE["services"].items() if "build" in one}


CLIENTS = {"bookworm": 15, "trixie": 17}  # PostgreSQL's programs in each Debian


def image_words():
    return re.findall(r'"([^"]+)"', re.search(r"^CMD (.*)$", RECIPE, re.MULTILINE)[1])


def test_the_compose_file_is_one_by_the_official_schema():
    schema = ["--builtin-schema", "vendor.compose-spec"]
    subprocess.run([sys.executable, "-m", "check_jsonschema", *schema, FILE], check=True)


@pytest.mark.parametrize("name", OURS)
def test_each_service_runs_a_command_that_there_is(name):
    words = OURS[name].get("command") or image_words()
    parser = load_command_class("questions", words[0]).create_parser("advice-column", words[0])
    assert parser.parse_args(words[1:])


@pytest.mark.parametrize("name", OURS)
def test_each_service_has_as_few_rights_as_it_needs(name):
    service = OURS[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == ["column:/data"]


def test_each_setting_is_one_of_the_readme():
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert {name for service in OURS.values() for name in service["environment"]} <= told


def test_a_mail_server_is_set_only_by_whoever_has_one():
    """Otherwise a newsletter would be offered that nothing can send."""
    assert COMPOSE["x-column"]["environment"]["EMAIL_URL"] == "${EMAIL_URL:-}"


def test_the_compose_file_asks_for_health_as_the_image_does():
    words = re.search(r"^HEALTHCHECK .*?CMD (\[.*?\])$", RECIPE, re.MULTILINE | re.DOTALL)[1]
    asked = COMPOSE["x-column"]["healthcheck"]["test"]
    assert asked == ["CMD", *json.loads(words.replace("\\\n", ""))]


def test_backups_of_the_database_are_made_by_programs_as_new_as_it():
    release = re.search(r"^ARG BASE=.*-(\w+)$", RECIPE, re.MULTILINE)[1]
    server = COMPOSE["services"]["database"]["image"].rpartition(":")[2]
    assert CLIENTS[release] >= int(server)


@pytest.mark.parametrize("file", ["README.md", "docs/deployment.md", "compose.yaml"])
def test_what_is_said_to_start_it_starts_something(file):
    """Every service has a profile, so `up` alone starts none."""
    starts = re.findall(r"podman compose ([^`\n]*)up -d", (ROOT / file).read_text())
    assert starts
    assert {start.strip() for start in starts} <= {"--profile alone", "--profile postgres"}


def test_whatever_is_named_is_described():
    services = COMPOSE["services"].values()
    named = {volume.partition(":")[0] for service in services for volume in service["volumes"]}
    assert named == set(COMPOSE["volumes"])
    for service in services:
        assert set(service.get("depends_on", [])) <= set(COMPOSE["services"])
        assert {one["source"] for one in service.get("configs", [])} <= set(COMPOSE["configs"])


def test_the_image_is_made_of_what_a_column_needs():
    let_in = (ROOT / ".containerignore").read_text()
    for name in re.findall(r"^COPY (?!--)(\S+)", RECIPE, re.MULTILINE):
        assert (ROOT / name).exists()
        assert f"!{name}\n" in let_in
