"""What processes of this machine did so far, as Linux counts it."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12
"""Places in `/proc/PID/stat`, counted behind the name."""


def cpu_seconds(process: int) -> float:
    """Return the seconds of a processor that a process has used, for itself and in the kernel."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS


def children_of(process: int) -> list[int]:
    """Return the processes that a process has started and that are there."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]
