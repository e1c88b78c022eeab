"""Measure: `python -m benchmarks [--quick] [--view outside|neurons|inside|all] [--against CHECKOUT] [--json FILE]`.

The outside is what a user can measure over a node's sockets, the neurons what a miner does over its own, the inside what the
chain does in this process. With `--against`, the first two of another checkout are measured too, in turns, and the better of
two runs of each is shown.
"""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import agendas, audits, epochs, exchanges, gateway, inside, outside, votes, yardsticks, years
from taonet.sim import Chain

Figure = tuple[str, str, float]
"""Name, budget in words, measured value."""

LEFT_OUT = "author, seal, shield keys, engine, sockets and, but for the replay, the disk"


def main() -> None:
    """Run the measurements that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter runs, for a first look")
    parser.add_argument("--view", choices=("outside", "neurons", "inside", "all"), default="all", help="which figures")
    parser.add_argument(
        "--against", type=Path, help="another checkout, whose outside is measured in turns with this one"
    )
    parser.add_argument("--seconds", type=float, help="length of the load of transfers; 60, or 10 when quick")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    console = Console()
    console.print("measuring the machine …", style="dim")
    sticks = yardsticks.yardsticks()
    report: dict[str, object] = {
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "yardsticks": sticks,
    }
    if options.view in ("outside", "all"):
        seconds = options.seconds or (10.0 if options.quick else 60.0)
        measure = partial(outside.rows, seconds=seconds, quick=options.quick)
        report["outside"] = _sockets(console, sticks, "From outside, over RPC", measure, options.against)
    if options.view in ("neurons", "all"):
        measure = partial(_neurons, seconds=options.seconds or (5.0 if options.quick else 20.0), quick=options.quick)
        report["neurons"] = _sockets(console, sticks, "Neurons, over their sockets", measure, options.against)
    if options.view in ("inside", "all"):
        report["inside"] = _inside(console, sticks, quick=options.quick)
    text = json.dumps(report, indent=2)
    console.print_json(text)
    if options.json:
        options.json.write_text(text + "\n")


def _neurons(*, seconds: float, quick: bool) -> list[outside.Row]:
    """Return what neurons and a gateway before them do over their sockets."""
    return [*exchanges.rows(seconds=seconds), *gateway.rows(turns=300 if quick else 2_000)]


def _sockets(
    console: Console,
    sticks: dict[str, float],
    title: str,
    measure: Callable[[], Iterable[outside.Row]],
    against: Path | None,
) -> list[dict[str, object]]:
    runs: dict[str, list[list[outside.Row]]] = {}
    turns = [None] if against is None else [against, None] * 2
    for checkout in turns:
        with outside.source(checkout):
            console.print(f"measuring {checkout or 'this checkout'}: {title} …", style="dim")
            runs.setdefault(str(checkout or ""), []).append(list(measure()))
    mine = _best(runs[""])
    theirs = _best(runs[str(against)]) if against is not None else [None] * len(mine)
    table = Table("what", "budget", "measured", title=title)
    if against is not None:
        table.add_column("before")
    for column in ("to the machine", "leaves out"):
        table.add_column(column)
    report: list[dict[str, object]] = []
    for row, other in zip(mine, theirs, strict=True):
        ratio = None
        if row.yardstick:
            ratio = row.value / sticks[row.yardstick] if row.best == "most" else row.value * sticks[row.yardstick]
        before = () if other is None else (_shown(other.value),)
        shown = "" if ratio is None else f"{ratio:.3g} {'per' if row.best == 'most' else 'times'} {row.yardstick}"
        table.add_row(row.name, row.budget, _shown(row.value), *before, shown, row.leaves_out)
        report.append({**row._asdict(), "ratio": ratio, "before": None if other is None else other.value})
    console.print(table)
    return report


def _best(runs: list[list[outside.Row]]) -> list[outside.Row]:
    """Return each figure's best run."""
    return [
        max(same, key=lambda row: row.value) if same[0].best == "most" else min(same, key=lambda row: row.value)
        for same in zip(*runs, strict=True)
    ]


