"""How fast, how small, how accessible: `python -m bench` measures and writes `bench/results/`."""
