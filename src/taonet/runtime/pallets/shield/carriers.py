"""Carriers: calls that carry an encrypted transaction.

Source: pallets/shield/src/extension.rs validate
"""

from __future__ import annotations

from taonet.crypto.shield import parse_shielded
from taonet.frame.call import RuntimeCall
from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.runtime.pallets.shield.calls import submit_encrypted

FAILED_SHIELDED_TX_PARSING = 23


def is_carrier(call: RuntimeCall) -> bool:
    """Tell whether a call carries an encrypted transaction. Calls inside other calls do not."""
    return call.call is submit_encrypted


def ciphertext_of(call: RuntimeCall) -> bytes | None:
    """Return what a carrier carries, or None for any other call."""
    return call.args[0] if is_carrier(call) else None


def check_carrier(call: RuntimeCall) -> None:
    """Refuse a carrier whose ciphertext cannot be cut into its parts; let any other call pass."""
    ciphertext = ciphertext_of(call)
    if ciphertext is not None and parse_shielded(ciphertext) is None:
        raise TransactionInvalid(Invalid.Custom, FAILED_SHIELDED_TX_PARSING)
