"""`taonet demo --show supply`: the real rules from the first block to the last rao, and what recycling delays.

Around every halving the chain runs block by block and says what each block issued; between them whole periods that repeat
are added at once (`taonet.supply.years`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Final, final

from taonet.demo.lines import LABEL, Line
from taonet.demo.shows.show import ShowOptions, Teller, Told
from taonet.primitives.amounts import RAO_PER_TAO
from taonet.primitives.ids import NetUid
from taonet.runtime.genesis.presets import preset
from taonet.sim import Chain
from taonet.supply.journey import Halving, Journey, OffSchedule
from taonet.supply.schedule import SLOT_SECONDS, years

CLOSED_AT: Final = 1_000_000
CLOSED_FOR: Final = 100_000
"""Blocks in which all that is issued is recycled, on the chain that shows the delay."""
AFTER: Final = 1_000_000
"""Blocks that are looked at when issuing has ended."""
MARKET: Final = NetUid(1)
_ROW: Final = "{:>7}  {:>13}  {:>6}  {:>11}  {:>11}  {:>21}"


@contextmanager
def tell(teller: Teller, options: ShowOptions) -> Generator[Told]:
    """Tell how every TAO comes to be."""
    del options
    began = time.monotonic()
    run = Journey(Chain(preset("fair"), keep_root=False), _progress(teller))
    for line in _rules(run):
        teller.say(line)
    run.travel(CLOSED_AT)
    twin = Journey(run.chain.fork(), run.report)
    teller.lines(["", _ROW.format("halving", "block", "year", "before", "from it on", "there are then, TAO")])
    while (one := run.cross()) is not None:
        there, before, after = (_tao(rao) for rao in (one.issuance, one.issued_before, one.issued))
        teller.lines([_ROW.format(one.halving, f"#{one.block:,}", f"{one.years:.2f}", before, after, there)])
    teller.lines([""])
    _settle(run)
    for line in _ended(run):
        teller.say(line)
    delay = _recycle(twin, run.halvings[0])
    seconds = time.monotonic() - began
    for line in (*_delayed(delay), *_cost(run, seconds)):
        teller.say(line)
    yield Told(_document(run, delay, seconds))


def _progress(teller: Teller) -> Callable[[int, int], None]:
    def told(number: int, issuance: int) -> None:
        teller.progress(f"{'year':{LABEL}}{years(number):,.1f}, #{number:,}: {issuance / RAO_PER_TAO:,.3f} TAO")

    return told


def _rules(run: Journey) -> Iterator[Line]:
    yield Line(
        "start", f"the fair network: {_tao(run.issuance)} TAO at block 0, and {run.cap // RAO_PER_TAO:,} at most, ever"
    )
    yield Line("how", "the real rules run; around each halving block by block, and each block is looked at")
    yield Line("", "in between, where all epochs do the same again and again, many are added at once")
    yield Line("", "a block makes 1 TAO; when half of what is missing is there, half as much")


def _settle(run: Journey) -> None:
    """See that nothing is issued any more."""
    last = run.issuance
    run.travel(AFTER)
    if run.issuance != last:
        raise OffSchedule(f"something was issued after #{run.halvings[-1].block}")


def _ended(run: Journey) -> Iterator[Line]:
    first, end = run.halvings[0], run.halvings[-1]
    yield Line(
        "first",
        f"#{first.block - 1:,} made {_tao(first.issued_before)} TAO, #{first.block:,} made {_tao(first.issued)}: "
        f"{first.block - 1:,} blocks of 12 s, {first.years:.2f} years",
    )
    yield Line("end", f"from #{end.block:,} on a block makes nothing: {end.years:.1f} years after the first block")
    yield Line("never", f"was there more than {_tao(run.most)} TAO, of {run.cap // RAO_PER_TAO:,}")


@final
@dataclass(frozen=True, slots=True)
class Delay:
    """A stretch in which all that was issued was recycled, and the halving that came later for it; amounts in rao."""

    closed_at: int
    closed_for: int
    issuance_before: int
    issuance_after: int
    halving_block: int
    later_by: int


def _recycle(run: Journey, plain: Halving) -> Delay:
    """Let the same chain go on otherwise: its only subnet takes nobody for a while, so no subnet gets emission."""
    chain, before, at = run.chain, run.issuance, run.chain.number
    chain.as_root("AdminUtils", "sudo_set_network_registration_allowed", MARKET, False)  # noqa: FBT003  the wire's argument
    run.travel(CLOSED_FOR)
    after = run.issuance
    chain.as_root("AdminUtils", "sudo_set_network_registration_allowed", MARKET, True)  # noqa: FBT003
    halving = run.cross()
    if halving is None or after != before or halving.block - plain.block != CLOSED_FOR:
        raise OffSchedule(
            f"{CLOSED_FOR} blocks were recycled from #{at} on, and the halving did not come so much later"
        )
    return Delay(at, CLOSED_FOR, before, after, halving.block, halving.block - plain.block)


def _delayed(delay: Delay) -> Iterator[Line]:
    end = delay.closed_at + delay.closed_for
    yield Line(
        "recycling", f"the same chain again from #{delay.closed_at:,} on, where root closes registration on subnet 1:"
    )
    yield Line("", "no subnet gets emission then, and what a block makes is recycled: it may be made again later")
    yield Line(
        "", f"#{end:,}: still {_tao(delay.issuance_after)} TAO, after {delay.closed_for:,} blocks; root opens it again"
    )
    days = delay.later_by * SLOT_SECONDS / 86_400
    yield Line(
        "delay", f"the first halving is at #{delay.halving_block:,}, {delay.later_by:,} blocks later, {days:.1f} days"
    )


def _cost(run: Journey, seconds: float) -> Iterator[Line]:
    skipped = run.chain.number - run.executed
    yield Line(
        "looked at", f"{run.chain.number:,} blocks in {seconds:.0f} s: {run.executed:,} one by one, {skipped:,} at once"
    )
    yield Line("next", "the same for any start: taonet emission; on a running network: taonet audit supply")


def _tao(rao: int) -> str:
    """Return an amount in TAO with all its decimals, and no zeros after them."""
    whole, rest = divmod(rao, RAO_PER_TAO)
    return f"{whole:,}" + (f".{rest:09}".rstrip("0") if rest else "")


def _document(run: Journey, delay: Delay, seconds: float) -> dict[str, Any]:
    end = run.halvings[-1]
    return {
        "cap_rao": run.cap,
        "most_issued_rao": run.most,
        "halvings": [asdict(one) for one in run.halvings],
        "first_halving_years": run.halvings[0].years,
        "end": {"block": end.block, "years": end.years, "issuance_rao": end.issuance},
        "recycling": asdict(delay),
        "blocks": run.chain.number,
        "executed_blocks": run.executed,
        "seconds": round(seconds, 1),
    }
