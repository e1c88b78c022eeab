"""Locks, named reserves, holds and freezes."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, NoReturn, final

import msgspec

from taonet.primitives.amounts import Tao
from taonet.runtime.types import BYTES_8, TAO
from taonet.scale import Case, Codec, DecodeError, EncodeError, Reader, Typed, struct, tagged_enum, unit_enum
from taonet.scale import shape as shapes


class BalanceStatus(IntEnum):
    """Where moved reserves go. Source: frame_support::traits::tokens::BalanceStatus."""

    Free = 0
    Reserved = 1


class AdjustmentDirection(IntEnum):
    """Which way the issuance is corrected."""

    Increase = 0
    Decrease = 1


class Reasons(IntEnum):
    """What a lock forbids to pay: fees, everything else, or both. Kept for readers; every lock freezes alike."""

    Fee = 0
    Misc = 1
    All = 2


BALANCE_STATUS = unit_enum(BalanceStatus, "frame_support::traits::tokens::misc::BalanceStatus")
ADJUSTMENT_DIRECTION = unit_enum(AdjustmentDirection, "pallet_balances::types::AdjustmentDirection")
REASONS = unit_enum(Reasons, "pallet_balances::types::Reasons")


@final
class BalanceLock(msgspec.Struct, frozen=True):
    """A floor under an account's funds. Locks overlay: the highest counts, not the sum."""

    id: Annotated[bytes, Typed(BYTES_8, "LockIdentifier")]
    amount: Annotated[Tao, Typed(TAO, "Balance")]
    reasons: Reasons


BALANCE_LOCK = struct(BalanceLock, "pallet_balances::types::BalanceLock", parameters={"Balance": TAO})


@final
class ReserveData(msgspec.Struct, frozen=True):
    """Reserved funds under a name of eight bytes."""

    id: Annotated[bytes, Typed(BYTES_8, "ReserveIdentifier")]
    amount: Annotated[Tao, Typed(TAO, "Balance")]


RESERVE_DATA = struct(
    ReserveData, "pallet_balances::types::ReserveData", parameters={"ReserveIdentifier": BYTES_8, "Balance": TAO}
)


class PreimageHold(IntEnum):
    """Why the preimage pallet holds funds."""

    Preimage = 0


class SafeModeHold(IntEnum):
    """Why the safe-mode pallet holds funds."""

    EnterOrExtend = 0


class ContractsHold(IntEnum):
    """Why the contracts pallet holds funds."""

    CodeUploadDepositReserve = 0
    StorageDepositReserve = 1


@final
class HeldByPreimage(msgspec.Struct, frozen=True):
    """Held by the preimage pallet."""

    reason: PreimageHold = PreimageHold.Preimage


@final
class HeldBySafeMode(msgspec.Struct, frozen=True):
    """Held by the safe-mode pallet."""

    reason: SafeModeHold = SafeModeHold.EnterOrExtend


@final
class HeldByContracts(msgspec.Struct, frozen=True):
    """Held by the contracts pallet."""

    reason: ContractsHold


RuntimeHoldReason = HeldByPreimage | HeldBySafeMode | HeldByContracts


def _hold(pallet: str, kind: type[IntEnum]) -> dict[str, Typed]:
    return {"reason": Typed(unit_enum(kind, f"{pallet}::pallet::HoldReason"), f"{pallet}::HoldReason")}


RUNTIME_HOLD_REASON: Codec[RuntimeHoldReason] = tagged_enum(
    "node_subtensor_runtime::RuntimeHoldReason",
    (
        Case(HeldByPreimage, 14, _hold("pallet_preimage", PreimageHold), "Preimage", named=False),
        Case(HeldBySafeMode, 20, _hold("pallet_safe_mode", SafeModeHold), "SafeMode", named=False),
        Case(HeldByContracts, 29, _hold("pallet_contracts", ContractsHold), "Contracts", named=False),
    ),
)
HOLD_REASONS = 4
"""How many reasons there are, and so how many holds an account may have."""


@final
class HeldAmount(msgspec.Struct, frozen=True):
    """Funds held for one reason."""

    id: Annotated[RuntimeHoldReason, Typed(RUNTIME_HOLD_REASON, "Id")]
    amount: Annotated[Tao, Typed(TAO, "Balance")]


HELD_AMOUNT = struct(
    HeldAmount, "frame_support::traits::tokens::misc::IdAmount", parameters={"Id": RUNTIME_HOLD_REASON, "Balance": TAO}
)


def _no_reason(value: object, out: bytearray) -> None:  # noqa: ARG001  a codec's write
    raise EncodeError(f"{value!r}: no pallet of this chain freezes funds by reason")


def _no_reason_read(reader: Reader) -> NoReturn:
    raise DecodeError(f"no pallet of this chain freezes funds by reason, at offset {reader.position}")


RUNTIME_FREEZE_REASON: Codec[object] = Codec(
    "RuntimeFreezeReason",
    shapes.Shape(shapes.Variant(lambda: ()), path="node_subtensor_runtime::RuntimeFreezeReason"),
    _no_reason,
    _no_reason_read,
    1,
)


@final
class FrozenAmount(msgspec.Struct, frozen=True):
    """Funds frozen for one reason; without reasons no value of it can be written."""

    id: Annotated[object, Typed(RUNTIME_FREEZE_REASON, "Id")]
    amount: Annotated[Tao, Typed(TAO, "Balance")]


FROZEN_AMOUNT = struct(
    FrozenAmount,
    "frame_support::traits::tokens::misc::IdAmount",
    parameters={"Id": RUNTIME_FREEZE_REASON, "Balance": TAO},
)
