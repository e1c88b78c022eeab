"""Judging and trying transactions, and the nonces they need. What is tried is thrown away with the state."""

from __future__ import annotations

from enum import IntEnum

from taonet.frame.api import runtime_api
from taonet.frame.error import DISPATCH_RESULT, result_value
from taonet.frame.state import State
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime import executive
from taonet.runtime.api.results import Err, Ok, result_of
from taonet.runtime.pallets.system import accounts, blocks
from taonet.runtime.transaction.extensions import UNCHECKED_EXTRINSIC
from taonet.runtime.transaction.validity import VALID_TRANSACTION, VALIDITY_ERROR, TransactionInvalid
from taonet.runtime.types import ACCOUNT_ID, H256
from taonet.scale import BYTES, U32, unit_enum


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


@QUEUE.method(args={"source": TRANSACTION_SOURCE, "tx": UNCHECKED_EXTRINSIC, "block_hash": H256}, returns=VALIDITY)
def validate_transaction(s: State, source: TransactionSource, tx: bytes, block_hash: Hash) -> Ok | Err:  # noqa: ARG001  all sources are equal here
    """Tell whether a transaction may enter the block after `block_hash`, and what the pool must know of it."""
    try:
        _, valid = executive.validate_transaction(s, BYTES.encode(tx), block_hash)
    except TransactionInvalid as error:
        return Err(error.value())
    return Ok(valid)


@NONCES.method(args={"account": ACCOUNT_ID}, returns=U32)
def account_nonce(s: State, account: AccountId) -> int:
    """Return the nonce of an account's next transaction, by what blocks hold."""
    return accounts.nonce(s, account)


@BUILDER.method(args={"extrinsic": UNCHECKED_EXTRINSIC}, returns=APPLY_RESULT)
def apply_extrinsic(s: State, extrinsic: bytes) -> Ok | Err:
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
    return Ok(result_value(applied.refusal))
