"""A chain goes over to other rules: each block is executed and read under its own, and a program that lacks them stops."""

from __future__ import annotations

import io
import logging
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from tests.machines import make_block, sign_at_head

from taonet.crypto.hashing import blake2_256
from taonet.crypto.keys import keypair_from_uri
from taonet.node.chain.author import author_from_uri
from taonet.node.chain.block_file import BadBlocks, BlockReader
from taonet.node.chain.exporting import choose, export_blocks
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.importing import Imported, import_blocks
from taonet.node.chain.machine import Machine
from taonet.node.chain.outlook import Outlook
from taonet.node.chain.view import View
from taonet.node.consensus.port import Halted
from taonet.node.consensus.solo import Sealing
from taonet.node.node import solo_node
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RULES, RUNTIME, VOTES, WITHOUT_SUDO
from taonet.runtime.genesis.document import parse_genesis
from taonet.runtime.genesis.presets import preset_text
from taonet.runtime.pallets.sudo.storage import Storage as Sudo
from taonet.runtime.pallets.system.digest import HEADER, RuntimeEnvironmentUpdated
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.types import LastRuntimeUpgradeInfo
from taonet.runtime.pallets.system.well_known import CODE, UPGRADE, code_from, code_of
from taonet.runtime.rules import Rules, UnknownRules
from taonet.runtime.transaction.extrinsic import encode
from taonet.scale import U32
from taonet.sim import sign_call
from taonet.supply.audit.filed import Filed
from taonet.supply.audit.run import audit

ALICE = keypair_from_uri("//Alice")
OLD = Rules(RULES.standard, (VOTES,))
"""What a program knew before there was a second version."""
NEXT = code_of(WITHOUT_SUDO)
FIRST = 6
"""The first block under it."""
WITH_SUDO = 'votes = true\nsudo = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"\n'
GENESIS = parse_genesis(preset_text("holders").replace("votes = true\n", WITH_SUDO))


@contextmanager
def opened(path: Path | None = None, rules: Rules = RULES) -> Generator[Machine]:
    with open_chain(GENESIS, path, author=author_from_uri("//One"), durable=False, rules=rules) as machine:
        yield machine


def set_code(machine: Machine, code: bytes) -> None:
    """Make a block in which sudo sets code."""
    call = machine.runtime.call("Sudo", "sudo", machine.runtime.call("System", "set_code", code))
    make_block(machine, (sign_at_head(machine, ALICE, call),))


def agree(machine: Machine) -> None:
    """Make two blocks; in the second it is agreed that the rules change with the sixth."""
    make_block(machine)
    set_code(machine, code_from(NEXT, FIRST))


def go_on(machine: Machine, last: int) -> None:
    while machine.info().height < last:
        make_block(machine)


def version_at(view: View, number: int) -> Any:
    return view.shown(view.store.block_hash(number)).version_json["specVersion"]


def file_of(machine: Machine, last: int | None = None) -> bytes:
    out = io.BytesIO()
    export_blocks(machine.store, choose(machine.store, 1, last), out)
    return out.getvalue()


def take(machine: Machine, data: bytes) -> Imported:
    return import_blocks(machine, BlockReader(io.BytesIO(data)))


def test_the_rules_change_with_the_block_that_was_named() -> None:
    with opened() as machine:
        view = View(machine)
        agree(machine)
        assert (machine.runtime, Sudo.Key.get(machine.state())) == (VOTES, AccountId(ALICE.public))
        go_on(machine, FIRST - 2)
        assert machine.runtime is VOTES
        go_on(machine, FIRST - 1)
        assert machine.runtime is WITHOUT_SUDO
        assert RuntimeEnvironmentUpdated() in machine.best.header.digest.logs
        assert System.LastRuntimeUpgrade.get(machine.state()) == LastRuntimeUpgradeInfo(475, "node-subtensor")
        go_on(machine, FIRST + 1)

        s = machine.state()
        assert System.LastRuntimeUpgrade.get(s) == LastRuntimeUpgradeInfo(476, "node-subtensor")
        assert Sudo.Key.get(s) is None
        assert (s.get(CODE), s.get(UPGRADE)) == (NEXT, None)
        assert [version_at(view, number) for number in range(FIRST + 2)] == [475] * (FIRST - 1) + [476] * 3


