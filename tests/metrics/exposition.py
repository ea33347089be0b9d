"""A strict reader of Prometheus's text format (0.0.4)."""

import re
from collections import defaultdict

SAMPLE = re.compile(r"([a-z_]+)(?:\{(.*)\})? (-?[0-9.e+-]+)")
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
ENDINGS = ("_bucket", "_sum", "_count")


def read_metrics(text):
    """The samples of each metric, as {name: {labels: value}}; labels are sorted pairs."""
    assert text.endswith("\n")
    kinds, found = {}, defaultdict(dict)
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in kinds, f"{name} in two places"
            kinds[name] = kind
        elif not line.startswith("# HELP "):
            name, labels, value = read_sample(line)
            assert family_of(name, kinds) == list(kinds)[-1], f"{name} among others"
            assert labels not in found[name], f"{line} twice"
            found[name][labels] = value
    check_histograms(kinds, found)
    return dict(found)


def read_sample(line):
    """The name, labels and value of a line."""
    match = SAMPLE.fullmatch(line)
    assert match, line
    pairs = LABEL.findall(match[2] or "")
    assert LABEL.sub("", match[2] or "") == "", line
    return match[1], tuple(sorted(pairs)), float(match[3])


def family_of(name, kinds):
    """The metric that a sample belongs to."""
    stem = next((name.removesuffix(end) for end in ENDINGS if name.endswith(end)), name)
    return stem if kinds.get(stem) == "histogram" else name


def check_histograms(kinds, found):
    """Buckets never go down, and the last one has as many as all."""
    for name in (name for name, kind in kinds.items() if kind == "histogram"):
        series = defaultdict(list)
        for labels, value in found[f"{name}_bucket"].items():
            rest = tuple(pair for pair in labels if pair[0] != "le")
            series[rest].append((float(dict(labels)["le"]), value))
        for rest, buckets in series.items():
            counts = [value for _, value in sorted(buckets)]
            assert counts == sorted(counts)
            assert counts[-1] == found[f"{name}_count"][rest]
