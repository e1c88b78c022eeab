"""Reading a genesis file: TOML in, a `Genesis` out, or the one line that says what is wrong with it and where.

    version = 1
    name = "harbour"
    kind = "production"            # or "development"
    producers = ["5Dd…"]           # who makes blocks, by address
    sudo = "5Fh…"                  # may be left out: then nobody has root's powers
    votes = true                   # the holders of TAO decide by votes; left out, they do not
    beacon = "offline"             # development: the author signs the rounds; left out, the chain listens to drand's quicknet

    [token]
    symbol = "TAO"
    cap = 21_000_000               # how much there will ever be
    halving = 10_500_000           # blocks in which half of it is issued

    [time]
    block_milliseconds = 12_000

    [[account]]
    address = "5Gr…"
    balance = "1_000.5"            # tokens: a whole number, or a text with up to nine decimals

    [[subnet]]
    netuid = 1                     # the rest as in `runtime.genesis.types.Subnet`

    [storage]                      # values of storage items, by name; of a map as a table by key
    "SubtensorModule.NetworkMinLockCost" = 100_000_000_000

What is left out is as on the real chain. A file is refused whole if it has a field that is not known.
"""

from __future__ import annotations

import re
import tomllib
from typing import Annotated, Any, Final, Literal, cast, final

import msgspec
from msgspec import Meta

from taonet.crypto.ss58 import BITTENSOR_PREFIX, Ss58Error, decode
from taonet.frame.runtime import Runtime
from taonet.frame.storage import StorageItem
from taonet.primitives.amounts import RAO_PER_TAO, Alpha, Tao
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.construct import RULES
from taonet.runtime.genesis.types import Consensus, Genesis, Mechanism, Subnet
from taonet.runtime.pallets.aura.storage import SLOT_DURATION
from taonet.runtime.pallets.subtensor.math.emission import Curve
from taonet.scale import Codec, ScaleError
from taonet.scale.from_json import encode_json

VERSION: Final = 1
MAX_BYTES: Final = 4 << 20
MAX_ACCOUNTS: Final = 20_000
_AMOUNT: Final = re.compile(r"(\d[\d_]*)(?:\.(\d{1,9}))?")
_DECIMALS: Final = 9
_INT64: Final = (1 << 63) - 1

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$")]
Symbol = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,12}$")]
Amount = int | str
_U16 = Annotated[int, Meta(ge=0, le=65_535)]


class BadGenesis(ValueError):
    """The file is no genesis; the text says where and what is allowed."""