def _inside(console: Console, sticks: dict[str, float], *, quick: bool) -> dict[str, object]:
    figures: list[Figure] = []
    for name, measure in _measurements(quick=quick):
        console.print(f"measuring {name} …", style="dim")
        figures += measure()
    measured = {name: value for name, _, value in figures}
    ratios = yardsticks.ratios(measured, sticks)
    table = Table("what", "budget", "measured", title=f"Inside one process; left out are {LEFT_OUT}")
    for name, budget, value in (*figures, *((name, "", value) for name, value in (sticks | ratios).items())):
        table.add_row(name, budget, _shown(value))
    console.print(table)
    return {"figures": measured, "ratios": ratios, "leaves_out": LEFT_OUT}


def _shown(value: float) -> str:
    return f"{value:,.3f}" if value < 10 else f"{value:,.0f}"


def _measurements(*, quick: bool) -> list[tuple[str, Callable[[], list[Figure]]]]:
    blocks = 100 if quick else 400
    return [
        ("empty blocks", lambda: _empty_blocks(blocks)),
        ("epochs", _epochs),
        ("years", lambda: _years(quick=quick)),
        ("full agendas", _agendas),
        ("votes", _votes),
        ("audits", lambda: _audits(blocks)),
        ("replay", lambda: [("replayed blocks per second", "", inside.replayed_blocks_per_second(blocks))]),
    ]


def _empty_blocks(blocks: int) -> list[Figure]:
    budgets = {1: "4,000", 32: "500", 128: "150"}
    started: list[Figure] = [
        (f"empty blocks per second, {subnets} subnets", budget, inside.empty_blocks_per_second(subnets, blocks))
        for subnets, budget in budgets.items()
    ]
    emission: list[Figure] = [
        (
            f"the same, {subnets} subnets with emission of TAO",
            budget,
            inside.empty_blocks_per_second(subnets, blocks, emission=True),
        )
        for subnets, budget in ((32, "400"), (128, "120"))
    ]
    return started + emission


def _agendas() -> list[Figure]:
    most, transfers = agendas.heaviest(Chain.localnet().s)
    return [
        ("opening a block without tasks, ms", "", agendas.opening_milliseconds([])),
        ("the same with 50 tasks", "10", agendas.opening_milliseconds(agendas.remarks(8))),
        ("the same with 50 preimages of 64 KiB", "20", agendas.opening_milliseconds(agendas.remarks(agendas.PREIMAGE))),
        (f"the same with all their weight, {transfers:,} transfers", "3,200", agendas.opening_milliseconds(most, 2)),
    ]


def _votes() -> list[Figure]:
    chain, vote = votes.assembly()
    idle, after, weight = votes.block_after_votes(chain)
    return [
        ("a vote, of 10,000 on 100 referenda, ms", "1", vote),
        ("opening a block with these votes open, ms", "", idle),
        ("the same after a vote on each referendum", "50", after),
        ("what looking at 100 referenda adds, % of a block's weight", "10", weight),
    ]


def _audits(blocks: int) -> list[Figure]:
    return [
        ("empty blocks per second that the supply's audit explains", "", audits.audited_blocks_per_second(blocks)),
        ("transfers per second that it explains", "", audits.audited_transfers_per_second()),
    ]


def _years(*, quick: bool) -> list[Figure]:
    seconds, executed = years.ten_years()
    figures: list[Figure] = [
        ("ten years of the fair chain, s", "60", seconds), ("blocks of them executed one by one", "", executed),
    ]  # fmt: skip
    if not quick:
        seconds, executed = years.whole_supply()
        figures += [("328 million blocks to the last rao, s", "", seconds), ("blocks of them executed", "", executed)]
    return figures


def _epochs() -> list[Figure]:
    return [
        ("epoch, 256 uids, ms", "5", epochs.epoch_milliseconds(256, liquid=False)),
        ("epoch, 256 uids, liquid alpha, ms", "10", epochs.epoch_milliseconds(256, liquid=True)),
        ("epoch, 4,096 uids, ms", "100", epochs.epoch_milliseconds(4_096, liquid=False)),
        ("epoch, 4,096 uids, liquid alpha, ms", "200", epochs.epoch_milliseconds(4_096, liquid=True)),
    ]


main()
