"""Calls of the system pallet. What code is here, and when it takes effect, stands in `upgrades`.

Source: polkadot-sdk/substrate/frame/system/src/lib.rs remark, set_storage, kill_storage, kill_prefix, remark_with_event
Source: polkadot-sdk/substrate/frame/system/src/lib.rs set_heap_pages, set_code, set_code_without_checks
Source: polkadot-sdk/substrate/frame/system/src/lib.rs authorize_upgrade, authorize_upgrade_without_checks
Source: polkadot-sdk/substrate/frame/system/src/lib.rs apply_authorized_upgrade
"""

from __future__ import annotations

from typing import Annotated

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import Arguments, Declared, Policy, PostInfo, call
from taonet.frame.error import ModuleError
from taonet.frame.origin import Origin, ensure_root, ensure_signed, ensure_signed_or_root
from taonet.frame.state import State
from taonet.frame.validity import ValidTransaction
from taonet.frame.weight import DispatchClass, Pays, Weight, reads_writes
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.system import upgrades
from taonet.runtime.pallets.system.blocks import deposit_log
from taonet.runtime.pallets.system.digest import RuntimeEnvironmentUpdated
from taonet.runtime.pallets.system.events import RejectedInvalidAuthorizedUpgrade, Remarked, UpgradeAuthorized
from taonet.runtime.pallets.system.limits import LIMITS
from taonet.runtime.pallets.system.storage import Storage
from taonet.runtime.pallets.system.types import CodeUpgradeAuthorization
from taonet.runtime.pallets.system.well_known import HEAP_PAGES
from taonet.runtime.types import H256
from taonet.scale import BYTES, U64, Typed, tuple_of, u32, u64, vec

_code_hash = Annotated[Hash, Typed(H256, "T::Hash")]
_SET_CODE = reads_writes(164_247_810_000, 1, 1, 67_035)
_AUTHORIZE = reads_writes(15_570_000, 0, 1)


def _remark_weight(s: State, remark: bytes) -> Declared:
    return Declared(Weight(1_595_000 + 390 * len(remark)))


def _remark_with_event_weight(s: State, remark: bytes) -> Declared:
    return Declared(Weight(4_735_000 + 1_455 * len(remark)))


def _set_storage_weight(s: State, items: list[tuple[bytes, bytes]]) -> Declared:
    return Declared(reads_writes(1_458_000 + 842_000 * len(items), 0, len(items)), DispatchClass.Operational)


def _kill_storage_weight(s: State, keys: list[bytes]) -> Declared:
    return Declared(reads_writes(1_530_000 + 662_000 * len(keys), 0, len(keys)), DispatchClass.Operational)


def _kill_prefix_weight(s: State, prefix: bytes, subkeys: int) -> Declared:
    keys = subkeys + 1
    weight = reads_writes(2_864_000 + 1_390_000 * keys, keys, keys, proof_size=128 + 70 * keys)
    return Declared(weight, DispatchClass.Operational)


@call(index=0, declared=_remark_weight)
def remark(s: State, origin: Origin, remark: bytes) -> None:
    """Put bytes into a block without any effect. Signed by anyone, or root."""
    ensure_signed_or_root(origin)


@call(index=1, weight=reads_writes(2_836_000, 0, 1), dispatch_class=DispatchClass.Operational)
def set_heap_pages(s: State, origin: Origin, pages: u64) -> None:
    """Note how many pages of memory a WebAssembly program would get; nothing here depends on it. Root only."""
    ensure_root(origin)

    s.put(HEAP_PAGES, U64.encode(pages))
    deposit_log(s, RuntimeEnvironmentUpdated())


@call(index=2, weight=_SET_CODE, dispatch_class=DispatchClass.Operational)
def set_code(s: State, origin: Origin, code: bytes) -> PostInfo:
    """Go over to a later version of the rules, from the next block on or from the one that the code names. Root only."""
    ensure_root(origin)
    named = upgrades.check_code(s, code, check_version=True)

    upgrades.set_code(s, named)
    return PostInfo(LIMITS.max_block)


