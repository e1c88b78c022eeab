"""No extrinsic breaks the chain, whoever sends it and whatever is in it.

Each example is a block: random calls with random arguments, signed by accounts without power, some of them with bytes
changed on the way. `make fuzz` tries more of them.
"""

from contextlib import suppress
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.world import SUDO, USERS, go_on, opened, random_call

from taonet.frame.call import RuntimeCall
from taonet.frame.error import BlockRefused
from taonet.frame.state import State
from taonet.frame.validity import TransactionInvalid
from taonet.primitives.ids import AccountId
from taonet.runtime import executive
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.system import accounts
from taonet.runtime.transaction.extrinsic import encode
from taonet.scale import BYTES, DecodeError
from taonet.sim import Chain, sign_call

CALLS = sorted(RUNTIME.calls)
FOR_ROOT = [name for name in CALLS if name[0] in {"AdminUtils", "Swap"}]
FOR_USERS = [name for name in CALLS if name not in FOR_ROOT]
FUZZ = settings(settings.get_profile("chain"))


def random_extrinsic(chance: Random, s: State) -> bytes:
    body = random_call(chance, FOR_USERS if chance.random() < 0.9 else FOR_ROOT)
    if chance.random() < 0.05:
        return encode(RUNTIME, None, body)
    pair = chance.choice(USERS)
    nonce = accounts.nonce(s, AccountId(pair.public)) + chance.choice((*[0] * 20, 1, -1))
    return sign_call(s, pair, body, nonce=max(nonce, 0), tip=chance.choice((0, 0, 0, 1, 10**6)))


def changed(chance: Random, raw: bytes) -> bytes:
    """Return bytes with something wrong in them; half of the time the length in front is put right again."""
    inner = bytearray(BYTES.decode(raw))
    place = chance.randrange(len(inner))
    match chance.randrange(4):
        case 0:
            inner[place] ^= 1 << chance.randrange(8)
        case 1:
            del inner[place:]
        case 2:
            inner[place:place] = chance.randbytes(chance.randint(1, 9))
        case _:
            inner[place : place + 2] = b"\xff\xff"
    return BYTES.encode(bytes(inner)) if chance.random() < 0.5 else raw[: len(raw) - len(inner)] + bytes(inner)


def apply_or_refuse(s: State, raw: bytes) -> None:
    """Apply an extrinsic; when it may not enter, demand that nothing changed."""
    values, events, phase = dict(s.changes()), list(s.events), s.phase
    try:
        executive.apply_extrinsic(s, raw)
    except TransactionInvalid:
        assert dict(s.changes()) == values
        assert s.events == events
        assert s.phase == phase
    except BlockRefused:
        # Only the author can put the time in again, and then the whole block is refused.
        assert executive.read_extrinsic(RUNTIME, raw).signature is None


@FUZZ
@given(seed=st.integers(0, (1 << 64) - 1), count=st.integers(1, 8))
def test_a_block_of_random_transactions_keeps_every_promise(start: Chain, seed: int, count: int) -> None:
    chance = Random(seed)
    c = opened(start)

    for _ in range(count):
        apply_or_refuse(c.s, random_extrinsic(chance, c.s))

    go_on(c, 2)


@FUZZ
@given(seed=st.integers(0, (1 << 64) - 1))
def test_changed_bytes_are_refused_and_leave_nothing(start: Chain, seed: int) -> None:
    chance = Random(seed)
    c = opened(start)

    for _ in range(8):
        apply_or_refuse(c.s, changed(chance, random_extrinsic(chance, c.s)))

    c.check()


@FUZZ
@given(noise=st.binary(max_size=300))
def test_noise_is_refused_and_leaves_nothing(start: Chain, noise: bytes) -> None:
    c = opened(start)

    apply_or_refuse(c.s, noise)
    apply_or_refuse(c.s, BYTES.encode(b"\x84" + noise))
    apply_or_refuse(c.s, BYTES.encode(b"\x04" + noise))


@FUZZ
@given(seed=st.integers(0, (1 << 64) - 1))
def test_no_setting_by_root_stops_the_chain(start: Chain, seed: int) -> None:
    chance = Random(seed)
    c = opened(start)

    for _ in range(3):
        inside = random_call(chance, FOR_ROOT)
        sudo = bytes((RUNTIME.pallet("Sudo").index, 0)) + inside
        apply_or_refuse(c.s, sign_call(c.s, SUDO, sudo))

    go_on(c, 4)


def read_call(chance: Random, name: tuple[str, str]) -> RuntimeCall:
    """Return a random call that can be read; some are drawn with longer lists than their type may have."""
    for _ in range(100):
        with suppress(DecodeError):
            return RUNTIME.call_codec.decode(random_call(chance, [name]))
    raise AssertionError(name)


def test_the_calls_reach_every_pallet() -> None:
    chance = Random(1)
    decoded = [read_call(chance, name) for name in CALLS if name != ("System", "set_storage")]

    assert {RUNTIME.name_of(found.call)[0] for found in decoded} == {pallet for pallet, _ in CALLS}
    assert all(isinstance(found, RuntimeCall) for found in decoded)
