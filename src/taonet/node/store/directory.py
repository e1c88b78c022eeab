"""The store's directory: its marker file, its lock, and the check of its data file.

The marker shows that the directory is a store and gives the format. It is written last, so a directory without
it is either foreign or was not finished, which the lock file tells apart.
"""

import contextlib
import errno
import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

import lmdb
import lmdb.verify

from taonet.node.store.port import BrokenStore, ForeignDirectory, StoreError, StoreLocked, StoreVersionMismatch

FORMAT = 3
MARK = "taonet-store"
_NEW_MARK = f"{MARK}.new"
LOCK = "taonet-store.lock"
DATA = "data.mdb"
LMDB_LOCK = "lock.mdb"
_ALWAYS_CHECKED = 64 << 20  # bytes
_MARK_TEXT = "taonet store format "

# The module is part of lmdb 3 and has no types.
_verify = cast(
    "Callable[[str], list[str]]",
    lmdb.verify.verify,  # pyright: ignore[reportUnknownMemberType]
)


def claim_directory(path: Path) -> tuple[IO[str], bool]:
    """Make or recognise the directory and lock it for this process.

    Returns the lock, to be closed to release it, and whether the store already exists.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        names = {entry.name for entry in path.iterdir()}
    except (FileExistsError, NotADirectoryError) as error:
        raise ForeignDirectory(f"{path} is a file, not a directory") from error
    except OSError as error:
        raise _unusable(path, error) from error

    exists = MARK in names
    ours = {MARK, _NEW_MARK, LOCK, DATA, LMDB_LOCK}
    if not exists and (names - ours or (names and LOCK not in names)):
        example = ", ".join(sorted(names)[:3])
        raise ForeignDirectory(f"{path} is not empty and not a taonet store (it holds {example}); name another one")
    try:
        if exists:
            check_mark(path)
        return _lock(path), exists
    except OSError as error:
        raise _unusable(path, error) from error


def write_mark(path: Path) -> None:
    """Declare the directory a complete store."""
    temporary = path / _NEW_MARK
    try:
        with temporary.open("w", encoding="ascii") as file:
            file.write(f"{_MARK_TEXT}{FORMAT}\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path / MARK)
    except OSError as error:
        raise _unusable(path, error) from error


def advice(error: Exception) -> str:
    """Return what to do about a disk that refuses."""
    text = str(error)
    if any(sign in text for sign in (os.strerror(errno.EROFS), os.strerror(errno.EACCES), os.strerror(errno.EPERM))):
        return "make it writable for this user and start again"
    if any(sign in text for sign in (os.strerror(errno.ENOSPC), os.strerror(errno.EDQUOT), os.strerror(errno.EFBIG))):
        return "make room and start again"
    if os.strerror(errno.ENOMEM) in text:
        return "give the program more memory and start again"
    return "make room, or look after the disk, and start again"  # LMDB calls a write cut short an input/output error


def _unusable(path: Path, error: OSError) -> StoreError:
    return StoreError(f"cannot use {path} as a store: {error.strerror}; {advice(error)}")


def refuse_damage(path: Path) -> None:
    """Walk the whole data file and refuse it if it is damaged; about 100 MB a second."""
    findings = verify_data(path)
    if findings:
        raise BrokenStore(f"{path / DATA} is damaged ({findings[0]}); restore a copy or remove the directory")


def is_small(path: Path) -> bool:
    """Tell whether the data file is checked at every opening."""
    return (path / DATA).stat().st_size <= _ALWAYS_CHECKED


def is_short(path: Path, last_page: int, page_size: int) -> bool:
    """Tell whether the data file ends before its content does.

    That may be the trace of a cut, or just free pages at the end that LMDB never wrote.
    """
    return (path / DATA).stat().st_size < (last_page + 1) * page_size


def verify_data(path: Path) -> list[str]:
    """Walk the data file without handing it to LMDB and return what is wrong with it."""
    try:
        return list(_verify(os.fspath(path / DATA)))
    except (lmdb.verify.VerifyError, OSError) as error:
        return [str(error)]


def check_mark(path: Path) -> None:
    """Refuse a store of another format, or one without its data."""
    text = (path / MARK).read_text(encoding="ascii", errors="replace").strip()
    version = text.removeprefix(_MARK_TEXT)
    if not text.startswith(_MARK_TEXT) or not version.isdigit():
        raise BrokenStore(f"{path / MARK} does not name a store format")
    if int(version) != FORMAT:
        raise StoreVersionMismatch(
            f"{path} has store format {version}, this version reads format {FORMAT}: "
            "name another --base-path for a new chain, or remove the directory"
        )
    data = path / DATA
    if not data.is_file() or data.stat().st_size == 0:
        # LMDB would silently begin an empty database here.
        raise BrokenStore(f"{data} is missing or empty; restore it or remove the directory {path}")


def _lock(path: Path) -> IO[str]:
    file = (path / LOCK).open("a+", encoding="ascii")
    try:
        _lock_file(file)
    except OSError as error:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        raise StoreLocked(f"{path} is in use by another process (process id {holder}); stop it first") from error
    with contextlib.suppress(OSError):  # a full disk must not hide behind the process id
        os.ftruncate(file.fileno(), 0)
        os.write(file.fileno(), b"%d\n" % os.getpid())
    return file


def _lock_file(file: IO[str]) -> None:
    fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
