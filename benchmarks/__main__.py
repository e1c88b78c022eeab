"""Measure: `python -m benchmarks [--quick] [--json FILE]`. Prints tables of figures and ratios, then JSON."""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import epochs, inside, outside, yardsticks

Figure = tuple[str, str, float]
"""Name, budget in words, measured value."""


def main() -> None:
    """Run all measurements."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter runs, for a first look")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    console = Console()
    console.print("measuring the machine …", style="dim")
    sticks = yardsticks.yardsticks()
    figures: list[Figure] = []
    for name, measure in _measurements(quick=options.quick):
        console.print(f"measuring {name} …", style="dim")
        figures += measure()
    measured = {name: value for name, _, value in figures}
    ratios = yardsticks.ratios(measured, sticks)
    _print_table(console, figures)
    _print_table(console, [(name, "", value) for name, value in (sticks | ratios).items()])
    report = {
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "figures": {name: round(value, 4) for name, value in measured.items()},
        "yardsticks": {name: round(value, 4) for name, value in sticks.items()},
        "ratios": {name: round(value, 4) for name, value in ratios.items()},
    }
    text = json.dumps(report, indent=2)
    console.print_json(text)
    if options.json:
        options.json.write_text(text + "\n")


def _measurements(*, quick: bool) -> list[tuple[str, Callable[[], list[Figure]]]]:
    blocks = 100 if quick else 400
    seconds = 10.0 if quick else 60.0
    return [
        ("imports", lambda: [("import, seconds", "0.3", outside.import_seconds())]),
        ("start", _start),
        ("transfers over RPC", lambda: _transfers(seconds)),
        ("empty blocks", lambda: _empty_blocks(blocks)),
        ("epochs", _epochs),
        ("reads", _reads),
        ("replay", lambda: [("replayed blocks per second", "", inside.replayed_blocks_per_second(blocks))]),
    ]


def _start() -> list[Figure]:
    found = outside.start_figures()
    return [
        ("start to first answer, seconds", "1", found["first_answer_seconds"]),
        ("start to block 1, seconds", "1", found["block_one_seconds"]),
        ("idle memory, MB", "150", found["idle_megabytes"]),
    ]


def _transfers(seconds: float) -> list[Figure]:
    found = outside.transfers_per_second(seconds)
    return [("signed transfers per second, submitted by RPC and included", "1,000", found["included_per_second"])]


def _empty_blocks(blocks: int) -> list[Figure]:
    budgets = {1: "2,000", 32: "300", 128: "80"}
    started: list[Figure] = [
        (f"empty blocks per second, {subnets} subnets", budget, inside.empty_blocks_per_second(subnets, blocks))
        for subnets, budget in budgets.items()
    ]
    emission: list[Figure] = [
        (
            f"the same, {subnets} subnets with emission of TAO",
            "",
            inside.empty_blocks_per_second(subnets, blocks, emission=True),
        )
        for subnets in (32, 128)
    ]
    return started + emission


def _epochs() -> list[Figure]:
    return [
        ("epoch, 256 uids, ms", "5", epochs.epoch_milliseconds(256, liquid=False)),
        ("epoch, 256 uids, liquid alpha, ms", "10", epochs.epoch_milliseconds(256, liquid=True)),
        ("epoch, 4,096 uids, ms", "100", epochs.epoch_milliseconds(4_096, liquid=False)),
        ("epoch, 4,096 uids, liquid alpha, ms", "200", epochs.epoch_milliseconds(4_096, liquid=True)),
    ]


def _reads() -> list[Figure]:
    found = outside.reads_per_second()
    return [
        ("reads of one key per second, 64 clients", "3,000", found["reads_per_second"]),
        ("read, 99th percentile, ms", "50", found["p99_milliseconds"]),
    ]


def _print_table(console: Console, figures: list[Figure]) -> None:
    table = Table()
    table.add_column("what")
    table.add_column("budget", justify="right")
    table.add_column("measured", justify="right")
    for name, budget, value in figures:
        table.add_row(name, budget, f"{value:,.3f}" if value < 10 else f"{value:,.0f}")
    console.print(table)


main()
