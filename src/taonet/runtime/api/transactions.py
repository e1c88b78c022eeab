"""Validation and dry runs of transactions, and account nonces; the state of a dry run is thrown away."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated

from taonet.frame.api import runtime_api
from taonet.frame.error import DISPATCH_RESULT
from taonet.frame.state import State
from taonet.frame.validity import VALID_TRANSACTION, VALIDITY_ERROR, TransactionInvalid
from taonet.runtime import executive
from taonet.runtime.api.results import Err, Ok, result_of
from taonet.runtime.pallets.system import accounts, blocks
from taonet.runtime.types import account_id, h256, opaque_extrinsic
from taonet.scale import BYTES, u32, unit_enum


class TransactionSource(IntEnum):
    """Where a transaction comes from."""

    InBlock = 0
    Local = 1
    External = 2


TRANSACTION_SOURCE = unit_enum(TransactionSource, "sp_runtime::transaction_validity::TransactionSource")
VALIDITY = result_of(VALID_TRANSACTION, VALIDITY_ERROR)
APPLY_RESULT = result_of(DISPATCH_RESULT, VALIDITY_ERROR)

QUEUE = runtime_api("TaggedTransactionQueue", version=3, doc="What the pool asks of a transaction.")
NONCES = runtime_api("AccountNonceApi", version=1, doc="Nonces of accounts.")
BUILDER = runtime_api("BlockBuilder", version=6, doc="Trying extrinsics.")


@QUEUE.method()
def validate_transaction(
    s: State,
    source: TransactionSource,
    tx: opaque_extrinsic,
    block_hash: h256,
) -> Annotated[Ok | Err, VALIDITY]:
    """Tell whether a transaction may enter the block after `block_hash`, and what the pool must know of it."""
    try:
        _, valid = executive.validate_transaction(s, BYTES.encode(tx), block_hash)
    except TransactionInvalid as error:
        return Err(error.value())
    return Ok(valid)


@NONCES.method(quick=True)
def account_nonce(s: State, account: account_id) -> u32:
    """Return the nonce of an account's next transaction, by what blocks hold."""
    return accounts.nonce(s, account)


@BUILDER.method()
def apply_extrinsic(s: State, extrinsic: opaque_extrinsic) -> Annotated[Ok | Err, APPLY_RESULT]:
    """Apply one extrinsic and tell how it ended: not admitted, refused, or done."""
    return try_extrinsic(s, BYTES.encode(extrinsic))


def try_extrinsic(s: State, raw: bytes) -> Ok | Err:
    """Apply one extrinsic, length prefix included, behind what the state already holds."""
    if s.phase < 0:
        blocks.note_finished_initialize(s)
    try:
        applied = executive.apply_extrinsic(s, raw)
    except TransactionInvalid as error:
        return Err(error.value())
    return Ok(s.runtime.result(applied.refusal))
