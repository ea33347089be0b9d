"""For processes under libfaketime 0.9.10: it refuses Python's way to sleep (clock_nanosleep)."""

import select
import time

time.sleep = lambda seconds: select.select([], [], [], seconds)
