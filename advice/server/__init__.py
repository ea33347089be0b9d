"""How the column runs: a supervisor, granian's processes, and what they put in front of Django."""
