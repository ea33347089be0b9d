"""What the figures were measured on."""

import os
import platform
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path


def describe_machine() -> dict[str, object]:
    """The machine, its software, and how busy it was with other things."""
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": name_processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "nginx": read_version("nginx", "-v"),
        "wrk": read_version("wrk", "-v"),
        "load_before": [round(load, 2) for load in os.getloadavg()],
    }


def name_processor() -> str:
    """Its name, where Linux knows it."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def read_version(command: str, flag: str) -> str:
    """The first line that a command says of itself."""
    if not shutil.which(command):
        return "missing"
    said = subprocess.run([command, flag], capture_output=True, text=True, check=False)
    return (said.stdout + said.stderr).splitlines()[0]
