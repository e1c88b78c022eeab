"""Reading what the wire shows."""

import re

from taonet.primitives.ids import BlockNumber, Hash
from taonet.runtime.pallets.system.digest import DIGEST_ITEM, Digest, Header


def is_hash(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("0x[0-9a-f]{64}", value) is not None


def unhex(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def head_of(header: dict) -> Header:
    """Return the header that JSON describes."""
    logs = [DIGEST_ITEM.decode(unhex(log)) for log in header["digest"]["logs"]]
    return Header(
        Hash(unhex(header["parentHash"])),
        BlockNumber(int(header["number"], 16)),
        Hash(unhex(header["stateRoot"])),
        Hash(unhex(header["extrinsicsRoot"])),
        Digest(logs),
    )
