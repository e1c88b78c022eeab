"""What a long-running command prints: lines of one kind, no more of them than was asked for, bugs with their traceback."""

import json
import logging

import pytest

from taonet.cli.output import Output
from taonet.lines import Level

LOG = logging.getLogger("taonet.part")


def tell(out: Output) -> None:
    with out.gathering():
        out.line("block", "Imported #1", block=1)
        LOG.debug("it took %d ms", 3)
        LOG.warning("it is late")
        LOG.error("it failed", exc_info=ValueError("a bug"))
    LOG.warning("nobody gathers this")


@pytest.mark.parametrize(("level", "count"), [(Level.error, 1), (Level.warning, 2), (Level.info, 3), (Level.debug, 4)])
def test_a_level_bounds_what_is_told(capsys: pytest.CaptureFixture[str], level: Level, count: int) -> None:
    tell(Output(json=True, level=level))
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert len(rows) == count
    assert rows[-1]["level"] == "error"
    assert rows[-1]["part"] == "part"
    assert rows[-1]["message"] == "it failed"
    assert "ValueError: a bug" in rows[-1]["traceback"]
    assert [row["event"] for row in rows if "block" in row] == ["block"] * (count > 2)


def test_people_read_the_same_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Output(level=Level.debug))
    lines = [line.partition("  ")[2] for line in capsys.readouterr().out.splitlines()]

    assert lines[:4] == [
        "Imported #1",
        "debug in part: it took 3 ms",
        "warning in part: it is late",
        "error in part: it failed",
    ]


def test_what_the_machine_refuses_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output()
    with out.gathering():
        LOG.error("Exception in a request\n", exc_info=ExceptionGroup("", [MemoryError(), MemoryError()]))

    assert capsys.readouterr().out.partition("  ")[2] == (
        "error in part: Exception in a request: not enough memory; give the program more of it\n"
    )
