"""Whatever bytes somebody notes as a preimage: when they are made as a call, the block is made, and every promise holds."""

from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.properties import world
from tests.properties.test_random_calls import CALLS, LEFT_OUT, inside
from tests.properties.world import ACCOUNTS, go_on, opened

from taonet.frame.error import Corruption
from taonet.frame.origin import OriginCaller
from taonet.primitives.ids import AccountId
from taonet.runtime.origins import RawNone, RawRoot, RawSigned
from taonet.runtime.pallets.preimage import store
from taonet.runtime.pallets.preimage.bounded import Inline, Lookup, peek
from taonet.runtime.pallets.scheduler import events
from taonet.runtime.pallets.scheduler.tasks import schedule
from taonet.sim import Chain

FUZZ = settings(settings.get_profile("chain"))
ORIGINS: list[OriginCaller] = [RawRoot(), RawSigned(AccountId(ACCOUNTS[0])), RawNone()]


def changed(chance: Random, data: bytes) -> bytes:
    """Return bytes with a few of them changed, left out or put in."""
    out = bytearray(data)
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        at = chance.randrange(len(out) + 1)
        what = chance.randrange(4)
        if what == 0:
            out[at:at] = chance.randbytes(chance.randrange(1, 5))
        elif what == 1:
            del out[at : at + chance.randrange(1, 9)]
        elif what == 2:
            out[at : at + 1] = chance.choice((b"\x00", b"\xff", b"\x03\xff\xff\xff\xff", b"\x0b\x02\x28"))
        else:
            del out[at:]
    return bytes(out)


@FUZZ
@given(seed=st.integers(0, (1 << 64) - 1), tasks=st.integers(1, 6))
def test_no_preimage_breaks_a_block(start: Chain, seed: int, tasks: int) -> None:
    chance = Random(seed)
    c = opened(start)
    when = c.number + 1
    for _ in range(tasks):
        data = changed(chance, world.random_call(chance, CALLS))
        short = len(data) <= 128 and chance.random() < 0.5
        bounded = Inline(data) if short else Lookup(store.note(c.s, data), len(data))
        try:
            call, _ = peek(c.s, bounded)
        except Corruption:
            pass
        else:
            assume(not any(one.call.name in LEFT_OUT for one in inside(call)))
        schedule(c.s, when, bounded, chance.choice(ORIGINS), priority=chance.randrange(256))
    go_on(c)

    ended = [event.task for event in c.events(events.Dispatched)]
    ended += [event.task for event in c.events(events.CallUnavailable)]
    ended += [event.task for event in c.events(events.PermanentlyOverweight)]
    waiting = c.events(events.AgendaIncomplete)
    assert waiting or len(ended) == tasks
