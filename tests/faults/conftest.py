"""Programs on a machine that fails them: full and read-only disks, a wall clock that jumps."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.faults.control import Control

SHIM = Path(__file__).with_name("shim.c")
ROOT = SHIM.parents[2]


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that stands between a program and the C library."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("there is no C compiler to make the shim with")
    built = tmp_path_factory.mktemp("shim") / "shim.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", built, SHIM, "-ldl"], check=True)
    return built


@pytest.fixture
def control(tmp_path: Path) -> Control:
    """What fails, while a program runs; nothing at first."""
    return Control(tmp_path / "control")


@pytest.fixture
def failing_machine(shim: Path, control: Control, tmp_path: Path) -> Mapping[str, str]:
    """The environment of a program below which `control` may fail what lies in `tmp_path / "chain…"`."""
    places = os.environ.get("PYTHONPATH", "")
    return {
        **os.environ,
        "LD_PRELOAD": str(shim),
        "FAULT_CONTROL": str(control.path),
        "FAULT_FOLDER": str(tmp_path / "chain"),
        "PYTHONPATH": f"{places}{os.pathsep}{ROOT}",
    }


@pytest.fixture
def starts(failing_machine: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The program of `many_starts`."""
    words = [sys.executable, "-m", "tests.faults.many_starts"]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=failing_machine, cwd=ROOT
    ) as program:
        yield program
        program.communicate()
