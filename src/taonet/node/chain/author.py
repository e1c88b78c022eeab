"""The author of blocks: the authority's key, and the shield keys that it announces and opens carriers with.

Every block of this author announces a fresh key. Users encrypt to it once the chain shows it as the next key, and it
opens their carriers in one block alone: the one that is built while the chain shows it as the pending key. A grace lets
it open for some blocks more. Keys are kept in memory only. After a restart the carriers under way cannot be opened; they
wait in the pool until their era ends, and cost nothing.

Source: polkadot-sdk/substrate/client/basic-authorship/src/basic_authorship.rs apply_extrinsics
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import final

from taonet.crypto.hashing import twox_128
from taonet.crypto.keys import Keypair, keypair_from_uri
from taonet.crypto.shield import KEY_HASH_LENGTH, ShieldKey, generate_shield_key, parse_shielded, unshield
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.node.chain.beacon import offered_pulses, offline_pulses
from taonet.node.chain.block import inherent
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.drand.types import Pulse
from taonet.runtime.pallets.shield.carriers import ciphertext_of
from taonet.runtime.transaction.extrinsic import Extrinsic, decode
from taonet.scale import Reader, ScaleError
from taonet.scale.numbers import read_compact

KEPT_KEYS = 32
"""Announced keys that are kept besides those of the grace: three blocks until one's turn, and some to go back in time."""

OFFERED = 128
"""Pulses that are kept until a block takes them."""

KEYS_AHEAD = 64
"""Keys that are made before they are needed, when there is nothing else to do: one takes a third of an empty block."""


@final
class BlockAuthor:
    """Signs blocks with one authority's key and opens the carriers that were made for it.

    With `seals` off it leaves headers unsigned, for engines that prove blocks in another way: a seal is different each
    time, so nodes that execute the same block could not agree on its hash. `grace` is for how many of its blocks after
    its turn a shield key still opens carriers; the real chain gives none.
    """

    def __init__(
        self,
        authority: Keypair,
        *,
        seals: bool = True,
        grace: int = 0,
        make_key: Callable[[], ShieldKey] = generate_shield_key,
    ) -> None:
        self._authority = authority
        self._seals = seals
        self._grace = grace
        self._make_key = make_key
        self._ahead: deque[ShieldKey] = deque()
        self._fresh: ShieldKey | None = None
        self._announcement = b""
        self._offered: deque[Pulse] = deque(maxlen=OFFERED)
        self.last_offered = 0
        """The newest round of the beacon that was offered."""
        self._announced: OrderedDict[bytes, ShieldKey] = OrderedDict()

    @property
    def account(self) -> AccountId:
        """Return the authority's public key."""
        return AccountId(self._authority.public)

    def inherents(self, s: State) -> list[bytes]:
        """Return the announcement of the next key, and pulses of an offline beacon.

        The key stays the same until it is in a committed block.
        """
        if self._fresh is None:
            self._fresh = self._ahead.popleft() if self._ahead else self._make_key()
        self._announcement = inherent(s.runtime, "MevShield", "announce_next_key", self._fresh.public)
        pulses = offline_pulses(s, self._authority) or offered_pulses(s, self._authority, tuple(self._offered))
        return [self._announcement, *pulses]

    def offer(self, pulse: Pulse) -> None:
        """Put a pulse of the beacon into the next block that can take it; from any thread."""
        self._offered.append(pulse)
        self.last_offered = max(self.last_offered, pulse.round)

    def offered_after(self, round_number: int) -> int:
        """Return how many pulses of rounds after this one wait for a block."""
        return sum(pulse.round > round_number for pulse in tuple(self._offered))

    def work_ahead(self) -> bool:
        """Make one key for later; tell whether more could be made."""
        if len(self._ahead) < KEYS_AHEAD:
            self._ahead.append(self._make_key())
        return len(self._ahead) < KEYS_AHEAD

    def committed(self, body: Sequence[bytes]) -> None:
        """Note what a committed block holds; once the announcement is in one, the next key is a new one."""
        fresh = self._fresh
        if fresh is None or self._announcement not in body:
            return
        self._announced[fresh.key_hash] = fresh
        self._fresh = None
        while len(self._announced) > KEPT_KEYS + self._grace:
            self._announced.popitem(last=False)

    def opens(self, carrier: Extrinsic, pending: bytes | None) -> bool:
        """Tell whether a carrier was made for the pending key, or for one whose turn was within the grace."""
        ciphertext = ciphertext_of(carrier.call)
        return ciphertext is not None and ciphertext[:KEY_HASH_LENGTH] in self._keys_in_turn(pending)

    def _keys_in_turn(self, pending: bytes | None) -> Sequence[bytes]:
        turn = None if pending is None else twox_128(pending)
        if turn not in self._announced:
            return ()
        hashes = list(self._announced)
        place = hashes.index(turn)
        return hashes[max(place - self._grace, 0) : place + 1]

    def unshield(self, runtime: Runtime, carrier: Extrinsic) -> bytes | None:
        """Return the signed transaction inside a carrier, byte for byte, or None when there is none.

        Unsigned contents are refused: only the author itself puts inherents into a block.
        """
        ciphertext = ciphertext_of(carrier.call)
        parts = None if ciphertext is None else parse_shielded(ciphertext)
        key = None if parts is None else self._announced.get(parts.key_hash)
        if parts is None or key is None:
            return None
        plain = unshield(key, parts)
        return None if plain is None else _signed_transaction(runtime, plain)

    def seal(self, header_hash: bytes) -> bytes | None:
        """Return the authority's sr25519 signature over the hash of a header that has no seal yet."""
        return self._authority.sign(header_hash) if self._seals else None


def _signed_transaction(runtime: Runtime, plain: bytes) -> bytes | None:
    """Cut the transaction at the end that its length announces, as the chain does: what follows is padding."""
    try:
        reader = Reader(plain)
        end = read_compact(reader, 32) + reader.position
        inner = decode(runtime, plain[:end])
    except ScaleError:
        return None
    return None if inner.signature is None else inner.raw


def author_from_uri(uri: str, *, seals: bool = True, grace: int = 0) -> BlockAuthor:
    """Return the author of a development key such as `//Alice`, or of any secret URI; raises `KeyUriError`."""
    return BlockAuthor(keypair_from_uri(uri), seals=seals, grace=grace)
