"""Access: which hotkeys may call a miner, and which endpoints a validator may call.

A miner answers the hotkeys that the chain lets validate on its subnet, and lists of
its own say who is served besides and who never. The list is read from the metagraph
and read again from time to time; while the chain cannot be reached, the last list
stays in force.
"""

import ipaddress
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bittensor_core import ss58_decode

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
    def incentive(self) -> float:
        """Return its share of what miners are paid."""
        ...

    @property
    def last_update(self) -> int:
        """Return the block of its last weights."""
        ...


@dataclass
class Access:
    """The hotkeys that may call now, each with its stake in rao; nobody until first read.

    `read_at` is when they were last read (monotonic).
    """

    callers: Mapping[str, int] = field(default_factory=dict[str, int])
    denied: frozenset[str] = frozenset()
    read_at: float | None = None

    def refusal(self, hotkey_ss58: str) -> str | None:
        """Return why a hotkey may not give work here, or None if it may."""
        if hotkey_ss58 in self.denied:
            return "this hotkey is on this miner's list of those that it does not serve"
        if hotkey_ss58 not in self.callers:
            return "this hotkey may not give work here (no validator permit or stake)"
        return None

    def stake_of(self, hotkey_ss58: str) -> int:
        """Return a caller's stake, which is its rank when there is too much work."""
        return self.callers.get(hotkey_ss58, 0)


@dataclass(frozen=True)
class Lists:
    """Hotkeys that are served whatever the chain says, and those that never are."""

    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Callers:
    """A reading of who may call: from the chain and from the lists."""

    stakes: Mapping[str, int]
    denied: frozenset[str] = frozenset()


def permitted_callers(
    neurons: Iterable[NeuronRow], *, need_permit: bool, min_stake_rao: int, lists: Lists = Lists()
) -> Callers:
    """Return who may call: permit held (if asked for) and stake enough, or allowed by name; never who is denied."""
    stakes = dict.fromkeys(lists.allowed, 0)
    for neuron in neurons:
        stake = neuron.total_stake.rao
        validates = (neuron.validator_permit or not need_permit) and stake >= min_stake_rao
        if validates or neuron.hotkey in lists.allowed:
            stakes[neuron.hotkey] = stake
    return Callers({hotkey: stake for hotkey, stake in stakes.items() if hotkey not in lists.denied}, lists.denied)


def hotkeys_in(text: str) -> frozenset[str]:
    """Return the hotkeys in a text: between commas or on lines of their own, with comments after #."""
    hotkeys = frozenset(filter(None, re.split(r"[,\s]+", re.sub(r"#.*", "", text))))
    for hotkey in hotkeys:
        try:
            ss58_decode(hotkey)
        except ValueError as error:
            raise ValueError(
                f"{hotkey[:60]!r} is no hotkey: an SS58 address as `btcli wallet list` shows it"
            ) from error
    return hotkeys


def read_lists(allow: str, allow_file: Path | None, deny: str, deny_file: Path | None) -> Lists:
    """Return the lists in options and files; raise `ValueError` or `OSError` with what is wrong, and where."""
    return Lists(_listed("allow", allow, allow_file), _listed("deny", deny, deny_file))


def _listed(option: str, text: str, file: Path | None) -> frozenset[str]:
    try:
        found = hotkeys_in(text)
    except ValueError as error:
        raise ValueError(f"--{option}: {error}") from error
    if file is None:
        return found
    try:
        return found | hotkeys_in(file.expanduser().read_text())
    except OSError as error:
        raise OSError(f"--{option}-file {file}: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"--{option}-file {file}: {error}") from error


async def keep_fresh(
    access: Access,
    read: Callable[[], Awaitable[Callers]],
    *,
    every_seconds: float,
    sleep: Sleep,
    log: Log,
) -> None:
    """Read who may call again and again, until cancelled; `read` retries by itself."""
    while True:
        await sleep(every_seconds)
        take_over(access, await read(), log)


def take_over(access: Access, found: Callers, log: Log) -> None:
    """Let those call who were found, from now on."""
    first, access.read_at = access.read_at is None, time.monotonic()
    if first or found.stakes.keys() != access.callers.keys() or found.denied != access.denied:
        log("callers", count=len(found.stakes), denied=len(found.denied))
    access.callers, access.denied = found.stakes, found.denied


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
