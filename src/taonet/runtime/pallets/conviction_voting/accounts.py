"""What accounts do in a class, as the state has it; and what they could do it with.

What was voted in the name of a subnet that is gone is forgotten when its voter is next dealt with, and until then counts as
nothing: a later subnet of the same number inherits neither votes nor locks.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/lib.rs VotingFor
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.conviction_voting.storage import Storage
from taonet.runtime.pallets.conviction_voting.voting import IDLE, Voting, at
from taonet.runtime.pallets.referenda import tracks
from taonet.runtime.pallets.referenda.tracks import netuid_of
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of_coldkey
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.validator_votes.claims import Positions, root_positions


def now(s: State) -> int:
    """Return the block that time is counted in."""
    return System.Number.get(s)


def class_exists(s: State, track: int) -> bool:
    """Tell whether there is a track of this number, and its subnet if it has one."""
    netuid = netuid_of(track)
    return tracks.info(track) is not None and (netuid is None or registry.exists(s, netuid))


def positions(s: State, who: AccountId, track: int) -> Positions:
    """Return an account's root stake by hotkey, as far as the polls of a class count it."""
    return root_positions(s, who) if netuid_of(track) is None else []


def power(s: State, who: AccountId, track: int, positions: Positions) -> int:
    """Return what an account could vote with: TAO with its root stake, in a subnet's track its alpha there."""
    netuid = netuid_of(track)
    if netuid is not None:
        return stake_of_coldkey(s, who, netuid)
    return balances.total_balance(s, who) + sum(stake for _, stake in positions)


def voting_of(s: State, who: AccountId, track: int) -> Voting:
    """Return what an account does in a class now."""
    return at(Storage.VotingFor.get(s, who, track), now(s)) if is_current(s, who, track) else IDLE


def put(s: State, who: AccountId, track: int, voting: Voting) -> None:
    """Store what an account does in a class; `renew` comes before."""
    if voting == IDLE:
        Storage.VotingFor.remove(s, who, track)
    else:
        Storage.VotingFor.put(s, who, track, voting)
    note_subnet(s, who, track)


def note_subnet(s: State, who: AccountId, track: int) -> None:
    """Note in which block the subnet was created that an account votes in, as long as it does or has a lock of that."""
    netuid = netuid_of(track)
    if netuid is None:
        return
    in_use = Storage.VotingFor.exists(s, who, track) or any(
        one == track for one, _ in Storage.ClassLocksFor.get(s, who)
    )
    if in_use:
        Storage.RegisteredAt.put(s, who, track, Subnets.NetworkRegisteredAt.get(s, netuid))
    else:
        Storage.RegisteredAt.remove(s, who, track)


def renew(s: State, who: AccountId, track: int) -> None:
    """Forget what an account did in the name of a subnet that is gone."""
    if is_current(s, who, track):
        return
    Storage.VotingFor.remove(s, who, track)
    Storage.RegisteredAt.remove(s, who, track)
    rest = [lock for lock in Storage.ClassLocksFor.get(s, who) if lock[0] != track]
    if rest:
        Storage.ClassLocksFor.put(s, who, rest)
    else:
        Storage.ClassLocksFor.remove(s, who)


def is_current(s: State, who: AccountId, track: int) -> bool:
    """Tell whether what is stored of an account in a class is of the subnet that is there now, if it is of one."""
    netuid = netuid_of(track)
    if netuid is None:
        return True
    noted = Storage.RegisteredAt.get(s, who, track)
    return noted is None or (registry.exists(s, netuid) and noted == _registered_at(s, netuid))


def _registered_at(s: State, netuid: NetUid) -> int:
    return Subnets.NetworkRegisteredAt.get(s, netuid)
