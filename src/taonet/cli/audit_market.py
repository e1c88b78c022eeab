"""Judging a validator's record again, for `taonet audit market`: what it takes is loaded only for it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

import bittensor
import msgspec
import typer
from bittensor.result import BittensorError

from taonet.cli.failures import told
from taonet.cli.neurons import load_market
from taonet.cli.output import FAILURE, say_error
from taonet.cli.signals import raise_when_stopped
from taonet.neuron.audit.findings import Report
from taonet.neuron.audit.replay import Progress, audit
from taonet.neuron.market import Market, NeuronFailure
from taonet.neuron.record.reading import runs
from taonet.neuron.record.store import Record, opened_for_reading

OWN: Final = "taonet."
"""How the addresses of the markets begin that come with this program."""
MOST_SHOWN: Final = 10


def judge_again(record: str, market: str | None, network: str | None, *, as_json: bool) -> None:
    """Judge a record again, print what it comes to, and leave with exit code 1 where it does not hold."""
    raise_when_stopped()
    tell = _as_json if as_json else say_error
    with told(tell, NeuronFailure, BittensorError), opened_for_reading(record) as opened:
        judge = load_market(market or _recorded_market(opened))
        report = asyncio.run(
            _audited(opened, judge, network, _bar if sys.stderr.isatty() and not as_json else _nothing)
        )
    typer.echo(_json(report) if as_json else _text(report))
    if not report.holds:
        raise typer.Exit(FAILURE)


def _recorded_market(record: Record) -> str:
    """Return where the market of a record is found; others' code is only run if it is named on the command line."""
    starts = runs(record)
    address = starts[-1].market if starts else ""
    if address.startswith(OWN):
        return address
    raise NeuronFailure(
        f"the record {record.place} is of the market {address!r}, which does not come with taonet: "
        "name its module or file with --market"
    )


async def _audited(record: Record, market: Market[Any, Any], network: str | None, progress: Progress) -> Report:
    async with _client(network) as client:
        return await audit(record, market, client=client, progress=progress)


@asynccontextmanager
async def _client(network: str | None) -> AsyncGenerator[Any]:
    """Yield a client of a chain, or None if none is wanted."""
    if network is None:
        yield None
        return
    client = bittensor.Client(network)
    try:
        async with client:
            yield client
    except OSError as error:
        raise NeuronFailure(f"cannot reach a node at {network}: {error}") from error


def _nothing(number: int, last: int) -> None:
    del number, last


def _bar(number: int, last: int) -> None:
    typer.echo(f"\rround {number} of {last} \x1b[K", err=True, nl=number == last)


def _as_json(message: str) -> None:
    typer.echo(json.dumps({"error": message}), err=True)


def _json(report: Report) -> str:
    return json.dumps({"holds": report.holds, **msgspec.to_builtins(report)})


def _text(report: Report) -> str:
    counts = report.counts
    unjudged = f"{counts.waiting} wait for their verdicts, {counts.faults} had a judge that failed"
    lines = [
        f"{report.record}: {report.protocol} on subnet {report.netuid} by {report.hotkey}",
        f"rounds     {counts.rounds} ({report.first} to {report.last}); {unjudged}",
        f"tasks      {counts.exchanges}, {counts.drawn} drawn again",
        f"answers    {counts.answers}, {counts.proven} proven by their miners' signatures",
        f"judged     {counts.judged} rounds again, {counts.averages} averages, {counts.weights} times weights",
    ]
    if counts.on_chain or counts.pruned:
        lines.append(
            f"chain      holds {counts.on_chain} weights and commits; {counts.pruned} are too old for its node"
        )
    lines += [
        f"endpoints  {report.announced} announced, {report.answering} answered",
        *_shown("operator", [(one.coldkey, one.uids) for one in report.operators]),
        *_shown("address", [(one.ip, one.uids) for one in report.addresses]),
    ]
    if report.difference is None:
        lines.append(
            "holds: weights follow from averages, averages from scores, scores from answers, tasks from secrets"
        )
    else:
        lines.append(f"differs: round {report.difference.round}, {report.difference.kind}: {report.difference.text}")
    return "\n".join(lines)


def _shown(name: str, owners: list[tuple[str, list[int]]]) -> list[str]:
    """Return a line for each of those with most uids."""
    shown = [
        f"{name:<10} {who}: {len(uids)} uid{'s' * (len(uids) != 1)} ({', '.join(map(str, uids[:MOST_SHOWN]))}"
        f"{', …' if len(uids) > MOST_SHOWN else ''})"
        for who, uids in owners[:MOST_SHOWN]
    ]
    more = len(owners) - MOST_SHOWN
    return [*shown, f"{name:<10} and {more} more"] if more > 0 else shown
