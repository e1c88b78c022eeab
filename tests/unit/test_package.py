"""The wheel that users install: what is in it, and that it runs on its own."""

import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import taonet

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, timeout=120,
        capture_output=True,
    )  # fmt: skip
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_holds_the_whole_package(wheel: Path) -> None:
    own = {
        str(path.relative_to(ROOT / "src"))
        for path in (ROOT / "src" / "taonet").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("taonet/")}

    assert packed == own
    assert "taonet/py.typed" in packed


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        facts = Parser().parsestr(archive.read(name).decode())

    assert facts["Version"] == taonet.__version__
    assert "Typing :: Typed" in facts.get_all("Classifier", [])
    assert len(facts.get_all("Project-URL", [])) >= 2
    assert facts["Summary"]
    assert facts["License-Expression"] == "Apache-2.0"


def test_the_installed_wheel_runs_without_the_clone(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    for words in (
        ["demo", "--help"],
        ["up", "--help"],
        ["miner", "run", "taonet.markets.text", "--help"],
        ["new-subnet", "my-subnet"],
    ):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "taonet", *words], cwd=tmp_path, env=environment, capture_output=True,
            text=True, timeout=60, check=False,
        )  # fmt: skip

        assert done.returncode == 0, done.stderr
    where = [sys.executable, "-P", "-c", "import taonet; print(taonet.__file__)"]
    assert str(tmp_path) in subprocess.run(
        where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    ).stdout  # fmt: skip
