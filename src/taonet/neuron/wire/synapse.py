"""The older way to talk, of SDK 9 and 10, as both of its sides need it: names, headers, hash, signed texts.

A request is a POST to `/<SynapseName>` whose body is the whole synapse, task and answer fields side by side, and whose headers
say from which dendrite to which axon. The dendrite signs its nonce, both hotkeys, its uuid and a hash of those fields that the
synapse's class names. What the class does not name is not covered, and no axon signs what it answers: who needs authentic
content uses `btauth/1`.

Source: bittensor 10.5.0, core/synapse.py, core/dendrite.py, core/axon.py
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import msgspec
from bittensor.http_auth import AuthError, BadSignature, MalformedAuth
from bittensor.signing import Signer
from bittensor_core import CRYPTO_SR25519, verify
from msgspec import Struct

from taonet.neuron.messages import BadMessage

AXON: Final = "bt_header_axon_"
DENDRITE: Final = "bt_header_dendrite_"
INPUT: Final = "bt_header_input_obj_"
BODY_HASH: Final = "computed_body_hash"
VERSION: Final = 10_005_000
"""Of the SDK whose headers these are; from 7.2 on a nonce is a time."""
OLDEST_VERSION: Final = 7_002_000
OVERHEAD_BYTES: Final = 16 * 1024
"""What a synapse has beside its fields: both ends' facts, sizes, the hash."""
OWN_FIELDS: Final = frozenset(
    {"name", "timeout", "total_size", "header_size", "dendrite", "axon", "computed_body_hash", "required_hash_fields"}
)
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_TAKEN: Final = ("docs", "health", "metrics")
"""What else a miner serves."""
_HOTKEY: Final = re.compile(r"[1-9A-HJ-NP-Za-km-z]{46,50}")
_SIGNATURE: Final = re.compile(r"0x[0-9a-f]{128}")
_UUID: Final = re.compile(r"[0-9A-Za-z-]{1,64}")
_NUMBER: Final = re.compile(r"[1-9]\d{0,19}")


@dataclass(frozen=True)
class Synapse:
    """A protocol's form on the older wire: the class's name, and which of its fields carry the task and the answer.

    `task` and `answer` map a message's field to the synapse's; what is left out has the same name in both. `hashed` are the
    synapse's `required_hash_fields`, in order: only these of a request are covered by its signature.
    """

    name: str
    task: Mapping[str, str] = field(default_factory=dict[str, str])
    answer: Mapping[str, str] = field(default_factory=dict[str, str])
    hashed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or self.name in _TAKEN:
            raise ValueError(f"{self.name!r} is no name of a synapse's class")

    @property
    def path(self) -> str:
        """Return the path that an axon serves this synapse at."""
        return f"/{self.name}"


def check_names(synapse: Synapse, task: type[Struct], answer: type[Struct]) -> None:
    """Raise `ValueError` unless every field of both messages has a place of its own in the synapse."""
    for kind, names in ((task, synapse.task), (answer, synapse.answer)):
        for name in names:
            if name not in kind.__struct_fields__:
                raise ValueError(f"synapse {synapse.name}: {kind.__name__} has no field {name!r}")
    places = [*field_names(task, synapse.task).values(), *field_names(answer, synapse.answer).values()]
    for place in places:
        if place in OWN_FIELDS or places.count(place) > 1:
            raise ValueError(f"synapse {synapse.name}: {place!r} would stand for two things; give one another name")
    tasks = field_names(task, synapse.task).values()
    for place in synapse.hashed:
        if place not in tasks:
            raise ValueError(f"synapse {synapse.name}: {place!r} is hashed and is no field of a task")


def field_names(kind: type[Struct], names: Mapping[str, str]) -> dict[str, str]:
    """Return where each field of a message stands in the synapse."""
    return {name: names.get(name, name) for name in kind.__struct_fields__}


def fields_of(message: Struct, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a message's fields under the synapse's names, as plain values."""
    plain = cast("dict[str, Any]", msgspec.to_builtins(message))
    return {place: plain.get(name) for name, place in field_names(type(message), names).items()}


def message_of(kind: type[Struct], names: Mapping[str, str], body: Mapping[str, Any]) -> Any:
    """Return the message in a synapse's fields; raise `BadMessage` if it is none. None stands for a field's default."""
    given = {name: body.get(place) for name, place in field_names(kind, names).items()}
    try:
        return msgspec.convert({name: value for name, value in given.items() if value is not None}, kind)
    except (msgspec.ValidationError, RecursionError, OverflowError) as error:
        raise BadMessage(f"not a {kind.__name__}: {error}") from error


def body_hash(hashed: Sequence[str], fields: Mapping[str, Any]) -> str:
    """Return the hash of a synapse: of the hashes of its named fields, each written as Python does."""
    return _sha3("".join(_sha3(str(fields[name])) for name in hashed))


def _sha3(text: str) -> str:
    return hashlib.sha3_256(text.encode("utf-8", "surrogatepass")).hexdigest()


def request_text(nonce: int, dendrite: str, axon: str, uuid: str, hash_: str) -> bytes:
    """Return what a dendrite signs."""
    return f"{nonce}.{dendrite}.{axon}.{uuid}.{hash_}".encode()


def response_text(nonce: int, dendrite: str, axon: str, uuid: str) -> bytes:
    """Return what an axon signs."""
    return f"{nonce}.{dendrite}.{axon}.{uuid}".encode()


def signed(signer: Signer, text: bytes) -> str:
    """Return a signature as the headers have it."""
    return "0x" + signer.sign(text).hex()


def check_signature(text: bytes, signature: str, hotkey: str) -> None:
    """Raise `AuthError` unless the hotkey signed a text."""
    try:
        valid = verify(text, bytes.fromhex(signature.removeprefix("0x")), hotkey, CRYPTO_SR25519)
    except ValueError as error:
        raise MalformedAuth("invalid hotkey address or signature encoding") from error
    if not valid:
        raise BadSignature("signature does not verify against the claimed hotkey")


@dataclass(frozen=True)
class End:
    """One end's facts in the headers: who it is, its nonce and uuid, its signature."""

    hotkey: str
    nonce: int
    uuid: str
    signature: str


def end_of(headers: Mapping[str, str], prefix: str) -> End:
    """Return the facts of an end; raise `AuthError` for missing and misspelt ones."""
    found: dict[str, str] = {}
    for name, form in (("hotkey", _HOTKEY), ("nonce", _NUMBER), ("uuid", _UUID), ("signature", _SIGNATURE)):
        value = headers.get(prefix + name)
        if value is None:
            raise MalformedAuth(f"missing {prefix}{name}: requests must be signed")
        if not form.fullmatch(value):
            raise MalformedAuth(f"{prefix}{name} is malformed")
        found[name] = value
    return End(found["hotkey"], int(found["nonce"]), found["uuid"], found["signature"])


def once_each(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return headers as a mapping; raise `AuthError` if one of the older wire's stands twice."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found and (name.startswith("bt_header_") or name in ("timeout", BODY_HASH)):
            raise AuthError(f"{name} appears twice")
        found[name] = value
    return found


def whole_body(data: bytes, limit: int) -> dict[str, Any]:
    """Read a synapse's body: one JSON object, without numbers that are none."""
    if len(data) > limit:
        raise BadMessage(f"the message has {len(data)} bytes; the limit is {limit}")
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise BadMessage(f"not a synapse: {error}") from error
