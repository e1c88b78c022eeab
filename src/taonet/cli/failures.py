"""Finds in any failure what a command tells its user; all else is a bug and keeps its traceback."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final, cast

from taonet.cli.output import FAILURE, say_error
from taonet.cli.signals import BY_SIGNAL, Stopped
from taonet.cli.streams import flush_output

Expected = tuple[type[BaseException], ...]

_NO_MEMORY: Final = "not enough memory{}; give the program more of it"
_NO_MEMORY_SIGNS: Final = ("can't start new thread", "failed to map segment", "annot allocate memory")
"""How Python and the loader of its modules put it."""


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
    leaves = [leaf for leaf in _leaves(error) if not isinstance(leaf, asyncio.CancelledError)]
    for leaf in leaves:
        if isinstance(leaf, BrokenPipeError):
            raise leaf from None
    reasons = [str(leaf) if isinstance(leaf, expected) else words_of(leaf) for leaf in leaves]
    words = [reason for reason in reasons if reason is not None]
    if len(words) < len(reasons):
        return None
    return "; ".join(dict.fromkeys(words)) or "cancelled"


def words_of(error: BaseException) -> str | None:
    """Return what a refusal of the machine means: no memory, no room, no such file; None for any other error."""
    text = str(error)
    if isinstance(error, MemoryError):
        return _NO_MEMORY.format(f" ({text})" if text else "")
    if isinstance(error, ImportError | RuntimeError | OSError) and any(sign in text for sign in _NO_MEMORY_SIGNS):
        return _NO_MEMORY.format(f" ({text})")
    if not isinstance(error, OSError):
        return None
    if error.errno is None or error.strerror is None:
        return text
    if error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
        return f"cannot write: {error.strerror}"
    return error.strerror


def _leaves(error: BaseException) -> list[BaseException]:
    if not isinstance(error, BaseExceptionGroup):
        return [error]
    group = cast("BaseExceptionGroup[BaseException]", error)
    return [leaf for inner in group.exceptions for leaf in _leaves(inner)]
