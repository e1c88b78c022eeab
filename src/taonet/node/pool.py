"""The transaction pool: what waits to enter a block, ready or not yet.

A signed transaction is known by its account and nonce. It is *ready* when all smaller nonces down to the account's own
are ready too, else it is *future*. The error codes and texts are those of Substrate's `author` namespace.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import final

from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.primitives.ids import AccountId

Listener = Callable[[str | dict[str, object]], None]
"""Gets a transaction's statuses as the wire shows them: a word, or a word with its value."""


TOO_LOW_PRIORITY = "The transaction has too low priority to replace another transaction already in the pool."


class PoolError(Exception):
    """The pool refuses a transaction; `code` and `data` are those of the RPC answer."""

    def __init__(self, code: int, message: str, data: str | None = None) -> None:
        super().__init__(message if data is None else f"{message}: {data}")
        self.code = code
        self.message = message
        self.data = data


@final
@dataclass(slots=True)
class Waiting:
    """A transaction in the pool."""

    raw: bytes
    hash: bytes
    who: AccountId
    nonce: int
    priority: int
    dies_at: int
    """First block in which its signature is no longer good."""
    tags: tuple[bytes, ...] = ()
    """Of what is ready, only one may carry each of these. They are an account's own, and its calls with one are alike."""
    arrival: int = 0
    ready: bool = False
    listeners: list[Listener] = field(default_factory=list[Listener])

    def tell(self, status: str | dict[str, object]) -> None:
        """Send a status to everyone who watches."""
        for listener in tuple(self.listeners):
            listener(status)


@final
@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the pool, as the real node's defaults."""

    ready_count: int = 8_192
    ready_bytes: int = 20 * 1024 * 1024
    future_count: int = 512
    future_bytes: int = 1024 * 1024
    ban_blocks: int = 30


