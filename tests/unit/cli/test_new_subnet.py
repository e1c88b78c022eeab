"""A new project works as it is made: its tests pass, it is lint-free and typed; and nothing that is there is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from taonet.cli.commands import build
from taonet.scaffold import DESCRIPTION, LONGEST_DESCRIPTION, LONGEST_NAME, make_project

LONG = "a-name-of-forty-letters-is-still-allowed"


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build("new-subnet"), ["new-subnet", *words], env={"COLUMNS": "300"})
    return result.exit_code, result.output


def program(folder: Path, *words: str) -> str:
    """Run a module of Python in a project as its author does, without what this repository sets."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_project_s_own_tests_pass(tmp_path: Path) -> None:
    code, said = run("my-subnet", "--dir", str(tmp_path / "deep" / "place"))

    assert code == 0
    assert f"go on: cd {tmp_path / 'deep' / 'place'} && make test" in said
    assert "6 passed" in program(tmp_path / "deep" / "place", "pytest", "-q", "-p", "no:cacheprovider")


@pytest.mark.parametrize("name", ["x", LONG])
def test_a_project_of_any_name_is_lint_free_formatted_and_typed(tmp_path: Path, name: str) -> None:
    assert len(LONG) == LONGEST_NAME
    folder = tmp_path / name
    make_project(folder, name, "W" * LONGEST_DESCRIPTION)

    program(folder, "ruff", "check", "--no-cache", ".")
    program(folder, "ruff", "format", "--no-cache", "--check", ".")
    if name == LONG:
        assert "0 errors" in program(folder, "pyright", "--pythonpath", sys.executable)


def test_the_project_speaks_of_itself_alone(tmp_path: Path) -> None:
    code, said = run("my-own", "--dir", str(tmp_path / "here"), "--description", "Sums, sold.", "--json")
    facts = json.loads(said)
    texts = {path.name: path.read_text() for path in (tmp_path / "here").iterdir()}

    assert code == 0
    assert facts == {"name": "my-own", "path": str(tmp_path / "here"), "files": sorted(texts)}
    assert sorted(texts) == [".gitignore", "Makefile", "README.md", "my_own.py", "pyproject.toml", "test_my_own.py"]
    assert [
        name for name, text in texts.items() if "subnet-name" in text or "subnet_name" in text or DESCRIPTION in text
    ] == []
    assert texts["my_own.py"].startswith('"""Sums, sold.\n')
    assert 'Protocol("my-own/1"' in texts["my_own.py"]
    assert (tmp_path / "here").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    "name",
    [
        "",
        "My-subnet",
        "1st",
        "a--b",
        "-a",
        "a-",
        "a_b",
        "a/b",
        "../a",
        "ä",
        "a b",
        LONG + "x",
        "json",
        "class",
        "taonet",
    ],
)
def test_a_bad_name_is_refused_with_what_a_name_is(tmp_path: Path, name: str) -> None:
    code, said = run("--dir", str(tmp_path / "new"), "--", name)

    assert code == 2
    assert "is no name of a subnet" in said or "is taken" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text", ["", "two\nlines", 'a "quote"', "back\\slash", "x" * (LONGEST_DESCRIPTION + 1), "\x1b[1m"]
)
def test_a_description_that_would_break_the_files_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match="a description is one line"):
        make_project(tmp_path / "new", "my-subnet", text)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_stays_as_it_is_and_an_empty_one_is_taken(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("work")
    (tmp_path / "file").write_text("work")
    (tmp_path / "empty").mkdir()

    for taken in ("full", "file"):
        code, said = run("my-subnet", "--dir", str(tmp_path / taken), "--json")
        assert code == 1
        assert "is there already and not empty" in json.loads(said.splitlines()[0])["error"]
    assert run("my-subnet", "--dir", str(tmp_path / "empty"))[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "file", "full"]
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine"]


def test_a_project_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []

    def full(self: Path, *_: object, **__: object) -> int:
        written.append(self.name)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        return 0

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        make_project(tmp_path / "new", "my-subnet")

    assert len(written) == 3
    assert list(tmp_path.iterdir()) == []
