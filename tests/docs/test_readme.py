"""What the README says is run here, so that it stays true."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.walk import BIN, in_home, walking

from taonet.testing.node import RunningNode, running_node

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
EXCERPT = re.compile(r"^```python (examples/\S+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
MAKE = re.compile(r"(?:^\$ |`)make ([a-z-]+)", re.MULTILINE)
LOCAL = "ws://127.0.0.1:9944"

RUNS_ELSEWHERE = {
    "make": "CI itself calls the targets; the demo has a test of its own",
    "export": "only names the network",
}


def blocks(kind: str) -> list[tuple[str, str]]:
    return [(page.name, body) for page in PAGES for found, body in BLOCK.findall(page.read_text()) if found == kind]


def commands() -> list[str]:
    lines = [line[2:] for _, body in blocks("console") for line in body.splitlines() if line.startswith("$ ")]
    return [line for line in lines if shlex.split(line)[0] not in RUNS_ELSEWHERE]


@pytest.fixture(scope="module")
def node() -> Iterator[RunningNode]:
    with running_node("--tmp", "--block-time", "0.25", "--shield-grace", "8") as running:
        yield running


def run(*words: str, seconds: float, home: Path) -> tuple[int | None, str]:
    """Run a program for at most so long; return its exit code (None: it still ran) and what it wrote."""
    try:
        done = subprocess.run(words, env=in_home(home), capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as still_running:
        return None, (still_running.stdout or b"").decode()
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    missing = [target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_exist(page: Path) -> None:
    files = (ROOT / "Makefile", ROOT / "src" / "taonet" / "scaffold" / "template" / "Makefile")
    targets = {target for file in files for target in re.findall(r"^([a-z-]+):", file.read_text(), re.MULTILINE)}
    assert set(MAKE.findall(page.read_text())) <= targets


@pytest.mark.parametrize(("page", "body"), blocks("python"))
def test_python_blocks_run(page: str, body: str, node: RunningNode, tmp_path: Path) -> None:
    assert LOCAL in body or "taonet.sim" in body, f"{page}: the example names neither a node nor a simulated chain"
    program = body.replace(LOCAL, node.websocket)
    done = subprocess.run(
        [sys.executable, "-c", program], env=in_home(tmp_path), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_excerpts_are_the_whole_example(page: Path) -> None:
    shown: dict[str, list[str]] = {}
    for example, body in EXCERPT.findall(page.read_text()):
        shown.setdefault(example, []).extend(line for line in body.splitlines() if line)
    for example, lines in shown.items():
        assert lines == [line for line in (ROOT / example).read_text().splitlines() if line]


@pytest.mark.parametrize("line", commands())
def test_commands_run(line: str, node: RunningNode, tmp_path: Path) -> None:
    words = [word.replace(LOCAL, node.websocket) for word in shlex.split(line)]
    program = BIN / Path(words[0]).name
    assert program.exists(), f"{words[0]} is not installed by make setup"
    if words[1:] == ["up"]:
        words += ["--port", "0"]
    code, written = run(str(program), *words[1:], seconds=5 if words[1] == "up" else 30, home=tmp_path)
    if words[1] == "up":
        assert code is None
        assert "Imported #1 " in written
    else:
        assert code == 0, written


@pytest.mark.timeout(240)
def test_the_walk_with_the_official_clients_works(tmp_path: Path) -> None:
    """The walk's commands run in order, in one home, on a node of their own."""
    page = (ROOT / "docs" / "clients.md").read_text()
    with (
        running_node("--tmp", "--block-time", "0.25", "--shield-grace", "8") as node,
        walking(tmp_path, node.port) as walk,
    ):
        walk.page(page)
