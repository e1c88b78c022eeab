"""Proof of work: a seat for computation instead of TAO, so that a key that owns nothing can begin.

The work is a hash over subnet, a recent block, the two keys and a nonce, so it serves these keys there and then only. It
replaces payment, fee and collateral. How hard it is falls every block and rises with every registration by work, by the
same two settings as the price.

Source: spec 475
Source: subnets/registration.rs update_registration_prices_for_networks, hash_meets_difficulty
"""

from __future__ import annotations

from typing import Final

from taonet.crypto.hashing import keccak_256, sha2_256
from taonet.frame.call import Arguments
from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId, BlockNumber, NetUid
from taonet.runtime.pallets.subtensor.accounts import keys
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.errors import (
    CannotUseSystemAccount,
    NonAssociatedColdKey,
    NoNeuronIdAvailable,
    RegistrationNotPermittedOnRootSubnet,
    SubNetRegistrationDisabled,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.math.registration_cost import bumped_price, decayed_price
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration.errors import (
    HotKeyAlreadyRegisteredInSubNet,
    InvalidDifficulty,
    InvalidSeal,
    InvalidWorkBlock,
    TooManyRegistrationsThisBlock,
)
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.constants import MAX_STAKING_HOTKEYS
from taonet.runtime.pallets.subtensor.staking.errors import TooManyStakingHotkeys
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import subnet_of_account
from taonet.runtime.pallets.system.storage import ZERO_HASH
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.types import ACCOUNT_ID, NET_UID
from taonet.scale import U64

DOMAIN: Final = b"subtensor-pow-register-v1"
MAX_AGE: Final = 5  # blocks from the one that was worked on to the one that registers
TAG: Final = b"pow-register"
_LIMIT: Final = 1 << 256


def seal_of(netuid: NetUid, block_hash: bytes, hotkey: AccountId, coldkey: AccountId, nonce: int) -> bytes:
    """Return the 32 bytes of work that follow from these."""
    said = DOMAIN + NET_UID.encode(netuid) + block_hash + hotkey + coldkey + U64.encode(nonce)
    return keccak_256(sha2_256(said))


def meets(work: bytes, difficulty: int) -> bool:
    """Tell whether work, read as a little-endian number, times the difficulty stays below 2^256."""
    return int.from_bytes(work, "little") * difficulty < _LIMIT


def difficulty_of(s: State, netuid: NetUid) -> int:
    """Return how hard work on a subnet is: within its bounds, whoever set them, and at least 1."""
    low, high = _bounds(s, netuid)
    return min(max(Hyperparameters.Difficulty.get(s, netuid), low), high)


def ease(s: State, netuid: NetUid, block: int) -> None:
    """Begin a block: let a subnet's difficulty fall as its price does. Root knows no work."""
    if netuid != ROOT:
        half_life = Hyperparameters.BurnHalfLife.get(s, netuid)
        difficulty = Hyperparameters.Difficulty.get(s, netuid)
        new = decayed_price(difficulty, half_life, *_bounds(s, netuid), block)
        if new != difficulty:
            Hyperparameters.Difficulty.put(s, netuid, new)


def harden(s: State, netuid: NetUid) -> None:
    """Raise a subnet's difficulty after a registration by work, by the factor that a paid one raises the price."""
    factor = Hyperparameters.BurnIncreaseMult.get(s, netuid)
    harder = bumped_price(Hyperparameters.Difficulty.get(s, netuid), factor, *_bounds(s, netuid))
    Hyperparameters.Difficulty.put(s, netuid, harder)


def check(
    s: State, coldkey: AccountId, netuid: NetUid, work_block: int, nonce: int, work: bytes, hotkey: AccountId
) -> None:
    """Refuse a registration by work that cannot be, for a fixed cost; whether a seat can be had shows in the block."""
    _ensure_open(s, netuid, hotkey)
    _ensure_fresh(s, work_block, hotkey)
    if work != seal_of(netuid, System.BlockHash.get(s, BlockNumber(work_block)), hotkey, coldkey, nonce):
        raise InvalidSeal
    if not meets(work, difficulty_of(s, netuid)):
        raise InvalidDifficulty
    _ensure_may_own(s, coldkey, hotkey)


def check_call(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse a call in the pool: it is free, so only work may bring it there."""
    check(s, who, *(arguments[name] for name in ("netuid", "work_block", "nonce", "work", "hotkey")))


def tags(_s: State, _who: AccountId, arguments: Arguments) -> tuple[bytes, ...]:
    """Return the tag of a hotkey's work on a block: the pool keeps one call for each."""
    return (TAG + ACCOUNT_ID.encode(arguments["hotkey"]) + U64.encode(arguments["work_block"]),)


def longevity(s: State, arguments: Arguments) -> int:
    """Return for how many more blocks the work is fresh."""
    return max(arguments["work_block"] + MAX_AGE - now(s), 0)


def use(s: State, work_block: int, hotkey: AccountId) -> None:
    """Note that a hotkey has used its work on a block: neither that nor older work serves it again."""
    Registration.LastPowRegistrationBlock.put(s, hotkey, work_block)


def _bounds(s: State, netuid: NetUid) -> tuple[int, int]:
    low = max(Hyperparameters.MinDifficulty.get(s, netuid), 1)
    return low, max(Hyperparameters.MaxDifficulty.get(s, netuid), low)


def _ensure_open(s: State, netuid: NetUid, hotkey: AccountId) -> None:
    if netuid == ROOT:
        raise RegistrationNotPermittedOnRootSubnet
    registry.ensure_exists(s, netuid)
    if not Subnets.NetworkPowRegistrationAllowed.get(s, netuid):
        raise SubNetRegistrationDisabled
    if Neurons.Uids.exists(s, netuid, hotkey):
        raise HotKeyAlreadyRegisteredInSubNet
    if Hyperparameters.MaxAllowedUids.get(s, netuid) == 0:
        raise NoNeuronIdAvailable
    limit = Hyperparameters.MaxRegistrationsPerBlock.get(s, netuid)
    if Registration.RegistrationsThisBlock.get(s, netuid) >= limit:
        raise TooManyRegistrationsThisBlock


def _ensure_fresh(s: State, work_block: int, hotkey: AccountId) -> None:
    last = Registration.LastPowRegistrationBlock.get(s, hotkey)
    if not 0 < now(s) - work_block <= MAX_AGE or (last is not None and work_block <= last):
        raise InvalidWorkBlock
    if System.BlockHash.get(s, BlockNumber(work_block)) == ZERO_HASH:
        raise InvalidWorkBlock


def _ensure_may_own(s: State, coldkey: AccountId, hotkey: AccountId) -> None:
    """Refuse what associating the hotkey would, and, as the call is free, lists that it would make too long."""
    if subnet_of_account(hotkey) is not None:
        raise CannotUseSystemAccount
    if keys.hotkey_exists(s, hotkey):
        if not keys.owns(s, coldkey, hotkey):
            raise NonAssociatedColdKey
        return
    for item in (Accounts.OwnedHotkeys, Accounts.StakingHotkeys):
        if len(item.get(s, coldkey)) >= MAX_STAKING_HOTKEYS:
            raise TooManyStakingHotkeys
