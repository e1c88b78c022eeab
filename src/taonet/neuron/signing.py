"""`btauth/1` made strict, in both directions.

The official client signs and verifies a request. Added here: one header per
name and one spelling per value, and a signature over the *reply*, bound to the
request it answers, so that over plain HTTP a validator knows that the text came
from the hotkey it asked and for the task it gave.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, final

from bittensor import http_auth
from bittensor.http_auth import AuthError, Caller, MalformedAuth, NonceStore
from bittensor.signing import WalletLike

MAX_AGE: Final = http_auth.DEFAULT_MAX_AGE
ALLOWED_SKEW: Final = http_auth.DEFAULT_ALLOWED_SKEW
RETENTION: Final = 2 * (MAX_AGE + ALLOWED_SKEW)
REPLY_METHOD: Final = "REPLY"
DEFAULT_PER_CALLER: Final = 32_768
DEFAULT_CALLERS: Final = 4_096

_PREFIX: Final = "x-bittensor-"
_FORMS: Final = {
    http_auth.HEADER_VERSION.lower(): re.compile(r"\d{1,4}"),
    http_auth.HEADER_HOTKEY.lower(): re.compile(r"[1-9A-HJ-NP-Za-km-z]{46,50}"),
    http_auth.HEADER_RECEIVER.lower(): re.compile(r"[1-9A-HJ-NP-Za-km-z]{46,50}"),
    http_auth.HEADER_NONCE.lower(): re.compile(r"[1-9]\d{0,19}"),
    http_auth.HEADER_CRYPTO.lower(): re.compile(r"[a-z0-9]{1,16}"),
    http_auth.HEADER_SIGNATURE.lower(): re.compile(r"0x[0-9a-f]{128}"),
}
_REQUIRED: Final = frozenset(_FORMS) - {http_auth.HEADER_CRYPTO.lower()}


@dataclass(frozen=True)
class SignedHeaders:
    """Auth headers of the right form, not yet verified."""

    values: Mapping[str, str]

    @property
    def claimed_hotkey(self) -> str:
        """Return who the sender says it is."""
        return self.values[http_auth.HEADER_HOTKEY.lower()]

    @property
    def nonce(self) -> str:
        """Return the request's number, a time in nanoseconds."""
        return self.values[http_auth.HEADER_NONCE.lower()]


def read_headers(pairs: Iterable[tuple[str, str]]) -> SignedHeaders:
    """Pick the auth headers; refuse missing, repeated, unknown or misspelt ones."""
    values: dict[str, str] = {}
    for name, value in pairs:
        key = name.lower()
        if not key.startswith(_PREFIX):
            continue
        if key in values:
            raise MalformedAuth(f"{key} appears twice")
        form = _FORMS.get(key)
        if form is None:
            raise MalformedAuth(f"{key} is not a header of {http_auth.PROTOCOL}")
        if not form.fullmatch(value):
            raise MalformedAuth(f"{key} is malformed")
        values[key] = value
    missing = sorted(_REQUIRED - values.keys())
    if missing:
        raise MalformedAuth(f"missing {', '.join(missing)}: requests must be signed")
    return SignedHeaders(values)


def verify_request(
    headers: SignedHeaders,
    body: bytes,
    *,
    path: str,
    self_hotkey_ss58: str,
    store: NonceStore,
    now_ns: int,
) -> Caller:
    """Authenticate a request for this hotkey; raise `AuthError` otherwise."""
    return http_auth.verify(
        headers.values,
        body,
        method="POST",
        path=path,
        self_hotkey_ss58=self_hotkey_ss58,
        max_age=MAX_AGE,
        allowed_skew=ALLOWED_SKEW,
        nonce_store=store,
        now_ns=now_ns,
    )


def sign_reply(
    wallet: WalletLike, body: bytes, *, path: str, request_nonce: str, asker_ss58: str, now_ns: int
) -> dict[str, str]:
    """Return headers that bind a reply to one request of one asker."""
    return http_auth.sign(
        wallet,
        method=REPLY_METHOD,
        path=f"{path}#{request_nonce}",
        body=body,
        receiver_ss58=asker_ss58,
        nonce_ns=now_ns,
    )


def verify_reply(
    pairs: Iterable[tuple[str, str]],
    body: bytes,
    *,
    path: str,
    request_nonce: str,
    asker_ss58: str,
    expected_hotkey: str,
) -> SignedHeaders:
    """Check that the asked hotkey signed this reply to this request, and return its signature's headers."""
    headers = read_headers(pairs)
    if headers.claimed_hotkey != expected_hotkey:
        raise AuthError("the reply is signed by another hotkey")
    http_auth.verify(
        headers.values,
        body,
        method=REPLY_METHOD,
        path=f"{path}#{request_nonce}",
        self_hotkey_ss58=asker_ss58,
        # The request's own number is signed along, so age adds nothing: a
        # miner's clock may be wrong without costing it the reply.
        max_age=_ANY_AGE,
        allowed_skew=_ANY_AGE,
        nonce_store=_once,
    )
    return headers


_ANY_AGE: Final = 1e9


class _Once:
    """A store that accepts: a reply is read once, on the connection of its request."""

    def check_and_store(self, hotkey_ss58: str, nonce_ns: int) -> bool:
        del hotkey_ss58, nonce_ns
        return True


_once: Final = _Once()


@final
class BoundedNonceStore:
    """A `NonceStore` for `bittensor.http_auth` in bounded memory. Not for threads.

    The official client's store grows with the traffic of the window. This one has
    a limit per caller and a limit on callers; at the limit new requests are refused
    instead of old ones forgotten, because a replay is what forgetting lets through.
    """

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
