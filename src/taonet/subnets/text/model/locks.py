"""One writer at a time, across processes."""

import contextlib
from collections.abc import Generator
from pathlib import Path


@contextlib.contextmanager
def exclusive(path: Path) -> Generator[None]:
    """Hold a file lock; where the platform has none, callers rely on atomic renames."""
    try:
        import fcntl  # noqa: PLC0415  # absent on Windows  # absent on Windows
    except ImportError:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
