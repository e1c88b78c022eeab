"""Whatever people do with delegates, announcements, pure accounts and accounts of several, deposits are what is reserved.

The deposits that the state lists are added up by who paid them: a pure account's by who made it, an operation's by who
began it. Nothing else is reserved here, and no rao is made or lost. `make fuzz` tries more.
"""

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RuntimeCall
from taonet.frame.error import DispatchError
from taonet.frame.weight import Weight
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.pallets.balances.logic import reserved_balance
from taonet.runtime.pallets.multisig.events import MultisigExecuted
from taonet.runtime.pallets.multisig.signatories import account_of
from taonet.runtime.pallets.multisig.storage import Storage as Multisigs
from taonet.runtime.pallets.multisig.types import Timepoint
from taonet.runtime.pallets.proxy.events import ProxyExecuted, PureCreated, PureKilled
from taonet.runtime.pallets.proxy.storage import Storage as Proxies
from taonet.runtime.pallets.proxy.types import ProxyType
from taonet.runtime.pallets.system.blocks import extrinsic_index
from taonet.runtime.types import AddressId
from taonet.sim import Chain

FUZZ = settings(settings.get_profile("chain"))
SEEDS = st.integers(0, (1 << 64) - 1)
PEOPLE = (Chain.alice, Chain.bob, Chain.charlie, Chain.dave)
FUNDS = (2 * RAO_PER_TAO, 2 * RAO_PER_TAO, 300_000_000, 100_000_000)
"""Two are rich, and two run out of what can be reserved."""
KINDS = (ProxyType.Any, ProxyType.Any, ProxyType.NonTransfer, ProxyType.Transfer, ProxyType.Senate)
ENOUGH = Weight(10**12, 10**7)


class World:
    """A chain, the pure accounts on it with who made them and how, and what nobody can get back any more."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        balances = {who: Tao(funds) for who, funds in zip(PEOPLE, FUNDS, strict=True)}
        self.c = Chain(Genesis(name="others", balances=balances, authorities=()), keep_root=False)
        self.c.open()
        self.made: dict[AccountId, tuple[AccountId, tuple[ProxyType, int, int, int]]] = {}
        self.lost = Counter[AccountId]()
        self.done = Counter[str]()
        self.told: list[str] = []

    def somebody(self) -> AccountId:
        return self.chance.choice(PEOPLE)

    def address(self) -> AddressId:
        return AddressId(self.somebody())

    def real(self) -> AccountId:
        return self.chance.choice([*PEOPLE, *self.made])

    def kind(self) -> ProxyType:
        return self.chance.choice(KINDS)

    def people(self) -> tuple[int, list[AccountId]]:
        """Return how many of how many others must approve."""
        return 2, sorted(self.chance.sample(PEOPLE, 2))

    def simple(self) -> RuntimeCall:
        """Return a call that anybody could make."""
        chance = self.chance
        small = RUNTIME.call(
            "Balances", "transfer_allow_death", AddressId(self.real()), Tao(chance.choice((500, 10**8)))
        )
        everything = RUNTIME.call("Balances", "transfer_all", self.address(), chance.random() < 0.5)
        return chance.choice((small, small, everything, RUNTIME.call("System", "remark", b"")))

    def through(self) -> RuntimeCall:
        """Return a call for another account, which is a person or a pure account."""
        real = self.real()
        inner = self.simple() if self.chance.random() < 0.6 else self.own(pure=real in self.made)
        if real in self.made and self.chance.random() < 0.4:
            maker, (kind, index, height, extrinsic) = self.made[real]
            inner = RUNTIME.call("Proxy", "kill_pure", AddressId(maker), kind, index, height, extrinsic)
        return RUNTIME.call("Proxy", "proxy", AddressId(real), self.chance.choice((None, None, self.kind())), inner)

    def own(self, *, pure: bool = False) -> RuntimeCall:
        """Return a call about one's own delegates; a pure account only lets all of them go, and so loses its deposit."""
        chance = self.chance
        if pure:
            return RUNTIME.call("Proxy", "remove_proxies")
        name = chance.choice(("add_proxy", "add_proxy", "add_proxy", "remove_proxy", "remove_proxies", "create_pure"))
        if name == "remove_proxies":
            return RUNTIME.call("Proxy", name)
        if name == "create_pure":
            return RUNTIME.call("Proxy", name, self.kind(), chance.choice((0, 0, 2)), chance.randrange(3))
        return RUNTIME.call("Proxy", name, self.address(), self.kind(), chance.choice((0, 0, 2)))

    def announced(self) -> tuple[AccountId, RuntimeCall]:
        """Return who takes which step on the way of an announced call; half of the time of one that is on its way."""
        remark = RUNTIME.call("System", "remark", bytes((self.chance.randrange(3),)))
        who, real, said = self.somebody(), self.somebody(), Hash(blake2_256(RUNTIME.call_codec.encode(remark)))
        pending = [(who, one) for who, (all_of, _) in Proxies.Announcements.items(self.c.s) for one in all_of]
        if pending and self.chance.random() < 0.5:
            who, one = self.chance.choice(pending)
            real, said = one.real, one.call_hash
        name = self.chance.choice(("announce", "remove_announcement", "reject_announcement", "proxy_announced"))
        if name == "proxy_announced":
            return self.somebody(), RUNTIME.call("Proxy", name, AddressId(who), AddressId(real), None, remark)
        if name == "reject_announcement":
            return real, RUNTIME.call("Proxy", name, AddressId(who), said)
        return who, RUNTIME.call("Proxy", name, AddressId(real), said)

    def several(self) -> RuntimeCall:
        """Return a step on the way of an operation of several people; mostly of one that is on its way."""
        threshold, others = self.people()
        waiting = list(Multisigs.Multisigs.items(self.c.s))
        call, when = self.simple(), None
        if waiting and self.chance.random() < 0.8:
            (_, call_hash), operation = self.chance.choice(waiting)
            when = self.chance.choice((operation.when, operation.when, Timepoint(0, 0)))
            name = self.chance.choice(("approve_as_multi", "cancel_as_multi", "cancel_as_multi", "poke_deposit"))
            rest = {"approve_as_multi": (when, call_hash, Weight(0)), "cancel_as_multi": (when, call_hash)}
            return RUNTIME.call("Multisig", name, threshold, others, *rest.get(name, (call_hash,)))
        return RUNTIME.call("Multisig", "as_multi", threshold, others, when, call, ENOUGH)

    def agreed(self) -> None:
        """Let two people agree on a call, which one of them begins and the other completes."""
        first, second, third = self.chance.sample(PEOPLE, 3)
        call, when = self.simple(), Timepoint(self.c.number, extrinsic_index(self.c.s))
        if self.make(first, RUNTIME.call("Multisig", "as_multi", 2, sorted([second, third]), None, call, Weight(0))):
            self.make(second, RUNTIME.call("Multisig", "as_multi", 2, sorted([first, third]), when, call, ENOUGH))

    def make(self, who: AccountId, call: RuntimeCall) -> bool:
        """Make a call, and note what it did to pure accounts."""
        before, said = set(self.made), len(self.c.s.events)
        try:
            self.c.call(who, call)
        except DispatchError:
            return False
        self.done[call.call.name] += 1
        self.told.append(f"{who[:2].hex()} made {call}")
        for _, event in self.c.s.events[said:]:
            if isinstance(event, PureCreated):
                place = event.proxy_type, event.disambiguation_index, self.c.number, extrinsic_index(self.c.s)
                self.made[event.pure] = event.who, place
            if isinstance(event, PureKilled):
                before.discard(event.pure)
            if isinstance(event, ProxyExecuted | MultisigExecuted) and event.result is None:
                self.done[f"inside {call.call.name}"] += 1
        for pure in before:
            if not Proxies.Proxies.exists(self.c.s, pure):
                self.lost[self.made.pop(pure)[0]] += 93_000_000
        self.made = {pure: how for pure, how in self.made.items() if Proxies.Proxies.exists(self.c.s, pure)}
        return True

    def go_on(self) -> None:
        self.c.close()
        self.c.open()
        self.c.give(self.somebody(), RAO_PER_TAO)

    def step(self) -> None:
        choice = self.chance.random()
        if choice < 0.1:
            self.go_on()
        elif choice < 0.2:
            self.agreed()
        elif choice < 0.4:
            self.make(*self.announced())
        else:
            makers: tuple[Callable[[], RuntimeCall], ...] = (self.own, self.through, self.several)
            self.make(self.somebody(), self.chance.choice(makers)())


