"""The gateway beside the demo: its address is told once it answers, and its end once, and the markets go on."""

from pathlib import Path
from typing import Any

from taonet.demo.gateway import Front
from taonet.demo.lines import flat


class FakeChildren:
    """A gateway that ends when a test says so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.why: str | None = None

    def log_of(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def why_ended(self, name: str) -> str | None:
        return self.why


def test_where_it_answers_and_how_it_ends_is_told_once(tmp_path: Path) -> None:
    children: Any = FakeChildren(tmp_path)
    front = Front(children)
    before = list(front.new())
    children.log_of("gateway").write_text(
        '{"event": "miners"}\n{"event": "listening", "url": "http://127.0.0.1:8080/"}\n'
    )
    told = [flat(line) for line in front.new()]
    children.why = "gateway was killed by SIGKILL"
    ended = [flat(line) for line in front.new()]

    assert before == []
    assert told == ["gateway    http://127.0.0.1:8080/ speaks OpenAI's interface, and has a page to try it"]
    assert ended == ["ended      gateway was killed by SIGKILL"]
    assert list(front.new()) == []
