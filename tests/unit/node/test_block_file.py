"""Blocks go through a file into another chain byte for byte, and nothing that is not whole and right gets in."""

import io
from collections.abc import Callable, Iterator

import msgspec
import pytest
from tests.machines import make_block, sign_at_head

from taonet.crypto.keys import keypair_from_uri
from taonet.node.chain.author import author_from_uri
from taonet.node.chain.block_file import FORMAT, MAGIC, MOST_BYTES, BadBlocks, BlockReader, BlockWriter
from taonet.node.chain.exporting import choose, export_blocks
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.importing import Imported, import_blocks
from taonet.node.chain.machine import Machine
from taonet.primitives.ids import AccountId, Hash, NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.pallets.balances.logic import free_balance
from taonet.runtime.pallets.shield.storage import Storage as Shield
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.system.digest import HEADER, Digest, Header, Seal
from taonet.runtime.types import AddressId

ALICE = keypair_from_uri("//Alice")
DAVE = AccountId(keypair_from_uri("//Dave").public)
LAST = 120
SHORT = 8
PRESENT = 5_000_000_000
Change = Callable[[int, Header, list[bytes]], tuple[Header, list[bytes]] | None]


def make_blocks(machine: Machine, count: int) -> None:
    """Make blocks, a transfer in every third."""
    for _ in range(count):
        present = RUNTIME.call("Balances", "transfer_keep_alive", AddressId(DAVE), PRESENT)
        full = machine.best.header.number % 3 == 2
        make_block(machine, (sign_at_head(machine, ALICE, present),) if full else ())


def file_of(machine: Machine, first: int = 1, last: int | None = None) -> bytes:
    out = io.BytesIO()
    export_blocks(machine.store, choose(machine.store, first, last), out)
    return out.getvalue()


def take(machine: Machine, data: bytes) -> Imported:
    return import_blocks(machine, BlockReader(io.BytesIO(data)))


def refusal(machine: Machine, data: bytes) -> str:
    with pytest.raises(BadBlocks) as refused:
        take(machine, data)
    return str(refused.value)


def rewritten(data: bytes, change: Change, **preamble: object) -> bytes:
    """Return a file with right check sums and other blocks; None leaves a block out."""
    reader, out = BlockReader(io.BytesIO(data)), io.BytesIO()
    writer = BlockWriter(out, msgspec.structs.replace(reader.preamble, **preamble))
    for header, body in reader.blocks():
        block = change(header.number, header, body)
        if block is not None:
            writer.block(HEADER.encode(block[0]), block[1])
    writer.end()
    return out.getvalue()


@pytest.fixture(scope="module")
def original() -> Iterator[Machine]:
    """Give a chain with seals, shield keys, transfers and an epoch."""
    with open_chain(localnet(), author=author_from_uri("//One")) as machine:
        make_blocks(machine, LAST)
        yield machine


@pytest.fixture
def short(original: Machine) -> bytes:
    return file_of(original, 1, SHORT)


@pytest.fixture
def copy() -> Iterator[Machine]:
    with open_chain(localnet()) as machine:
        yield machine


def test_a_chain_comes_out_as_it_went_in(original: Machine, copy: Machine) -> None:
    done = take(copy, file_of(original))

    s = copy.state()
    assert done == Imported(new=LAST)
    assert copy.best == original.best
    assert isinstance(copy.best.header.digest.logs[-1], Seal)
    assert copy.trie.root() == original.trie.root() == copy.best.header.state_root
    assert list(copy.store.iterate(b"")) == list(original.store.iterate(b""))
    for number in range(LAST + 1):
        block_hash = original.store.block_hash(number) or b""
        assert copy.store.block_hash(number) == block_hash
        assert copy.store.body(block_hash) == original.store.body(block_hash)
    assert Shield.PendingKey.get(s) is not None
    assert Epochs.SubnetEpochIndex.get(s, NetUid(1)) > 0
    assert free_balance(s, DAVE) >= LAST // 3 * PRESENT


