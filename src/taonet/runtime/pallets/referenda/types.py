"""What a referendum is, while it is ongoing and afterwards, in the shapes that screens decode.

Source: polkadot-sdk/substrate/frame/referenda/src/types.rs ReferendumStatus, ReferendumInfo, DecidingStatus, Deposit
Source: polkadot-sdk/substrate/frame/support/src/traits/schedule.rs DispatchTime
"""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.frame.origin import OriginCaller
from taonet.frame.runtime import Runtime
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.preimage.bounded import Bounded, bounded_call
from taonet.runtime.pallets.referenda.tally import NO_VOTES, TALLY, Tally
from taonet.runtime.types import ACCOUNT_ID, TAO
from taonet.scale import (
    BOOL,
    U16,
    U32,
    Case,
    Codec,
    Typed,
    option,
    struct,
    tagged_enum,
    tuple_of,
)

_PATH = "pallet_referenda::types"


@final
class At(msgspec.Struct, frozen=True):
    """In this block."""

    block: Annotated[int, Typed(U32, "BlockNumber")]


@final
class After(msgspec.Struct, frozen=True):
    """So many blocks from now."""

    blocks: Annotated[int, Typed(U32, "BlockNumber")]


DispatchTime = At | After

DISPATCH_TIME: Codec[DispatchTime] = tagged_enum(
    "frame_support::traits::schedule::DispatchTime",
    (Case(At, 0, named=False), Case(After, 1, named=False)),
    parameters={"BlockNumber": U32},
)


@final
class Deposit(msgspec.Struct, frozen=True):
    """What an account has reserved, in rao."""

    who: Annotated[AccountId, Typed(ACCOUNT_ID, "AccountId")]
    amount: Annotated[Tao, Typed(TAO, "Balance")]


DEPOSIT = struct(Deposit, f"{_PATH}::Deposit", parameters={"AccountId": ACCOUNT_ID, "Balance": TAO})


@final
class Deciding(msgspec.Struct, frozen=True):
    """Since which block votes decide, and to which block the outcome must stay as it is to be confirmed."""

    since: Annotated[int, Typed(U32, "BlockNumber")]
    confirming: Annotated[int | None, Typed(option(U32), "Option<BlockNumber>")] = None


DECIDING = struct(Deciding, f"{_PATH}::DecidingStatus", parameters={"BlockNumber": U32})

ALARM = tuple_of(U32, tuple_of(U32, U32))

Alarm = tuple[int, tuple[int, int]]
"""Block in which a referendum is looked at again, and the place of its entry: that block, and the referendum's index."""


@final
class Status(msgspec.Struct, frozen=True):
    """An ongoing referendum (`ReferendumStatus`)."""

    track: int
    origin: OriginCaller
    proposal: Bounded
    enactment: DispatchTime
    submitted: int
    submission_deposit: Deposit
    decision_deposit: Deposit | None = None
    deciding: Deciding | None = None
    tally: Tally = NO_VOTES
    in_queue: bool = False
    alarm: Alarm | None = None


@final
class Ongoing(msgspec.Struct, frozen=True):
    """It is voted on."""

    status: Status


class _Ended(msgspec.Struct, frozen=True):
    """It ended in this block; the deposits are what has not been given back yet."""

    end: int
    submission_deposit: Deposit | None = None
    decision_deposit: Deposit | None = None


@final
class Approved(_Ended, frozen=True):
    """It was confirmed, and its call is scheduled."""


@final
class Rejected(_Ended, frozen=True):
    """It did not pass in time."""


@final
class Cancelled(_Ended, frozen=True):
    """It was cancelled: the deposits are given back."""


@final
class TimedOut(_Ended, frozen=True):
    """It was never decided on."""


@final
class Killed(msgspec.Struct, frozen=True):
    """It was ended and the deposits taken."""

    end: int


Ended = Approved | Rejected | Cancelled | TimedOut
Info = Ongoing | Ended | Killed


def info_codec(runtime: Runtime) -> Codec[Info]:
    """Return the codec of `ReferendumInfo` in a runtime, whose origins it names."""
    proposal = bounded_call(runtime)
    parameters = {
        "TrackId": U16,
        "RuntimeOrigin": runtime.origin_codec,
        "Moment": U32,
        "Call": proposal,
        "Balance": TAO,
        "Tally": TALLY,
        "AccountId": ACCOUNT_ID,
        "ScheduleAddress": tuple_of(U32, U32),
    }
    status = struct(
        Status,
        f"{_PATH}::ReferendumStatus",
        {
            "track": Typed(U16, "TrackId"),
            "origin": Typed(runtime.origin_codec, "RuntimeOrigin"),
            "proposal": Typed(proposal, "Call"),
            "enactment": Typed(DISPATCH_TIME, "DispatchTime<Moment>"),
            "submitted": Typed(U32, "Moment"),
            "submission_deposit": Typed(DEPOSIT, "Deposit<AccountId, Balance>"),
            "decision_deposit": Typed(option(DEPOSIT), "Option<Deposit<AccountId, Balance>>"),
            "deciding": Typed(option(DECIDING), "Option<DecidingStatus<Moment>>"),
            "tally": Typed(TALLY, "Tally"),
            "in_queue": BOOL,
            "alarm": Typed(option(ALARM), "Option<(Moment, ScheduleAddress)>"),
        },
        parameters=parameters,
    )
    deposit = Typed(option(DEPOSIT), "Option<Deposit<AccountId, Balance>>")
    ended = {"end": Typed(U32, "Moment"), "submission_deposit": deposit, "decision_deposit": deposit}
    return tagged_enum(
        f"{_PATH}::ReferendumInfo",
        (
            Case(Ongoing, 0, {"status": Typed(status, "ReferendumStatus<..>")}, named=False),
            *(
                Case(kind, number, ended, named=False)
                for number, kind in enumerate((Approved, Rejected, Cancelled, TimedOut), 1)
            ),
            Case(Killed, 5, {"end": Typed(U32, "Moment")}, named=False),
        ),
        parameters=parameters,
    )
