"""Upgrades: which rules come next, whether they may, and from which block on.

Code is the line that names a version of the rules (`well_known.code_of`). Written behind it, ` from block N` lets the
chain go over to these rules with block N; without it they are in force from the next block on, as upstream. Until then
the coming line stands under a key of its own, where every node can see in time what it will need.

Source: polkadot-sdk/substrate/frame/system/src/lib.rs can_set_code, update_code_in_storage, do_authorize_upgrade
Source: polkadot-sdk/substrate/frame/system/src/lib.rs validate_code_is_authorized, validate_unsigned
Source: polkadot-sdk/substrate/frame/executive/src/lib.rs runtime_upgraded, execute_on_runtime_upgrade
"""

from __future__ import annotations

import re
from typing import Annotated, NamedTuple, final

import msgspec

from taonet.crypto.hashing import blake2_256
from taonet.frame.error import ModuleError
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, ValidTransaction
from taonet.frame.weight import ZERO, Weight
from taonet.primitives.arithmetic import U32_MAX, U64_MAX
from taonet.primitives.ids import BlockNumber
from taonet.runtime.pallets.system.blocks import block_number, deposit_log
from taonet.runtime.pallets.system.digest import RuntimeEnvironmentUpdated
from taonet.runtime.pallets.system.errors import (
    FailedToExtractRuntimeVersion,
    InvalidSpecName,
    NothingAuthorized,
    SpecVersionNeedsToIncrease,
    Unauthorized,
)
from taonet.runtime.pallets.system.events import CodeUpdated
from taonet.runtime.pallets.system.storage import Storage
from taonet.runtime.pallets.system.types import CodeUpgradeAuthorization, LastRuntimeUpgradeInfo
from taonet.runtime.pallets.system.well_known import CODE, UPGRADE
from taonet.scale import BYTES, ScaleError, Typed, struct, u32

_NAME = rb"[A-Za-z0-9-]{1,64}"
_NUMBER = rb"[0-9]{1,10}"
_LINE = re.compile(
    rb"(?P<line>taonet: (?P<spec>" + _NAME + rb")(?: " + _NAME + rb")? (?P<version>" + _NUMBER + rb")\." + _NUMBER
    + rb" transactions " + _NUMBER + rb" metadata [0-9a-f]{64})(?: from block (?P<height>" + _NUMBER + rb"))?\n"
)  # fmt: skip


class Named(NamedTuple):
    """What code says: the line that names the rules, their name and version, and from which block on they hold."""

    line: bytes
    spec_name: str
    spec_version: int
    height: int | None


@final
class Coming(msgspec.Struct, frozen=True):
    """Rules that are agreed and not yet in force: their line, and the first block under them."""

    height: u32
    code: Annotated[bytes, Typed(BYTES, "Vec<u8>")]


COMING = struct(Coming, "taonet::Coming")


def read_code(code: bytes) -> Named:
    """Return what code says; refuse what is no line of rules, as no program could ever go on from it."""
    found = _LINE.fullmatch(code)
    if found is None:
        raise FailedToExtractRuntimeVersion
    version, height = int(found["version"]), None if found["height"] is None else int(found["height"])
    if max(version, height or 0) > U32_MAX:
        raise FailedToExtractRuntimeVersion
    return Named(found["line"] + b"\n", found["spec"].decode(), version, height)


def check_code(s: State, code: bytes, *, check_version: bool) -> Named:
    """Return what code says if the chain may go over to it: the same name, and with `check_version` a later version."""
    named = read_code(code)
    if check_version:
        if named.spec_name != s.runtime.spec.spec_name:
            raise InvalidSpecName
        if named.spec_version <= s.runtime.spec.spec_version:
            raise SpecVersionNeedsToIncrease
    return named


def set_code(s: State, named: Named) -> None:
    """Go over to rules from the next block on, or from the block that they name. What was to come before is dropped."""
    if named.height is None or named.height <= block_number(s) + 1:
        s.delete(UPGRADE)
        _go_over(s, named.line)
    else:
        s.put(UPGRADE, COMING.encode(Coming(named.height, named.line)))


def coming(s: State) -> Coming | None:
    """Return the rules that are agreed and not yet in force, if any."""
    raw = s.get(UPGRADE)
    if raw is None:
        return None
    try:
        return COMING.decode(raw)
    except ScaleError:  # written by root, past all rules: nothing that could come
        return None


def go_over_when_due(s: State, number: BlockNumber) -> None:
    """Go over to the coming rules at the end of the last block under the old ones."""
    due = coming(s)
    if due is not None and due.height <= number + 1:
        s.delete(UPGRADE)
        _go_over(s, due.code)


def _go_over(s: State, line: bytes) -> None:
    s.put(CODE, line)
    deposit_log(s, RuntimeEnvironmentUpdated())
    s.emit(CodeUpdated())


def authorized(s: State, code: bytes) -> CodeUpgradeAuthorization:
    """Return the authorisation of this code; refuse any other."""
    authorization = Storage.AuthorizedUpgrade.get(s)
    if authorization is None:
        raise NothingAuthorized
    if blake2_256(code) != authorization.code_hash:
        raise Unauthorized
    return authorization


def validate_unsigned(s: State, code: bytes) -> ValidTransaction:
    """Let anybody bring authorised code into a block, before all else and without a fee."""
    try:
        code_hash = authorized(s, code).code_hash
        check_code(s, code, check_version=False)
    except ModuleError as refusal:
        raise TransactionInvalid(Invalid.Call) from refusal
    return ValidTransaction(priority=U64_MAX, provides=(code_hash,))


def begin_under_new_rules(s: State) -> Weight:
    """In the first block under new rules, note them and run what they do first; return the weight used."""
    spec, last = s.runtime.spec, Storage.LastRuntimeUpgrade.get(s)
    if last is not None and spec.spec_version <= last.spec_version and spec.spec_name == last.spec_name:
        return ZERO
    used = ZERO
    for migrate in s.runtime.migrations:
        used = used.plus(migrate(s))
    Storage.LastRuntimeUpgrade.put(s, LastRuntimeUpgradeInfo(spec.spec_version, spec.spec_name))
    return used
