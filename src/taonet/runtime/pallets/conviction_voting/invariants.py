"""What must always hold of votes. Each recounts from what single accounts do."""

from __future__ import annotations

from collections import defaultdict

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.conviction_voting.accounts import is_current, voting_of
from taonet.runtime.pallets.conviction_voting.conviction import NOTHING, Delegations, votes
from taonet.runtime.pallets.conviction_voting.counting import with_delegations
from taonet.runtime.pallets.conviction_voting.locks import LOCK_ID, lock_of, owed
from taonet.runtime.pallets.conviction_voting.storage import Storage
from taonet.runtime.pallets.conviction_voting.voting import Casting, Delegating, locked
from taonet.runtime.pallets.referenda import polls
from taonet.runtime.pallets.referenda.storage import Storage as Referenda
from taonet.runtime.pallets.referenda.tally import NO_VOTES, Tally, plus
from taonet.runtime.pallets.referenda.tracks import netuid_of
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of_coldkey
from taonet.runtime.pallets.validator_votes import claims
from taonet.runtime.pallets.validator_votes.storage import Storage as ValidatorVotes
from taonet.runtime.pallets.validator_votes.types import counted

DUST = 1_000
"""Rao of alpha that a vote may be above its stake: shares are rounded when others stake and unstake."""


def tallies_are_the_sum_of_votes(s: State) -> None:
    """Hold the tally of each poll against the votes that accounts and validators have in it."""
    sums: dict[int, Tally] = defaultdict(lambda: NO_VOTES)
    for (who, track), _ in Storage.VotingFor.items(s):
        voting = voting_of(s, who, track)
        for index, vote in voting.votes if isinstance(voting, Casting) else []:
            sums[index] = plus(sums[index], with_delegations(vote, voting.delegations))
    for _, voice in ValidatorVotes.Voices.items(s):
        for index, side in voice.votes:
            sums[index] = plus(sums[index], counted(side, voice.stake))
    for index, _ in Referenda.ReferendumInfoFor.items(s):
        poll = polls.ongoing(s, index)
        if poll is not None and poll.tally != sums[index]:
            raise BrokenInvariant(f"the tally of poll {index} is {poll.tally}, its votes are {sums[index]}")


def delegations_add_up(s: State) -> None:
    """Hold what each account notes as delegated to it against what others delegate to it."""
    sums: dict[tuple[AccountId, int], Delegations] = defaultdict(lambda: NOTHING)
    noted: dict[tuple[AccountId, int], Delegations] = {}
    for (who, track), _ in Storage.VotingFor.items(s):
        voting = voting_of(s, who, track)
        noted[who, track] = voting.delegations
        if isinstance(voting, Delegating):
            to = (voting.target, track)
            sums[to] = sums[to].plus(votes(voting.conviction, voting.balance))
    for account in sorted({*sums, *noted}):
        if noted.get(account, NOTHING) != sums[account]:
            raise BrokenInvariant(
                f"{account} notes {noted.get(account)} of delegations, others delegate {sums[account]}"
            )


def locks_hold_what_voters_owe(s: State) -> None:
    """Hold the locks of classes against votes, the lock on the account against claims, and locked alpha against stake.

    That an account has what is locked in it is balances' matter: only root can take it away, or a kill a deposit.
    """
    for (who, track), _ in Storage.VotingFor.items(s):
        needed = locked(voting_of(s, who, track))
        if needed > lock_of(s, who, track):
            raise BrokenInvariant(
                f"0x{who.hex()} votes with {needed} in class {track}, {lock_of(s, who, track)} is locked"
            )
    present = {who: lock.amount for who, found in Balances.Locks.items(s) for lock in found if lock.id == LOCK_ID}
    voters = dict(Storage.ClassLocksFor.items(s))
    for who in sorted({*present, *voters}):
        covered = claims.claimed_by(s, who)
        if present.get(who, 0) != max(owed(s, who) - covered, 0):
            raise BrokenInvariant(f"0x{who.hex()}: {present.get(who, 0)} locked, {owed(s, who)} owed, {covered} staked")
        for track, amount in voters.get(who, []):
            netuid = netuid_of(track)
            if netuid is None or not is_current(s, who, track):
                continue
            if amount > stake_of_coldkey(s, who, netuid) + DUST:
                raise BrokenInvariant(f"0x{who.hex()}: {amount} alpha of {netuid} locked, which it has not")


INVARIANTS = (tallies_are_the_sum_of_votes, delegations_add_up, locks_hold_what_voters_owe)
