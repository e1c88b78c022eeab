"""Finds in any failure what a command tells its user; all else is a bug and keeps its traceback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager

from taonet.cli.output import FAILURE, say_error
from taonet.cli.signals import BY_SIGNAL, Stopped
from taonet.cli.streams import flush_output
from taonet.cli.words import leaves_of, words_of

Expected = tuple[type[BaseException], ...]


def exit_code_of(work: Callable[[], object]) -> int:
    """Run the command line to its end and return the exit code; no way out shows a traceback but a bug's."""
    code = FAILURE
    try:
        with told(say_error):
            work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else FAILURE
    except BrokenPipeError:  # nobody is left to be told
        pass
    except Stopped as stopped:
        code = BY_SIGNAL + stopped.number
    lost = flush_output()
    if lost is not None and code == 0:
        code = FAILURE
        if not isinstance(lost, BrokenPipeError):
            say_error(words_of(lost) or "")
    return code


@contextmanager
def told(tell: Callable[[str], object], *expected: type[BaseException]) -> Generator[None]:
    """Turn what the machine refuses, and these failures, alone or in a task group, into words and exit code 1."""
    try:
        yield
    except (Exception, BaseExceptionGroup) as error:
        reason = reason_of(error, expected)
        if reason is None:
            raise
        tell(reason)
        raise SystemExit(FAILURE) from None


def reason_of(error: BaseException, expected: Expected) -> str | None:
    """Return in words why a command failed, or None if anything in it is a bug.

    A closed pipe (`taonet models list | head -1`) is raised alone: nobody is left to be told.
    """
    leaves = [leaf for leaf in leaves_of(error) if not isinstance(leaf, asyncio.CancelledError)]
    for leaf in leaves:
        if isinstance(leaf, BrokenPipeError):
            raise leaf from None
    reasons = [str(leaf) if isinstance(leaf, expected) else words_of(leaf) for leaf in leaves]
    words = [reason for reason in reasons if reason is not None]
    if len(words) < len(reasons):
        return None
    return "; ".join(dict.fromkeys(words)) or "cancelled"
