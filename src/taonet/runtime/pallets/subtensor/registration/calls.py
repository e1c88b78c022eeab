"""Calls that register neurons and lock collateral for them. Coldkeys sign them.

Source: macros/dispatches.rs register, burned_register, register_limit, root_register
Source: subnets/collateral.rs do_add_collateral, do_set_min_collateral @00d2eb9
"""

from __future__ import annotations

from typing import Annotated

from taonet.frame.call import Declared, Policy, call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import Pays, reads_writes
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor.accounts import keys
from taonet.runtime.pallets.subtensor.errors import AmountTooLow
from taonet.runtime.pallets.subtensor.registration import collateral, proof_of_work, registering, root
from taonet.runtime.pallets.subtensor.registration.events import MinCollateralSet
from taonet.runtime.pallets.subtensor.staking.validation import ensure_subtoken_enabled
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import account, alpha, netuid, tao
from taonet.scale import bytes_array, u64

_ROOT_REGISTER = reads_writes(1_166_092_000, 219, 88, 191_075)


def _root_register_weight(s: State, hotkey: AccountId) -> Declared:
    """Declare a seat on root: it is noted on every subnet there is, and may have to be cleared on each."""
    networks = Subnets.TotalNetworks.get(s)
    return Declared(_ROOT_REGISTER.plus(reads_writes(0, 5 * networks, 10 * networks)))


@call(index=6, weight=reads_writes(364_683_000, 34, 29, 6_148), policy=Policy(billed_at_most=4_174_683_000))
def register(
    s: State,
    origin: Origin,
    netuid: netuid,
    block_number: u64,
    nonce: u64,
    work: bytes,
    hotkey: account,
    coldkey: account,
) -> None:
    """Register a hotkey like `burned_register`, for the coldkey that signed.

    Work used to be looked at here; now only `netuid` and `hotkey` are.
    """
    registering.register(s, ensure_signed(origin), netuid, hotkey)


@call(index=7, weight=reads_writes(365_124_000, 34, 29, 6_148), policy=Policy(billed_at_most=4_175_124_000))
def burned_register(s: State, origin: Origin, netuid: netuid, hotkey: account) -> None:
    """Register a hotkey of the signing coldkey on a subnet for the present price."""
    registering.register(s, ensure_signed(origin), netuid, hotkey)


@call(index=134, weight=reads_writes(345_012_000, 34, 29, 6_148), policy=Policy(billed_at_most=4_155_012_000))
def register_limit(s: State, origin: Origin, netuid: netuid, hotkey: account, limit_price: u64) -> None:
    """Register a hotkey like `burned_register` if the price is at most `limit_price` rao."""
    coldkey = ensure_signed(origin)
    registering.ensure_price(s, netuid, Tao(limit_price))
    registering.register(s, coldkey, netuid, hotkey)


@call(
    index=152,
    weight=reads_writes(365_124_000, 34, 29, 6_148),
    pays=Pays.No,
    policy=Policy(pool_check=proof_of_work.check_call, tags=proof_of_work.tags, longevity=proof_of_work.longevity),
)
def pow_register(
    s: State,
    origin: Origin,
    netuid: netuid,
    work_block: u64,
    nonce: u64,
    work: Annotated[bytes, bytes_array(32)],
    hotkey: account,
) -> None:
    """Register a hotkey of the signing coldkey for work on a block at most 5 back. It costs no TAO and no fee.

    The subnet's owner must have opened this way. `work` is a hash over subnet, block, hotkey, coldkey and nonce that meets
    the subnet's difficulty; work on the same block or an older one serves a hotkey only once.
    """
    registering.register_by_work(s, ensure_signed(origin), netuid, work_block, nonce, work, hotkey)


@call(index=62, declared=_root_register_weight)
def root_register(s: State, origin: Origin, hotkey: account) -> None:
    """Register a hotkey on root for root's present price, which is recycled.

    When root is full, the seat with the least stake that is past immunity goes to the newcomer.
    """
    root.ensure_root_exists(s)
    root.register(s, ensure_signed(origin), hotkey)


@call(index=144, weight=reads_writes(817_256_000, 34, 18))
def add_collateral(s: State, origin: Origin, netuid: netuid, hotkey: account, alpha: alpha, limit_price: tao) -> None:
    """Lock `alpha` more collateral on a hotkey of the signing coldkey, out of free stake and then by a purchase.

    The purchase is refused above `limit_price` rao per alpha. The rate of release stays as it is.
    """
    coldkey = ensure_signed(origin)
    registering.ensure_not_root(s, netuid)
    ensure_subtoken_enabled(s, netuid)
    keys.ensure_owns(s, coldkey, hotkey)
    if alpha == 0:
        raise AmountTooLow
    collateral.add(s, coldkey, hotkey, netuid, alpha, limit_price)


@call(index=145, weight=reads_writes(40_000_000, 5, 2), policy=Policy(billed_at_most=281_000_000))
def set_min_collateral(s: State, origin: Origin, netuid: netuid, hotkey: account, min_locked: alpha) -> None:
    """Set the amount at which the collateral of a hotkey of the signing coldkey keeps itself; 0 clears it.

    Nothing is released below it, and what the hotkey earns is locked until it is reached.
    """
    coldkey = ensure_signed(origin)
    registering.ensure_not_root(s, netuid)
    keys.ensure_owns(s, coldkey, hotkey)

    collateral.set_floor(s, netuid, hotkey, coldkey, min_locked)
    s.emit(MinCollateralSet(netuid, hotkey, min_locked))
