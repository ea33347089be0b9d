"""`python -m advice` is `advice-column`."""

from advice.command_line import run_column

if __name__ == "__main__":
    run_column()
