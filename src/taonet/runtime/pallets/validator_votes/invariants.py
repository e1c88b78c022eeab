"""What must always hold of validators' votes. Each recounts from what single accounts have."""

from __future__ import annotations

from collections import defaultdict

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId
from taonet.runtime.pallets.subtensor.staking.stakes import stake_on_hotkey
from taonet.runtime.pallets.validator_votes.storage import Storage

DUST = 1_000
"""Rao by which claims on a hotkey may be above its stake: shares are rounded when others stake and unstake."""


def claims_add_up(s: State) -> None:
    """Hold claims against the sums that are kept of them, by coldkey and by hotkey."""
    by_coldkey: dict[AccountId, int] = defaultdict(int)
    by_hotkey: dict[AccountId, int] = defaultdict(int)
    for (coldkey, hotkey), claim in Storage.Claims.items(s):
        by_coldkey[coldkey] += claim
        by_hotkey[hotkey] += claim
    speakers = {coldkey: speaker.stake for coldkey, speaker in Storage.Speakers.items(s)}
    for coldkey in sorted({*by_coldkey, *speakers}):
        if by_coldkey[coldkey] != speakers.get(coldkey, 0) or coldkey not in speakers:
            raise BrokenInvariant(f"0x{coldkey.hex()} claims {by_coldkey[coldkey]}, noted are {speakers.get(coldkey)}")
    claimed = dict(Storage.Claimed.items(s))
    for hotkey in sorted({*by_hotkey, *claimed}):
        if by_hotkey[hotkey] != claimed.get(hotkey, 0):
            raise BrokenInvariant(
                f"on 0x{hotkey.hex()} {by_hotkey[hotkey]} are claimed, noted are {claimed.get(hotkey)}"
            )


def no_stake_speaks_twice(s: State) -> None:
    """Hold claims and voice of each hotkey against the root stake on it: together they are not more."""
    voices = {hotkey: voice.stake for hotkey, voice in Storage.Voices.items(s)}
    claimed = dict(Storage.Claimed.items(s))
    for hotkey in sorted({*voices, *claimed}):
        stake = stake_on_hotkey(s, hotkey, ROOT)
        own, voice = claimed.get(hotkey, 0), voices.get(hotkey, 0)
        if own > stake + DUST or voice > max(stake - own, 0):
            raise BrokenInvariant(f"on 0x{hotkey.hex()} {own} speak for themselves, {voice} do not, of {stake} rao")


INVARIANTS = (claims_add_up, no_stake_speaks_twice)
