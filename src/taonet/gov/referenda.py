"""Referenda as the chain has them now, and what each still needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, final

import msgspec
from msgspec.structs import replace

from taonet.crypto.hashing import blake2_256
from taonet.crypto.ss58 import encode
from taonet.gov.chain import Chain
from taonet.gov.forecast import Forecast, forecast
from taonet.gov.tracks import CALLER, Track, tracks
from taonet.primitives.perbill import ratio
from taonet.runtime.pallets.referenda.curves import threshold
from taonet.runtime.pallets.referenda.enactment import task_name
from taonet.runtime.pallets.referenda.tally import Tally, approval, support
from taonet.scale.described.syntax import BadText
from taonet.scale.described.types import Case
from taonet.scale.errors import DecodeError

_STATES: Final = {
    "Approved": "approved",
    "Rejected": "rejected",
    "Cancelled": "cancelled",
    "TimedOut": "timed out",
    "Killed": "killed",
}


@final
class Proposal(msgspec.Struct, frozen=True):
    """What a referendum is about: the call's hash, and its text where the chain has its bytes."""

    hash: str
    call: str | None
    data: str | None


@final
class Standing(msgspec.Struct, frozen=True):
    """How the votes stand: rao with conviction, and parts of a billion against what is needed now."""

    ayes: int
    nays: int
    support: int
    base: int
    approval: int
    approval_needed: int
    support_share: int
    support_needed: int
    passed: int
    """Part of the decision period that has passed."""

    @property
    def passing(self) -> bool:
        """Tell whether both are enough now."""
        return self.approval >= self.approval_needed and self.support_share >= self.support_needed


@final
class Deposit(msgspec.Struct, frozen=True):
    """What an account has put down, in rao."""

    who: str
    amount: int


@final
class Referendum(msgspec.Struct, frozen=True):
    """A referendum. What the chain forgets at the end is None then."""

    index: int
    state: str
    """`undeposited`, `preparing`, `queued`, `deciding`, `confirming`, or how it ended."""
    until: int | None
    """The block in which it is next looked at by itself; for one that is over, the block in which it ended."""
    submission_deposit: Deposit | None
    decision_deposit: Deposit | None
    shares: Sequence[Deposit] = ()
    """What several put down for the decision deposit."""
    track: Track | None = None
    origin: str | None = None
    proposal: Proposal | None = None
    submitted: int | None = None
    enactment: str | None = None
    standing: Standing | None = None
    forecast: Forecast | None = None
    """How it would end if no vote changed; asked for a single one only."""
    enacted_at: int | None = None
    """The block in which what was approved is to be carried out; None before, and when it has been."""

    @property
    def ongoing(self) -> bool:
        """Tell whether votes still count."""
        return self.submitted is not None


def referendum(chain: Chain, index: int) -> Referendum:
    """Return a referendum; raises `BadText` for one that there never was."""
    chain.need("Referenda")
    info = chain.get("Referenda", "ReferendumInfoFor", index)
    if info is None:
        count = chain.get("Referenda", "ReferendumCount")
        raise BadText(f"there is no referendum {index}; the chain has counted {count}, from 0 on")
    found = _referendum(chain, index, info, tracks(chain))
    return replace(found, forecast=forecast(chain, index)) if found.ongoing else found


def is_ongoing(chain: Chain, index: int) -> bool:
    """Tell whether votes on a referendum still count."""
    info = chain.get("Referenda", "ReferendumInfoFor", index)
    return info is not None and info.name == "Ongoing"


def referenda(chain: Chain) -> Sequence[Referendum]:
    """Return all referenda that the chain keeps, in the order of their numbers."""
    chain.need("Referenda")
    known = tracks(chain)
    rows = sorted(chain.rows("Referenda", "ReferendumInfoFor"), key=lambda row: row[0][0])
    return [_referendum(chain, index, info, known) for (index,), info in rows]


def base_of(chain: Chain, track: Track, index: int) -> int:
    """Return all that could vote: the base of support, in rao of TAO or of the subnet's alpha."""
    if track.netuid is not None:
        out = chain.get("SubtensorModule", "SubnetAlphaOut", track.netuid)
        present = max(out - chain.get("SubtensorModule", "SubnetProtocolAlpha", track.netuid), 0)
    else:
        present = max(chain.get("Balances", "TotalIssuance") - chain.get("Balances", "InactiveIssuance"), 0)
    return max(present, chain.get("Referenda", "BaseOf", index) or 0) if chain.has("Referenda", "BaseOf") else present


