"""A chain in memory that makes blocks on demand.

    with Chain.localnet() as c:
        hotkey = c.account("validator")
        c.submit(c.alice, "SubtensorModule", "burned_register", 1, hotkey)
        c.blocks(360)
        print(c.balance(c.alice), c.head.header.state_root.hex())

Its blocks are those of a node: the same transactions at the same times come to the same state root and block hash.
Nothing is slept and nothing is drawn by chance; a block takes 12 seconds of the chain's own time.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any, ClassVar, Self, TypeVar, final

import msgspec

from taonet.crypto.keys import Keypair
from taonet.frame.call import Call, PostInfo, RuntimeCall
from taonet.frame.error import DispatchError
from taonet.frame.event import Event
from taonet.frame.origin import ROOT_ORIGIN, Origin, Signed
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.frame.validity import ValidTransaction
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.primitives.ids import AccountId, BlockNumber, Hash
from taonet.runtime import executive
from taonet.runtime.construct import RULES
from taonet.runtime.dispatch import dispatch
from taonet.runtime.genesis.accounts import DEV_ACCOUNTS
from taonet.runtime.genesis.build import build_genesis, genesis_header
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.pallets.aura.logic import slot_item
from taonet.runtime.pallets.aura.storage import SLOT_DURATION
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.subtensor.tao import deposit_credit, mint_tao
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.digest import Digest, Header
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.well_known import CODE, code_of
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp
from taonet.runtime.pallets.transaction_payment.events import TransactionFeePaid
from taonet.runtime.rules import Rules
from taonet.runtime.transaction.extrinsic import encode
from taonet.sim.layers import Layers, Values
from taonet.sim.refusals import refused
from taonet.sim.signing import dev_pair, named_pair, sign
from taonet.trie.state import Trie

FIRST_TIME = 1_700_000_004_000 // SLOT_DURATION * SLOT_DURATION
"""When block 1 is made unless said otherwise: some slot of the year 2023, in milliseconds."""

ZERO = Hash(bytes(32))
THOUSAND_TAO = Tao(1_000 * RAO_PER_TAO)

Caller = AccountId | Origin
"""Who makes a call: an account stands for its signature."""

Callee = str | Call[..., Any] | RuntimeCall
"""A pallet's name, which the call's name follows, or a declared call; its arguments follow. Or a call that has them."""

E = TypeVar("E", bound=Event)


class OutOfTurn(Exception):
    """A block is open that should not be, or the other way round; says which."""


class UnknownKey(Exception):
    """The chain does not have the key of the account that is to sign."""


@final
class Outcome(msgspec.Struct, frozen=True):
    """The outcome of a transaction in a block: its refusal, if any, the fee that it paid, and its events."""

    refusal: DispatchError | None
    fee: Tao
    events: tuple[Event, ...]


@final
class Block(msgspec.Struct, frozen=True):
    """A closed block: its header, its extrinsics with the time first, and the outcome of each of the others."""

    header: Header
    hash: Hash
    body: tuple[bytes, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@final
class Chain:
    """A chain in memory. Between blocks its state is that of the newest one, and may be written to.

    As a context manager it checks every pallet's invariants when the body ends.
    """

    alice: ClassVar = DEV_ACCOUNTS["Alice"]
    bob: ClassVar = DEV_ACCOUNTS["Bob"]
    charlie: ClassVar = DEV_ACCOUNTS["Charlie"]
    dave: ClassVar = DEV_ACCOUNTS["Dave"]
    eve: ClassVar = DEV_ACCOUNTS["Eve"]
    ferdie: ClassVar = DEV_ACCOUNTS["Ferdie"]

    s: State
    """The state of the open block, or of the newest one with what was written since."""

    head: Block
    """The newest closed block."""

    genesis_hash: Hash

    def __init__(
        self, genesis: Genesis, *, runtime: Runtime | None = None, rules: Rules = RULES, first_time: int = FIRST_TIME,
        keep_root: bool = True,
    ) -> None:  # fmt: skip
        """Start a chain under the rules of a runtime, by default those that its genesis asks for.

        Once its blocks set other code, it goes on under the version of that name in `rules`.

        Without `keep_root` headers carry zeros for the state root, and blocks take half the time.
        """
        self.runtime = rules.first(votes=genesis.votes) if runtime is None else runtime
        self._rules = rules
        self._first_time = first_time
        self._keep_root = keep_root
        self._committed = Layers()
        self._trie = Trie()
        self._not_in_trie: dict[bytes, bytes | None] = {}
        self._body: list[bytes] | None = None
        self._outcomes: list[Outcome] = []
        self._pairs: dict[AccountId, Keypair] = {}
        self._strict = False
        self.s = State(self._committed, self.runtime)
        build_genesis(self.s, genesis)
        changes = self._commit()
        header = genesis_header(self.runtime, self._header_root(changes))
        self.head = Block(header, header.hash())
        self.genesis_hash = self.head.hash

    @classmethod
    def localnet(cls, **options: Any) -> Chain:
        """Start the local development network: Alice, Bob and Charlie are rich, Alice is sudo, subnet 1 has no owner."""
        return cls(localnet(), **options)

    def fork(self) -> Chain:
        """Return a copy of the chain; later changes to either do not affect the other."""
        twin = copy(self)
        twin._part()  # noqa: SLF001  it is one of us
        return twin

    def _part(self) -> None:
        """Copy what is still shared with the chain that this one was forked from."""
        self._committed = self._committed.fork()
        self._trie = self._trie.copy()
        self._not_in_trie = dict(self._not_in_trie)
        self._body = None if self._body is None else list(self._body)
        self._outcomes = list(self._outcomes)
        self._pairs = dict(self._pairs)
        self.s = _same_overlay(self.s, self._committed)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.check()

    # Blocks

    def blocks(self, count: int = 1) -> list[Block]:
        """Make blocks without transactions; the first one closes the block that is open, if one is."""
        made: list[Block] = []
        for _ in range(count):
            if self._body is None:
                self.open()
            made.append(self.close())
        return made

    def block(self, *transactions: bytes | tuple[AccountId | Keypair, RuntimeCall], time: int | None = None) -> Block:
        """Make a block of transactions: bytes, or who signs which call.

        Raises `TransactionInvalid` when one of them may not enter; then there is no block.
        """
        self._ensure_closed()
        before = _same_overlay(self.s, self._committed)
        try:
            self.open(time)
            for one in transactions:
                self.apply(one if isinstance(one, bytes) else self.sign(*one))
        except BaseException:
            self.s, self._body = before, None
            raise
        return self.close()

    def open(self, time: int | None = None) -> State:
        """Open the next block, one slot after the last or at a time in milliseconds, and return its state."""
        self._ensure_closed()
        s, number = self.s, BlockNumber(self.number + 1)
        at = self._next_time() if time is None else time
        s.events.clear()
        executive.open_block(s, number, self.head.hash, Digest([slot_item(at // SLOT_DURATION)]))
        self._body, self._outcomes = [], []
        self.apply(encode(self.runtime, None, self.runtime.call("Timestamp", "set", at)))
        self._outcomes.clear()
        return s

    def _next_time(self) -> int:
        last = self.time
        return (last // SLOT_DURATION + 1) * SLOT_DURATION if last else self._first_time

    def apply(self, raw: bytes) -> Outcome:
        """Put an extrinsic into the open block; raises `TransactionInvalid` when it may not enter."""
        body = self._open_body()
        begin = len(self.s.events)
        applied = executive.apply_extrinsic(self.s, raw)
        events = tuple(event for _, event in self.s.events[begin:])
        fee = sum(event.actual_fee for event in events if isinstance(event, TransactionFeePaid))
        outcome = Outcome(applied.refusal, Tao(fee), events)
        body.append(raw)
        self._outcomes.append(outcome)
        return outcome

    def validate(self, raw: bytes) -> ValidTransaction:
        """Validate a transaction as a node's pool does, after the newest block; raises `TransactionInvalid`."""
        return executive.validate_transaction(State(self._committed, self.runtime), raw, self.head.hash)[1]

    def close(self) -> Block:
        """Close the open block and return it; its events stay readable."""
        body = self._open_body()
        events = self.s.events
        header = executive.close_block(self.s, self._header_root)
        self._commit()
        self.s.events = events
        self.head = Block(header, header.hash(), tuple(body), tuple(self._outcomes))
        self._body = None
        return self.head

    def _open_body(self) -> list[bytes]:
        if self._body is None:
            raise OutOfTurn("no block is open")
        return self._body

    def _ensure_closed(self) -> None:
        if self._body is not None:
            raise OutOfTurn("a block is open already")

    def _commit(self) -> Values:
        changes = dict(self.s.changes())
        self._committed.commit(changes)
        code = changes.get(CODE)
        if code is not None and code != code_of(self.runtime):
            self.runtime = self._rules.named(code)
        self.s = State(self._committed, self.runtime)
        return changes

    def _header_root(self, changes: Values) -> Hash:
        self._not_in_trie.update(changes)
        return self._root() if self._keep_root else ZERO

    def _root(self) -> Hash:
        self._trie.update(self._not_in_trie)
        self._not_in_trie = {}
        return Hash(self._trie.root())

    def state_root(self) -> Hash:
        """Return the root of the present state, with all that was written since the newest block."""
        self._root()
        trie = self._trie.copy()
        trie.update(self.s.changes())
        return Hash(trie.root())

    def go_to(self, number: int) -> None:
        """Set the number of the present block and drop its events; no block is made."""
        System.Number.put(self.s, number)
        self.s.events.clear()

    def skip(self, blocks: int) -> None:
        """Raise the block number without making blocks."""
        self.go_to(self.number + blocks)

    # Calls

    def submit(self, who: AccountId | Keypair, call: Callee, /, *args: Any, **named: Any) -> Outcome:
        """Sign a call, make a block with it, and return the outcome."""
        return self.block((who, _bind(self.runtime, call, args, named))).outcomes[0]

    def call(self, caller: Caller, call: Callee, /, *args: Any, **named: Any) -> PostInfo:
        """Dispatch a call without a block, a signature or a fee; raises its refusal."""
        origin = Signed(caller) if isinstance(caller, bytes) else caller
        bound = _bind(self.runtime, call, args, named)
        try:
            return dispatch(self.s, origin, bound)
        except DispatchError:
            if self._strict:
                self._write_as(origin, bound)
            raise

    def _write_as(self, origin: Origin, bound: RuntimeCall) -> None:
        """Repeat the writes of a refused call, which dispatch has undone, so that `refused` can see them."""
        mark = self.s.mark()
        try:
            bound.call.function(self.s, origin, *bound.args)
        except Exception:  # noqa: BLE001  dispatch has raised it already
            return
        self.s.undo(mark)  # the refusal came from a check before the call, not from the call itself

    def as_root(self, call: Callee, /, *args: Any, **named: Any) -> PostInfo:
        """Dispatch a call as root, as `call` does."""
        return self.call(ROOT_ORIGIN, call, *args, **named)

    @contextmanager
    def refused(self, error: type[Exception], *, kind: object = None, after_writing: bool = False) -> Generator[None]:
        """Assert that the body is refused with exactly `error` before it has written anything; see `sim.refused`."""
        self._strict = True
        try:
            with refused(self.s, error, kind=kind, after_writing=after_writing):
                yield
        finally:
            self._strict = False

    def sign(self, who: AccountId | Keypair, call: RuntimeCall, *, nonce: int | None = None, **options: Any) -> bytes:
        """Return a signed transaction, with the account's next nonce by default; for the options see `sim.sign`."""
        pair = self._pair_of(who)
        chosen = accounts.nonce(self.s, AccountId(pair.public)) if nonce is None else nonce
        return sign(self.runtime, pair, call, nonce=chosen, genesis=self.genesis_hash, **options)

    def _pair_of(self, who: AccountId | Keypair) -> Keypair:
        if isinstance(who, Keypair):
            return who
        pair = self._pairs.get(who) or dev_pair(who)
        if pair is None:
            raise UnknownKey(f"the key of 0x{who.hex()} is not known here. Make the account with `account`")
        return pair

    # Accounts

    def account(self, name: str, funds: int = THOUSAND_TAO) -> AccountId:
        """Return the account of a made-up name; the first time it is given funds in rao."""
        pair = named_pair(name)
        who = AccountId(pair.public)
        if who not in self._pairs:
            self._pairs[who] = pair
            self.give(who, funds)
        return who

    def give(self, who: AccountId, funds: int) -> None:
        """Mint funds in rao into an account."""
        if funds:
            deposit_credit(self.s, who, mint_tao(self.s, Tao(funds)))

    def balance(self, who: AccountId) -> Tao:
        """Return an account's free funds in rao."""
        return balances.free_balance(self.s, who)

    # Reading

    @property
    def number(self) -> int:
        """Return the number of the open block, or of the newest one."""
        return System.Number.get(self.s)

    @property
    def time(self) -> int:
        """Return the time of that block in milliseconds since 1970."""
        return Timestamp.Now.get(self.s)

    def events(self, kind: type[E] = Event) -> list[E]:
        """Return that block's events of a kind, and those of direct calls since."""
        return [event for _, event in self.s.events if isinstance(event, kind)]

    def check(self) -> None:
        """Raise `BrokenInvariant` when an invariant of a pallet does not hold."""
        executive.check_invariants(self.s)


def _bind(runtime: Runtime, call: Callee, args: tuple[Any, ...], named: Mapping[str, Any]) -> RuntimeCall:
    """Return a call with its arguments, given by position and then by name."""
    if isinstance(call, RuntimeCall):
        return call
    if isinstance(call, str):
        call, args = runtime.calls[call, args[0]], args[1:]
    rest = tuple(call.args)[len(args) :]
    if set(rest) != set(named):
        raise TypeError(f"{call!r} takes {', '.join(call.args)}; by name there are {sorted(named)} after {len(args)}")
    return RuntimeCall(call, (*args, *(named[name] for name in rest)))


def _same_overlay(s: State, committed: Layers) -> State:
    twin = State(committed, s.runtime)
    for key, value in s.changes().items():
        twin.put(key, value)
    twin.events, twin.extrinsics, twin.phase = list(s.events), dict(s.extrinsics), s.phase
    return twin
