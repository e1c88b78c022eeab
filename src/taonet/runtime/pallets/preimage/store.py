"""What a preimage goes through: it is noted, asked for, given up, and removed when nobody asks for it any more.

Whoever notes one that nobody asks for pays a deposit, which is held until it is given up. The chain itself pays nothing.

Source: polkadot-sdk/substrate/frame/preimage/src/lib.rs note_bytes, do_request_preimage, do_unnote_preimage
Source: polkadot-sdk/substrate/frame/preimage/src/lib.rs do_unrequest_preimage, do_ensure_updated, len, fetch
Source: polkadot-sdk/substrate/frame/support/src/traits/tokens/fungible/mod.rs HoldConsideration
Source: runtime/src/lib.rs PreimageBaseDeposit, PreimageByteDeposit
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.crypto.hashing import blake2_256
from taonet.frame.error import DispatchError, Exhausted, Unavailable
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import U32_MAX
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.pallets.balances import holds
from taonet.runtime.pallets.balances.reserves import unreserve
from taonet.runtime.pallets.balances.types import HeldByPreimage
from taonet.runtime.pallets.preimage import events
from taonet.runtime.pallets.preimage.errors import AlreadyNoted, NotAuthorized, NotNoted, NotRequested, TooBig
from taonet.runtime.pallets.preimage.storage import MAX_SIZE, Storage
from taonet.runtime.pallets.preimage.types import OldUnrequested, Requested, RequestStatus, Unrequested

BASE_DEPOSIT = Tao(104_000_000)
BYTE_DEPOSIT = Tao(1_000_000)
_REASON = HeldByPreimage()


def deposit_for(length: int) -> Tao:
    """Return what is held for a preimage of this length."""
    return Tao(BASE_DEPOSIT + BYTE_DEPOSIT * length)


def status_of(s: State, key: Hash) -> RequestStatus | None:
    """Return what is known of a preimage, None for nothing; the older form is brought up to date."""
    update(s, key)
    return Storage.RequestStatusFor.get(s, key)


def note(s: State, data: bytes) -> Hash:
    """Store a preimage for the chain itself, which so asks for it once, and return its hash. `Exhausted`: too long."""
    try:
        return note_bytes(s, data, None)[1]
    except TooBig as refusal:
        raise Exhausted from refusal


def note_bytes(s: State, data: bytes, depositor: AccountId | None) -> tuple[bool, Hash]:
    """Store a preimage; return whether the chain asks for it, and its hash. Without a depositor it does from now on."""
    if len(data) > MAX_SIZE:
        raise TooBig
    key = Hash(blake2_256(data))
    status = status_of(s, key)
    if isinstance(status, Requested):
        status = replace(status, maybe_len=len(data))
    elif isinstance(status, Unrequested):
        if depositor is not None:
            raise AlreadyNoted
        status = Requested(status.ticket, 1, len(data))
    elif depositor is None:
        status = Requested(None, 1, len(data))
    else:
        status = Unrequested((depositor, _take_deposit(s, depositor, len(data))), len(data))

    Storage.RequestStatusFor.put(s, key, status)
    Storage.PreimageFor.put(s, (key, len(data)), data)
    s.emit(events.Noted(key))
    return isinstance(status, Requested), key


def request(s: State, key: Hash) -> None:
    """Ask for a preimage once more; from now on it stays until it is asked for no more."""
    status = status_of(s, key)
    if isinstance(status, Requested):
        Storage.RequestStatusFor.put(s, key, replace(status, count=min(status.count + 1, U32_MAX)))
        return
    noted = Requested(None, 1, None) if status is None else Requested(status.ticket, 1, status.len)
    Storage.RequestStatusFor.put(s, key, noted)
    s.emit(events.Requested(key))


def unrequest(s: State, key: Hash) -> None:
    """Ask for a preimage once less. After the last time it is removed, or is its depositor's again (`NotRequested`)."""
    status = status_of(s, key)
    if not isinstance(status, Requested):
        raise NotRequested
    if status.count > 1:
        Storage.RequestStatusFor.put(s, key, replace(status, count=status.count - 1))
    elif status.maybe_len is None:
        Storage.RequestStatusFor.remove(s, key)
    elif status.maybe_ticket is None:
        _clear(s, key, status.maybe_len)
    else:
        Storage.RequestStatusFor.put(s, key, Unrequested(status.maybe_ticket, status.maybe_len))


def unnote(s: State, key: Hash, owner: AccountId | None) -> None:
    """Give a preimage up: its deposit goes back, and it is removed unless the chain asks for it.

    Only who paid for it may, or root (None), whose giving up of one that nobody paid for takes one request back.
    """
    status = status_of(s, key)
    if status is None:
        raise NotNoted
    ticket = status.ticket if isinstance(status, Unrequested) else status.maybe_ticket
    if owner is not None and (ticket is None or ticket[0] != owner):
        raise NotAuthorized

    if ticket is None:
        unrequest(s, key)
        return
    _give_deposit_back(s, *ticket)
    if isinstance(status, Unrequested):
        _clear(s, key, status.len)
    else:
        Storage.RequestStatusFor.put(s, key, replace(status, maybe_ticket=None))


def is_requested(s: State, key: Hash) -> bool:
    """Tell whether the chain asks for a preimage."""
    return isinstance(status_of(s, key), Requested)


def is_noted_and_requested(s: State, data: bytes) -> bool:
    """Tell whether this very preimage is stored, and the chain asks for it."""
    status = Storage.RequestStatusFor.get(s, Hash(blake2_256(data)))
    return isinstance(status, Requested) and status.maybe_len is not None


def length_of(s: State, key: Hash) -> int | None:
    """Return the length of a stored preimage, None where none is stored."""
    status = status_of(s, key)
    if status is None:
        return None
    return status.len if isinstance(status, Unrequested) else status.maybe_len


def fetch(s: State, key: Hash, length: int | None = None) -> bytes:
    """Return a stored preimage; its length is looked up unless given (`Unavailable`)."""
    length = length_of(s, key) if length is None else length
    data = None if length is None else Storage.PreimageFor.get(s, (key, length))
    if data is None:
        raise Unavailable
    return data


def update(s: State, key: Hash) -> bool:
    """Bring what is known of a preimage from the older form to the newer one: the deposit is held and not reserved.

    Tells whether there was something to bring. As on the real chain, where the deposit cannot be held the entry is lost.
    """
    old = Storage.StatusFor.take(s, key)
    if old is None:
        return False
    ticket = None
    if old.deposit is not None:
        who, reserved = old.deposit
        unreserve(s, who, reserved)
        if old.len is not None:
            try:
                ticket = (who, _take_deposit(s, who, old.len))
            except DispatchError:
                return True
    if isinstance(old, OldUnrequested):
        if ticket is not None:
            Storage.RequestStatusFor.put(s, key, Unrequested(ticket, old.len))
    else:
        Storage.RequestStatusFor.put(s, key, Requested(ticket, old.count, old.len))
    return True


def _take_deposit(s: State, who: AccountId, length: int) -> Tao:
    amount = deposit_for(length)
    holds.hold(s, _REASON, who, amount)
    return amount


def _give_deposit_back(s: State, who: AccountId, amount: Tao) -> None:
    """Free a deposit as far as it can be freed; upstream does not mind where it cannot."""
    try:
        holds.release(s, _REASON, who, amount, exact=False)
    except DispatchError:
        return


def _clear(s: State, key: Hash, length: int) -> None:
    Storage.PreimageFor.remove(s, (key, length))
    Storage.RequestStatusFor.remove(s, key)
    s.emit(events.Cleared(key))