@call(index=3, weight=_SET_CODE, dispatch_class=DispatchClass.Operational)
def set_code_without_checks(s: State, origin: Origin, code: bytes) -> PostInfo:
    """Go over to other rules, whatever their name and version. Root only."""
    ensure_root(origin)
    named = upgrades.check_code(s, code, check_version=False)

    upgrades.set_code(s, named)
    return PostInfo(LIMITS.max_block)


@call(index=4, declared=_set_storage_weight)
def set_storage(
    s: State,
    origin: Origin,
    items: Annotated[list[tuple[bytes, bytes]], Typed(vec(tuple_of(BYTES, BYTES)), "Vec<KeyValue>")],
) -> None:
    """Write state keys directly, past all rules. Root only."""
    ensure_root(origin)

    for key, value in items:
        s.put(key, value)


@call(index=5, declared=_kill_storage_weight)
def kill_storage(s: State, origin: Origin, keys: Annotated[list[bytes], Typed(vec(BYTES), "Vec<Key>")]) -> None:
    """Remove state keys directly, past all rules. Root only."""
    ensure_root(origin)

    for key in keys:
        s.delete(key)


@call(index=6, declared=_kill_prefix_weight)
def kill_prefix(s: State, origin: Origin, prefix: Annotated[bytes, Typed(BYTES, "Key")], subkeys: u32) -> None:
    """Remove the first `subkeys` state keys under a prefix, past all rules. Root only."""
    ensure_root(origin)

    s.clear_prefix(prefix, limit=subkeys)


@call(index=7, declared=_remark_with_event_weight)
def remark_with_event(s: State, origin: Origin, remark: bytes) -> None:
    """Put bytes into a block and announce their BLAKE2b-256 hash. Signed by anyone."""
    sender = ensure_signed(origin)

    s.emit(Remarked(sender, Hash(blake2_256(remark))))


@call(index=9, weight=_AUTHORIZE, dispatch_class=DispatchClass.Operational)
def authorize_upgrade(s: State, origin: Origin, code_hash: _code_hash) -> None:
    """Let anybody bring the code of this hash, if it is of a later version. Root only."""
    ensure_root(origin)

    _authorize(s, code_hash, check_version=True)


@call(index=10, weight=_AUTHORIZE, dispatch_class=DispatchClass.Operational)
def authorize_upgrade_without_checks(s: State, origin: Origin, code_hash: _code_hash) -> None:
    """Let anybody bring the code of this hash, whatever its name and version. Root only."""
    ensure_root(origin)

    _authorize(s, code_hash, check_version=False)


def _validate_unsigned(s: State, arguments: Arguments) -> ValidTransaction:
    return upgrades.validate_unsigned(s, arguments["code"])


@call(
    index=11,
    weight=reads_writes(166_858_158_000, 2, 2, 67_035),
    dispatch_class=DispatchClass.Operational,
    policy=Policy(unsigned=_validate_unsigned),
)
def apply_authorized_upgrade(s: State, origin: Origin, code: bytes) -> PostInfo:
    """Bring the code that was authorised: the chain goes over to it. By anyone, also unsigned, free of charge.

    Code of a wrong name or version is refused for good, and the authorisation with it.
    """
    authorization = upgrades.authorized(s, code)

    Storage.AuthorizedUpgrade.kill(s)
    try:
        named = upgrades.check_code(s, code, check_version=authorization.check_version)
    except ModuleError as refusal:
        s.emit(RejectedInvalidAuthorizedUpgrade(authorization.code_hash, s.runtime.refusal(refusal)))
        return PostInfo(pays=Pays.No)
    upgrades.set_code(s, named)
    return PostInfo(LIMITS.max_block, Pays.No)


def _authorize(s: State, code_hash: Hash, *, check_version: bool) -> None:
    Storage.AuthorizedUpgrade.put(s, CodeUpgradeAuthorization(code_hash, check_version))
    s.emit(UpgradeAuthorized(code_hash, check_version))
