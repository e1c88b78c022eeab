"""The system pallet's part of a genesis state."""

from taonet.frame.state import State
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.system.storage import Storage
from taonet.runtime.pallets.system.types import LastRuntimeUpgradeInfo
from taonet.runtime.pallets.system.well_known import CODE, EXTRINSIC_INDEX, code_of
from taonet.scale import U16, U32

PLACEHOLDER = Hash(bytes([69]) * 32)
"""Stands for the hash of genesis until block 1 knows it."""


def build(s: State) -> None:
    """Write what every genesis holds."""
    Storage.BlockHash.put(s, 0, PLACEHOLDER)
    Storage.ParentHash.put(s, PLACEHOLDER)
    Storage.LastRuntimeUpgrade.put(s, LastRuntimeUpgradeInfo(s.runtime.spec.spec_version, s.runtime.spec.spec_name))
    Storage.UpgradedToU32RefCount.put(s, value=True)
    Storage.UpgradedToTripleRefCount.put(s, value=True)
    s.put(CODE, code_of(s.runtime))
    s.put(EXTRINSIC_INDEX, U32.encode(0))
    for pallet in s.runtime.pallets:
        s.put(pallet.storage_version_key, U16.encode(pallet.storage_version))
