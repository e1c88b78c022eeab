"""Voices: validators vote with the root stake on their hotkeys whose holders do not speak for themselves.

What a hotkey votes with is one number, the same in all its polls, and never more than the stake on it without the claims of
those who speak for themselves. It is raised when the hotkey votes or anybody asks, and lowered at once when stake leaves
or its holder speaks; so work depends on the polls that a hotkey has votes in, and nothing walks over those who stake.
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.frame.weight import DispatchClass, Weight, reads_writes
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import ROOT, AccountId
from taonet.runtime.pallets.referenda import polls
from taonet.runtime.pallets.referenda.tally import NO_VOTES, Tally, minus, plus
from taonet.runtime.pallets.subtensor.staking.stakes import stake_on_hotkey
from taonet.runtime.pallets.system.blocks import register_weight
from taonet.runtime.pallets.validator_votes.events import VoiceChanged
from taonet.runtime.pallets.validator_votes.storage import Storage
from taonet.runtime.pallets.validator_votes.types import Voice, Votes, counted

POLL = reads_writes(10_000_000, 3, 3, 3_000)
"""Weight of changing the tally of a poll, which is then looked at in the next block."""


def following(s: State, hotkey: AccountId) -> Tao:
    """Return the root stake on a hotkey whose holders do not speak for themselves."""
    return Tao(max(stake_on_hotkey(s, hotkey, ROOT) - Storage.Claimed.get(s, hotkey), 0))


def speak(s: State, hotkey: AccountId, votes: Votes, stake: Tao) -> int:
    """Let a hotkey have these votes and no others, each with so much stake; return how many tallies changed.

    Votes in polls that are over are dropped.
    """
    before, changed = Storage.Voices.get(s, hotkey), 0
    old, new = dict(before.votes), dict(votes)
    for index in sorted({*old, *new}):
        if polls.ongoing(s, index) is None:
            new.pop(index, None)
            continue
        was = counted(old[index], before.stake) if index in old else NO_VOTES
        now = counted(new[index], stake) if index in new else NO_VOTES
        if was != now:
            _replace(s, index, was, now)
            changed += 1
    if new:
        Storage.Voices.put(s, hotkey, Voice(stake, sorted(new.items())))
    else:
        Storage.Voices.remove(s, hotkey)
    return changed


def lower(s: State, hotkey: AccountId, most: int) -> None:
    """Let a hotkey vote with so much stake at most, and charge the block for it."""
    voice = Storage.Voices.get(s, hotkey)
    if voice.stake > most:
        changed = speak(s, hotkey, voice.votes, Tao(most))
        register_weight(s, weight_of(changed), DispatchClass.Normal)
        s.emit(VoiceChanged(hotkey, Tao(most)))


def weight_of(changed: int) -> Weight:
    """Return the weight of changing so many tallies."""
    return Weight(POLL.ref_time * changed, POLL.proof_size * changed)


def _replace(s: State, index: int, was: Tally, now: Tally) -> None:
    polls.change_tally(s, index, lambda tally: plus(minus(tally, was), now))