def test_answers_of_older_blocks_are_those_of_their_rules() -> None:
    with opened() as machine:
        view = View(machine)
        agree(machine)
        go_on(machine, FIRST)
        old, new = (view.store.block_hash(number) for number in (FIRST - 2, FIRST))

        assert b"pallet_sudo" in bytes.fromhex(view.shown(old).metadata_hex[2:])
        assert b"pallet_sudo" not in bytes.fromhex(view.shown(new).metadata_hex[2:])
        versions = [view.call("Core_version", b"", one) for one in (old, new, None)]
        assert versions[1] == versions[2] != versions[0]
        assert U32.encode(475) in versions[0]
        assert U32.encode(476) in versions[1]


def test_what_was_signed_under_the_old_rules_does_not_enter_under_the_new() -> None:
    with opened() as machine:
        agree(machine)
        late = sign_at_head(machine, ALICE, machine.runtime.call("System", "remark", b"late"))
        go_on(machine, FIRST - 1)

        assert "bad signature" in machine.check_tx(late).log
        assert machine.check_tx(sign_at_head(machine, ALICE, VOTES.call("System", "remark", b"new"))).code == 0
        sudo = VOTES.call_codec.encode(VOTES.call("Sudo", "remove_key"))
        assert "not expected" in machine.check_tx(sign_call(machine.state(), ALICE, sudo)).log


def test_without_a_block_named_the_next_one_is_under_the_new_rules() -> None:
    with opened() as machine:
        make_block(machine)
        set_code(machine, NEXT)

        assert machine.runtime is WITHOUT_SUDO
        make_block(machine)
        assert System.LastRuntimeUpgrade.get(machine.state()) == LastRuntimeUpgradeInfo(476, "node-subtensor")


def test_many_blocks_at_once_go_over_too() -> None:
    with opened() as machine, opened() as copy:
        agree(machine)
        with machine.together():
            go_on(machine, 9)

        assert (machine.best.header.number, machine.runtime) == (9, WITHOUT_SUDO)
        assert [version_at(View(machine), number) for number in (4, 5, 9)] == [475, 476, 476]
        take(copy, file_of(machine))
        assert (copy.best, copy.trie.root()) == (machine.best, machine.trie.root())


def test_going_back_before_the_change_goes_back_to_the_old_rules() -> None:
    with opened() as machine:
        agree(machine)
        go_on(machine, FIRST + 2)
        machine.rewind(FIRST - 2)

        assert machine.runtime is VOTES
        go_on(machine, FIRST)
        assert machine.runtime is WITHOUT_SUDO


def test_a_program_that_lacks_the_rules_warns_and_stops_before_their_first_block_and_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "taonet.upgrades")
    with opened(tmp_path / "chain", OLD) as machine:
        Outlook(machine)
        agree(machine)
        make_block(machine)
        make_block(machine)
        with pytest.raises(Halted, match=r"ends here with block 5: .* does not have: 'taonet: .* 476\.1 "):
            make_block(machine)
        with pytest.raises(Halted):
            make_block(machine)
        last = machine.best
    assert last.header.number == FIRST - 1
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == len(caplog.records) == 2
    assert warnings[0].startswith("with block 6, in 4 blocks the chain goes over to rules that this version")
    assert warnings[0].endswith("this one stops behind block 5")
    assert warnings[1].startswith("with block 6, in 1 block the chain goes over")

    with pytest.raises(UnknownRules, match="what is stored stays as it is"), opened(tmp_path / "chain", OLD):
        pass
    with opened(tmp_path / "chain") as machine:
        assert machine.best == last
        go_on(machine, FIRST + 2)
        assert machine.runtime is WITHOUT_SUDO
        assert (
            HEADER.decode(machine.store.header(machine.store.block_hash(FIRST) or b"") or b"").parent_hash == last.hash
        )


def test_the_nearer_the_rules_the_more_often_a_program_that_lacks_them_warns(caplog: pytest.LogCaptureFixture) -> None:
    with opened(rules=OLD) as machine:
        make_block(machine)
        Outlook(machine)
        set_code(machine, code_from(NEXT, 113))
        go_on(machine, 15)

    warnings = [record.getMessage().split(" the chain")[0] for record in caplog.records]
    assert warnings == ["with block 113, in 111 blocks", "with block 113, in 100 blocks"]


