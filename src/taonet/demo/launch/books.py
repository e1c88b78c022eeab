"""The last chapter: every block is executed again, every rao traced, and who holds what. Amounts in rao."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, final

import bittensor as bt

from taonet.crypto.ss58 import encode
from taonet.demo.launch.telling import Telling, tao
from taonet.demo.lines import LABEL, Line
from taonet.demo.shows.show import ShowFailed
from taonet.primitives.amounts import RAO_PER_TAO
from taonet.supply.audit.causes import DESTROYED, MADE
from taonet.supply.audit.live import audit_node
from taonet.supply.audit.report import Report, Subnet

MOST: Final = 10_000
"""Holders that are looked at; a launch has a handful."""
_ROW: Final = "{:<20} {:>19} {:>19} {:>19}"


@final
@dataclass(slots=True)
class Holding:
    """What somebody has, or what lies somewhere for nobody yet: TAO, and alpha by subnet."""

    who: str
    tao_rao: int = 0
    alpha_rao: dict[int, int] = field(default_factory=dict[int, int])


def audited(t: Telling) -> Report:
    """Audit the running network from its first block, and say what was made and destroyed."""
    report = audit_node(
        t.net.endpoint, holders=MOST, progress=lambda block: t.teller.progress(f"{'audit':{LABEL}}#{block:,}")
    )
    t.teller.progress("")
    if not report.holds:
        raise ShowFailed(f"the audit found {report.findings_count} differences, the first: {report.findings[0].text}")
    t.teller.say(
        Line("audit", f"#{report.first:,} to #{report.last:,}: each block was executed again, each rao has a cause")
    )
    for flow in report.flows:
        if flow.netuid is None and flow.effect in (MADE, DESTROYED):
            t.explain(f"{'+' if flow.effect == MADE else '-'} {tao(flow.rao)} TAO: {flow.cause}")
    t.explain(f"= {tao(report.closing.accounts)} TAO, which is what all accounts hold, and what the chain says")
    return report


def holdings(report: Report, names: dict[str, str]) -> list[Holding]:
    """Return who holds what: those in `names` by address, pools, and what the chain has for nobody yet."""
    subnets = {one.netuid: one for one in report.subnets if one.netuid}
    found = {name: Holding(name) for name in names.values()}
    pools = {f"pool of subnet {netuid}": netuid for netuid in subnets}
    found |= {name: Holding(name, 0, {netuid: _in_pool(subnets[netuid])}) for name, netuid in pools.items()}
    accounts = {one.account: f"pool of subnet {one.netuid}" for one in subnets.values() if one.account}
    for one in report.holdings.holders:
        held = one.free + one.reserved
        who = names.get(one.address) or (accounts.get(held, one.name) if one.name else one.address)
        found.setdefault(who, Holding(who)).tao_rao += held
    for position in report.holdings.positions:
        alpha = found.setdefault(names.get(position.coldkey, position.coldkey), Holding(position.coldkey)).alpha_rao
        alpha[position.netuid] = alpha.get(position.netuid, 0) + position.alpha
    for who, amounts in (
        ("not paid out yet", {netuid: one.pending for netuid, one in subnets.items()}),
        ("bought by the chain", {netuid: one.protocol for netuid, one in subnets.items()}),
        ("nobody's for ever", {netuid: one.burned + one.nobody for netuid, one in subnets.items()}),
    ):
        if any(amounts.values()):
            found[who] = Holding(who, 0, amounts)
    rows = list(found.values())
    _check(report, subnets, rows)
    return rows


def names_of(t: Telling) -> dict[str, str]:
    """Return who is who, by address: the keys by their names, and who makes blocks."""
    makers: list[str] = t.client.query(bt.storage.Aura.Authorities)  # public keys in hexadecimal
    names = {key.cold: key.name for key in t.keys}
    return names | {encode(bytes.fromhex(maker.removeprefix("0x"))): "who makes blocks" for maker in makers}


def _in_pool(one: Subnet) -> int:
    return one.pool_alpha + one.reservoir_alpha


def _check(report: Report, subnets: dict[int, Subnet], rows: Sequence[Holding]) -> None:
    """See that the rows come to all that there is."""
    held = sum(row.tao_rao for row in rows)
    if held != report.closing.accounts:
        raise ShowFailed(f"{held} rao are held, and there are {report.closing.accounts}")
    for netuid, one in subnets.items():
        alpha, there = sum(row.alpha_rao.get(netuid, 0) for row in rows), _in_pool(one) + one.outside
        if alpha != there:
            raise ShowFailed(f"{alpha} rao of alpha of subnet {netuid} are held, and there are {there}")


def table(rows: Sequence[Holding], netuids: Sequence[int]) -> Iterator[str]:
    """Yield who holds what as a table of 80 columns, with the sums below."""
    first, second = netuids
    yield _ROW.format("who holds what", "TAO", f"alpha of subnet {first}", f"alpha of subnet {second}")
    for row in rows:
        yield _ROW.format(row.who[:20], *map(_shown, (row.tao_rao, *(row.alpha_rao.get(one, 0) for one in netuids))))
    sums = [sum(row.tao_rao for row in rows), *(sum(row.alpha_rao.get(one, 0) for row in rows) for one in netuids)]
    yield _ROW.format("all", *map(_shown, sums))


def _shown(rao: int) -> str:
    return f"{rao // RAO_PER_TAO:,}.{rao % RAO_PER_TAO:09}" if rao else ""