def deposits(world: World) -> Counter[AccountId]:
    """Return what each account paid for deposits, from what the state lists."""
    s, paid = world.c.s, Counter(world.lost)
    for who, (_, deposit) in Proxies.Proxies.items(s):
        paid[world.made[who][0] if who in world.made else who] += deposit
    for who, (_, deposit) in Proxies.Announcements.items(s):
        paid[who] += deposit
    for _, operation in Multisigs.Multisigs.items(s):
        paid[operation.depositor] += operation.deposit
    return paid


def check(world: World) -> None:
    paid = deposits(world)
    everybody = {*PEOPLE, *world.made, *paid}
    assert {who: reserved_balance(world.c.s, who) for who in everybody} == {who: paid[who] for who in everybody}
    world.c.check()


@FUZZ
@given(seed=SEEDS, steps=st.integers(1, 40))
def test_deposits_are_what_is_reserved(seed: int, steps: int) -> None:
    world = World(Random(seed))
    for _ in range(steps):
        world.step()
    note("\n".join(world.told))
    check(world)


def test_a_long_life_makes_every_kind_of_call_and_gives_every_deposit_back() -> None:
    world = World(Random(5))
    for number in range(1_500):
        world.step()
        if number % 50 == 0:
            check(world)
    made = {name for name, count in world.done.items() if count}

    assert made >= {
        "proxy", "inside proxy", "add_proxy", "remove_proxy", "remove_proxies", "create_pure", "announce",
        "remove_announcement", "reject_announcement", "as_multi", "inside as_multi", "approve_as_multi", "cancel_as_multi",
    }, made  # fmt: skip
    for (account, call_hash), operation in list(Multisigs.Multisigs.items(world.c.s)):
        pairs = combinations([one for one in PEOPLE if one != operation.depositor], 2)
        (others,) = (sorted(pair) for pair in pairs if account == account_of(sorted([operation.depositor, *pair]), 2))
        world.c.call(operation.depositor, "Multisig", "cancel_as_multi", 2, others, operation.when, call_hash)
    for who, (pending, _) in list(Proxies.Announcements.items(world.c.s)):
        for said in pending:
            if said in Proxies.Announcements.get(world.c.s, who)[0]:
                world.c.call(who, "Proxy", "remove_announcement", AddressId(said.real), said.call_hash)
    for who in PEOPLE:
        world.make(who, RUNTIME.call("Proxy", "remove_proxies"))
    left = {pure: maker for pure, (maker, _) in world.made.items()}

    kept = world.lost + Counter({who: 93_000_000 * list(left.values()).count(who) for who in PEOPLE})
    assert {who: reserved_balance(world.c.s, who) for who in PEOPLE} == {who: kept[who] for who in PEOPLE}
