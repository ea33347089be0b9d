"""In the place of the model: what a process finds that is started with `copies.WITHOUT_MODEL`."""

raise ImportError("This test needs no model of meanings.")
