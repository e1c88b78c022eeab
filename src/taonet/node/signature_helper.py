"""The program that checks signatures for a busy node: `python -m taonet.node.signature_helper`, its socket at 0.

It reads jobs and answers a byte for each, 1 for a good signature, in their order. It ends when the node closes the
socket, in whatever way the node ends.
"""

from __future__ import annotations

import socket
import struct
from typing import Final

from taonet.crypto.sr25519 import PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH, verify_sr25519

MOST_READ: Final = 1 << 14
"""Bytes of jobs between two answers, some sixty: what waits for one waits for the others read with it."""

_HEAD: Final = struct.Struct(f"<H{SIGNATURE_LENGTH}s{PUBLIC_KEY_LENGTH}s")
"""Length of the message, which follows; signature; public key."""


def job(signature: bytes, message: bytes, public_key: bytes) -> bytes:
    """Return a job as it is sent; what is signed is never longer than 256 bytes (`signing_payload`)."""
    return _HEAD.pack(len(message), signature, public_key) + message


def answers(data: bytes) -> tuple[bytes, bytes]:
    """Return the answers to all whole jobs in `data`, and the rest of it."""
    out = bytearray()
    place = 0
    while len(data) - place >= _HEAD.size:
        length, signature, public_key = _HEAD.unpack_from(data, place)
        start = place + _HEAD.size
        if start + length > len(data):
            break
        place = start + length
        out.append(verify_sr25519(signature, data[start:place], public_key))
    return bytes(out), data[place:]


def main() -> None:
    """Answer until the other side is gone."""
    with socket.socket(fileno=0) as link:
        rest = b""
        try:
            while data := link.recv(MOST_READ):
                done, rest = answers(rest + data)
                link.sendall(done)
        except OSError:  # the node was killed while it was being answered
            return


if __name__ == "__main__":
    main()
