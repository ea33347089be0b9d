"""What docs/operations.md and the Grafana board say of alarms and metrics is complete and so."""

import json
import re
from pathlib import Path

import pytest

from questions import doctor, health
from questions.metrics.catalogue import METRICS

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
BOARD = json.loads((ROOT / "docs/grafana.json").read_text(encoding="utf-8"))
SUFFIXES = {"histogram": {"_bucket", "_sum", "_count"}}


def rows_of(heading):
    """The rows of the table under a heading, by the name in their first column."""
    section = GUIDE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {row[0].strip().strip("`"): [cell.strip() for cell in row[1:]] for row in rows}


def test_each_alarm_has_its_remedy():
    rows = rows_of("Alarms")
    assert list(rows) == health.list_fault_names()
    for name, (means, remedy) in rows.items():
        assert len(means.split()) > 3, name
        assert len(remedy.split()) > 5, name


def test_each_metric_has_its_row():
    rows = rows_of("Metrics")
    assert list(rows) == list(METRICS)
    for name, (kind, *rest) in rows.items():
        assert kind == METRICS[name][0], name
        assert all(rest), name


def names_in_source():
    """The names of the doctor's findings, as its code has them."""
    sources = (ROOT / "questions/doctor").glob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    found = set(re.findall(r'(?:Diagnosis|all_well|compare_clocks)\(\s*"([a-z.]+)"', text))
    return found | {"state.*"}


def test_each_finding_of_the_doctor_has_its_row():
    named = names_in_source()
    assert len(named) > 12
    rows = rows_of("The doctor")
    assert named - set(rows) == set()
    assert {
        name for name in doctor.CHECKS if not any(row.startswith(name) for row in rows)
    } == set()


def expressions():
    return [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]


@pytest.mark.parametrize("expression", expressions())
def test_the_board_asks_for_what_there_is(expression):
    names = re.findall(r"\bcolumn_\w+", expression)
    assert names
    for name in names:
        stem = next((one for one in METRICS if name == one or is_part_of(name, one)), None)
        assert stem, name


def is_part_of(name, metric):
    """Whether a name is a series of a histogram."""
    return name.removeprefix(metric) in SUFFIXES.get(METRICS[metric][0], ())


def test_the_board_shows_a_zero_while_no_request_fails():
    """Prometheus has no series of a status that was never answered: a share of it is no number."""
    parts = [one for one in expressions() if "status=~" in one]
    assert parts
    for one in parts:
        assert re.search(r'\(sum\([^/]+status=~"5\.\."[^/]+\) or vector\(0\)\) / ', one), one


def test_the_board_shows_each_metric():
    shown = " ".join(expressions())
    assert [name for name in METRICS if not re.search(rf"\b{name}(_bucket)?\b", shown)] == []


def test_the_board_can_be_imported():
    numbers = [panel["id"] for panel in BOARD["panels"]]
    assert len(set(numbers)) == len(numbers)
    assert BOARD["uid"] == "advice-column"
    assert BOARD["templating"]["list"][0]["type"] == "datasource"
