"""Packages of npm for tests: locked, and installed once, beside the environment that runs the tests."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

FILES = ("package.json", "package-lock.json")


def installed(project: Path) -> Path:
    """Install what a project's lock names and return where; another lock is another place."""
    missing = [program for program in ("node", "npm") if shutil.which(program) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed: {project.name} needs Node 18 or newer")
    lock = hashlib.sha256(b"".join((project / name).read_bytes() for name in FILES)).hexdigest()[:16]
    folder = Path(sys.prefix) / project.name.replace("_", "-") / lock
    if not folder.exists():
        folder.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as name:
            fresh = Path(name, "fresh")
            fresh.mkdir()
            for file in FILES:
                shutil.copy(project / file, fresh)
            subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=fresh, check=True, timeout=240
            )
            # Another worker may have been faster; then its copy is as good.
            with contextlib.suppress(OSError):
                fresh.rename(folder)
    return folder


def drive(project: Path, endpoint: str, script_name: str = "drive.mjs", *more: str) -> dict[str, Any]:
    """Run a script of a project with a node's endpoint as its first argument, and return what it saw.

    Modules are looked up from where the script stands, so it is copied there.
    """
    script = shutil.copy(project / script_name, installed(project) / f"{os.getpid()}-{script_name}")
    done = subprocess.run(["node", script, endpoint, *more], capture_output=True, text=True, timeout=120, check=False)
    Path(script).unlink()
    assert done.returncode == 0, done.stderr
    # The client logs a change of the runtime before it.
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=dict[str, Any])
