"""What a refusal of the machine means, in words: no memory, no room, no such file."""

from __future__ import annotations

import errno
from typing import Final, cast

_NO_MEMORY: Final = "not enough memory{}; give the program more of it"
_NO_MEMORY_SIGNS: Final = ("can't start new thread", "failed to map segment", "annot allocate memory")
"""How Python and the loader of its modules put it."""


def words_of(error: BaseException) -> str | None:
    """Return what a refusal of the machine means: no memory, no room, no such file; None for any other error."""
    if isinstance(error, BaseExceptionGroup):
        words = [words_of(leaf) for leaf in leaves_of(cast("BaseException", error))]
        return None if None in words else "; ".join(dict.fromkeys(filter(None, words)))
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


def leaves_of(error: BaseException) -> list[BaseException]:
    """Return what a group of failures came of, or the failure itself."""
    if not isinstance(error, BaseExceptionGroup):
        return [error]
    group = cast("BaseExceptionGroup[BaseException]", error)
    return [leaf for inner in group.exceptions for leaf in leaves_of(inner)]
