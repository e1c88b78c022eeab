"""What is known of a preimage: who paid for it, and how often it is asked for."""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.types import ACCOUNT_ID, TAO
from taonet.scale import U32, Case, Codec, Typed, newtype, option, tagged_enum, tuple_of, u32

_DEPOSIT = tuple_of(ACCOUNT_ID, TAO)
HOLD_CONSIDERATION: Codec[Tao] = newtype(
    TAO,
    "frame_support::traits::tokens::fungible::HoldConsideration",
    type_name="F::Balance",
    parameters={"A": None, "F": None, "R": None, "D": None, "Fp": None},
)
_TICKET = tuple_of(ACCOUNT_ID, HOLD_CONSIDERATION)


@final
class OldUnrequested(msgspec.Struct, frozen=True):
    """Nobody asks for it; its deposit is a reserve."""

    deposit: Annotated[tuple[AccountId, Tao], Typed(_DEPOSIT, "(AccountId, Balance)")]
    len: u32


@final
class OldRequested(msgspec.Struct, frozen=True):
    """It is asked for `count` times; a deposit, if any, is a reserve."""

    deposit: Annotated[tuple[AccountId, Tao] | None, Typed(option(_DEPOSIT), "Option<(AccountId, Balance)>")]
    count: u32
    len: Annotated[int | None, Typed(option(U32), "Option<u32>")]


OldRequestStatus = OldUnrequested | OldRequested

OLD_REQUEST_STATUS: Codec[OldRequestStatus] = tagged_enum(
    "pallet_preimage::OldRequestStatus",
    (Case(OldUnrequested, 0, name="Unrequested"), Case(OldRequested, 1, name="Requested")),
    parameters={"AccountId": ACCOUNT_ID, "Balance": TAO},
)


@final
class Unrequested(msgspec.Struct, frozen=True):
    """The chain does not ask for it: whoever noted it may take it back, with the deposit that is held."""

    ticket: Annotated[tuple[AccountId, Tao], Typed(_TICKET, "(AccountId, Ticket)")]
    len: u32


@final
class Requested(msgspec.Struct, frozen=True):
    """The chain asks for it `count` times; where it is noted, `maybe_len` is its length."""

    maybe_ticket: Annotated[tuple[AccountId, Tao] | None, Typed(option(_TICKET), "Option<(AccountId, Ticket)>")]
    count: u32
    maybe_len: Annotated[int | None, Typed(option(U32), "Option<u32>")]


RequestStatus = Unrequested | Requested

REQUEST_STATUS: Codec[RequestStatus] = tagged_enum(
    "pallet_preimage::RequestStatus",
    (Case(Unrequested, 0), Case(Requested, 1)),
    parameters={"AccountId": ACCOUNT_ID, "Ticket": HOLD_CONSIDERATION},
)