@final
class Pool:
    """Waiting transactions by account and nonce."""

    def __init__(self, nonce_of: Callable[[AccountId], int], limits: Limits | None = None) -> None:
        self._nonce_of = nonce_of
        self.limits = limits or Limits()
        self._by_hash: dict[bytes, Waiting] = {}
        self._by_account: dict[AccountId, dict[int, Waiting]] = {}
        self._next: dict[AccountId, int] = {}
        self._by_tag: dict[bytes, Waiting] = {}
        self._ready_count = 0
        self._ready_bytes = 0
        self._bytes = 0
        self._arrivals = 0
        self._banned: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._by_hash)

    @property
    def ready_count(self) -> int:
        """Return how many transactions could enter the next block."""
        return self._ready_count

    @property
    def future_count(self) -> int:
        """Return how many wait for a smaller nonce."""
        return len(self._by_hash) - self._ready_count

    @property
    def size_in_bytes(self) -> int:
        """Return the bytes of all waiting transactions."""
        return self._bytes

    def get(self, tx_hash: bytes) -> Waiting | None:
        """Return a waiting transaction."""
        return self._by_hash.get(tx_hash)

    def all(self) -> list[Waiting]:
        """Return everything that waits, in order of arrival."""
        return sorted(self._by_hash.values(), key=lambda waiting: waiting.arrival)

    def next_nonce(self, who: AccountId) -> int:
        """Return the nonce that the account's next transaction should carry, counting what is ready."""
        known = self._next.get(who)
        return self._nonce_of(who) if known is None else known

    def refuse_known(self, tx_hash: bytes) -> None:
        """Refuse a transaction that waits already or was found invalid a moment ago; ask before any costly check."""
        if tx_hash in self._by_hash:
            raise PoolError(1013, "Transaction Already Imported", f"0x{tx_hash.hex()}")
        if tx_hash in self._banned:
            raise PoolError(1012, "Transaction is temporarily banned")

    def refuse_hopeless(self, who: AccountId, nonce: int, size: int) -> None:
        """Refuse what would find no room here whoever signed it; it costs next to nothing, a signature's check much.

        Raises `TransactionInvalid` for a nonce that was used.
        """
        if nonce < self._nonce_of(who):
            raise TransactionInvalid(Invalid.Stale)
        rival = self._by_account.get(who, {}).get(nonce)
        self._check_room(size, rival, ready=nonce <= self.next_nonce(who))

    def add(self, waiting: Waiting) -> None:
        """Take a transaction that the state machine found valid, or raise `PoolError`."""
        self.refuse_known(waiting.hash)
        who = waiting.who
        rival = self._by_account.get(who, {}).get(waiting.nonce)
        if rival is not None and waiting.priority <= rival.priority:
            raise _too_low(rival, waiting)
        expected = self.next_nonce(who)
        waiting.ready = waiting.nonce <= expected
        holder = self._holder(waiting) if waiting.ready else None
        if holder is not None and holder is not rival:
            raise _too_low(holder, waiting)
        self._check_room(len(waiting.raw), rival, ready=waiting.ready)
        if rival is not None:
            self._forget(rival)
            rival.tell({"usurped": f"0x{waiting.hash.hex()}"})
        self._arrivals += 1
        waiting.arrival = self._arrivals
        self._by_account.setdefault(who, {})[waiting.nonce] = waiting
        self._by_hash[waiting.hash] = waiting
        self._bytes += len(waiting.raw)
        if waiting.ready:
            self._count(waiting, 1)
            self._next[who] = max(expected, waiting.nonce + 1)
            self._promote(who)
        waiting.tell("ready" if waiting.ready else "future")

    def _check_room(self, length: int, rival: Waiting | None, *, ready: bool) -> None:
        count = 0 if rival is not None else 1
        size = length - (len(rival.raw) if rival is not None else 0)
        limits = self.limits
        if ready:
            full = self._ready_count + count > limits.ready_count or self._ready_bytes + size > limits.ready_bytes
        else:
            future_bytes = self._bytes - self._ready_bytes
            full = self.future_count + count > limits.future_count or future_bytes + size > limits.future_bytes
        if full:
            raise PoolError(1016, "Immediately Dropped", "The transaction couldn't enter the pool because of the limit")

    def _holder(self, waiting: Waiting) -> Waiting | None:
        """Return what is ready and carries a tag of this transaction."""
        return next((self._by_tag[tag] for tag in waiting.tags if tag in self._by_tag), None)

    def _count(self, waiting: Waiting, sign: int) -> None:
        """Note that a transaction became ready (1), or is no longer (-1)."""
        self._ready_count += sign
        self._ready_bytes += sign * len(waiting.raw)
        for tag in waiting.tags:
            if sign > 0:
                self._by_tag[tag] = waiting
            else:
                del self._by_tag[tag]

    def _promote(self, who: AccountId) -> None:
        """Make ready what now follows without a gap; what carries a tag that is taken is dropped, and ends it."""
        queue = self._by_account.get(who, {})
        while (follower := queue.get(self._next[who])) is not None and not follower.ready:
            if self._holder(follower) is not None:
                self._forget(follower)
                follower.tell("invalid")
                return
            follower.ready = True
            self._count(follower, 1)
            self._next[who] += 1
            follower.tell("ready")

    def _forget(self, waiting: Waiting) -> None:
        queue = self._by_account[waiting.who]
        del queue[waiting.nonce]
        del self._by_hash[waiting.hash]
        self._bytes -= len(waiting.raw)
        if waiting.ready:
            self._count(waiting, -1)
        if not queue:
            del self._by_account[waiting.who]
            self._next.pop(waiting.who, None)

    def reject(self, tx_hash: bytes, now: int, status: str | dict[str, object] = "invalid") -> None:
        """Remove a transaction that can never enter, ban it for a while, and make its followers wait again."""
        self._banned[tx_hash] = now + self.limits.ban_blocks
        waiting = self._by_hash.get(tx_hash)
        if waiting is None:
            return
        self._forget(waiting)
        waiting.tell(status)
        queue = self._by_account.get(waiting.who)
        if not waiting.ready or queue is None:
            return
        self._next[waiting.who] = waiting.nonce
        nonce = waiting.nonce + 1
        while (follower := queue.get(nonce)) is not None and follower.ready:
            follower.ready = False
            self._count(follower, -1)
            nonce += 1

    def remove(self, hashes: Iterable[bytes], now: int) -> list[bytes]:
        """Ban transactions, take them and what became ready behind them out, and return the hashes of all taken out."""
        removed: list[bytes] = []
        for tx_hash in hashes:
            waiting = self._by_hash.get(tx_hash)
            behind = [] if waiting is None or not waiting.ready else self._ready_behind(waiting)
            self.reject(tx_hash, now)
            removed += [] if waiting is None else [tx_hash]
            for follower in behind:
                self._forget(follower)
                follower.tell("invalid")
                removed.append(follower.hash)
        return removed

    def _ready_behind(self, waiting: Waiting) -> list[Waiting]:
        queue = self._by_account[waiting.who]
        found: list[Waiting] = []
        while (follower := queue.get(waiting.nonce + 1 + len(found))) is not None and follower.ready:
            found.append(follower)
        return found

    def ready(self) -> Iterator[Waiting]:
        """Yield what may enter, best priority first, then by arrival, never an account's nonces out of order."""
        heads = [self._head(who) for who, queue in self._by_account.items() if any(one.ready for one in queue.values())]
        heap = [(-head.priority, head.arrival, head) for head in heads if head is not None]
        heapq.heapify(heap)
        while heap:
            _, _, waiting = heapq.heappop(heap)
            yield waiting
            follower = self._by_account.get(waiting.who, {}).get(waiting.nonce + 1)
            if follower is not None and follower.ready:
                heapq.heappush(heap, (-follower.priority, follower.arrival, follower))

    def candidates(self, most: int) -> list[bytes]:
        """Return up to `most` of what is ready, in that order."""
        return [waiting.raw for waiting in islice(self.ready(), most)]

    def _head(self, who: AccountId) -> Waiting | None:
        ready = [nonce for nonce, waiting in self._by_account[who].items() if waiting.ready]
        return self._by_account[who][min(ready)] if ready else None

    def block_imported(self, number: int, included: Iterable[bytes]) -> None:
        """Take out what a block included, what it made stale, and what is too old for the next one."""
        touched: set[AccountId] = set()
        for tx_hash in included:
            waiting = self._by_hash.get(tx_hash)
            if waiting is not None:
                self._forget(waiting)
                touched.add(waiting.who)
        for who in touched:
            self._drop_stale(who)
        for waiting in [one for one in self._by_hash.values() if one.dies_at <= number + 1]:
            self.reject(waiting.hash, number)
        self._banned = {tx_hash: until for tx_hash, until in self._banned.items() if until > number}

    def clear(self) -> None:
        """Drop everything, for instance because the chain went back in time."""
        dropped = self.all()
        self._by_hash.clear()
        self._by_account.clear()
        self._next.clear()
        self._by_tag.clear()
        self._banned.clear()
        self._ready_count = self._ready_bytes = self._bytes = 0
        for waiting in dropped:
            waiting.tell("dropped")

    def _drop_stale(self, who: AccountId) -> None:
        queue = self._by_account.get(who)
        if queue is None:
            return
        first = self._nonce_of(who)
        for nonce in [nonce for nonce in queue if nonce < first]:
            stale = queue[nonce]
            self._forget(stale)
            stale.tell("invalid")
        if who in self._by_account and self._next.get(who, -1) < first:
            self._next[who] = first
            self._promote(who)


def _too_low(rival: Waiting, waiting: Waiting) -> PoolError:
    return PoolError(1014, f"Priority is too low: ({rival.priority} vs {waiting.priority})", TOO_LOW_PRIORITY)
