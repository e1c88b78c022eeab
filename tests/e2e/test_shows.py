"""The stories of `taonet demo --show` as their users run them: in a real terminal of 80 columns, to the end or to Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.terminal import COLUMNS, Terminal, terminal

from taonet.environment import without_settings

PROGRAM = (sys.executable, "-m", "taonet")
pytestmark = pytest.mark.timeout(900)


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("taonet-launch-*"))


def processes(folder: Path) -> list[str]:
    """Return the command lines of processes that work in a folder."""
    found: list[str] = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in words:
            found.append(words)
    return found


def test_ctrl_c_ends_a_launch_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    before = folders()
    with terminal("demo", "--show", "launch") as shown:
        shown.wait_for(lambda: b"tries in" in shown.output or "tries in" in shown.text(), "the first seat", 120)
        folder = (folders() - before).pop()
        assert processes(folder)
        shown.process.send_signal(signal.SIGINT)
        code = shown.process.wait(30)

    assert code == 128 + signal.SIGINT
    assert "stopped before the end" in shown.text() + shown.output.decode()
    assert "Traceback" not in shown.text() + shown.output.decode()
    assert processes(folder) == []
    assert not folder.exists()


def test_a_reader_that_has_seen_enough_ends_a_story_quietly() -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{' '.join(PROGRAM)} demo --show supply | head -n 2"],
        capture_output=True, text=True, timeout=120, check=False, env=without_settings(os.environ),
    )  # fmt: skip

    assert done.stdout.count("\n") == 2
    assert done.stderr == ""


@dataclass(frozen=True)
class Launched:
    """What a whole launch left, and what its user could do afterwards."""

    terminal: Terminal
    document: dict[str, Any]
    audit: dict[str, Any]
    emission: dict[str, Any]
    code: int


@pytest.fixture(scope="module")
def launched() -> Iterator[Launched]:
    with terminal("demo", "--show", "launch", "--json", "--keep") as shown:
        shown.wait_for(lambda: b"}\n" in shown.output, "the document")
        shown.wait_for(lambda: "emission --network" in shown.text(), "how to go on")
        address = re.findall(r"ws://[\d.:]+", shown.text())[-1]
        audit, emission = (
            json.loads(subprocess.run([*PROGRAM, *words], capture_output=True, check=True, timeout=120).stdout)
            for words in (
                ("audit", "supply", "--network", address, "--json"),
                ("emission", "--network", address, "--json"),
            )
        )
        shown.process.send_signal(signal.SIGINT)
        code = shown.process.wait(60)
        yield Launched(shown, json.loads(shown.output), audit, emission, code)


@pytest.mark.slow
def test_a_launch_goes_from_nothing_to_a_subnet_of_its_own(launched: Launched) -> None:
    events: list[dict[str, Any]] = launched.document["events"]
    names = [one["event"] for one in events]
    by_name = {name: [one for one in events if one["event"] == name] for name in names}

    assert launched.code == 0
    assert [name for name in dict.fromkeys(names) if name != "rater"] == [
        "genesis", "registered", "epoch", "unstaked", "transferred", "staked", "validator", "weights", "saved", "subnet",
    ]  # fmt: skip
    assert [one["block"] for one in events] == sorted(one["block"] for one in events)
    assert (by_name["genesis"][0]["issuance_rao"], by_name["genesis"][0]["accounts"]) == (0, 0)
    joined = by_name["registered"][:3]
    assert [(one["uid"], one["paid_rao"]) for one in joined] == [(0, 0), (1, 0), (2, 0)]
    assert all(one["tries"] > 0 and one["difficulty"] >= 1_000_000 for one in joined)
    shares = by_name["epoch"][0]["earned_rao"].values()
    assert max(shares) - min(shares) <= 2
    assert 0 < by_name["transferred"][0]["fee_rao"] < 10**7
    weights = by_name["weights"][0]["weights"]
    assert weights["ada"] > weights["cy"]
    assert by_name["subnet"][0]["key"] == "ada"
    assert by_name["subnet"][0]["paid_rao"] == by_name["subnet"][0]["pool_tao_rao"] == 1_000 * 10**9


@pytest.mark.slow
def test_every_rao_of_a_launch_has_a_cause_and_a_holder(launched: Launched) -> None:
    report, holders = launched.document["audit"], launched.document["holders"]
    made = {flow["cause"]: flow["rao"] for flow in report["flows"] if flow["netuid"] is None}

    assert report["findings"] == []
    assert report["first"] == 1
    assert made["emission"] == report["last"] * 10**9
    assert sum(one["tao_rao"] for one in holders) == report["closing"]["subtensor_issuance"]
    assert {one["who"] for one in holders} >= {
        "ada",
        "bo",
        "cy",
        "who makes blocks",
        "pool of subnet 1",
        "pool of subnet 2",
    }
    assert not any(one["who"].startswith("5") for one in holders)
    # The network was still there for its user, who can ask the same again.
    assert launched.audit["holds"]
    assert launched.audit["last"] >= report["last"]
    assert launched.emission["symbol"] == "TAO"


@pytest.mark.slow
def test_the_lines_of_a_launch_fit_80_columns(launched: Launched) -> None:
    shown = launched.terminal.rows()

    assert max(map(len, shown)) <= COLUMNS
    assert any("who holds what" in row for row in shown)
    assert "Traceback" not in launched.terminal.text()


@pytest.mark.slow
def test_the_whole_supply_is_told_to_the_last_rao() -> None:
    done = subprocess.run(
        [*PROGRAM, "demo", "--show", "supply", "--json"], capture_output=True, text=True, timeout=600, check=True
    )
    found = json.loads(done.stdout)

    assert found["most_issued_rao"] <= found["cap_rao"] == 21_000_000 * 10**9
    assert [one["issued_before"] for one in found["halvings"][:3]] == [10**9, 10**9 // 2, 10**9 // 4]
    assert [one["issued"] for one in found["halvings"]][-2:] == [1, 0]
    assert len(found["halvings"]) == 30
    assert (found["halvings"][0]["block"], round(found["first_halving_years"], 2)) == (10_500_001, 3.99)
    assert found["recycling"]["later_by"] == found["recycling"]["closed_for"] == 100_000
    assert found["recycling"]["halving_block"] == 10_600_001
    assert max(map(len, done.stderr.splitlines())) <= 110
