"""A chain with votes and a market, two validators, and what a test does with its voters."""

from __future__ import annotations

from functools import cache
from typing import Any, final

from tests.helpers import TAO, account

from taonet.frame.state import State
from taonet.primitives.amounts import RAO_PER_TAO, Alpha, Tao
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.genesis.types import Genesis, Subnet
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.conviction_voting.conviction import Conviction
from taonet.runtime.pallets.conviction_voting.vote import AccountVote, Standard, Vote
from taonet.runtime.pallets.origins.types import Subnet as SubnetOrigin
from taonet.runtime.pallets.preimage.bounded import Inline
from taonet.runtime.pallets.referenda import polls
from taonet.runtime.pallets.referenda.alarms import clear_alarm, set_alarm
from taonet.runtime.pallets.referenda.storage import Storage as Referenda
from taonet.runtime.pallets.referenda.tally import Tally
from taonet.runtime.pallets.referenda.types import After, Approved, Cancelled, Ongoing, Rejected
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of
from taonet.runtime.types import AddressId
from taonet.sim import Chain

MARKET = NetUid(1)
MARKET_CLASS = 1001
HUNDRED = 100 * TAO
FIRST_VALIDATOR, SECOND_VALIDATOR = account("validator 1"), account("validator 2")
"""Hotkeys of Alice and of Bob."""


def aye(balance: int, conviction: Conviction = Conviction.None_) -> AccountVote:
    """Return a vote for."""
    return Standard(Vote(aye=True, conviction=conviction), balance)


def nay(balance: int, conviction: Conviction = Conviction.None_) -> AccountVote:
    """Return a vote against."""
    return Standard(Vote(aye=False, conviction=conviction), balance)


@cache
def _begin() -> Chain:
    """Return the chain that every electorate begins with."""
    names = (Chain.alice, Chain.bob, Chain.charlie, Chain.dave)
    market = Subnet(
        netuid=MARKET,
        owner=Chain.alice,
        owner_hotkey=FIRST_VALIDATOR,
        pool_tao=Tao(10_000 * TAO),
        pool_alpha=Alpha(10_000 * TAO),
    )
    genesis = Genesis(
        name="electorate",
        balances={**{who: Tao(1_000 * RAO_PER_TAO) for who in names}, Chain.eve: Tao(20_000 * TAO)},
        authorities=(),
        votes=True,
        subnets=(market,),
    )
    c = Chain(genesis, keep_root=False)
    c.blocks(1)
    c.as_root("AdminUtils", "sudo_set_subtoken_enabled", ROOT, subtoken_enabled=True)
    for coldkey, hotkey in ((Chain.alice, FIRST_VALIDATOR), (Chain.bob, SECOND_VALIDATOR)):
        c.call(coldkey, "SubtensorModule", "try_associate_hotkey", hotkey)
    return c


@final
class Electorate:
    """A chain on which holders decide, with a market for alpha and two validators."""

    def __init__(self) -> None:
        self.c = _begin().fork()

    @property
    def s(self) -> State:
        """Return the state."""
        return self.c.s

    def poll(self, netuid: NetUid = ROOT, *, track: int = 0) -> int:
        """Open a poll of the whole chain or of a subnet, and return its index."""
        origin: Any = RawRoot() if netuid == ROOT else SubnetOrigin(netuid, 0)
        call = self.c.runtime.call_codec.encode(self.c.runtime.call("System", "remark", b""))
        self.c.call(Chain.eve, "Referenda", "submit", origin, Inline(call), After(1))
        return Referenda.ReferendumCount.get(self.s) - 1

    def end(self, index: int, *, approved: bool | None) -> None:
        """End a poll in this block: approved, rejected, or for None cancelled."""
        info = Referenda.ReferendumInfoFor.get(self.s, index)
        assert isinstance(info, Ongoing)
        kind = Cancelled if approved is None else Approved if approved else Rejected
        Referenda.ReferendumInfoFor.put(
            self.s, index, kind(self.c.number, info.status.submission_deposit, info.status.decision_deposit)
        )
        clear_alarm(self.s, index, info.status)

    def postpone(self, index: int, when: int) -> None:
        """Let a poll be looked at again in a later block."""
        info = Referenda.ReferendumInfoFor.get(self.s, index)
        assert isinstance(info, Ongoing)
        Referenda.ReferendumInfoFor.put(self.s, index, Ongoing(set_alarm(self.s, index, info.status, when)))

    def tally(self, index: int) -> Tally:
        """Return what the votes in a poll add up to."""
        poll = polls.ongoing(self.s, index)
        assert poll is not None
        return poll.tally

    def vote(self, who: AccountId, index: int, vote: AccountVote) -> None:
        """Vote."""
        self.c.call(who, "ConvictionVoting", "vote", index, vote)

    def delegate(
        self,
        who: AccountId,
        to: AccountId,
        balance: int,
        conviction: Conviction = Conviction.None_,
        *,
        track: int = 0,
    ) -> None:
        """Delegate."""
        self.c.call(who, "ConvictionVoting", "delegate", track, AddressId(to), conviction, balance)

    def undelegate(self, who: AccountId, *, track: int = 0) -> None:
        """End a delegation."""
        self.c.call(who, "ConvictionVoting", "undelegate", track)

    def remove(self, who: AccountId, index: int, track: int | None = None) -> None:
        """Take a vote back."""
        self.c.call(who, "ConvictionVoting", "remove_vote", track, index)

    def unlock(self, who: AccountId, *, track: int = 0) -> None:
        """Unlock what is free, by another account."""
        self.c.call(Chain.eve, "ConvictionVoting", "unlock", track, AddressId(who))

    def stake(self, who: AccountId, amount: int, hotkey: AccountId = FIRST_VALIDATOR, netuid: NetUid = ROOT) -> int:
        """Stake, and return the position."""
        self.c.call(who, "SubtensorModule", "add_stake", hotkey, netuid, amount)
        return stake_of(self.s, hotkey, who, netuid)

    def unstake(self, who: AccountId, amount: int, hotkey: AccountId = FIRST_VALIDATOR, netuid: NetUid = ROOT) -> None:
        """Unstake."""
        self.c.call(who, "SubtensorModule", "remove_stake", hotkey, netuid, amount)

    def send(self, who: AccountId, to: AccountId, amount: int) -> None:
        """Transfer TAO."""
        self.c.call(who, "Balances", "transfer_allow_death", AddressId(to), amount)

    def validator_votes(self, who: AccountId, hotkey: AccountId, index: int, side: Any) -> None:
        """Vote for those who stake with a hotkey."""
        self.c.call(who, "ValidatorVotes", "vote", hotkey, index, side)
