"""Encrypted transactions from the client's bytes to the block, without a network in between."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import anyio
import pytest
from bittensor_core import encrypt_mlkem768
from tests.helpers import empty_state
from tests.machines import MUCH_ROOM, make_block, sign_at_head

from taonet.crypto.keys import Keypair, keypair_from_uri
from taonet.crypto.shield import generate_shield_key
from taonet.crypto.signatures import verify_sr25519
from taonet.frame.call import RuntimeCall
from taonet.frame.validity import TransactionInvalid
from taonet.node.chain.author import author_from_uri
from taonet.node.chain.block import Block
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine
from taonet.node.consensus.port import Finalized, Moment, Prepared
from taonet.node.consensus.solo import Sealing, SlotClock
from taonet.node.node import solo_node
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.pallets.balances.logic import free_balance
from taonet.runtime.pallets.shield.storage import Storage as Shield
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.digest import Header, Seal
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp
from taonet.runtime.transaction.extrinsic import decode, encode
from taonet.runtime.types import AddressId

ALICE, BOB, ONE = (keypair_from_uri(f"//{name}") for name in ("Alice", "Bob", "One"))
DAVE = AccountId(keypair_from_uri("//Dave").public)
PRESENT = 5_000_000_000


@contextmanager
def started(grace: int = 0) -> Generator[Machine]:
    with open_chain(localnet(), author=author_from_uri("//One", grace=grace), check_invariants=True) as machine:
        make_block(machine)
        make_block(machine)
        yield machine


@pytest.fixture
def machine() -> Iterator[Machine]:
    """Give a chain whose users can encrypt: the first key has become the next one."""
    with started() as machine:
        yield machine


def deliver(machine: Machine, *txs: bytes) -> tuple[Prepared, Finalized]:
    """Let the next key become the pending one, and make the block in which its carriers are opened."""
    make_block(machine)
    return make_block(machine, txs)


def next_key(machine: Machine) -> bytes:
    key = Shield.NextKey.get(machine.state())
    assert key is not None
    return key


def submit(ciphertext: bytes) -> RuntimeCall:
    return RUNTIME.call("MevShield", "submit_encrypted", ciphertext)


def ciphertext_in(outer: bytes) -> bytes:
    return decode(RUNTIME, outer).call.args[0]


def present() -> RuntimeCall:
    return RUNTIME.call("Balances", "transfer_keep_alive", AddressId(DAVE), PRESENT)


def shielded(
    machine: Machine, call: RuntimeCall, *, carrier: Keypair = ALICE, inside: Keypair = ALICE
) -> tuple[bytes, bytes]:
    """Return a carrier and the transaction inside it, made as the official client makes them."""
    nonce = accounts.nonce(machine.state(), AccountId(inside.public))
    inner = sign_at_head(machine, inside, call, nonce=nonce + (carrier is inside))
    ciphertext = encrypt_mlkem768(next_key(machine), inner, include_key_hash=True)
    return sign_at_head(machine, carrier, submit(ciphertext)), inner


def dave_has(machine: Machine) -> int:
    return free_balance(machine.state(), DAVE)


@pytest.mark.parametrize("carrier", [ALICE, BOB])
def test_what_was_inside_follows_its_carrier_in_the_same_block(machine: Machine, carrier: Keypair) -> None:
    before = dave_has(machine)
    outer, inner = shielded(machine, present(), carrier=carrier)

    prepared, finalized = deliver(machine, outer)

    assert list(prepared.txs[-2:]) == [outer, inner]
    assert [result.code for result in finalized.results] == [0, 0, 0]
    assert (machine.store.body(machine.best.hash) or [])[-2:] == [outer, inner]
    assert dave_has(machine) == before + PRESENT


def test_a_key_opens_in_one_block_alone(machine: Machine) -> None:
    early, _ = shielded(machine, present())
    assert early not in make_block(machine, (early,))[0].txs
    assert early in make_block(machine, (early,))[0].txs

    late, _ = shielded(machine, present())
    make_block(machine)
    make_block(machine)
    prepared, _ = make_block(machine, (late,))
    assert late not in prepared.txs
    assert prepared.refused == ()


def test_with_a_grace_a_key_works_as_long_as_the_carriers_era() -> None:
    with started(grace=6) as machine:
        outer, inner = shielded(machine, present())
        for _ in range(6):
            make_block(machine)

        assert list(make_block(machine, (outer,))[0].txs[-2:]) == [outer, inner]


def test_instant_sealing_makes_the_block_of_the_key_as_well(machine: Machine) -> None:
    node = solo_node(machine, sealing=Sealing.INSTANT, clock=SlotClock())
    outer, inner = shielded(machine, present())
    before, height = dave_has(machine), machine.info().height

    async def main() -> None:
        opened = anyio.Event()
        node.listen(lambda block: opened.set() if inner in block.txs else None)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(node.engine.run)
            node.submit(outer)
            with anyio.fail_after(10):
                await opened.wait()
            tasks.cancel_scope.cancel()

    anyio.run(main)
    assert dave_has(machine) == before + PRESENT
    assert machine.info().height == height + 2


def test_after_its_era_neither_carrier_nor_inside_enters() -> None:
    with started(grace=32) as machine:
        outer, _ = shielded(machine, present())
        for _ in range(7):
            make_block(machine)

        prepared, _ = make_block(machine, (outer,))

        assert outer not in prepared.txs
        assert len(prepared.refused) == 1
        with pytest.raises(TransactionInvalid):
            machine.validate(outer)


def test_a_refused_call_inside_is_in_the_block_and_says_so(machine: Machine) -> None:
    outer, inner = shielded(machine, RUNTIME.call("Balances", "transfer_keep_alive", AddressId(DAVE), 10**18))

    prepared, finalized = deliver(machine, outer)

    assert prepared.txs[-1] == inner
    assert [result.code for result in finalized.results] == [0, 0, 1]


def test_an_inside_that_may_not_enter_is_left_out_and_its_carrier_pays(machine: Machine) -> None:
    s = machine.state()
    inner = sign_at_head(machine, ALICE, present(), nonce=accounts.nonce(s, AccountId(ALICE.public)) + 7)
    outer = sign_at_head(machine, ALICE, submit(encrypt_mlkem768(next_key(machine), inner, include_key_hash=True)))
    alice, dave = free_balance(s, AccountId(ALICE.public)), dave_has(machine)

    prepared, _ = deliver(machine, outer)

    assert prepared.txs[-1] == outer
    assert dave_has(machine) == dave
    assert free_balance(machine.state(), AccountId(ALICE.public)) < alice


def test_a_carrier_for_a_key_that_is_not_ours_waits_and_pays_nothing(machine: Machine) -> None:
    inner = sign_at_head(machine, ALICE, present(), nonce=1)
    foreign = encrypt_mlkem768(generate_shield_key().public, inner, include_key_hash=True)
    outer = sign_at_head(machine, ALICE, submit(foreign))
    before = free_balance(machine.state(), AccountId(ALICE.public))

    prepared, _ = deliver(machine, outer)

    assert outer not in prepared.txs
    assert prepared.refused == ()
    assert free_balance(machine.state(), AccountId(ALICE.public)) == before
    machine.validate(outer)


def test_an_altered_carrier_enters_alone(machine: Machine) -> None:
    inner = sign_at_head(machine, ALICE, present(), nonce=1)
    ciphertext = bytearray(encrypt_mlkem768(next_key(machine), inner, include_key_hash=True))
    ciphertext[-1] ^= 1
    outer = sign_at_head(machine, ALICE, submit(bytes(ciphertext)))

    prepared, finalized = deliver(machine, outer)

    assert prepared.txs[-1] == outer
    assert finalized.results[-1].code == 0


def test_a_carrier_cannot_be_sent_twice_nor_its_content_by_somebody_else(machine: Machine) -> None:
    before = dave_has(machine)
    outer, inner = shielded(machine, present())
    copy = sign_at_head(machine, BOB, submit(ciphertext_in(outer)))

    prepared, _ = deliver(machine, outer, copy)

    assert list(prepared.txs[-3:]) == [outer, inner, copy]
    assert outer not in make_block(machine, (outer,))[0].txs
    assert dave_has(machine) == before + PRESENT


@pytest.mark.parametrize("length", [0, 17, 41])
def test_a_malformed_carrier_is_refused_by_the_pool_and_never_enters(machine: Machine, length: int) -> None:
    outer = sign_at_head(machine, ALICE, submit(bytes(length)))

    with pytest.raises(TransactionInvalid, match="Custom error: 23"):
        machine.validate(outer)
    assert outer not in make_block(machine, (outer,))[0].txs


@pytest.mark.parametrize(("period", "good"), [(4, True), (8, True), (16, False), (0, False)])
def test_a_carrier_lives_eight_blocks_at_most(machine: Machine, period: int, good: bool) -> None:
    outer = sign_at_head(machine, ALICE, submit(bytes(58)), period=period)

    if good:
        machine.validate(outer)
        return
    with pytest.raises(TransactionInvalid, match="outdated"):
        machine.validate(outer)


def test_a_carrier_enters_only_where_its_inside_fits_too(machine: Machine) -> None:
    outer, inner = shielded(machine, present())
    make_block(machine)
    announcement = 1_192

    moment = Moment(4, 1_700_000_052_000 // 12_000 * 12_000)
    for spare, entered in ((-1, []), (0, [outer, inner])):
        room = announcement + len(outer) + len(inner) + spare
        assert list(machine.prepare_proposal(moment, (outer,), room).txs[1:]) == entered


def test_a_carrier_inside_a_carrier_is_not_opened(machine: Machine) -> None:
    secret = sign_at_head(machine, ALICE, present(), nonce=2)
    second = submit(encrypt_mlkem768(next_key(machine), secret, include_key_hash=True))
    outer, inner = shielded(machine, second)

    prepared, _ = deliver(machine, outer)

    assert list(prepared.txs[-2:]) == [outer, inner]
    assert secret not in prepared.txs


def test_a_proposal_can_be_made_again_and_again(machine: Machine) -> None:
    outer, inner = shielded(machine, present())
    make_block(machine)
    seen: list[Block] = []
    machine.feed.listeners.append(seen.append)
    moment = Moment(4, 1_700_000_052_000 // 12_000 * 12_000)

    first = machine.prepare_proposal(moment, (outer,), MUCH_ROOM)
    again = machine.prepare_proposal(moment, (outer,), MUCH_ROOM)

    assert first == again
    assert first.txs[-1] == inner
    machine.finalize_block(moment, again.txs)
    machine.commit()
    assert seen[0].txs == first.txs


def test_nodes_that_hold_no_key_come_to_the_same_blocks() -> None:
    keyed, plain = localnet(), localnet()
    with open_chain(keyed, author=author_from_uri("//One", seals=False)) as author, open_chain(plain) as other:
        outer = inner = b""
        for block in range(1, 7):
            prepared, _ = make_block(author, (outer,))
            assert (inner in prepared.txs) is (block in {4, 6})
            if block in {2, 4}:
                outer, inner = shielded(author, present())
            other.finalize_block(Moment(block, Timestamp.Now.get(author.state())), prepared.txs)
            other.commit()
            assert other.best == author.best


def test_a_proposal_with_inherents_out_of_place_is_refused(machine: Machine) -> None:
    outer, _ = shielded(machine, present())
    [announcement] = author_from_uri("//One").inherents(empty_state())
    other = author_from_uri("//One").inherents(empty_state())[0]
    time = encode(RUNTIME, None, RUNTIME.call("Timestamp", "set", 1))
    remark = encode(RUNTIME, None, RUNTIME.call("System", "remark", b""))
    moment = Moment(3, 1)

    assert machine.process_proposal(moment, [announcement, outer])
    assert machine.process_proposal(moment, [outer])
    for txs in ([time], [outer, announcement], [announcement, other], [remark], [announcement, outer, time]):
        assert not machine.process_proposal(moment, txs)


def test_every_header_is_sealed_by_the_authority(machine: Machine) -> None:
    header = machine.best.header
    *before, seal = header.digest.logs

    assert isinstance(seal, Seal)
    unsealed = Header(
        header.parent_hash, header.number, header.state_root, header.extrinsics_root, type(header.digest)(before)
    )
    assert verify_sr25519(seal.data, unsealed.hash(), ONE.public)


def test_the_api_tells_carriers_from_others(machine: Machine) -> None:
    outer, inner = shielded(machine, present())
    key_hash = ciphertext_in(outer)[:16]
    assert RUNTIME.ask(machine.state(), "ShieldApi_is_shielded_using_current_key", key_hash) == b"\x00"
    # A block learns the hash of the one before it, and so can judge signatures that begin there.
    make_block(machine)
    s = machine.state()

    parts = RUNTIME.ask(s, "ShieldApi_try_decode_shielded_tx", outer)
    assert parts[:17] == b"\x01" + key_hash
    assert RUNTIME.ask(s, "ShieldApi_try_decode_shielded_tx", inner) == b"\x00"
    assert RUNTIME.ask(s, "ShieldApi_is_shielded_using_current_key", key_hash) == b"\x01"
