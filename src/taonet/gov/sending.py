"""Signs a call with a key of the official client and waits until a block has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, final

import bittensor
import msgspec

from taonet.gov.chain import Chain
from taonet.neuron.blocking import blocking_client
from taonet.runtime.pallets.transaction_payment.types import RUNTIME_DISPATCH_INFO
from taonet.scale import U32

_WEBSOCKET: Final = {"http": "ws", "https": "wss"}


@final
class Outcome(msgspec.Struct, frozen=True):
    """What became of a transaction: the block that has it, and why it was refused if it was."""

    ok: bool
    message: str
    block: str | None
    extrinsic: str | None
    fee: int | None
    events: list[Any]


def fee_of(chain: Chain, data: bytes) -> int:
    """Return what a call costs to whoever signs it, in rao; 0 where it is free."""
    # 150 bytes of signature and extensions stand before the call in a transaction.
    payload = data + U32.encode(len(data) + SIGNED_BYTES)
    answer = chain.ask("state_call", "TransactionPaymentCallApi_query_call_info", f"0x{payload.hex()}", chain.head)
    return RUNTIME_DISPATCH_INFO.decode(bytes.fromhex(answer[2:])).partial_fee


SIGNED_BYTES: Final = 113
"""Of a signed transaction beside its call: length, address, signature, era, nonce, tip and mode."""


def send(chain: Chain, data: bytes, key: Any) -> Outcome:
    """Sign a call's bytes, submit them, and wait for the block that has them.

    `key` is a signer of the official client. What is signed is exactly `data`; the client adds nonce, era and the rest by
    the chain's own metadata.
    """
    with blocking_client(websocket(chain.address)) as client:
        form = client.compose(bittensor.calls.System.remark(remark="0x"))
        unsigned = client.prepare_call(replace(form, data=data), address=key.ss58_address, crypto_type=key.crypto_type)
        result = client.submit_signature(unsigned, key.sign(unsigned.payload), wait_for_finalization=False)
    return Outcome(
        ok=result.success,
        message=result.message,
        block=result.block_hash,
        extrinsic=result.extrinsic_id,
        fee=None if result.fee is None else result.fee.rao,
        events=list(result.events or []),
    )


def websocket(address: str) -> str:
    """Return the WebSocket of a node, which listens at the address of its HTTP."""
    scheme, separator, rest = address.partition("://")
    return f"{_WEBSOCKET.get(scheme, scheme)}{separator}{rest}"
