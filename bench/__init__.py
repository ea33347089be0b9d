"""What can be measured is measured here: `python -m bench.search --help`."""
