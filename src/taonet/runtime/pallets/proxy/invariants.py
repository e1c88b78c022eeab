"""Invariants of the proxy pallet, true after every block."""

from __future__ import annotations

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.runtime.pallets.proxy import deposits
from taonet.runtime.pallets.proxy.storage import Storage


def deposits_follow_their_lists(s: State) -> None:
    """Every list of delegates and of announcements has its deposit, and none is empty."""
    for who, (listed, deposit) in Storage.Proxies.items(s):
        if not listed or deposit != deposits.for_proxies(len(listed)):
            raise BrokenInvariant(f"0x{who.hex()}: {len(listed)} delegates and a deposit of {deposit} rao")
    for who, (pending, deposit) in Storage.Announcements.items(s):
        if not pending or deposit != deposits.for_announcements(len(pending)):
            raise BrokenInvariant(f"0x{who.hex()}: {len(pending)} announcements and a deposit of {deposit} rao")


def delegates_are_in_order(s: State) -> None:
    """Keep delegates in order, each once, and nobody its own."""
    for who, (listed, _) in Storage.Proxies.items(s):
        if listed != sorted(set(listed)) or any(one.delegate == who for one in listed):
            raise BrokenInvariant(f"0x{who.hex()}: its delegates are {listed}")