def test_blocks_that_are_there_are_passed_over_and_parts_follow_each_other(original: Machine, copy: Machine) -> None:
    parts = [take(copy, file_of(original, first, last)) for first, last in ((1, 5), (3, 9), (10, LAST), (1, LAST))]

    assert parts == [Imported(5), Imported(4, 3), Imported(LAST - 9), Imported(0, LAST)]
    assert copy.best == original.best


def test_a_part_is_missing_before_blocks_that_begin_later(original: Machine, copy: Machine) -> None:
    assert "begins with block 5, the chain here ends with 0" in refusal(copy, file_of(original, 5, 9))
    assert copy.best.header.number == 0


def test_another_chain_from_the_same_genesis_is_refused(short: bytes, copy: Machine) -> None:
    make_blocks(copy, 2)
    mine = copy.best

    assert "block 1 here is 0x" in refusal(copy, short)
    assert copy.best == mine


@pytest.mark.parametrize("place", [*range(8), 8, 9, 10, 20, 60, 500, 4_000, 9_000, -60, -40, -36, -33, -32, -1])
def test_a_flipped_bit_is_noticed_and_only_what_stands_before_it_is_kept(
    original: Machine, short: bytes, copy: Machine, place: int
) -> None:
    damaged = bytearray(short)
    damaged[place] ^= 1
    refusal(copy, bytes(damaged))

    assert copy.best.hash == original.store.block_hash(copy.best.header.number)
    assert copy.best.header.number <= SHORT
    kept = copy.best.header.number
    assert take(copy, short) == Imported(SHORT - kept, kept)
    assert copy.best.hash == original.store.block_hash(SHORT)


def test_a_file_that_was_cut_anywhere_is_noticed_and_goes_on_with_the_whole(
    original: Machine, short: bytes, copy: Machine
) -> None:
    for length in (0, 5, 9, 12, 100, *range(200, len(short), 701), len(short) - 33, len(short) - 1):
        assert "the file was cut" in refusal(copy, short[:length])
        assert copy.best.hash == original.store.block_hash(copy.best.header.number)
    take(copy, short)

    assert copy.best.hash == original.store.block_hash(SHORT)


def test_what_is_no_such_file_says_so(short: bytes, copy: Machine) -> None:
    assert "no file of blocks" in refusal(copy, b"-----BEGIN CERTIFICATE-----")
    assert f"has format 9, this version reads format {FORMAT}" in refusal(copy, MAGIC + b"\x09\x00" + short[10:])
    assert f"a record of {MOST_BYTES + 1} bytes" in refusal(
        copy, short[:10] + (MOST_BYTES + 1).to_bytes(4, "little") + short[14:]
    )
    assert "something follows" in refusal(copy, short + b"x")


def test_blocks_of_another_chain_or_of_other_rules_are_refused_with_both(short: bytes, copy: Machine) -> None:
    other = rewritten(short, lambda _, *block: block, genesis=Hash(bytes(32)))
    older = rewritten(short, lambda _, *block: block, spec_version=425)

    said = refusal(copy, other)
    assert f"genesis 0x{bytes(32).hex()}, here it is 0x{copy.init_chain().hex()}" in said
    assert "runtime 425, this version executes 475" in refusal(copy, older)


