"""What accounts and validators vote with: this chain's own, since it takes locks, claims and stakes of several pallets."""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import ROOT, AccountId
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.conviction_voting import accounts, locks
from taonet.runtime.pallets.conviction_voting.casting import bound_until
from taonet.runtime.pallets.conviction_voting.conviction import CONVICTION, Conviction, Delegations
from taonet.runtime.pallets.conviction_voting.storage import Storage
from taonet.runtime.pallets.conviction_voting.vote import ACCOUNT_VOTE, AccountVote
from taonet.runtime.pallets.conviction_voting.voting import Casting, Delegating, Voting
from taonet.runtime.pallets.referenda import polls
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of_coldkey
from taonet.runtime.pallets.validator_votes import voices
from taonet.runtime.pallets.validator_votes.storage import Storage as Validators
from taonet.runtime.pallets.validator_votes.types import SIDE, Side
from taonet.runtime.types import ACCOUNT_ID, TAO, account_id
from taonet.scale import BOOL, U16, U32, Codec, Typed, option, struct, tuple_of, u64, vec

_CRATE = "taonet_voting_runtime_api"
_Tao = Annotated[Tao, TAO]
_Balance = Annotated[int, Typed(TAO, "Balance")]
_MaybeBlock = Annotated[int | None, Typed(option(U32), "Option<BlockNumber>")]


@final
class CastVote(msgspec.Struct, frozen=True):
    """A vote. `bound_until` is up to which block it binds in a poll that is over, 0 where it does not."""

    poll: Annotated[int, U32]
    vote: Annotated[AccountVote, ACCOUNT_VOTE]
    ongoing: Annotated[bool, BOOL]
    bound_until: Annotated[int, U32]


CAST_VOTE = struct(CastVote, f"{_CRATE}::CastVote")


@final
class GivenDelegation(msgspec.Struct, frozen=True):
    """Who votes for an account, with what."""

    target: Annotated[AccountId, ACCOUNT_ID]
    conviction: Annotated[Conviction, CONVICTION]
    balance: _Balance


GIVEN_DELEGATION = struct(GivenDelegation, f"{_CRATE}::GivenDelegation")


@final
class ClassVotes(msgspec.Struct, frozen=True):
    """What an account does in a class of polls.

    `power` is what it could vote with, `locked` what it must keep; both are alpha in the track of a subnet. Where nothing is
    voted and delegated any more, `free_at` is the block from which on `unlock` frees all of it.
    """

    class_: Annotated[int, U16]
    power: _Balance
    locked: _Balance
    free_at: _MaybeBlock
    delegation: Annotated[GivenDelegation | None, option(GIVEN_DELEGATION)]
    delegated: Delegations
    votes: Annotated[list[CastVote], vec(CAST_VOTE)]


CLASS_VOTES: Codec[ClassVotes] = struct(ClassVotes, f"{_CRATE}::ClassVotes")


@final
class AccountVotes(msgspec.Struct, frozen=True):
    """What an account could vote with, and what holds it.

    `owed` is the TAO that votes hold in all: as much of it as `claimed` root stake does not cover is `locked` in the account.
    Root stake follows no validator while the account `votes` or has said that it `speaks_for_itself`.
    """

    balance: _Tao
    root_stake: _Tao
    owed: _Tao
    claimed: _Tao
    locked: _Tao
    votes: Annotated[bool, BOOL]
    speaks_for_itself: Annotated[bool, BOOL]
    classes: Annotated[list[ClassVotes], vec(CLASS_VOTES)]


ACCOUNT_VOTES: Codec[AccountVotes] = struct(AccountVotes, f"{_CRATE}::AccountVotes")


@final
class ValidatorVoice(msgspec.Struct, frozen=True):
    """What a hotkey votes with for others: `stake` as it counts, `following` as it would if it were refreshed.

    `claimed` is the root stake on it whose holders speak for themselves.
    """

    stake: _Tao
    following: _Tao
    claimed: _Tao
    votes: Annotated[list[tuple[int, Side]], vec(tuple_of(U32, SIDE))]


VALIDATOR_VOICE: Codec[ValidatorVoice] = struct(ValidatorVoice, f"{_CRATE}::ValidatorVoice")

API = runtime_api("VotingApi", version=1, doc="What accounts and validators vote with, and what holds it until when.")


@API.method()
def account_votes(s: State, who: account_id) -> AccountVotes:
    """Return what an account could vote with, its votes and delegations, and what they hold."""
    speaker = Validators.Speakers.get(s, who)
    owed = locks.owed(s, who)
    tracks = {track for track, _ in Storage.VotingFor.items_under(s, who)}
    tracks |= {track for track, _ in Storage.ClassLocksFor.get(s, who)}
    return AccountVotes(
        balance=balances.total_balance(s, who),
        root_stake=Tao(stake_of_coldkey(s, who, ROOT)),
        owed=Tao(owed),
        claimed=speaker.stake,
        locked=Tao(max(owed - speaker.stake, 0)),
        votes=speaker.by_vote,
        speaks_for_itself=speaker.by_choice,
        classes=[_class_votes(s, who, track) for track in sorted(tracks)],
    )


@API.method()
def power(s: State, who: account_id, class_: Annotated[int, U16]) -> u64:
    """Return what an account could vote with in a class: rao of TAO, in the track of a subnet of its alpha."""
    return accounts.power(s, who, class_, accounts.positions(s, who, class_))


@API.method()
def voice(s: State, hotkey: account_id) -> ValidatorVoice:
    """Return what a hotkey votes with for those who stake with it, and how."""
    present = Validators.Voices.get(s, hotkey)
    claimed = Validators.Claimed.get(s, hotkey)
    return ValidatorVoice(present.stake, voices.following(s, hotkey), claimed, present.votes)


def _class_votes(s: State, who: AccountId, track: int) -> ClassVotes:
    voting = accounts.voting_of(s, who, track)
    return ClassVotes(
        class_=track,
        power=power(s, who, track),
        locked=locks.lock_of(s, who, track),
        free_at=_free_at(s, voting),
        delegation=_delegation(voting),
        delegated=voting.delegations,
        votes=_votes(s, voting),
    )


def _votes(s: State, voting: Voting) -> list[CastVote]:
    if isinstance(voting, Delegating):
        return []
    return [
        CastVote(index, vote, polls.ongoing(s, index) is not None, bound_until(s, index, vote))
        for index, vote in voting.votes
    ]


def _free_at(s: State, voting: Voting) -> int | None:
    if not isinstance(voting, Casting) or any(polls.ongoing(s, index) for index, _ in voting.votes):
        return None
    bound = [bound_until(s, index, vote) for index, vote in voting.votes]
    return max([accounts.now(s), voting.prior.until, *bound])


def _delegation(voting: Voting) -> GivenDelegation | None:
    if not isinstance(voting, Delegating):
        return None
    return GivenDelegation(voting.target, voting.conviction, voting.balance)
