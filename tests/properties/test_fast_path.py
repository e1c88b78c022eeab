"""Years in seconds come to the same state as block after block, whatever people do between the stretches.

Two chains get the same random calls; one leaps, the other executes every block. After each stretch their states are equal,
item by item, except for the hashes of blocks that were never made.
"""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.test_random_calls import made
from tests.properties.world import EXAMPLES, PAIRS
from tests.unit.supply.test_years import state_of

from taonet.crypto.ss58 import encode
from taonet.frame.call import RuntimeCall
from taonet.frame.origin import ROOT_ORIGIN, Origin
from taonet.primitives.ids import NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.document import parse_genesis
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain
from taonet.supply.years import Travelled, fast_forward
from taonet.testing.sensible import People, sensible_call

STABLE, YUMA, LATE, PRICED = NetUid(1), NetUid(2), NetUid(3), NetUid(4)
HEAD = """
version = 1
name = "short"
kind = "development"
[token]
cap = 60_000
halving = 3_000
"""
KINDS = {
    STABLE: ("stable", "null", 4),
    YUMA: ("stable", "yuma", 8),
    LATE: ("stable", "null", 2),
    PRICED: ("dynamic", "yuma", 4),
}


def genesis(*netuids: NetUid) -> str:
    """Return a genesis with these subnets and rich people, on which prices of seats do not move by themselves."""
    text = HEAD
    for cold, _ in PAIRS:
        text += f'[[account]]\naddress = "{encode(cold)}"\nbalance = 4_000\n'
    for netuid in netuids:
        mechanism, consensus, tempo = KINDS[netuid]
        text += (
            f'[[subnet]]\nnetuid = {netuid}\nmechanism = "{mechanism}"\nconsensus = "{consensus}"\ntempo = {tempo}\n'
        )
        text += "commit_reveal = false\n" + ("pool_tao = 100\npool_alpha = 100\n" if mechanism == "dynamic" else "")
    half_lives = "".join(f"{netuid} = 0\n" for netuid in (0, *netuids))
    return (
        f'{text}[storage."SubtensorModule.BurnHalfLife"]\n{half_lives}[storage."SubtensorModule.Tempo"]\n0 = 4\n'
        + "".join(f"{netuid} = {KINDS[netuid][2]}\n" for netuid in netuids)
    )


def next_call(chance: Random, chain: Chain) -> tuple[Origin, RuntimeCall]:
    """Return what somebody does, or root: mostly with stake and seats, now and then something for a later block."""
    origin, call = sensible_call(People(chance, PAIRS, (0, 1, 1, 2, 3, 4)))
    if chance.random() < 0.1:
        when = chain.number + chance.choice((1, 2, 40, 300))
        repeated = chance.choice((None, (chance.choice((1, 50)), 3)))
        return ROOT_ORIGIN, RUNTIME.call("Scheduler", "schedule", when, repeated, 0, call)
    return origin, call


def live(text: str, seed: int, stretches: list[int]) -> tuple[Travelled, Chain]:
    """Let both chains live the same life, compare them after each stretch, and return how far the quick one leapt."""
    chance = Random(seed)
    quick, slow = (Chain(parse_genesis(text), keep_root=False) for _ in range(2))
    executed = skipped = 0
    for blocks in stretches:
        for _ in range(chance.randrange(8)):
            origin, call = next_call(chance, quick)
            outcomes = {made(chain.s, origin, call) for chain in (quick, slow)}
            assert len(outcomes) == 1
        if chance.random() < 0.3:  # no subnet that is closed gets emission: where all are, everything is recycled
            closed = chance.random() < 0.5
            for netuid in (STABLE, YUMA, LATE, PRICED):
                if Subnets.NetworksAdded.get(quick.s, netuid):
                    for chain in (quick, slow):
                        Subnets.NetworkRegistrationAllowed.put(chain.s, netuid, value=not closed)
        travelled = fast_forward(quick, blocks)
        executed, skipped = executed + travelled.executed, skipped + travelled.skipped
        slow.blocks(blocks)
        assert state_of(quick) == state_of(slow)
    quick.check()
    return Travelled(executed, skipped), quick


@settings(settings.get_profile("chain"), max_examples=max(EXAMPLES // 8, 4))
@given(
    netuids=st.sets(st.sampled_from([STABLE, YUMA, LATE, PRICED]), min_size=1),
    seed=st.integers(0, (1 << 64) - 1),
    stretches=st.lists(st.integers(1, 500), min_size=1, max_size=4),
)
def test_random_calls_between_random_stretches_end_in_the_same_state(
    netuids: set[NetUid], seed: int, stretches: list[int]
) -> None:
    live(genesis(*sorted(netuids)), seed, stretches)


def test_much_is_skipped_between_calls_on_several_subnets() -> None:
    travelled, chain = live(genesis(STABLE, YUMA, LATE), 4, [600] * 4)

    assert travelled.skipped > travelled.executed
    assert Staking.TotalIssuance.get(chain.s) <= parse_genesis(HEAD).curve.cap