def test_a_block_that_is_left_out_or_that_the_file_does_not_promise_is_noticed(short: bytes, copy: Machine) -> None:
    gap = rewritten(short, lambda number, *block: None if number == 4 else block)
    less = rewritten(short, lambda _, *block: block, last=SHORT + 3)
    more = rewritten(short, lambda _, *block: block, last=SHORT - 3)

    assert "block 5 stands in the file where block 4 should" in refusal(copy, gap)
    assert copy.best.header.number == 3
    assert f"says that it goes on to block {SHORT + 3}" in refusal(copy, less)
    with open_chain(localnet()) as another:
        assert f"block {SHORT - 2} stands in the file" in refusal(another, more)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("time", "does not begin with its time"),
        ("early", "it is refused"),
        ("transfer", "its extrinsics are not those of its header"),
        ("nonsense", "no extrinsics, or inherents out of place"),
        ("root", "its state root is 0x"),
        ("digest", "its digest is not"),
        ("parent", "block 6 follows 0x"),
        ("seals", "its digest is not"),
    ],
)
def test_a_block_that_says_something_else_than_it_comes_to_is_refused(
    short: bytes, copy: Machine, part: str, said: str
) -> None:
    def change(number: int, header: Header, body: list[bytes]) -> tuple[Header, list[bytes]]:
        if number != 6:
            return header, body
        logs = header.digest.logs
        match part:
            case "time":
                return header, body[1:]
            case "early":
                return header, [block_one[0], *body[1:]]
            case "transfer":
                return header, body[:-1]
            case "nonsense":
                return header, [*body, b"\x04\xff"]
            case "root":
                return msgspec.structs.replace(header, state_root=Hash(bytes(31) + b"r")), body
            case "parent":
                return msgspec.structs.replace(header, parent_hash=Hash(bytes(31) + b"p")), body
            case "seals":
                return msgspec.structs.replace(header, digest=Digest([*logs, logs[-1]])), body
            case _:
                return msgspec.structs.replace(header, digest=Digest(logs[1:])), body

    _, block_one = next(BlockReader(io.BytesIO(short)).blocks())
    assert said in refusal(copy, rewritten(short, change))
    assert copy.best.header.number == 5
    assert take(copy, short) == Imported(SHORT - 5, 5)


def test_a_block_that_a_developer_edited_is_refused_and_says_so(copy: Machine) -> None:
    with open_chain(localnet()) as edited:
        make_blocks(edited, 3)
        edited.set_storage({b"a key of no pallet": b"value"})
        make_blocks(edited, 2)
        said = refusal(copy, file_of(edited))

    assert said.startswith("block 4 does not follow from its extrinsics: its state root is 0x")
    assert said.endswith("It was edited by dev_setStorage, or is damaged")
    assert copy.best.header.number == 3


def test_a_chain_gives_only_what_it_has_and_what_can_be_checked(original: Machine, copy: Machine) -> None:
    with open_chain(localnet(), keep_root=False) as rootless:
        make_blocks(rootless, 2)
        for machine, first, last, said in (
            (original, 1, LAST + 1, f"there is no block {LAST + 1}"),
            (original, 9, 8, "no block lies between"),
            (copy, 1, None, "no block after genesis"),
            (rootless, 1, None, "block 1 has no state root"),
        ):
            with pytest.raises(BadBlocks, match=said):
                file_of(machine, first, last)


def test_a_chain_that_is_taken_back_while_it_is_written_is_noticed() -> None:
    with open_chain(localnet()) as machine:
        make_blocks(machine, 8)

        def rewind(number: int) -> None:
            if number == 4:
                machine.rewind(2)
                make_block(machine)

        with pytest.raises(BadBlocks, match="block 5 was taken back"):
            export_blocks(machine.store, choose(machine.store), io.BytesIO(), rewind)


def test_extrinsics_that_may_not_enter_their_block_are_refused_and_not_passed_over(
    original: Machine, short: bytes, copy: Machine
) -> None:
    present = RUNTIME.call("Balances", "transfer_keep_alive", AddressId(DAVE), PRESENT)
    never = sign_at_head(original, ALICE, present, nonce=0, period=0)

    def with_more(number: int, header: Header, body: list[bytes]) -> tuple[Header, list[bytes]]:
        return header, [*body, never] if number == SHORT else body

    assert f"block {SHORT}" in (said := refusal(copy, rewritten(short, with_more)))
    assert "extrinsics that may not enter" in said
    assert copy.best.header.number == SHORT - 1
