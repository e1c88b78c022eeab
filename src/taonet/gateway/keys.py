"""API keys: who may ask, by name. Keys are compared by their hashes, in constant time."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from taonet.gateway.errors import ApiError
from taonet.neuron.market import NeuronFailure

LEAST_LENGTH: Final = 16
_LINE: Final = re.compile(r"([\w.@-]{1,64})\s+(\S{16,512})")

Keys = Mapping[str, bytes]
"""Hashes of keys, by the name of who holds them."""


def read_keys(path: Path) -> Keys:
    """Return the keys in a file: a name and a key a line, `#` begins a comment."""
    try:
        text = path.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NeuronFailure(f"cannot read --api-key-file {path}: {error}") from error
    keys: dict[str, bytes] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.partition("#")[0].strip()
        if not words:
            continue
        found = _LINE.fullmatch(words)
        if found is None or found[1] in keys:
            fault = "has a name twice" if found else f"is not a name and a key of at least {LEAST_LENGTH} characters"
            raise NeuronFailure(f"line {number} of --api-key-file {path} {fault}, e.g. `alice {'x' * LEAST_LENGTH}`")
        keys[found[1]] = _hashed(found[2])
    if not keys:
        raise NeuronFailure(f"--api-key-file {path} holds no key: nobody could ask")
    return keys


def holder(keys: Keys | None, authorization: str | None) -> str:
    """Return who holds the key of an `Authorization` header; without keys everybody is `anyone`."""
    if keys is None:
        return "anyone"
    scheme, _, key = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise ApiError(401, "missing_api_key", "this gateway asks for a key: send `Authorization: Bearer KEY`")
    given, found = _hashed(key.strip()), None
    for name, known in keys.items():
        if hmac.compare_digest(given, known):
            found = name
    if found is None:
        raise ApiError(401, "invalid_api_key", "this gateway does not know the key")
    return found


def _hashed(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
