"""The calls of a voter, made by what the chain's metadata says of them."""

from __future__ import annotations

from typing import Any, Final

from taonet.crypto.hashing import blake2_256
from taonet.crypto.ss58 import encode
from taonet.gov.chain import Chain
from taonet.gov.tracks import CALLER
from taonet.gov.votes import AYE, CONVICTIONS
from taonet.scale.described.types import Case

INLINE: Final = 128
"""Bytes of a proposal that the referendum itself can hold; a longer one is noted as a preimage."""


def make(pallet: str, name: str, **arguments: Any) -> Case:
    """Return a call."""
    return Case(pallet, [Case(name, arguments)])


def batch_all(*calls: Case) -> Case:
    """Return a call that makes all of these or none."""
    return calls[0] if len(calls) == 1 else make("Utility", "batch_all", calls=list(calls))


def submit(chain: Chain, proposal: bytes, origin: bytes, enactment: Case) -> Case:
    """Return the call that proposes a call: with its bytes inside, or noted as a preimage before if they are many."""
    number = chain.described.type_named(CALLER)
    caller = None if number is None else chain.described.types.decode(number, origin)
    inline = len(proposal) <= INLINE
    bounded = (
        Case("Inline", [proposal]) if inline else Case("Lookup", {"hash": blake2_256(proposal), "len": len(proposal)})
    )
    submitted = make("Referenda", "submit", proposal_origin=caller, proposal=bounded, enactment_moment=enactment)
    noted = chain.get("Preimage", "PreimageFor", [blake2_256(proposal), len(proposal)]) if not inline else b""
    return submitted if noted is not None else batch_all(make("Preimage", "note_preimage", bytes=proposal), submitted)


def standard_vote(index: int, *, aye: bool, amount: int, conviction: int) -> Case:
    """Return a vote for one side."""
    vote = Case("Standard", {"vote": (AYE if aye else 0) | conviction, "balance": amount})
    return make("ConvictionVoting", "vote", poll_index=index, vote=vote)


def split_vote(index: int, aye: int, nay: int, abstain: int) -> Case:
    """Return a vote for both sides or for none."""
    vote = Case("SplitAbstain", {"aye": aye, "nay": nay, "abstain": abstain})
    return make("ConvictionVoting", "vote", poll_index=index, vote=vote)


def delegate(chain: Chain, track: int, to: bytes, conviction: int, amount: int) -> Case:
    """Return the call that lets somebody else vote with an amount."""
    text = f"ConvictionVoting.delegate(class={track}, to={encode(to)}, conviction={CONVICTIONS[conviction]}, balance={amount})"
    return chain.described.read_call(text)


def unlock(chain: Chain, track: int, who: bytes) -> Case:
    """Return the call that releases what an account has locked for nothing any more."""
    return chain.described.read_call(f"ConvictionVoting.unlock(class={track}, target={encode(who)})")
