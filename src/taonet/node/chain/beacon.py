"""The author's part in the beacon: pulses that it puts into its blocks as unsigned extrinsics.

Pulses of a real beacon come from whoever fetches them. On a chain that listens to the offline beacon the author makes them. Only rounds are brought that something on the chain
waits for: a pulse takes 10 ms to check and 200 bytes to keep, and a fast chain passes hundreds of rounds a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from taonet.crypto import beacon
from taonet.crypto.keys import Keypair
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.node.chain.block import inherent
from taonet.runtime.pallets.commitments.revealing import awaited_rounds
from taonet.runtime.pallets.drand.offline import SECRET, is_offline
from taonet.runtime.pallets.drand.rounds import round_at
from taonet.runtime.pallets.drand.storage import Storage as Drand
from taonet.runtime.pallets.drand.types import PULSES_PAYLOAD, Pulse, PulsesPayload
from taonet.runtime.pallets.subtensor.weights.storage import WeightCommitsStorage
from taonet.runtime.pallets.system.blocks import block_number
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp
from taonet.runtime.signers import Sr25519, Sr25519Public

MOST_IN_BLOCK: Final = 32


def offline_pulses(s: State, author: Keypair) -> list[bytes]:
    """Return the pulses that the open block can bring: of rounds that passed by its clock, and that something waits for."""
    config = Drand.BeaconConfig.get(s)
    if not is_offline(config):
        return []
    last, reached = Drand.LastStoredRound.get(s), round_at(config, Timestamp.Now.get(s))
    due = sorted({number for number in _awaited(s) if last < number <= reached})
    return [bring(s.runtime, author, block_number(s), _pulse(number)) for number in islice(due, MOST_IN_BLOCK)]


def offered_pulses(s: State, author: Keypair, offered: Iterable[Pulse]) -> list[bytes]:
    """Return the pulses that were fetched and that the chain does not have yet, in the order of their rounds."""
    last = Drand.LastStoredRound.get(s)
    new = sorted((pulse for pulse in offered if pulse.round > last), key=lambda pulse: pulse.round)
    return [bring(s.runtime, author, block_number(s), pulse) for pulse in new[:MOST_IN_BLOCK]]


def bring(runtime: Runtime, author: Keypair, number: int, pulse: Pulse) -> bytes:
    """Return the unsigned extrinsic in which an author brings a pulse."""
    payload = PulsesPayload(number, [pulse], Sr25519Public(author.public))
    signature = Sr25519(author.sign(PULSES_PAYLOAD.encode(payload)))
    return inherent(runtime, "Drand", "write_pulse", payload, signature)


def _awaited(s: State) -> Iterator[int]:
    for _, commits in WeightCommitsStorage.TimelockedWeightCommits.items(s):
        for _, _, _, round_number in commits:
            yield round_number
    yield from awaited_rounds(s)


def _pulse(number: int) -> Pulse:
    signature = beacon.sign(SECRET, number)
    return Pulse(number, beacon.randomness(signature), signature)
