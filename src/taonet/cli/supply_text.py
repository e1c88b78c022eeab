"""The report of `taonet audit supply` as lines of at most 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from taonet.primitives.amounts import RAO_PER_TAO
from taonet.supply.audit.causes import DESTROYED, MADE, MOVED
from taonet.supply.audit.report import Finding, Flow, Report, Subnet

WIDTH: Final = 80
_SIGNS: Final = {MADE: "+", DESTROYED: "-", MOVED: " "}
_AMOUNT: Final = 26


def text_of(report: Report) -> list[str]:
    """Return a report as lines."""
    return [
        *_head(report), "", *_tao(report), *_alpha(report), "", *_holders(report), "", *_verdict(report)
    ]  # fmt: skip


def _head(report: Report) -> Iterator[str]:
    yield f"{report.chain or 'a chain'}: blocks {report.first:,} to {report.last:,} of {report.source}"[:WIDTH]
    yield f"genesis   {report.genesis}"
    yield f"block {report.last:<4}{report.last_hash}" if report.last < 10_000 else f"last      {report.last_hash}"
    rate = report.blocks / report.seconds if report.seconds else 0.0
    yield f"history   {report.history}"
    yield f"executed  {report.blocks:,} blocks with {report.extrinsics:,} extrinsics, {rate:,.0f} blocks a second"


def _tao(report: Report) -> Iterator[str]:
    opening, closing = report.opening, report.closing
    yield f"{report.symbol:<50} {'rao as tokens':>{_AMOUNT}}"
    yield _line(f"all accounts after block {opening.block:,}", opening.accounts)
    for flow in report.flows:
        if flow.netuid is None:
            yield _flow(flow)
    yield _line(f"all accounts after block {closing.block:,}", closing.accounts)
    yield _line("  total of balances", closing.balances_issuance)
    yield _line("  total that sets the emission", closing.subtensor_issuance)
    yield _line("  of it reserved", closing.reserved)
    yield _line("  of it in pools", closing.total_stake)
    yield _line("  of it on the burn account", closing.burn_account)
    for one in report.emission[:8]:
        yield f"  schedule: {_tokens(one.emission)} a block in blocks {one.first:,} to {one.last:,}"
    if len(report.emission) > 8:
        yield f"  schedule: {len(report.emission) - 8} stretches more"


def _alpha(report: Report) -> Iterator[str]:
    for subnet in report.subnets:
        flows = [flow for flow in report.flows if flow.netuid == subnet.netuid]
        if subnet.netuid == 0 or (not flows and not subnet.account):
            continue
        yield ""
        yield f"{f'alpha of subnet {subnet.netuid}':<50} {'rao as tokens':>{_AMOUNT}}"
        yield from (_flow(flow) for flow in flows)
        yield from _places(subnet)


def _places(subnet: Subnet) -> Iterator[str]:
    yield _line("in the pool", subnet.pool_alpha)
    for text, amount in (
        ("waiting to enter it", subnet.reservoir_alpha),
        ("outside", subnet.outside),
        ("  staked", subnet.staked),
        ("    of it collateral", subnet.collateral),
        ("  waiting for the epoch", subnet.pending),
        ("  bought by the chain", subnet.protocol),
        ("  burned", subnet.burned),
        ("  nobody's", subnet.nobody),
    ):
        if amount:
            yield _line(text, amount)


def _holders(report: Report) -> Iterator[str]:
    held = report.holdings
    yield f"{held.accounts:,} accounts hold TAO, {held.positions_count:,} positions hold stake"
    for one in held.holders:
        yield f"  {one.name or one.address:<48} {_tokens(one.free):>24}"
        if one.reserved:
            yield f"    {'and reserved':<46} {_tokens(one.reserved):>24}"
    for one in held.positions:
        yield f"  {one.coldkey} {_tokens(one.alpha):>24}"
        yield f"    on {one.hotkey} of subnet {one.netuid}"


def _verdict(report: Report) -> Iterator[str]:
    if report.holds:
        yield f"every rao is explained: {report.blocks:,} blocks, 0 differences"
        return
    for finding in report.findings:
        yield from _finding(finding)
    if report.findings_count > len(report.findings):
        yield f"and {report.findings_count - len(report.findings):,} more"
    place = next((one.block for one in report.findings if one.block is not None), None)
    yield f"{report.findings_count:,} differences" + ("" if place is None else f", the first in block {place:,}")


def _finding(finding: Finding) -> Iterator[str]:
    block = "before all blocks" if finding.block is None else f"block {finding.block:,}"
    yield from textwrap.wrap(f"{block}: {finding.text}", WIDTH, subsequent_indent="  ")
    for name, text in (("in", finding.where), ("expected", finding.expected), ("found", finding.found)):
        yield from textwrap.wrap(f"  {name:<9}{text}", WIDTH, subsequent_indent=" " * 11)


def _flow(flow: Flow) -> str:
    return _line(f"{_SIGNS[flow.effect]} {flow.cause}", flow.rao)


def _line(text: str, rao: int) -> str:
    return f"{text[:52]:<52} {_tokens(rao):>{_AMOUNT - 2}}"


def _tokens(rao: int) -> str:
    sign, whole = "-" if rao < 0 else "", abs(rao)
    return f"{sign}{whole // RAO_PER_TAO:,}.{whole % RAO_PER_TAO:09}"
