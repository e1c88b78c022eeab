"""Announcing keys and carrying what was encrypted to them.

Source: pallets/shield/src/lib.rs announce_next_key, submit_encrypted
"""

from __future__ import annotations

from typing import Annotated

from taonet.frame.call import Policy, call
from taonet.frame.origin import Origin, ensure_none, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.runtime.pallets.shield import logic
from taonet.runtime.pallets.shield.events import EncryptedSubmitted
from taonet.runtime.pallets.shield.storage import SHIELD_KEY
from taonet.scale import Typed, bounded_bytes, option

CIPHERTEXT_LIMIT = 8_192


@call(index=0, weight=reads_writes(33_660_000, 4, 6, 5_555), policy=Policy(inherent=True))
def announce_next_key(
    s: State, origin: Origin, enc_key: Annotated[bytes | None, Typed(option(SHIELD_KEY), "Option<ShieldEncKey>")]
) -> None:
    """Move the keys one block on and note the author's new one. The author puts this into every block.

    Without a key the author takes no part until the next announcement. A key of another length than 1184 bytes is
    refused, and the keys stay where they are.
    """
    ensure_none(origin)
    logic.announce(s, enc_key)


@call(index=1, weight=Weight(207_223_000))
def submit_encrypted(
    s: State,
    origin: Origin,
    ciphertext: Annotated[bytes, Typed(bounded_bytes(CIPHERTEXT_LIMIT), "BoundedVec<u8, ConstU32<8192>>")],
) -> None:
    """Carry a signed transaction that is encrypted to the next key.

    The block's author opens it and puts the transaction behind this one. The signer pays for the carrier whether or not
    it can be opened; the transaction inside pays for itself.
    """
    who = ensure_signed(origin)
    s.emit(EncryptedSubmitted(logic.carrier_id(who, ciphertext), who))
