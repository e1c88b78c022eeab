"""Claims: root stake that its holder speaks for itself, and that therefore follows no validator.

A coldkey speaks for itself while it has a lock of a vote or delegation in a track of the whole chain, or when it said so. Its
claims are what it had on each hotkey when it last voted, and they follow every later change of its stake. Dividends since
then are not claimed: they follow the validator until the coldkey votes again.

Votes with root stake stand on claims alone. So nothing is counted twice: on each hotkey, claims and the voice together are
never more than the stake that is there.
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import ROOT, AccountId
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of, stake_on_hotkey
from taonet.runtime.pallets.validator_votes import voices
from taonet.runtime.pallets.validator_votes.storage import Storage
from taonet.runtime.pallets.validator_votes.types import FOLLOWER, Speaker

Positions = list[tuple[AccountId, int]]
"""Hotkeys that a coldkey stakes with, and its root stake on each."""


def root_positions(s: State, coldkey: AccountId) -> Positions:
    """Return a coldkey's root stake on every hotkey that it stakes with."""
    return [(hotkey, stake_of(s, hotkey, coldkey, ROOT)) for hotkey in Accounts.StakingHotkeys.get(s, coldkey)]


def claimed_by(s: State, coldkey: AccountId) -> int:
    """Return the root stake that a coldkey's votes may stand on."""
    return Storage.Speakers.get(s, coldkey).stake


def speak_by_vote(s: State, coldkey: AccountId, positions: Positions) -> None:
    """Let a coldkey with these positions speak for itself, because it votes."""
    _claim(s, coldkey, positions, replace(Storage.Speakers.get(s, coldkey), by_vote=True))


def speak_by_choice(s: State, coldkey: AccountId, positions: Positions) -> None:
    """Let a coldkey with these positions speak for itself, because it wants to; who votes has claimed already."""
    speaker = replace(Storage.Speakers.get(s, coldkey), by_choice=True)
    if speaker.by_vote:
        Storage.Speakers.put(s, coldkey, speaker)
    else:
        _claim(s, coldkey, positions, speaker)


def follow_again(s: State, coldkey: AccountId, *, by_choice: bool = False, by_vote: bool = False) -> int:
    """Take one reason away, and return how many claims end with the last one.

    The stake then follows its validators, who count it when they are refreshed.
    """
    speaker = Storage.Speakers.get(s, coldkey)
    left = replace(speaker, by_choice=speaker.by_choice and not by_choice, by_vote=speaker.by_vote and not by_vote)
    if left.by_choice or left.by_vote:
        Storage.Speakers.put_changed(s, coldkey, left)
        return 0
    ended = list(Storage.Claims.items_under(s, coldkey))
    for hotkey, claim in ended:
        _change_claimed(s, hotkey, -claim)
    Storage.Claims.clear_under(s, coldkey)
    Storage.Speakers.remove(s, coldkey)
    return len(ended)


def claimed_after(s: State, hotkey: AccountId, coldkey: AccountId, change: int) -> int:
    """Return a coldkey's claims as a change of its root stake on a hotkey will leave them."""
    claim = Storage.Claims.get(s, coldkey, hotkey)
    return claimed_by(s, coldkey) - claim + _kept(s, hotkey, coldkey, claim, change)


def stake_changes(s: State, hotkey: AccountId, coldkey: AccountId, change: int) -> None:
    """Let claims and voice follow a change of root stake that is about to happen."""
    speaker = Storage.Speakers.get(s, coldkey)
    if speaker != FOLLOWER:
        kept = _kept(s, hotkey, coldkey, Storage.Claims.get(s, coldkey, hotkey), change)
        stake = speaker.stake + _set_claim(s, coldkey, hotkey, kept)
        Storage.Speakers.put_changed(s, coldkey, replace(speaker, stake=Tao(stake)))
    if change < 0:
        left = stake_on_hotkey(s, hotkey, ROOT) + change - Storage.Claimed.get(s, hotkey)
        voices.lower(s, hotkey, max(left, 0))


def _kept(s: State, hotkey: AccountId, coldkey: AccountId, claim: int, change: int) -> int:
    """Return what is left of a claim: what was not claimed goes first, and what arrives is claimed."""
    return claim + change if change > 0 else min(claim, stake_of(s, hotkey, coldkey, ROOT) + change)


def _claim(s: State, coldkey: AccountId, positions: Positions, speaker: Speaker) -> None:
    known = {hotkey for hotkey, _ in positions}
    gone = [(hotkey, 0) for hotkey, _ in Storage.Claims.items_under(s, coldkey) if hotkey not in known]
    stake = speaker.stake
    for hotkey, held in (*positions, *gone):
        change = _set_claim(s, coldkey, hotkey, held)
        stake += change
        if change > 0:
            voices.lower(s, hotkey, voices.following(s, hotkey))
    Storage.Speakers.put_changed(s, coldkey, replace(speaker, stake=Tao(stake)))


def _set_claim(s: State, coldkey: AccountId, hotkey: AccountId, stake: int) -> int:
    """Write a claim and return by how much it changed."""
    change = stake - Storage.Claims.get(s, coldkey, hotkey)
    if not change:
        return 0
    if stake:
        Storage.Claims.put(s, coldkey, hotkey, Tao(stake))
    else:
        Storage.Claims.remove(s, coldkey, hotkey)
    _change_claimed(s, hotkey, change)
    return change


def _change_claimed(s: State, hotkey: AccountId, change: int) -> None:
    claimed = Storage.Claimed.get(s, hotkey) + change
    if claimed:
        Storage.Claimed.put(s, hotkey, Tao(claimed))
    else:
        Storage.Claimed.remove(s, hotkey)
