"""Safe mode: until it ends, only what keeps the chain going and the way out of it can be called.

Source: polkadot-sdk/substrate/frame/safe-mode/src/lib.rs do_enter, do_extend, do_exit, do_release, do_force_deposit
Source: polkadot-sdk/substrate/frame/safe-mode/src/lib.rs is_allowed, on_initialize
Source: polkadot-sdk/substrate/frame/safe-mode/src/weights.rs on_initialize_noop, on_initialize_exit
Source: runtime/src/lib.rs SafeModeWhitelistedCalls
"""

from __future__ import annotations

from taonet.frame.call import RuntimeCall
from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.primitives.arithmetic import U32_MAX
from taonet.primitives.ids import AccountId, BlockNumber
from taonet.runtime.pallets.balances import holds
from taonet.runtime.pallets.balances.types import HeldBySafeMode
from taonet.runtime.pallets.safe_mode import events
from taonet.runtime.pallets.safe_mode.errors import CurrencyError, Entered, Exited, NoDeposit, NotConfigured
from taonet.runtime.pallets.safe_mode.storage import Storage
from taonet.runtime.pallets.safe_mode.types import ExitReason
from taonet.runtime.pallets.system.blocks import block_number
from taonet.runtime.pallets.system.errors import CallFiltered

_REASON = HeldBySafeMode()

VOTING = frozenset({"Referenda", "ConvictionVoting", "ValidatorVotes"})
"""Pallets of chains with votes. There votes alone lead out of safe mode, and nothing may pass because nobody can vote."""

OPEN_PALLETS = frozenset({"Sudo", "Multisig", "System", "SafeMode", "Timestamp"}) | VOTING
OPEN_CALLS = frozenset(
    {("SubtensorModule", "set_weights"), ("SubtensorModule", "serve_axon"), ("Commitments", "set_commitment")}
)

_IDLE = reads_writes(733_000, 1, 0, 1_489)
_EXIT = reads_writes(4_926_000, 1, 1, 1_489)


def refuse_in_safe_mode(s: State, call: RuntimeCall) -> None:
    """Refuse a call that safe mode does not let through."""
    if Storage.EnteredUntil.exists(s) and not is_open(s, call):
        raise CallFiltered


def is_open(s: State, call: RuntimeCall) -> bool:
    """Tell whether safe mode lets a call through."""
    name = s.runtime.name_of(call.call)
    return name[0] in OPEN_PALLETS or name in OPEN_CALLS


def enter(s: State, blocks: int) -> None:
    """Enter safe mode for so many blocks after this one."""
    if Storage.EnteredUntil.exists(s):
        raise Entered

    until = min(block_number(s) + blocks, U32_MAX)
    Storage.EnteredUntil.put(s, until)
    s.emit(events.Entered(until))


def extend(s: State, blocks: int) -> None:
    """Let safe mode last so many blocks longer."""
    until = min(_until(s) + blocks, U32_MAX)
    Storage.EnteredUntil.put(s, until)
    s.emit(events.Extended(until))


def leave(s: State, reason: ExitReason) -> None:
    """End safe mode."""
    _until(s)

    Storage.EnteredUntil.kill(s)
    s.emit(events.Exited(reason))


def enter_for_a_deposit(s: State) -> None:
    """Refuse to enter safe mode for a deposit: this chain takes none."""
    if Storage.EnteredUntil.exists(s):
        raise Entered
    raise NotConfigured


def extend_for_a_deposit(s: State) -> None:
    """Refuse to extend safe mode for a deposit: this chain takes none."""
    _until(s)
    raise NotConfigured


def release_after_a_while(s: State, who: AccountId, block: int) -> None:
    """Refuse to release a deposit to whoever asks: there is no delay after which this chain would."""
    if not Storage.Deposits.exists(s, who, block):
        raise NoDeposit
    if Storage.EnteredUntil.exists(s):
        raise Entered
    raise NotConfigured


def release(s: State, who: AccountId, block: int) -> None:
    """Give a deposit back, as far as it is there."""
    amount = Storage.Deposits.get(s, who, block)
    if amount is None:
        raise NoDeposit
    try:
        freed = holds.release(s, _REASON, who, amount, exact=False)
    except DispatchError as refusal:
        raise CurrencyError from refusal

    Storage.Deposits.remove(s, who, block)
    s.emit(events.DepositReleased(who, freed))


def slash(s: State, who: AccountId, block: int) -> None:
    """Burn a deposit, as far as it is there."""
    amount = Storage.Deposits.get(s, who, block)
    if amount is None:
        raise NoDeposit
    try:
        holds.burn_held(s, _REASON, who, amount)
    except DispatchError as refusal:
        raise CurrencyError from refusal

    Storage.Deposits.remove(s, who, block)
    s.emit(events.DepositSlashed(who, amount))


def on_initialize(s: State, number: BlockNumber) -> Weight:
    """End safe mode behind its last block."""
    until = Storage.EnteredUntil.get(s)
    if until is None or number <= until:
        return _IDLE
    leave(s, ExitReason.Timeout)
    return _EXIT


def _until(s: State) -> int:
    until = Storage.EnteredUntil.get(s)
    if until is None:
        raise Exited
    return until
