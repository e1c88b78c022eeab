"""What binds a signature to this chain, this version of the rules and a number of blocks.

Source: runtime/src/check_mortality.rs implicit, validate
"""

from __future__ import annotations

from taonet.frame.extension import Extension
from taonet.frame.outer_enums import RUNTIME_CRATE, marker
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, ValidTransaction
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.shield.carriers import is_carrier
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.transaction.era import ERA
from taonet.runtime.transaction.extrinsic import Transaction
from taonet.runtime.types import H256
from taonet.scale import U32, newtype
from taonet.scale.shape import Parameter

MAX_SHIELD_ERA = 8
"""Blocks for which the signature of a carrier may be valid."""

_T = (Parameter("T"),)
_PATH = "frame_system::extensions"


def birth_hash(s: State, transaction: Transaction) -> Hash:
    """Return the hash of the block in which the era began; refuse when the chain no longer knows it."""
    birth = transaction.signature.era.birth(System.Number.get(s))
    found = System.BlockHash.find(s, birth)
    if found is None:
        raise TransactionInvalid(Invalid.AncientBirthBlock)
    return found


def check_mortality(s: State, transaction: Transaction) -> ValidTransaction:
    """Return how long the signature is valid; refuse a carrier's that is valid for too long.

    A carrier that was not decrypted must leave the pools soon. An immortal signature dies at the largest block number,
    so it too lives a block less with every block. Source: runtime/src/check_mortality.rs.
    """
    era = transaction.signature.era
    if is_carrier(transaction.call) and (not era.period or era.period > MAX_SHIELD_ERA):
        raise TransactionInvalid(Invalid.Stale)
    number = System.Number.get(s)
    return ValidTransaction(longevity=max(era.death(number) - number, 0))


CHECK_SPEC_VERSION: Extension[Transaction] = Extension(
    "CheckSpecVersion",
    marker(f"{_PATH}::check_spec_version::CheckSpecVersion", _T),
    implicit=U32,
    implied=lambda s, _: s.runtime.spec.spec_version,
)
CHECK_TX_VERSION: Extension[Transaction] = Extension(
    "CheckTxVersion",
    marker(f"{_PATH}::check_tx_version::CheckTxVersion", _T),
    implicit=U32,
    implied=lambda s, _: s.runtime.spec.transaction_version,
)
CHECK_GENESIS: Extension[Transaction] = Extension(
    "CheckGenesis",
    marker(f"{_PATH}::check_genesis::CheckGenesis", _T),
    implicit=H256,
    implied=lambda s, _: System.BlockHash.get(s, 0),
)
CHECK_MORTALITY: Extension[Transaction] = Extension(
    "CheckMortality",
    newtype(ERA, f"{RUNTIME_CRATE}::check_mortality::CheckMortality", type_name="Era", parameters={"T": None}),
    carries="era",
    implicit=H256,
    implied=birth_hash,
    validate=check_mortality,
)
