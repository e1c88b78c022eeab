"""The keys of the coming authors, in the order in which they will be used."""

from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.storage import OptionMap, OptionValue, storage
from taonet.runtime.pallets.aura.storage import PUBLIC
from taonet.scale import U32, bounded_bytes

KEY_BOUND = 2_048
"""Bytes that storage allows for a key; the only ones announced have 1 184."""

SHIELD_KEY = bounded_bytes(KEY_BOUND)


@storage("MevShield")
class Storage:
    CurrentKey = OptionValue(SHIELD_KEY, doc="The key that this block's author opens carriers with.")
    PendingKey = OptionValue(SHIELD_KEY, doc="The key of the next block's author. It becomes the current one.")
    NextKey = OptionValue(
        SHIELD_KEY, doc="The key that users encrypt to: that of the author two blocks on. It becomes the pending one."
    )
    AuthorKeys = OptionMap(PUBLIC, SHIELD_KEY, hasher=TWOX_64_CONCAT, doc="The key each author announced last.")
    PendingKeyExpiresAt = OptionValue(U32, doc="The first block in which the pending key is of no use any more.")
    NextKeyExpiresAt = OptionValue(U32, doc="The first block in which the next key is of no use any more.")
