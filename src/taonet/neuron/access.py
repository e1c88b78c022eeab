"""Access: which hotkeys may call a miner, and which endpoints a validator may call.

A miner answers the hotkeys that the chain lets validate on its subnet. The list
is read from the metagraph and read again from time to time; while the chain
cannot be reached, the last list stays in force.
"""

import ipaddress
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from taonet.neuron.log import Log

Sleep = Callable[[float], Awaitable[None]]


class Stake(Protocol):
    """An amount as the official client gives it."""

    @property
    def rao(self) -> int:
        """Return the amount in rao."""
        ...


class NeuronRow(Protocol):
    """The columns of the metagraph that the framework reads."""

    @property
    def uid(self) -> int:
        """Return the uid."""
        ...

    @property
    def hotkey(self) -> str:
        """Return the hotkey, as an SS58 address."""
        ...

    @property
    def coldkey(self) -> str:
        """Return who owns the hotkey, as an SS58 address."""
        ...

    @property
    def validator_permit(self) -> bool:
        """Return whether the chain lets it set weights."""
        ...

    @property
    def total_stake(self) -> Stake:
        """Return its stake on the subnet."""
        ...

    @property
    def axon(self) -> str | None:
        """Return the published `ip:port`, or None."""
        ...

    @property
    def last_update(self) -> int:
        """Return the block of its last weights."""
        ...


@dataclass
class Access:
    """The hotkeys that may call now; empty until first read. `read_at` is when they were last read (monotonic)."""

    allowed: frozenset[str] = field(default_factory=frozenset[str])
    read_at: float | None = None

    def permits(self, hotkey_ss58: str) -> bool:
        """Tell whether a hotkey may give work."""
        return hotkey_ss58 in self.allowed


def permitted_callers(neurons: Iterable[NeuronRow], *, need_permit: bool, min_stake_rao: int) -> frozenset[str]:
    """Return the hotkeys that validate: permit held (if asked for) and stake enough."""
    return frozenset(
        neuron.hotkey
        for neuron in neurons
        if (neuron.validator_permit or not need_permit) and neuron.total_stake.rao >= min_stake_rao
    )


async def keep_fresh(
    access: Access,
    read: Callable[[], Awaitable[frozenset[str]]],
    *,
    every_seconds: float,
    sleep: Sleep,
    log: Log,
) -> None:
    """Read the list again and again, until cancelled; `read` retries by itself."""
    while True:
        await sleep(every_seconds)
        allowed = await read()
        access.read_at = time.monotonic()
        if allowed != access.allowed:
            log("callers", count=len(allowed))
            access.allowed = allowed


def is_callable_endpoint(endpoint: str, *, allow_local: bool) -> bool:
    """Tell whether a published `ip:port` is one a validator should connect to.

    Miners choose what they publish. Unless `allow_local`, addresses inside the
    validator's own machine or network are refused, so that a miner cannot make
    it send requests there.
    """
    host, _, port = endpoint.rpartition(":")
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    if not port.isdecimal() or not 1 <= int(port) <= 65_535:
        return False
    if address.is_multicast or address.is_unspecified:
        return False
    return allow_local or address.is_global
