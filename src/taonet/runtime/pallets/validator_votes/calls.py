"""Calls by which validators vote for others, and by which those others choose not to follow them."""

from __future__ import annotations

from taonet.frame.call import Policy, PostInfo, call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.referenda import polls
from taonet.runtime.pallets.referenda.tracks import netuid_of
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.validator_votes import claims, costs, voices
from taonet.runtime.pallets.validator_votes.errors import (
    MaxVotesReached,
    NotARootTrack,
    NothingToDo,
    NotOngoing,
    NotOwner,
    NotVoter,
)
from taonet.runtime.pallets.validator_votes.events import (
    SpeaksForItself,
    ValidatorVoted,
    ValidatorVoteRemoved,
    VoiceChanged,
    side_field,
)
from taonet.runtime.pallets.validator_votes.storage import Storage
from taonet.runtime.pallets.validator_votes.types import MAX_VOTES
from taonet.runtime.types import account, compact_u32


@call(index=0, weight=costs.LONGEST_VOTE)
def vote(s: State, origin: Origin, hotkey: account, poll_index: compact_u32, side: side_field) -> PostInfo:
    """Vote with the root stake on a hotkey whose holders do not speak for themselves. Signed by the hotkey's owner.

    The stake counts a tenth and stays free. It is counted anew in all polls of the hotkey. The owner's own stake on it
    counts with the others', unless the owner votes with `ConvictionVoting.vote` too.
    """
    _ensure_owner(s, ensure_signed(origin), hotkey)
    poll = polls.ongoing(s, poll_index)
    if poll is None:
        raise NotOngoing
    if netuid_of(poll.track) is not None:
        raise NotARootTrack
    votes = {index: other for index, other in Storage.Voices.get(s, hotkey).votes if polls.ongoing(s, index)}
    votes[poll_index] = side
    if len(votes) > MAX_VOTES:
        raise MaxVotesReached

    stake = voices.following(s, hotkey)
    changed = voices.speak(s, hotkey, sorted(votes.items()), stake)
    s.emit(ValidatorVoted(hotkey, poll_index, side, stake))
    return PostInfo(costs.VOTE.plus(voices.weight_of(changed)))


@call(index=1, weight=costs.LONGEST_VOTE)
def remove_vote(s: State, origin: Origin, hotkey: account, poll_index: compact_u32) -> PostInfo:
    """Take the vote of a hotkey back. Signed by the hotkey's owner."""
    _ensure_owner(s, ensure_signed(origin), hotkey)
    voice = Storage.Voices.get(s, hotkey)
    votes = [entry for entry in voice.votes if entry[0] != poll_index]
    if len(votes) == len(voice.votes):
        raise NotVoter

    changed = voices.speak(s, hotkey, votes, voice.stake)
    s.emit(ValidatorVoteRemoved(hotkey, poll_index))
    return PostInfo(costs.VOTE.plus(voices.weight_of(changed)))


@call(index=2, weight=costs.LONGEST_VOTE)
def refresh(s: State, origin: Origin, hotkey: account) -> PostInfo:
    """Count again what a hotkey votes with, and drop its votes in polls that are over. Signed by anyone."""
    ensure_signed(origin)
    voice = Storage.Voices.get(s, hotkey)
    stake = voices.following(s, hotkey)

    changed = voices.speak(s, hotkey, voice.votes, stake)
    s.emit(VoiceChanged(hotkey, stake))
    return PostInfo(costs.VOTE.plus(voices.weight_of(changed)))


@call(
    index=3,
    weight=costs.VOTE.plus(costs.MOST_POSITIONS),
    policy=Policy(billed_at_most=costs.VOTE.plus(costs.of_positions(costs.BILLED_POSITIONS)).ref_time),
)
def speak_for_itself(s: State, origin: Origin, itself: bool) -> PostInfo:
    """Let one's root stake follow no validator, or let it follow again once nothing is voted with. Signed by the coldkey."""
    coldkey = ensure_signed(origin)
    if Storage.Speakers.get(s, coldkey).by_choice == itself:
        raise NothingToDo
    positions = claims.root_positions(s, coldkey)

    if itself:
        claims.speak_by_choice(s, coldkey, positions)
    else:
        claims.follow_again(s, coldkey, by_choice=True)
    s.emit(SpeaksForItself(coldkey, itself))
    return PostInfo(costs.VOTE.plus(costs.of_positions(len(positions))))


def _ensure_owner(s: State, coldkey: AccountId, hotkey: AccountId) -> None:
    if not Accounts.Owner.exists(s, hotkey) or Accounts.Owner.get(s, hotkey) != coldkey:
        raise NotOwner
