"""An environment with the official SDK 10.5.0: it needs other versions of packages than ours, so it has a place of its own."""

import contextlib
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

LOCK = Path(__file__).parent / "requirements.txt"
_UNREACHABLE = (
    "ConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "NewConnectionError",
    "name resolution",
    "ProxyError",
)


def python() -> Path:
    """Return the interpreter of the environment that the lock names, installed once beside the one that runs the tests."""
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    folder = Path(sys.prefix) / "sdk10" / f"{lock}-{sys.version_info.major}.{sys.version_info.minor}"
    if not folder.exists():
        folder.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as name:
            fresh = Path(name, "fresh")
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", fresh], check=True)
            words = [sys.executable, "-m", "pip", "--python", fresh / "bin" / "python", "install", "--quiet"]
            done = subprocess.run(
                [*words, "--requirement", LOCK], capture_output=True, text=True, check=False, timeout=280
            )
            if any(word in done.stderr for word in _UNREACHABLE):
                pytest.skip(f"the package registry cannot be reached: {done.stderr.strip().splitlines()[-1]}")
            assert done.returncode == 0, done.stderr
            # Another worker may have been faster; then its copy is as good.
            with contextlib.suppress(OSError):
                fresh.rename(folder)
    return folder / "bin" / "python"