@final
class _Token(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    symbol: Symbol = "TAO"
    cap: Annotated[int, Meta(ge=1, le=U64_MAX // RAO_PER_TAO)] = 21_000_000
    halving: Annotated[int, Meta(ge=1, le=_INT64)] = 10_500_000


@final
class _Time(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    block_milliseconds: Annotated[int, Meta(ge=1, le=3_600_000)] = SLOT_DURATION


@final
class _Account(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    address: str
    balance: Amount


@final
class _Subnet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    netuid: Annotated[int, Meta(ge=1, le=65_535)]
    developer: bool = False
    mechanism: Mechanism = Mechanism.dynamic
    consensus: Consensus = Consensus.yuma
    tempo: Annotated[int, Meta(ge=1, le=50_400)] = 360
    seats: Annotated[int, Meta(ge=1, le=2_500)] = 256
    validators: Annotated[int, Meta(ge=1, le=2_500)] = 64
    owner: str | None = None
    owner_hotkey: str | None = None
    pool_tao: Amount = 0
    pool_alpha: Amount = 0
    trading: bool = True
    emission: bool = True
    owner_cut: bool = True
    commit_reveal: bool = True
    difficulty: Annotated[int, Meta(ge=1, le=_INT64)] | None = None


@final
class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    name: Name
    kind: Literal["production", "development"]
    producers: Annotated[list[str], Meta(max_length=32)] = []
    sudo: str | None = None
    votes: bool = False
    beacon: Literal["quicknet", "offline"] = "quicknet"
    token: _Token = _Token()
    time: _Time = _Time()
    account: Annotated[list[_Account], Meta(max_length=MAX_ACCOUNTS)] = []
    subnet: Annotated[list[_Subnet], Meta(max_length=1_024)] = []
    storage: dict[str, Any] = {}


def parse_genesis(text: str) -> Genesis:
    """Return the genesis that a file says; raises `BadGenesis`. Whether it makes sense is for `check_genesis`."""
    if len(text) > MAX_BYTES:
        raise BadGenesis(f"a genesis file is at most {MAX_BYTES >> 20} MiB")
    try:
        document = msgspec.convert(tomllib.loads(text), _Document)
    except tomllib.TOMLDecodeError as error:
        raise BadGenesis(f"this is not TOML: {error}") from error
    except (msgspec.ValidationError, RecursionError) as error:
        raise BadGenesis(_plain(str(error))) from error
    return Genesis(
        name=document.name,
        production=document.kind == "production",
        votes=document.votes,
        offline_beacon=document.beacon == "offline",
        authorities=tuple(account_of(one, f"producers[{i}]") for i, one in enumerate(document.producers)),
        sudo=_optional(document.sudo, "sudo"),
        symbol=document.token.symbol,
        curve=_curve(document.token),
        block_milliseconds=document.time.block_milliseconds,
        balances=_balances(document.account),
        subnets=tuple(_subnet(one, f"subnet[{i}]") for i, one in enumerate(document.subnet)),
        storage=_storage(RULES.first(votes=document.votes), document.storage),
        text=text,
    )


def with_producer(text: str, address: str) -> str:
    """Return a genesis file that names no producer with one."""
    named = re.subn(r"(?m)^kind\s*=.*$", rf'\g<0>\nproducers = ["{address}"]', text, count=1)
    if named[1] != 1 or re.search(r"(?m)^producers\s*=", text):
        raise BadGenesis("the file names its producers already, or has no line `kind = …` to put one behind")
    return named[0]


def account_of(text: str, place: str) -> AccountId:
    """Return the account of an address; refuse another network's, and what is none."""
    try:
        raw, prefix = decode(text)
    except Ss58Error as error:
        raise BadGenesis(f"{place}: {error}") from error
    if prefix != BITTENSOR_PREFIX or len(raw) != len(AccountId(bytes(32))):
        raise BadGenesis(f"{place}: {text[:60]} is no account of this kind of network (prefix {BITTENSOR_PREFIX})")
    return AccountId(raw)


def rao_of(amount: Amount, place: str) -> int:
    """Return an amount of tokens, a whole number or a text with up to nine decimals, in rao."""
    found = _AMOUNT.fullmatch(str(amount))
    if isinstance(amount, bool) or found is None:
        raise BadGenesis(f'{place}: {str(amount)[:60]!r} is no amount; write 100 or "0.000000001"')
    whole, decimals = found.groups()
    rao = int(whole) * RAO_PER_TAO + int((decimals or "").ljust(_DECIMALS, "0"))
    if rao > U64_MAX:
        raise BadGenesis(f"{place}: {amount} is more than any amount can be")
    return rao


def _curve(token: _Token) -> Curve:
    cap = token.cap * RAO_PER_TAO
    first = cap // (2 * token.halving)
    if first == 0:
        raise BadGenesis(f"token: {token.halving} blocks are too many: a block would issue nothing of {token.cap}")
    return Curve(cap, first)


def _balances(accounts: list[_Account]) -> dict[AccountId, Tao]:
    balances: dict[AccountId, Tao] = {}
    for place, one in enumerate(accounts):
        account = account_of(one.address, f"account[{place}].address")
        if account in balances:
            raise BadGenesis(f"account[{place}]: {one.address} is named twice")
        balances[account] = Tao(rao_of(one.balance, f"account[{place}].balance"))
    return balances


def _subnet(one: _Subnet, place: str) -> Subnet:
    if one.developer and one != _Subnet(one.netuid, developer=True):
        raise BadGenesis(f"{place}: a developer's subnet has values of its own; leave the others out")
    return Subnet(
        netuid=NetUid(one.netuid),
        owner=_optional(one.owner, f"{place}.owner"),
        owner_hotkey=_optional(one.owner_hotkey, f"{place}.owner_hotkey"),
        pool_tao=Tao(rao_of(one.pool_tao, f"{place}.pool_tao")),
        pool_alpha=Alpha(rao_of(one.pool_alpha, f"{place}.pool_alpha")),
        **{name: getattr(one, name) for name in _SAME},
    )


_SAME: Final = (
    "developer", "mechanism", "consensus", "tempo", "seats", "validators", "trading", "emission", "owner_cut",
    "commit_reveal", "difficulty",
)  # fmt: skip


def _optional(address: str | None, place: str) -> AccountId | None:
    return None if address is None else account_of(address, place)


def _storage(runtime: Runtime, values: dict[str, Any]) -> dict[bytes, bytes]:
    items = {f"{item.pallet}.{item.name}": item for pallet in runtime.pallets for item in pallet.storage}
    writes: dict[bytes, bytes] = {}
    for name, value in values.items():
        item = items.get(name)
        if item is None:
            raise BadGenesis(f"storage: there is no item {name[:80]!r}; write it as Pallet.Item")
        writes |= _writes(runtime, item, value, f"storage.{name}")
    return writes


def _writes(runtime: Runtime, item: StorageItem[Any], value: object, place: str) -> dict[bytes, bytes]:
    codec, keys = item.codec_in(runtime), list[Codec[Any]](item.keys)
    try:
        if not keys:
            return {item.prefix: encode_json(codec, value)}
        if len(keys) > 1 or not isinstance(value, dict):
            raise BadGenesis(f"{place}: a value for each key is expected, as a table, and for maps with one key only")
        values = cast("dict[str, object]", value)
        return {
            item.prefix + item.hashers[0].apply(encode_json(keys[0], key)): encode_json(codec, one)
            for key, one in values.items()
        }
    except ScaleError as error:
        raise BadGenesis(f"{place}: {error}") from error


def _plain(text: str) -> str:
    """Return msgspec's words with the place first."""
    what, _, where = text.partition(" - at `$")
    return f"{where.strip('`').removeprefix('.') or 'the file'}: {what}" if where else what
