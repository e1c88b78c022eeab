"""Defects planted into an exported file, with every check sum made anew: each is found, with its block."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from random import Random

import msgspec
import pytest
from tests.audit.chains import busy_genesis, told_chain

from taonet.crypto.keys import keypair_from_uri
from taonet.node.chain.block_file import BlockReader, BlockWriter, FiledBlock, Preamble
from taonet.primitives.ids import AccountId, BlockNumber, Hash
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.aura.logic import ENGINE
from taonet.runtime.pallets.system.digest import HEADER, Digest, Header, Seal
from taonet.sim import Chain
from taonet.supply.audit.filed import Filed
from taonet.supply.audit.report import Report
from taonet.supply.audit.run import audit
from taonet.supply.audit.sources import CannotAudit
from taonet.testing.fuzzing import examples

Edit = Callable[[list[FiledBlock]], None]


def _told() -> tuple[Preamble, list[FiledBlock]]:
    c, made = told_chain()
    preamble = Preamble(c.genesis_hash, RUNTIME.spec.spec_version, busy_genesis().text, 1, len(made))
    return preamble, [FiledBlock(one.header, list(one.body)) for one in made]


@pytest.fixture(scope="module")
def told() -> tuple[Preamble, list[FiledBlock]]:
    return _told()


def written(preamble: Preamble, blocks: list[FiledBlock]) -> bytes:
    out = BytesIO()
    writer = BlockWriter(out, preamble)
    for block in blocks:
        writer.block(HEADER.encode(block.header), block.body)
    writer.end()
    return out.getvalue()


def audited(raw: bytes, genesis: Hash | None = None) -> Report:
    return audit(Filed(BytesIO(raw), "the file", None, None), expected_genesis=genesis)


def _with_header(number: int, **fields: object) -> Edit:
    def edit(blocks: list[FiledBlock]) -> None:
        block = blocks[number - 1]
        blocks[number - 1] = FiledBlock(msgspec.structs.replace(block.header, **fields), block.body)

    return edit


def _swap_bodies(blocks: list[FiledBlock]) -> None:
    nine, ten = blocks[8], blocks[9]
    blocks[8], blocks[9] = FiledBlock(nine.header, ten.body), FiledBlock(ten.header, nine.body)


def _remove_extrinsic(blocks: list[FiledBlock]) -> None:
    blocks[8].body.pop()


def _repeat_extrinsic(blocks: list[FiledBlock]) -> None:
    blocks[8].body.append(blocks[8].body[-1])


def _other_amount(blocks: list[FiledBlock]) -> None:
    raw = bytearray(blocks[8].body[-1])
    raw[-4] ^= 1
    blocks[8].body[-1] = bytes(raw)


def _empty_body(blocks: list[FiledBlock]) -> None:
    blocks[8].body.clear()


PLANTS: dict[str, Edit] = {
    "a swapped body": _swap_bodies,
    "an extrinsic removed": _remove_extrinsic,
    "an extrinsic twice": _repeat_extrinsic,
    "another amount in a call": _other_amount,
    "a block without its time": _empty_body,
    "a state root": _with_header(9, state_root=Hash(b"\x01" * 32)),
    "an extrinsics root": _with_header(9, extrinsics_root=Hash(b"\x01" * 32)),
    "a parent": _with_header(9, parent_hash=Hash(b"\x01" * 32)),
    "a digest": _with_header(9, digest=Digest([])),
    "a forged seal": _with_header(9, digest=Digest([Seal(ENGINE, bytes(64))])),
}


@pytest.mark.parametrize("plant", PLANTS)
def test_a_block_that_was_changed_is_named(told: tuple[Preamble, list[FiledBlock]], plant: str) -> None:
    preamble, blocks = told
    edited = [FiledBlock(one.header, list(one.body)) for one in blocks]
    PLANTS[plant](edited)
    report = audited(written(preamble, edited))

    assert report.findings[0].block == 9


def test_a_sound_file_is_found_sound_and_tells_its_genesis(told: tuple[Preamble, list[FiledBlock]]) -> None:
    report = audited(written(*told), told[0].genesis)

    assert report.findings == []
    assert (report.genesis, report.blocks) == (f"0x{told[0].genesis.hex()}", 16)
    assert report.last_hash == f"0x{told[1][-1].header.hash().hex()}"


def test_another_genesis_than_the_one_demanded_is_a_finding(told: tuple[Preamble, list[FiledBlock]]) -> None:
    report = audited(written(*told), Hash(b"\x07" * 32))

    assert (report.findings[0].block, report.findings[0].kind) == (0, "genesis")


def test_a_genesis_file_that_was_changed_is_named(told: tuple[Preamble, list[FiledBlock]]) -> None:
    text = told[0].genesis_file.replace("balance = 1_000_000", "balance = 1_000_001", 1)
    report = audited(written(msgspec.structs.replace(told[0], genesis_file=text), told[1]))

    assert (report.findings[0].block, report.findings[0].kind) == (0, "genesis")


def test_a_genesis_that_was_made_to_fit_does_not_fit_its_blocks(told: tuple[Preamble, list[FiledBlock]]) -> None:
    text = told[0].genesis_file.replace("balance = 1_000_000", "balance = 1_000_001", 1)
    lie = msgspec.structs.replace(told[0], genesis_file=text)
    other = audited(written(lie, told[1])).findings[0].found
    report = audited(written(msgspec.structs.replace(lie, genesis=Hash(bytes.fromhex(other[2:]))), told[1]))

    assert (report.findings[0].block, report.findings[0].kind) == (1, "parent")


@pytest.mark.parametrize("text", ["", "version = 1", "[["])
def test_a_genesis_that_is_none_is_refused(told: tuple[Preamble, list[FiledBlock]], text: str) -> None:
    with pytest.raises(CannotAudit, match="genesis"):
        audited(written(msgspec.structs.replace(told[0], genesis_file=text), told[1]))


@pytest.mark.parametrize(
    ("order", "block"),
    [([*range(8), 9, 8, *range(10, 16)], 9), ([*range(8), *range(9, 16)], 9), ([*range(9), 8, *range(9, 16)], 10)],
    ids=["out of order", "missing", "twice"],
)
def test_blocks_that_are_not_in_order_are_named(
    told: tuple[Preamble, list[FiledBlock]], order: list[int], block: int
) -> None:
    report = audited(written(told[0], [told[1][place] for place in order]))

    assert (report.findings[0].block, report.findings[0].kind) == (block, "damage")


def test_a_missing_block_whose_followers_were_numbered_anew_is_named(
    told: tuple[Preamble, list[FiledBlock]],
) -> None:
    blocks = [one for one in told[1] if one.header.number != 9]
    anew = [
        FiledBlock(msgspec.structs.replace(one.header, number=BlockNumber(place)), one.body)
        for place, one in enumerate(blocks, 1)
    ]
    report = audited(written(msgspec.structs.replace(told[0], last=15), anew))

    assert (report.findings[0].block, report.findings[0].kind) == (9, "parent")


def test_a_file_that_was_cut_anywhere_is_never_sound(told: tuple[Preamble, list[FiledBlock]]) -> None:
    raw, chance = written(*told), Random(1)
    for length in [0, 1, 9, 10, len(raw) - 1, *(chance.randrange(len(raw)) for _ in range(examples(6)))]:
        assert not _is_sound(raw[:length])


def test_no_flipped_byte_is_overlooked(told: tuple[Preamble, list[FiledBlock]]) -> None:
    raw, chance = written(*told), Random(2)
    for _ in range(examples(12)):
        flipped = bytearray(raw)
        flipped[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)

        assert not _is_sound(bytes(flipped))


def test_a_file_that_does_not_begin_at_the_beginning_says_what_to_do(
    told: tuple[Preamble, list[FiledBlock]],
) -> None:
    with pytest.raises(CannotAudit, match="export the chain from block 1"):
        audited(written(msgspec.structs.replace(told[0], first=2), told[1][1:]))


def test_a_seal_of_the_author_is_accepted_and_one_of_another_is_not() -> None:
    c = Chain(busy_genesis())
    header = c.blocks()[0].header
    body = list(c.head.body)
    preamble = Preamble(c.genesis_hash, RUNTIME.spec.spec_version, busy_genesis().text, 1, 1)

    def sealed(uri: str) -> Header:
        seal = Seal(ENGINE, keypair_from_uri(uri).sign(header.hash()))
        return msgspec.structs.replace(header, digest=Digest([*header.digest.logs, seal]))

    assert AccountId(keypair_from_uri("//One").public) in busy_genesis().authorities
    assert audited(written(preamble, [FiledBlock(sealed("//One"), body)])).holds
    report = audited(written(preamble, [FiledBlock(sealed("//Two"), body)]))
    assert (report.findings[0].block, "seal" in report.findings[0].text) == (1, True)


def _is_sound(raw: bytes) -> bool:
    try:
        return audited(raw).holds
    except CannotAudit:
        return False


def test_a_reader_of_the_sound_file_reads_it_whole(told: tuple[Preamble, list[FiledBlock]]) -> None:
    assert len(list(BlockReader(BytesIO(written(*told))).blocks())) == 16
