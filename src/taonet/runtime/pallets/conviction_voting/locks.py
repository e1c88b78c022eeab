"""What votes hold: TAO that may not leave the account, root stake that may not become another's, alpha that may not go.

The highest lock of all classes of the whole chain is what an account must keep, in its account or as root stake it speaks
for itself. So the lock on the account, `pyconvot`, is what those claims do not cover; it grows when root stake is unstaked
and falls when TAO is staked. In the track of a subnet, the highest lock is alpha that must stay staked there.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/lib.rs extend_lock, update_lock
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.frame.weight import DispatchClass, reads_writes
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.balances.locks import set_lock
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.conviction_voting.accounts import is_current, note_subnet, voting_of
from taonet.runtime.pallets.conviction_voting.errors import NothingToLock
from taonet.runtime.pallets.conviction_voting.storage import Storage
from taonet.runtime.pallets.conviction_voting.voting import locked
from taonet.runtime.pallets.referenda.tracks import FIRST_SUBNET_TRACK, netuid_of
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of_coldkey
from taonet.runtime.pallets.system.blocks import register_weight
from taonet.runtime.pallets.validator_votes import claims
from taonet.runtime.pallets.validator_votes.claims import Positions

LOCK_ID = b"pyconvot"

CHANGE = reads_writes(60_000_000, 12, 5, 8_000)
"""Weight that a change of a voter's root stake adds to its block."""


def lock_of(s: State, who: AccountId, track: int) -> int:
    """Return what an account must keep for a class."""
    if not is_current(s, who, track):
        return 0
    return next((amount for other, amount in Storage.ClassLocksFor.get(s, who) if other == track), 0)


def owed(s: State, who: AccountId) -> int:
    """Return the TAO that an account must keep for all classes of the whole chain together."""
    return max((amount for track, amount in Storage.ClassLocksFor.get(s, who) if netuid_of(track) is None), default=0)


def extend(s: State, who: AccountId, track: int, amount: int, positions: Positions) -> None:
    """Raise the lock of a class to an amount; `positions` are the account's root stake, if the class counts that."""
    before = lock_of(s, who, track)
    if amount > before:
        _put(s, who, track, amount)
    if netuid_of(track) is None and max(amount, before):
        claims.speak_by_vote(s, who, positions)
        settle(s, who)


def update(s: State, who: AccountId, track: int) -> int:
    """Let the lock of a class be what its votes still need, never more than before; return how many claims end by it."""
    _put(s, who, track, locked(voting_of(s, who, track)))
    if netuid_of(track) is not None:
        return 0
    ended = 0 if owed(s, who) else claims.follow_again(s, who, by_vote=True)
    settle(s, who)
    return ended


def settle(s: State, who: AccountId) -> None:
    """Lock on the account what its claims on root stake do not cover."""
    needed = max(owed(s, who) - claims.claimed_by(s, who), 0)
    present = next((lock.amount for lock in Balances.Locks.get(s, who) if lock.id == LOCK_ID), 0)
    if needed != present:
        set_lock(s, LOCK_ID, who, Tao(needed))


def stake_changes(s: State, hotkey: AccountId, coldkey: AccountId, netuid: NetUid, change: int) -> None:
    """Let claims and the lock follow a change of root stake; refuse a fall that an account without funds would escape by.

    TAO of what is unstaked arrives after this, and finds the lock.
    """
    if netuid != ROOT:
        return
    due = owed(s, coldkey)
    # Nothing can be locked on an account that is not there.
    escapes = due and change < 0 and not balances.total_balance(s, coldkey)
    if escapes and due > claims.claimed_after(s, hotkey, coldkey, change):
        raise NothingToLock

    claims.stake_changes(s, hotkey, coldkey, change)
    if due:
        settle(s, coldkey)
        register_weight(s, CHANGE, DispatchClass.Normal)


def bound_stake(s: State, coldkey: AccountId, netuid: NetUid) -> int:
    """Return how much of its stake on a subnet a coldkey may not give away."""
    if netuid != ROOT:
        return lock_of(s, coldkey, FIRST_SUBNET_TRACK + netuid)
    short = owed(s, coldkey) - balances.total_balance(s, coldkey)
    # What is staked but not claimed covers no vote, and may go only after a vote or a delegation has claimed it.
    return short + stake_of_coldkey(s, coldkey, ROOT) - claims.claimed_by(s, coldkey) if short > 0 else 0


def _put(s: State, who: AccountId, track: int, amount: int) -> None:
    """Write the lock of a class; without amount there is none."""
    locks = [lock for lock in Storage.ClassLocksFor.get(s, who) if lock[0] != track]
    if amount:
        locks.append((track, Tao(amount)))
    if locks:
        Storage.ClassLocksFor.put(s, who, locks)
    else:
        Storage.ClassLocksFor.remove(s, who)
    note_subnet(s, who, track)
