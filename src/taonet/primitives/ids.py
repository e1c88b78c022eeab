"""Names for the identifiers that the chain passes around.

They are `NewType`s over `int` and `bytes`: free at run time, told apart by the type checker.
"""

from typing import NewType

AccountId = NewType("AccountId", bytes)
"""32 bytes: an sr25519 or ed25519 public key, or a hash."""

Hash = NewType("Hash", bytes)
"""32 bytes, BLAKE2b-256 unless said otherwise."""

NetUid = NewType("NetUid", int)
"""Number of a subnet, u16; 0 is root."""

MechId = NewType("MechId", int)
"""Number of a mechanism inside a subnet, u8."""

NetUidStorageIndex = NewType("NetUidStorageIndex", int)
"""`mechanism * 4096 + netuid`, u16: the key of what each mechanism keeps for itself."""

Uid = NewType("Uid", int)
"""Seat of a neuron inside a subnet, u16."""

BlockNumber = NewType("BlockNumber", int)
"""Height of a block, u32; genesis is 0."""

ROOT = NetUid(0)
"""The root subnet."""
