"""Holders decide, on the chain as it is shipped, each step a signed transaction in a block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.runtime.pallets.referenda.assembly import jump

from taonet.frame.call import RuntimeCall
from taonet.frame.error import TokenError, TokenKind
from taonet.frame.origin import OriginCaller
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.primitives.ids import ROOT, AccountId, Hash
from taonet.runtime.api.referenda import standing
from taonet.runtime.genesis.presets import preset
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.balances.logic import reserved_balance
from taonet.runtime.pallets.conviction_voting.conviction import Conviction
from taonet.runtime.pallets.conviction_voting.events import Voted
from taonet.runtime.pallets.conviction_voting.vote import Split, SplitAbstain, Standard, Vote
from taonet.runtime.pallets.origins.types import NetworkParameters, Subnet
from taonet.runtime.pallets.preimage.bounded import Bounded, Inline, Lookup
from taonet.runtime.pallets.preimage.events import Noted
from taonet.runtime.pallets.referenda import tracks
from taonet.runtime.pallets.referenda.events import Submitted
from taonet.runtime.pallets.referenda.forecast import Ending
from taonet.runtime.pallets.referenda.storage import Storage
from taonet.runtime.pallets.referenda.tally import Tally
from taonet.runtime.pallets.referenda.tracks import DAY
from taonet.runtime.pallets.referenda.types import After, Approved, Ongoing, Rejected
from taonet.runtime.pallets.scheduler.events import Dispatched
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import AddressId
from taonet.sim import Chain

TAO = RAO_PER_TAO
PARAMETERS = NetworkParameters()


@pytest.fixture
def c() -> Iterator[Chain]:
    """Give the network of its holders; stake on root may be taken, and Bob has a hotkey there."""
    with Chain(preset("holders"), keep_root=False) as c:
        c.as_root("AdminUtils", "sudo_set_subtoken_enabled", ROOT, subtoken_enabled=True)
        c.blocks(1)
        do(c, c.bob, "SubtensorModule", "try_associate_hotkey", c.account("hotkey", 0))
        yield c


def do(c: Chain, who: AccountId, *call: Any) -> None:
    """Make a block with a transaction that succeeds."""
    outcome = c.submit(who, *call)
    assert outcome.refusal is None, outcome.refusal


def vote(aye: bool, amount: int, conviction: Conviction = Conviction.None_) -> Standard:
    """Return a vote of so many TAO."""
    return Standard(Vote(aye=aye, conviction=conviction), amount * TAO)


def propose(c: Chain, who: AccountId, call: RuntimeCall, origin: OriginCaller, *, long: bool = False) -> int:
    """Submit a call by a transaction and return the referendum's index."""
    data = c.runtime.call_codec.encode(call)
    proposal: Bounded = Inline(data)
    if long:
        do(c, who, "Preimage", "note_preimage", data)
        proposal = Lookup(Hash(c.events(Noted)[0].hash), len(data))
    do(c, who, "Referenda", "submit", origin, proposal, After(0))
    return c.events(Submitted)[0].index


def rules(c: Chain, index: int) -> tracks.TrackInfo:
    """Return the rules of an ongoing referendum."""
    info = Storage.ReferendumInfoFor.get(c.s, index)
    assert isinstance(info, Ongoing)
    found = tracks.info(info.status.track)
    assert found is not None
    return found


