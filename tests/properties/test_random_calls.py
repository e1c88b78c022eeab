"""No call breaks a promise, whoever makes it and whatever it is given; no question of a client fails.

Calls are dispatched straight away, by any origin, root included: what is refused is refused with a `DispatchError` and
leaves nothing, and after each block every pallet's promises hold. `make fuzz` tries more of them.
"""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from tests.properties import world
from tests.properties.world import ACCOUNTS, NETUIDS, PAIRS, go_on, opened

from taonet.frame.api import BadApiInput, BoundMethod
from taonet.frame.call import RuntimeCall
from taonet.frame.error import BlockRefused, DispatchError
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Origin, Signed
from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.dispatch import try_dispatch
from taonet.scale import DecodeError
from taonet.sim import Chain
from taonet.testing.sensible import People, sensible_call
from taonet.testing.values import World, random_arguments

FUZZ = settings(settings.get_profile("chain"))
LONGEST_LIFE = 500
"""Blocks of one chain; more examples are more chains."""
SEEDS = st.integers(0, (1 << 64) - 1)
RAW = frozenset({"set_storage", "kill_storage", "kill_prefix", "force_adjust_total_issuance", "force_set_balance"})
"""Root's ways past all rules: they may break any promise. The last two make funds that the emission does not know."""

# The chain recycles what childkey burn takes and then still divides the whole pool: with a burn, more is paid than
# there is. Nothing but root can switch it on, and by default it is off.
OVERPAYING = frozenset({"sudo_set_ck_burn"})

# For a day safe mode takes next to no call.
STOPPING = frozenset({"force_enter"})

LEFT_OUT = RAW | OVERPAYING | STOPPING
CALLS = sorted(name for name in RUNTIME.calls if name[1] not in LEFT_OUT)
QUESTIONS = sorted(RUNTIME.methods)


def inside(call: RuntimeCall) -> list[RuntimeCall]:
    """Return a call and all calls in it."""
    found, pending = [], [call]
    while pending:
        present = pending.pop()
        found.append(present)
        for argument in present.args:
            pending += [
                one for one in (argument if isinstance(argument, list) else [argument]) if isinstance(one, RuntimeCall)
            ]
    return found


def random_call(chance: Random) -> RuntimeCall | None:
    try:
        call = RUNTIME.call_codec.decode(world.random_call(chance, CALLS))
    except DecodeError:
        return None  # a bound that the type does not tell
    return None if any(one.call.name in LEFT_OUT for one in inside(call)) else call


def random_origin(chance: Random) -> Origin:
    kind = chance.random()
    if kind < 0.65:
        return Signed(AccountId(chance.choice(ACCOUNTS)))
    return ROOT_ORIGIN if kind < 0.97 else NONE_ORIGIN


def next_call(chance: Random) -> tuple[Origin, RuntimeCall] | None:
    """Return a call and who makes it, half of the time such as people make; None now and then."""
    if chance.random() < 0.6:
        return sensible_call(People(chance, PAIRS, (0, 1, 1, 1, 2)))
    call = random_call(chance)
    return None if call is None else (random_origin(chance), call)


def made(s: State, origin: Origin, call: RuntimeCall) -> bool:
    """Make a call; return whether it was made, and demand that otherwise nothing changed."""
    values, events = dict(s.changes()), list(s.events)
    try:
        outcome = try_dispatch(s, origin, call)
    except BlockRefused:
        # What only the author can put in. In a block such a call does not enter.
        assert any(RUNTIME.name_of(one.call)[0] == "Timestamp" for one in inside(call))
    else:
        if not isinstance(outcome, DispatchError):
            return True
    assert dict(s.changes()) == values
    assert s.events == events
    return False


@FUZZ
@given(seed=SEEDS, count=st.integers(1, 14))
def test_random_calls_keep_every_promise(start: Chain, seed: int, count: int) -> None:
    chance = Random(seed)
    c = opened(start)
    for _ in range(count):
        chosen = next_call(chance)
        if chosen is not None and made(c.s, *chosen):
            note(f"{chosen[0]} made {chosen[1]}")

    go_on(c, 3)


@pytest.mark.parametrize("seed", range(max(1, FUZZ.max_examples // LONGEST_LIFE)))
def test_a_life_of_random_calls_keeps_every_promise(start: Chain, seed: int) -> None:
    chance = Random(seed)
    c = opened(start)
    for _ in range(min(FUZZ.max_examples, LONGEST_LIFE)):
        go_on(c)
        for _ in range(chance.choice((0, 1, 6))):
            chosen = next_call(chance)
            if chosen is not None:
                made(c.s, *chosen)


@FUZZ
@given(seed=SEEDS, answerable=st.booleans())
def test_random_questions_are_answered_or_refused(start: Chain, seed: int, answerable: bool) -> None:
    chance = Random(seed)
    people = World(chance, ACCOUNTS, NETUIDS)
    for _ in range(5):
        method = RUNTIME.methods[chance.choice(QUESTIONS)]
        payload = random_arguments(people, list(method.args.values()))
        if not answerable:
            payload = payload[: chance.randrange(len(payload) + 1)] + chance.randbytes(chance.randrange(3))
        note(f"{method.method.wire_name}({payload.hex()})")
        ask(start.fork().s, method, payload)


def ask(s: State, method: BoundMethod, payload: bytes) -> None:
    try:
        answer = method.ask(s, payload)
    except BadApiInput:
        return
    method.returns.decode(answer)


def test_many_kinds_of_calls_are_made(start: Chain) -> None:
    chance, done, tried = Random(7), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for _ in range(50):
        s = opened(start).s
        for _ in range(25):
            chosen = next_call(chance)
            if chosen is not None:
                name = RUNTIME.name_of(chosen[1].call)
                tried[name] += 1
                done[name] += made(s, *chosen)

    assert len(tried) > 0.9 * len(CALLS)
    assert len(+done) > 60, sorted(+done)