def test_a_program_that_has_the_rules_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "taonet.upgrades")
    with opened() as machine:
        Outlook(machine)
        agree(machine)
        Outlook(machine)  # as a node that was started meanwhile
        go_on(machine, FIRST)

    said = [record.getMessage() for record in caplog.records]
    assert [record.levelname for record in caplog.records] == ["INFO"] * 4
    assert said[0].startswith("with block 6, in 4 blocks the chain goes over to other rules, which are here")
    assert said[1] == said[0]
    assert said[2:] == ["from block 6 on rules 476.1 are in force"] * 2


def test_a_bulk_that_reaches_unknown_rules_keeps_the_blocks_before_them() -> None:
    with opened(rules=OLD) as machine:
        agree(machine)
        with pytest.raises(Halted, match="block 5"), machine.together():
            go_on(machine, 9)

        assert machine.best.header.number == FIRST - 1


def test_a_bulk_that_fails_takes_its_change_of_rules_back() -> None:
    with opened() as machine:
        agree(machine)
        with pytest.raises(ZeroDivisionError), machine.together():  # noqa: PT012  it fails at its end
            go_on(machine, 9)
            _fail()

        assert (machine.best.header.number, machine.runtime) == (2, VOTES)
        go_on(machine, FIRST)
        assert machine.runtime is WITHOUT_SUDO


def _fail() -> None:
    raise ZeroDivisionError


def test_exported_blocks_pass_through_versions_and_end_where_a_program_lacks_one() -> None:
    with opened() as machine:
        agree(machine)
        go_on(machine, FIRST + 3)
        whole, before = file_of(machine), file_of(machine, FIRST - 1)
        head, fifth = machine.best, machine.store.block_hash(FIRST - 1)
    with opened() as copy:
        assert take(copy, whole) == Imported(new=FIRST + 3)
        assert (copy.best, copy.runtime) == (head, WITHOUT_SUDO)
    with opened(rules=OLD) as copy:
        with pytest.raises(BadBlocks, match="are of runtime 476, this version executes 475"):
            take(copy, whole)
        assert copy.best.header.number == 0
        with pytest.raises(Halted, match="block 5"):
            take(copy, before)
        assert copy.best.hash == fifth


def test_authorised_code_is_brought_by_anybody_and_waits_in_the_pool_unsigned() -> None:
    with opened() as machine:
        rules, code = machine.runtime, code_from(NEXT, FIRST)
        make_block(machine)
        allow = rules.call("System", "authorize_upgrade", blake2_256(code))
        make_block(machine, (sign_at_head(machine, ALICE, rules.call("Sudo", "sudo", allow)),))
        raw = bare(code)
        assert machine.check_tx(raw).code == 0
        make_block(machine, (raw,))

        assert machine.check_tx(raw).log == "Transaction call is not expected"
        go_on(machine, FIRST)
        assert machine.runtime is WITHOUT_SUDO


def bare(code: bytes) -> bytes:
    return encode(VOTES, None, RUNTIME.call("System", "apply_authorized_upgrade", code))


def test_an_audit_goes_through_versions() -> None:
    with opened() as machine:
        agree(machine)
        go_on(machine, FIRST + 3)
        blocks = file_of(machine)

    report = audit(Filed(io.BytesIO(blocks), "blocks", None, None))
    assert (report.findings, report.blocks) == ([], FIRST + 3)
    (found,) = audit(Filed(io.BytesIO(blocks), "blocks", None, None), rules=OLD).findings
    assert (found.block, "does not have" in found.text) == (FIRST - 1, True)


@pytest.mark.parametrize("sealing", list(Sealing))
def test_an_engine_ends_where_its_program_lacks_the_rules(sealing: Sealing) -> None:
    async def story(machine: Machine) -> None:
        node = solo_node(machine, sealing=sealing, block_time=0.001)
        assert node.developer is not None
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(node.engine.run)
            with pytest.raises(Halted):
                await node.developer.new_block(9)

    with opened(rules=OLD) as machine:
        agree(machine)
        with pytest.raises(ExceptionGroup) as ended:
            anyio.run(story, machine)

        assert ended.group_contains(Halted, match="block 5")
        assert machine.best.header.number == FIRST - 1