def test_a_proposal_of_a_small_holder_becomes_the_rule(c: Chain) -> None:
    before = Hyperparameters.AdminFreezeWindow.get(c.s)
    index = propose(c, c.dave, c.runtime.call("AdminUtils", "sudo_set_admin_freeze_window", 21), PARAMETERS, long=True)
    track = rules(c, index)
    do(c, c.eve, "Referenda", "share_decision_deposit", index, Tao(track.decision_deposit // 2))
    do(c, c.dave, "Referenda", "place_decision_deposit", index)
    do(c, c.bob, "SubtensorModule", "add_stake", c.account("hotkey", 0), ROOT, 900_000 * TAO)
    told = [
        (c.alice, vote(aye=True, amount=700_000, conviction=Conviction.Locked1x)),
        (c.bob, vote(aye=True, amount=850_000, conviction=Conviction.Locked2x)),
        (c.charlie, Split(100_000 * TAO, 200_000 * TAO)),
        (c.ferdie, SplitAbstain(0, 0, 1_000 * TAO)),
    ]
    events: list[Voted] = []
    for who, one in told:
        do(c, who, "ConvictionVoting", "vote", index, one)
        events += c.events(Voted)
    jump(c, c.number + track.prepare_period)
    now = standing(c.s, index)
    assert now is not None
    assert now.ends_as is Ending.Approved
    info = Storage.ReferendumInfoFor.get(c.s, index)
    assert isinstance(info, Ongoing)
    assert info.status.tally == recounted(events)

    with c.refused(TokenError, kind=TokenKind.Frozen, after_writing=False):
        c.call(c.alice, "Balances", "transfer_allow_death", AddressId(c.eve), 500_000 * TAO)
    assert now.ends_at is not None
    jump(c, now.ends_at)
    assert isinstance(Storage.ReferendumInfoFor.get(c.s, index), Approved)
    assert Hyperparameters.AdminFreezeWindow.get(c.s) == before
    jump(c, c.number + track.min_enactment_period)
    assert [event.result for event in c.events(Dispatched)] == [None]
    assert Hyperparameters.AdminFreezeWindow.get(c.s) == 21

    do(c, c.ferdie, "Referenda", "refund_decision_deposit", index)
    do(c, c.ferdie, "Referenda", "refund_submission_deposit", index)
    assert reserved_balance(c.s, c.eve) == 0
    do(c, c.dave, "Preimage", "unnote_preimage", _hash(info))
    assert reserved_balance(c.s, c.dave) == 0


def test_a_proposal_that_most_are_against_changes_nothing(c: Chain) -> None:
    before = Hyperparameters.AdminFreezeWindow.get(c.s)
    index = propose(c, c.dave, c.runtime.call("AdminUtils", "sudo_set_admin_freeze_window", 21), PARAMETERS)
    track = rules(c, index)
    do(c, c.charlie, "Referenda", "place_decision_deposit", index)
    do(c, c.alice, "ConvictionVoting", "vote", index, vote(aye=True, amount=300_000))
    do(c, c.charlie, "ConvictionVoting", "vote", index, vote(aye=False, amount=300_001))
    jump(c, c.number + track.prepare_period + track.decision_period)

    assert isinstance(Storage.ReferendumInfoFor.get(c.s, index), Rejected)
    jump(c, c.number + DAY)
    assert Hyperparameters.AdminFreezeWindow.get(c.s) == before


@pytest.mark.parametrize(
    ("pallet", "name", "arguments"),
    [
        ("Timestamp", "set", (1,)),  # only a block's author may: his block would be refused
        ("MevShield", "announce_next_key", (None,)),  # so it is with this
        ("System", "set_code", (b"no rules that anybody knows",)),
    ],
)
def test_a_proposal_that_would_stop_the_chain_is_recorded_as_refused(
    c: Chain, pallet: str, name: str, arguments: tuple[Any, ...]
) -> None:
    call = c.runtime.call(pallet, name, *arguments)
    index = propose(c, c.dave, call, RawRoot())
    track = rules(c, index)
    do(c, c.alice, "Referenda", "place_decision_deposit", index)
    for who in (c.alice, c.bob):
        do(c, who, "ConvictionVoting", "vote", index, vote(aye=True, amount=900_000))
    jump(c, c.number + track.prepare_period + track.confirm_period + 1)
    approved = Storage.ReferendumInfoFor.get(c.s, index)
    assert isinstance(approved, Approved)
    jump(c, approved.end + track.min_enactment_period)
    refusals = [event.result for event in c.events(Dispatched)]

    assert len(refusals) == 1
    assert refusals[0] is not None
    before, time = c.number, c.time
    c.blocks(5)
    assert (c.number, c.time) == (before + 5, time + 60_000)


def test_a_markets_holders_change_their_own_market(c: Chain) -> None:
    owner, netuid = c.alice, next(netuid for netuid, there in Subnets.NetworksAdded.items(c.s) if there and netuid)
    Subnets.SubnetOwner.put(c.s, netuid, owner)
    c.as_root("AdminUtils", "sudo_set_subtoken_enabled", netuid, subtoken_enabled=True)
    do(c, c.bob, "SubtensorModule", "add_stake", c.account("hotkey", 0), netuid, 5 * TAO)
    origin = Subnet(netuid, Subnets.NetworkRegisteredAt.get(c.s, netuid))
    index = propose(c, c.dave, c.runtime.call("AdminUtils", "sudo_set_immunity_period", netuid, 77), origin)
    track = rules(c, index)
    do(c, c.dave, "Referenda", "place_decision_deposit", index)
    alpha = standing(c.s, index)
    assert alpha is not None
    held = alpha.base // 4
    do(c, c.bob, "ConvictionVoting", "vote", index, Standard(Vote(aye=True, conviction=Conviction.None_), held))
    jump(c, c.number + track.prepare_period + track.decision_period)
    told = Storage.ReferendumInfoFor.get(c.s, index)
    if isinstance(told, Approved):
        jump(c, told.end + track.min_enactment_period)

    assert isinstance(told, Approved)
    assert Hyperparameters.ImmunityPeriod.get(c.s, netuid) == 77


def recounted(events: list[Voted]) -> Tally:
    """Return the tally that votes add up to, counted from what was told of them."""
    ayes = nays = support = 0
    for event in events:
        cast = event.vote
        if isinstance(cast, Standard):
            weight = cast.balance // 10 if not cast.vote.conviction else cast.balance * cast.vote.conviction
            ayes, nays = (ayes + weight, nays) if cast.vote.aye else (ayes, nays + weight)
            support += cast.balance if cast.vote.aye else 0
        else:
            ayes, nays = ayes + cast.aye // 10, nays + cast.nay // 10
            support += cast.aye + (cast.abstain if isinstance(cast, SplitAbstain) else 0)
    return Tally(ayes, nays, support)


def _hash(info: Ongoing) -> Hash:
    proposal = info.status.proposal
    assert isinstance(proposal, Lookup)
    return Hash(proposal.hash)
