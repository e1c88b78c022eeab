"""Calls of safe mode. Whoever is not root may do nothing here on this chain; the calls are the real chain's.

Source: polkadot-sdk/substrate/frame/safe-mode/src/lib.rs enter, force_enter, extend, force_extend, force_exit
Source: polkadot-sdk/substrate/frame/safe-mode/src/lib.rs force_slash_deposit, release_deposit, force_release_deposit
Source: runtime/src/lib.rs RootEnterDuration, RootExtendDuration
"""

from __future__ import annotations

from taonet.frame.call import call
from taonet.frame.origin import Origin, ensure_root, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.runtime.pallets.safe_mode import mode
from taonet.runtime.pallets.safe_mode.storage import ROOT_ENTERS_FOR, ROOT_EXTENDS_BY
from taonet.runtime.pallets.safe_mode.types import ExitReason
from taonet.runtime.types import account, block_number

_MODE, _DEPOSIT = 1_489, 3_892
"""Bytes of proof for the mode, and for a deposit."""


@call(index=0, weight=reads_writes(44_471_000, 2, 3, _DEPOSIT))
def enter(s: State, origin: Origin) -> None:
    """Enter safe mode for a deposit. Refused: on this chain only root enters it."""
    ensure_signed(origin)
    mode.enter_for_a_deposit(s)


@call(index=1, weight=reads_writes(5_200_000, 1, 1, _MODE))
def force_enter(s: State, origin: Origin) -> None:
    """Enter safe mode for 7,200 blocks. Root only."""
    ensure_root(origin)
    mode.enter(s, ROOT_ENTERS_FOR)


@call(index=2, weight=reads_writes(46_411_000, 2, 3, _DEPOSIT))
def extend(s: State, origin: Origin) -> None:
    """Extend safe mode for a deposit. Refused: on this chain only root extends it."""
    ensure_signed(origin)
    mode.extend_for_a_deposit(s)


@call(index=3, weight=reads_writes(7_011_000, 1, 1, _MODE))
def force_extend(s: State, origin: Origin) -> None:
    """Extend safe mode by 3,600 blocks. Root only."""
    ensure_root(origin)
    mode.extend(s, ROOT_EXTENDS_BY)


@call(index=4, weight=reads_writes(6_180_000, 1, 1, _MODE))
def force_exit(s: State, origin: Origin) -> None:
    """End safe mode at once. Root only."""
    ensure_root(origin)
    mode.leave(s, ExitReason.Force)


@call(index=5, weight=reads_writes(28_905_000, 2, 2, _DEPOSIT))
def force_slash_deposit(s: State, origin: Origin, account: account, block: block_number) -> None:
    """Burn an account's deposit of a block. Root only."""
    ensure_root(origin)
    mode.slash(s, account, block)


@call(index=6, weight=reads_writes(37_735_000, 3, 2, _DEPOSIT))
def release_deposit(s: State, origin: Origin, account: account, block: block_number) -> None:
    """Give an account's deposit of a block back. Refused: on this chain only root does."""
    ensure_signed(origin)
    mode.release_after_a_while(s, account, block)


@call(index=7, weight=reads_writes(36_454_000, 2, 2, _DEPOSIT))
def force_release_deposit(s: State, origin: Origin, account: account, block: block_number) -> None:
    """Give an account's deposit of a block back. Root only."""
    ensure_root(origin)
    mode.release(s, account, block)
