"""Ctrl-C, a termination signal and a terminal that goes end any command cleanly, at any moment of its life."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from taonet.testing.node import command, start_node

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MOMENTS = (0.0, 0.01, 0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 1.0, 1.2)
"""Seconds after the program's first line: imports, the opening of the store, the first blocks."""


def status_bit(pid: int, name: str, number: int) -> bool:
    """Tell whether a signal is among those that a process catches (SigCgt) or ignores (SigIgn)."""
    text = Path(f"/proc/{pid}/status").read_text()
    return bool(int(text.partition(f"{name}:")[2].split()[0], 16) >> (number - 1) & 1)


def wait_for_first_line(pid: int) -> None:
    """Wait until the program has taken Ctrl-C from the interpreter, which prints a traceback for it while it starts."""
    deadline = time.monotonic() + 5
    while not status_bit(pid, "SigCgt", signal.SIGINT) and time.monotonic() < deadline:
        pass
    while status_bit(pid, "SigCgt", signal.SIGINT) and time.monotonic() < deadline:
        pass


@pytest.mark.parametrize("place", range(len(SIGNALS)), ids=lambda place: SIGNALS[place].name)
def test_a_node_may_be_stopped_at_any_moment(tmp_path: Path, place: int) -> None:
    number, chain = SIGNALS[place], tmp_path / "chain"
    words = command("--base-path", str(chain), "--port", "0", "--block-time", "0.02", "--json")
    reported: dict[int, str] = {}
    for moment in [*MOMENTS[place :: len(SIGNALS)], None]:
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as node:
            assert node.stdout is not None
            wait_for_first_line(node.pid)
            begun = [node.stdout.readline() for _ in range(5)] if moment is None else []
            time.sleep(moment or 0)
            node.send_signal(number)
            out, err = node.communicate(timeout=60)
        rows = [json.loads(line) for line in [*begun, *out.splitlines()]]
        reported |= {row["block"]: row["hash"] for row in rows if row["event"] == "block"}

        assert err == "", moment
        assert node.returncode == (0 if rows else -number), moment
        assert [row["event"] for row in rows[:1] + rows[-1:]] == (["listening", "stopping"] if rows else [])
    assert reported
    again = start_node(tmp_path, "--base-path", str(chain), "--sealing", "manual")
    for block, block_hash in reported.items():
        assert again.call("chain_getBlockHash", block) == block_hash
    assert again.stop() == 0


def test_a_node_under_nohup_outlives_its_terminal(tmp_path: Path) -> None:
    with subprocess.Popen(
        ["nohup", *command("--tmp", "--port", "0", "--json")], stdout=subprocess.PIPE, text=True
    ) as node:
        assert node.stdout is not None
        assert "listening" in node.stdout.readline()
        node.send_signal(signal.SIGHUP)
        assert '"block": 2' in node.stdout.readline() + node.stdout.readline()
        node.terminate()
        assert "stopping" in node.stdout.read()
        assert node.wait(30) == 0


def test_a_second_signal_does_not_break_the_end(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("--tmp", "--port", "0", "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as node:
        assert node.stdout is not None
        assert "listening" in node.stdout.readline()
        for number in (*SIGNALS, *SIGNALS):
            node.send_signal(number)
        out, err = node.communicate(timeout=60)

    assert node.returncode == 0
    assert "stopping" in out
    assert err == ""


@pytest.mark.parametrize("words", [("models", "list"), ("miner", "run", "taonet.markets.text")], ids=" ".join)
def test_other_commands_end_as_quietly(words: tuple[str, ...], tmp_path: Path) -> None:
    program = [sys.executable, "-m", "taonet.cli.main", *words]
    for number, moment in zip(SIGNALS, (0.0, 0.1, 0.5), strict=True):
        with subprocess.Popen(
            program,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "HOME": str(tmp_path)},
        ) as process:
            wait_for_first_line(process.pid)
            time.sleep(moment)
            process.send_signal(number)
            _, err = process.communicate(timeout=60)

        assert process.returncode in (-number, 0, 1)
        assert process.returncode == 1 or err == ""
        assert "Traceback" not in err