def _referendum(chain: Chain, index: int, info: Case, known: Sequence[Track]) -> Referendum:
    if info.name != "Ongoing":
        fields: list[Any] = list(info.fields) if isinstance(info.fields, list) else list(info.fields.values())
        end, submission, decision = (*fields, None, None)[:3]
        over = Referendum(
            index, _STATES.get(info.name, info.name.lower()), end, _deposit(submission), _deposit(decision)
        )
        return _to_be_enacted(chain, over) if info.name == "Approved" else over
    status: dict[str, Any] = info.only
    track = next((one for one in known if one.id == status["track"]), None)
    state, until = _stage(chain, status, track)
    return Referendum(
        index=index,
        state=state,
        until=until,
        submission_deposit=_deposit(status["submission_deposit"]),
        decision_deposit=_deposit(status["decision_deposit"]),
        shares=_shares(chain, index),
        track=track,
        origin=_origin(chain, status["origin"]),
        proposal=_proposal(chain, status["proposal"]),
        submitted=status["submitted"],
        enactment=_moment(status["enactment"]),
        standing=None if track is None else _standing(chain, index, status, track),
    )


def _to_be_enacted(chain: Chain, approved: Referendum) -> Referendum:
    """Add what is to be carried out, and when, as long as the scheduler has it."""
    place = chain.get("Scheduler", "Lookup", task_name(approved.index)) if chain.has("Scheduler", "Lookup") else None
    if place is None:
        return approved
    when, number = place
    task = chain.get("Scheduler", "Agenda", when)[number]
    return replace(
        approved, origin=_origin(chain, task["origin"]), proposal=_proposal(chain, task["call"]), enacted_at=when
    )


def _stage(chain: Chain, status: dict[str, Any], track: Track | None) -> tuple[str, int | None]:
    deciding = status["deciding"]
    if deciding is not None:
        if deciding["confirming"] is not None:
            return "confirming", deciding["confirming"]
        return "deciding", None if track is None else deciding["since"] + track.decision_period
    if status["in_queue"]:
        return "queued", None
    if status["decision_deposit"] is None:
        return "undeposited", status["submitted"] + chain.constant("Referenda", "UndecidingTimeout")
    return "preparing", None if track is None else status["submitted"] + track.prepare_period


def _standing(chain: Chain, index: int, status: dict[str, Any], track: Track) -> Standing:
    tally, base = Tally(**status["tally"]), base_of(chain, track, index)
    deciding = status["deciding"]
    elapsed = 0 if deciding is None else min(chain.number - deciding["since"], track.decision_period)
    passed = ratio(max(elapsed, 0), track.decision_period)
    return Standing(
        ayes=tally.ayes,
        nays=tally.nays,
        support=tally.support,
        base=base,
        approval=approval(tally),
        approval_needed=threshold(track.approval, passed),
        support_share=support(tally, base),
        support_needed=threshold(track.support, passed),
        passed=passed,
    )


def _proposal(chain: Chain, bounded: Case) -> Proposal:
    if bounded.name == "Inline":
        return _known(chain, blake2_256(bounded.only), bounded.only)
    digest = bounded.fields["hash"] if isinstance(bounded.fields, dict) else bounded.only
    if bounded.name != "Lookup" or not isinstance(bounded.fields, dict) or not chain.has("Preimage", "PreimageFor"):
        return Proposal(f"0x{digest.hex()}", None, None)
    return _known(chain, digest, chain.get("Preimage", "PreimageFor", [digest, bounded.fields["len"]]))


def _known(chain: Chain, digest: bytes, data: bytes | None) -> Proposal:
    if data is None:
        return Proposal(f"0x{digest.hex()}", None, None)
    try:
        text = chain.described.write_call(chain.described.decode_call(data))
    except DecodeError:
        text = None
    return Proposal(f"0x{digest.hex()}", text, f"0x{data.hex()}")


def _origin(chain: Chain, origin: Any) -> str:
    number = chain.described.type_named(CALLER)
    types = chain.described.types
    return "" if number is None else chain.described.text(number, types.encode(number, origin))


def _moment(enactment: Case) -> str:
    return f"in block {enactment.only:,}" if enactment.name == "At" else f"{enactment.only:,} blocks after it passed"


def _deposit(found: dict[str, Any] | None) -> Deposit | None:
    return None if found is None else Deposit(encode(found["who"]), found["amount"])


def _shares(chain: Chain, index: int) -> Sequence[Deposit]:
    if not chain.has("Referenda", "SharesOf"):
        return ()
    return [Deposit(encode(one["who"]), one["amount"]) for one in chain.get("Referenda", "SharesOf", index)]
