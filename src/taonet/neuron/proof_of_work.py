"""Registering by proof of work, with the official client: search on all cores, and send what was found while it is fresh.

The search is the client's own native one; what is added here is that it tells how it goes, follows the chain's head and
the difficulty, and begins anew when a proof came too late or others were faster in the same block.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, cast, final

import bittensor as bt
import bittensor_core
import msgspec
from bittensor.pow_registration import MAX_WORK_AGE_BLOCKS, registration_prefix, registration_seal

from taonet.neuron.market import NeuronFailure
from taonet.neuron.steps import Client, StepRefused, execute

CHUNK: Final = 20_000
"""Tries of one thread between two looks at the clock."""
LOOK_SECONDS: Final = 1.0
"""How often the chain is asked for its head meanwhile."""
ATTEMPTS: Final = 5
NONCES: Final = 1 << 64

_Module = bt.storage.SubtensorModule
_native_search = cast(
    "Callable[[bytes, int, int, int], tuple[int, bytes] | None]",
    bittensor_core.pow_mine_cpu,  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]  # no types
)
"""Tries so many nonces from the first on, without holding the interpreter."""


@final
class Search(msgspec.Struct, frozen=True):
    """How a search goes: tries so far and since when, and how many it takes on average."""

    tries: int
    seconds: float
    difficulty: int
    block: int

    @property
    def rate(self) -> float:
        """Return the tries of a second."""
        return self.tries / self.seconds if self.seconds > 0 else 0.0


@final
class Seat(msgspec.Struct, frozen=True):
    """What the work was for: the uid, and what it took."""

    netuid: int
    uid: int
    hotkey: str
    block: int
    search: Search


@final
class _Challenge(msgspec.Struct, frozen=True):
    block: int
    prefix: bytes
    difficulty: int


def register_by_work(
    client: Client,
    netuid: int,
    wallet: Any,
    *,
    threads: int,
    max_seconds: float,
    report: Callable[[Search], object] = lambda _: None,
    clock: Callable[[], float] = time.monotonic,
) -> Seat:
    """Search for work, register the wallet's hotkey with it, and return its seat.

    Raises `NeuronFailure` where the subnet takes no work, the hotkey has a seat, the time is over, or the chain refuses.
    """
    hotkey, coldkey = wallet.hotkey.ss58_address, wallet.coldkeypub.ss58_address
    begun, tries, late = clock(), 0, 0
    while late < ATTEMPTS:
        challenge, nonce, tries = _search(
            client, netuid, hotkey, coldkey, threads, begun, tries, max_seconds, report, clock
        )
        intent = bt.PowRegister(
            netuid=netuid,
            work_block=challenge.block,
            nonce=nonce,
            work_hex=registration_seal(challenge.prefix, nonce).hex(),
            hotkey_ss58=hotkey,
        )
        try:
            execute(client, intent, wallet)
        except StepRefused:
            if _crowded(client, netuid) and clock() - begun < max_seconds:
                client.wait_for_block()
                continue
            late += 1
            if (
                client.block - challenge.block < MAX_WORK_AGE_BLOCKS
                and client.query(_Module.Difficulty, [netuid]) <= challenge.difficulty
            ):
                raise  # it was fresh and hard enough: the refusal is about something else
            continue
        uid = client.neurons.uid(hotkey_ss58=hotkey, netuid=netuid)
        search = Search(tries, clock() - begun, challenge.difficulty, challenge.block)
        return Seat(netuid, int(uid), hotkey, client.block, search)
    raise NeuronFailure(f"{ATTEMPTS} proofs came too late: the chain is faster than they reach it")


def _search(
    client: Client,
    netuid: int,
    hotkey: str,
    coldkey: str,
    threads: int,
    begun: float,
    tries: int,
    max_seconds: float,
    report: Callable[[Search], object],
    clock: Callable[[], float],
) -> tuple[_Challenge, int, int]:
    """Return a challenge and the nonce that meets it, and how many tries there were by then."""
    with ThreadPoolExecutor(threads) as pool:
        while True:
            challenge = _challenge(client, netuid, hotkey, coldkey)
            looked = clock()
            while clock() - looked < LOOK_SECONDS:
                starts = [secrets.randbelow(NONCES - CHUNK) for _ in range(threads)]
                found = list(pool.map(partial(_mine, challenge), starts))
                tries += CHUNK * threads
                elapsed = clock() - begun
                report(Search(tries, elapsed, challenge.difficulty, challenge.block))
                nonce = next((one for one in found if one is not None), None)
                if nonce is not None:
                    return challenge, nonce, tries
                if elapsed > max_seconds:
                    raise NeuronFailure(
                        f"no proof found in {max_seconds:g} s, in {tries:,} tries; the difficulty is "
                        f"{challenge.difficulty:,}, which takes as many tries on average"
                    )


def _challenge(client: Client, netuid: int, hotkey: str, coldkey: str) -> _Challenge:
    """Return what is to be worked on now; refuse what no work would help."""
    head = int(client.block)
    info = client.block_info(head)

    def read(item: Any) -> Any:
        return client.query(item, [netuid], block=head)

    if not read(_Module.NetworksAdded):
        raise NeuronFailure(f"there is no subnet {netuid}: `btcli subnets list` shows those that there are")
    if not read(_Module.NetworkPowRegistrationAllowed):
        raise NeuronFailure(
            f"subnet {netuid} takes no work: its owner has not opened this way. `btcli subnets register` pays for a seat"
        )
    if client.neurons.uid(hotkey_ss58=hotkey, netuid=netuid) is not None:
        raise NeuronFailure(f"hotkey {hotkey} has a seat on subnet {netuid} already")
    low = max(int(read(_Module.MinDifficulty)), 1)
    high = max(int(read(_Module.MaxDifficulty)), low)
    difficulty = min(max(int(read(_Module.Difficulty)), low), high)
    return _Challenge(head, registration_prefix(netuid, info.hash, hotkey, coldkey), difficulty)


def _crowded(client: Client, netuid: int) -> bool:
    """Tell whether the newest block has registered as many as a block may: until the next one, the pool takes no more."""
    return client.query(_Module.RegistrationsThisBlock, [netuid]) >= client.query(
        _Module.MaxRegistrationsPerBlock, [netuid]
    )


def _mine(challenge: _Challenge, start: int) -> int | None:
    found = _native_search(challenge.prefix, challenge.difficulty, start, CHUNK)
    return None if found is None else found[0]
