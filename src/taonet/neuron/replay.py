"""Remember which signed requests were seen, in bounded memory.

The official client's store grows with the traffic of the window. This one has a
limit per caller and a limit on callers; at the limit new requests are refused
instead of old ones forgotten, because forgetting is what a replay needs.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final, final

DEFAULT_PER_CALLER: Final = 4_096
DEFAULT_CALLERS: Final = 4_096


@final
class BoundedNonceStore:
    """A `NonceStore` for `bittensor.http_auth` with limits. Not for threads."""

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        retention: float,
        per_caller: int = DEFAULT_PER_CALLER,
        callers: int = DEFAULT_CALLERS,
    ) -> None:
        self.retention = retention
        self._clock = clock
        self._per_caller = per_caller
        self._callers = callers
        self._seen: OrderedDict[str, OrderedDict[int, float]] = OrderedDict()

    def check_and_store(self, hotkey_ss58: str, nonce_ns: int) -> bool:
        """Return True and remember the pair if it is new and there is room."""
        now = self._clock()
        nonces = self._seen.get(hotkey_ss58)
        if nonces is None:
            self._forget_idle(now)
            if len(self._seen) >= self._callers:
                return False
            nonces = self._seen[hotkey_ss58] = OrderedDict()
        _expire(nonces, now)
        if nonce_ns in nonces or len(nonces) >= self._per_caller:
            return False
        nonces[nonce_ns] = now + self.retention
        self._seen.move_to_end(hotkey_ss58)
        return True

    def _forget_idle(self, now: float) -> None:
        """Drop callers, least recent first, whose requests have all run out."""
        while self._seen:
            hotkey, nonces = next(iter(self._seen.items()))
            _expire(nonces, now)
            if nonces:
                return
            del self._seen[hotkey]


def _expire(nonces: OrderedDict[int, float], now: float) -> None:
    while nonces:
        nonce, end = next(iter(nonces.items()))
        if end > now:
            return
        del nonces[nonce]
