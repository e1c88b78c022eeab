"""SS58: the text form of account ids, base58 with a network prefix and a checksum.

A wrong letter must never send funds to another account, so decoding is strict: canonical base58,
canonical prefix, exact length, exact checksum.
"""

import hashlib

BITTENSOR_PREFIX = 42
MAX_PREFIX = 16_383  # 14 bits
ACCOUNT_LENGTH = 32
CHECKSUM_LENGTH = 2  # of a 32-byte account; shorter ids use one byte and are not accounts
MAX_TEXT_LENGTH = 64  # 36 bytes make at most 50 letters

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGIT_OF = {letter: digit for digit, letter in enumerate(_ALPHABET)}
_CONTEXT = b"SS58PRE"


class Ss58Error(ValueError):
    """The text is not an SS58 address, or the account cannot be written as one."""


def encode(account: bytes, prefix: int = BITTENSOR_PREFIX) -> str:
    """Write a 32-byte account id as text for the network `prefix`; refuse other lengths."""
    if len(account) != ACCOUNT_LENGTH:
        raise Ss58Error(f"an account id has {ACCOUNT_LENGTH} bytes, got {len(account)}")
    payload = _prefix_bytes(prefix) + account
    return _to_base58(payload + _checksum(payload))


def decode(text: str) -> tuple[bytes, int]:
    """Read an address and return the account id and the network prefix.

    Refuses whatever `encode` would not have written.
    """
    raw = _from_base58(text)
    if not raw:
        raise Ss58Error("the address is empty")
    prefix, prefix_length = _read_prefix(raw)
    expected = prefix_length + ACCOUNT_LENGTH + CHECKSUM_LENGTH
    if len(raw) != expected:
        raise Ss58Error(f"the address holds {len(raw)} bytes, expected {expected}")
    payload, checksum = raw[:-CHECKSUM_LENGTH], raw[-CHECKSUM_LENGTH:]
    if _checksum(payload) != checksum:
        raise Ss58Error("the checksum does not match; the address was mistyped or cut")
    return payload[prefix_length:], prefix


def _checksum(payload: bytes) -> bytes:
    return hashlib.blake2b(_CONTEXT + payload).digest()[:CHECKSUM_LENGTH]


def _prefix_bytes(prefix: int) -> bytes:
    if not 0 <= prefix <= MAX_PREFIX:
        raise Ss58Error(f"a network prefix is 0 to {MAX_PREFIX}, got {prefix}")
    if prefix < 64:
        return bytes((prefix,))
    # The two-byte form interleaves the bits so that its first byte is 64 to 127.
    return bytes((((prefix & 0xFC) >> 2) | 0x40, (prefix >> 8) | ((prefix & 0x03) << 6)))


def _read_prefix(raw: bytes) -> tuple[int, int]:
    first = raw[0]
    if first < 64:
        return first, 1
    if first >= 128:
        raise Ss58Error(f"reserved network prefix byte {first}")
    if len(raw) < 2:
        raise Ss58Error("the address is cut inside its network prefix")
    prefix = ((first & 0x3F) << 2) | (raw[1] >> 6) | ((raw[1] & 0x3F) << 8)
    if prefix < 64:
        raise Ss58Error(f"network prefix {prefix} is written in two bytes, must be one")
    return prefix, 2


def _to_base58(data: bytes) -> str:
    number = int.from_bytes(data, "big")
    letters: list[str] = []
    while number:
        number, digit = divmod(number, 58)
        letters.append(_ALPHABET[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return _ALPHABET[0] * zeros + "".join(reversed(letters))


def _from_base58(text: str) -> bytes:
    if len(text) > MAX_TEXT_LENGTH:
        raise Ss58Error(f"an address has at most {MAX_TEXT_LENGTH} letters, got {len(text)}")
    number = 0
    for position, letter in enumerate(text):
        digit = _DIGIT_OF.get(letter)
        if digit is None:
            raise Ss58Error(f"{letter!r} at position {position} is not a base58 letter")
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(_ALPHABET[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
