"""The thirteen transaction extensions, in their order. Source: runtime/src/lib.rs `TransactionExtensions`."""

from __future__ import annotations

from taonet.frame.extension import ExtrinsicFormat
from taonet.runtime.extensions.block import CHECK_GENESIS, CHECK_MORTALITY, CHECK_SPEC_VERSION, CHECK_TX_VERSION
from taonet.runtime.extensions.call import DRAND_PRIORITY, SHIELD, SUBTENSOR, SUDO
from taonet.runtime.extensions.fee import CHARGE_TRANSACTION_PAYMENT, CHARGE_TRANSACTION_PAYMENT_WRAPPER
from taonet.runtime.extensions.metadata_hash import CHECK_METADATA_HASH
from taonet.runtime.extensions.sender import CHECK_NON_ZERO_SENDER, CHECK_NONCE
from taonet.runtime.extensions.weight import CHECK_WEIGHT
from taonet.runtime.signers import MULTI_SIGNATURE
from taonet.runtime.transaction.extrinsic import VERSION
from taonet.runtime.types import ACCOUNT_ID, MULTI_ADDRESS
from taonet.scale import tuple_of

EXTENSIONS = (
    CHECK_NON_ZERO_SENDER,
    CHECK_SPEC_VERSION,
    CHECK_TX_VERSION,
    CHECK_GENESIS,
    CHECK_MORTALITY,
    CHECK_NONCE,
    CHECK_WEIGHT,
    CHARGE_TRANSACTION_PAYMENT,
    SUDO,
    SHIELD,
    SUBTENSOR,
    DRAND_PRIORITY,
    CHECK_METADATA_HASH,
)

# Tuples of the Rust runtime have twelve parts at most, so it nests them; in them the fee stands in its wrapper.
_WIRES = [
    CHARGE_TRANSACTION_PAYMENT_WRAPPER if extension is CHARGE_TRANSACTION_PAYMENT else extension.wire
    for extension in EXTENSIONS
]

EXTRINSICS = ExtrinsicFormat(
    version=VERSION,
    account=ACCOUNT_ID,
    address=MULTI_ADDRESS,
    signature=MULTI_SIGNATURE,
    extra=tuple_of(tuple_of(*_WIRES[:7]), tuple_of(*_WIRES[7:12]), _WIRES[12]),
    extensions=EXTENSIONS,
)
"""How extrinsics look on the wire, and what is checked of them."""
