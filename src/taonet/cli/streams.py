"""The program's standard streams: never free for another file, and never a reason for a traceback at the end."""

from __future__ import annotations

import os
import sys


def reserve_streams() -> None:
    """Open the null device in place of closed standard streams.

    The next file that the program opens would else take their number, and a line of the log would go into the chain's data.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number
    sys.stdin = sys.stdin or open(0, closefd=False)  # noqa: SIM115  a number, for as long as the program runs
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115


def flush_output() -> OSError | None:
    """Write out what standard output still holds; where that fails drop it, so that the interpreter's end is quiet."""
    failed: OSError | None = None
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            stream.flush()
        except OSError as error:
            if number == 1:
                failed = error
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    return failed
