"""The program: it takes over its process before anything is imported that takes time, and then runs a command.

Every way out is one exit code and, if something went wrong, one line: 0 done or stopped as asked, 1 a failure,
2 a wrong command line, 128 and the signal's number when a signal ended it before it had begun.
"""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Run the command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # until a command asks for it, Ctrl-C ends it without a traceback
    from taonet.cli.streams import reserve_streams  # noqa: PLC0415  what is above must come first

    reserve_streams()
    from taonet.cli.commands import run_command_line  # noqa: PLC0415
    from taonet.cli.failures import exit_code_of  # noqa: PLC0415

    sys.exit(exit_code_of(run_command_line))


if __name__ == "__main__":
    main()
