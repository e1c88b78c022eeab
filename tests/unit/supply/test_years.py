"""Years in seconds come to the same state as block after block, whatever happens in between."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.ids import NetUid
from taonet.runtime.construct import VOTES, WITHOUT_SUDO
from taonet.runtime.genesis.document import parse_genesis
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.preimage.bounded import Inline
from taonet.runtime.pallets.referenda.life import UNDECIDING_TIMEOUT
from taonet.runtime.pallets.referenda.storage import SUBMISSION_DEPOSIT
from taonet.runtime.pallets.referenda.storage import Storage as Referenda
from taonet.runtime.pallets.referenda.types import After, Deposit, TimedOut
from taonet.runtime.pallets.subtensor.accounts import keys
from taonet.runtime.pallets.subtensor.registration.registering import take_seat
from taonet.runtime.pallets.subtensor.staking import remove_calls
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.upgrades import COMING, Coming
from taonet.runtime.pallets.system.well_known import UPGRADE, code_of
from taonet.sim import Chain
from taonet.supply.schedule import issuance_after
from taonet.supply.years import fast_forward

MARKET = NetUid(1)
SHORT = """
version = 1
name = "short"
kind = "production"
[token]
cap = 4_000
halving = 400
[[subnet]]
netuid = 1
mechanism = "stable"
consensus = "null"
tempo = 5
owner_cut = false
commit_reveal = false
difficulty = 1
[storage."SubtensorModule.Tempo"]
0 = 5
1 = 5
[storage."SubtensorModule.BurnHalfLife"]
0 = 0
1 = 0
"""


WITH_VOTES = SHORT.replace('kind = "production"', 'kind = "production"\nvotes = true')


def short_chain() -> Chain:
    """Return a chain on which half of all TAO is there after 400 blocks, and nothing else changes."""
    return Chain(parse_genesis(SHORT), keep_root=False)


def state_of(chain: Chain) -> dict[bytes, bytes]:
    """Return the whole state but for the hashes of blocks."""
    hashes = tuple(item.prefix for item in (System.BlockHash, System.ParentHash, System.Digest))
    return {key: value for key, value in chain.s.iterate(b"") if not key.startswith(hashes)}


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["join", "leave", "nothing"])), min_size=1, max_size=3))
def test_stretches_with_activity_between_them_end_in_the_same_state(stretches: list[tuple[int, str]]) -> None:
    quick, slow = short_chain(), short_chain()
    for chain in (quick, slow):
        chain.blocks(2)
    for place, (blocks, then) in enumerate(stretches):
        travelled = fast_forward(quick, blocks)
        assert travelled.executed + travelled.skipped == blocks
        slow.blocks(blocks)
        assert state_of(quick) == state_of(slow)
        act(quick, then, place)
        act(slow, then, place)
    quick.check()


def act(chain: Chain, what: str, place: int) -> None:
    """Let somebody take a seat, or let the one before sell all that was earned. Hashes of blocks play no part in it."""
    if what == "join":
        cold, hot = chain.account(f"key {place}", 0), chain.account(f"key {place}//hot", 0)
        keys.associate(chain.s, cold, hot)
        take_seat(chain.s, MARKET, hot)
    elif what == "leave":
        cold, hot = chain.account(f"key {place - 1}", 0), chain.account(f"key {place - 1}//hot", 0)
        staked = stake_of(chain.s, hot, cold, MARKET)
        if staked:
            chain.call(cold, remove_calls.remove_stake, hot, MARKET, staked)


def test_most_of_an_idle_chain_is_skipped_and_its_issuance_is_the_schedules() -> None:
    chain = short_chain()
    travelled = fast_forward(chain, 2_000)

    assert travelled.skipped > 2 * travelled.executed
    genesis = parse_genesis(SHORT)
    assert Staking.TotalIssuance.get(chain.s) == issuance_after(2_000, curve=genesis.curve)
    chain.check()


def test_a_chain_that_never_repeats_is_executed() -> None:
    chain = Chain.localnet(keep_root=False)
    travelled = fast_forward(chain, 250)

    assert (travelled.executed, travelled.skipped, chain.number) == (250, 0, 250)


def test_a_change_of_rules_is_never_skipped_over() -> None:
    chain = Chain(parse_genesis(WITH_VOTES), keep_root=False)
    chain.s.put(UPGRADE, COMING.encode(Coming(1_501, code_of(WITHOUT_SUDO))))
    before = fast_forward(chain, 1_499)
    assert chain.runtime is VOTES
    fast_forward(chain, 1)
    assert chain.runtime is WITHOUT_SUDO
    fast_forward(chain, 500)

    twin = Chain(parse_genesis(WITH_VOTES), keep_root=False)
    twin.s.put(UPGRADE, COMING.encode(Coming(1_501, code_of(WITHOUT_SUDO))))
    travelled = fast_forward(twin, 2_000)
    assert before.skipped > 0
    assert travelled.skipped > 0
    assert twin.runtime is WITHOUT_SUDO
    assert System.LastRuntimeUpgrade.get(twin.s) == System.LastRuntimeUpgrade.get(chain.s)


def test_an_alarm_of_a_referendum_is_never_skipped_over() -> None:
    chain = Chain(parse_genesis(WITH_VOTES))
    who = chain.account("proposer")
    chain.blocks(1)
    proposal = Inline(chain.runtime.call_codec.encode(chain.runtime.call("System", "remark", b"")))
    chain.call(who, "Referenda", "submit", RawRoot(), proposal, After(0))
    over = chain.number + UNDECIDING_TIMEOUT
    travelled = fast_forward(chain, UNDECIDING_TIMEOUT + 1_000)

    assert travelled.skipped > travelled.executed
    assert Referenda.ReferendumInfoFor.get(chain.s, 0) == TimedOut(over, Deposit(who, SUBMISSION_DEPOSIT))
    chain.check()
