"""Which rules a chain is under: its genesis chooses, its state names them."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from taonet.frame.runtime import Runtime
from taonet.node.chain.genesis import genesis_hash, open_chain
from taonet.runtime.construct import RULES, RUNTIME, VOTES
from taonet.runtime.genesis.presets import localnet, preset
from taonet.runtime.pallets.sudo.storage import Storage as Sudo
from taonet.runtime.pallets.system.well_known import CODE, code_of
from taonet.runtime.rules import Rules, UnknownRules
from taonet.sim import Chain


def test_a_genesis_with_votes_begins_under_rules_of_another_name() -> None:
    standard, votes = Chain(localnet(), keep_root=False), Chain(preset("holders"), keep_root=False)

    assert (standard.runtime, votes.runtime) == (RUNTIME, VOTES)
    assert (standard.s.get(CODE), votes.s.get(CODE)) == (code_of(RUNTIME), code_of(VOTES))
    assert code_of(VOTES).startswith(b"taonet: node-subtensor taonet-votes 475.1 transactions 1 metadata ")
    assert Sudo.Key.get(votes.s) is None


def test_rules_with_votes_have_all_of_the_standard_ones_under_the_same_numbers() -> None:
    theirs = {runtime.number_of(call): name for runtime in (VOTES,) for name, call in runtime.calls.items()}

    for name, call in RUNTIME.calls.items():
        assert theirs[RUNTIME.number_of(call)] == name
    assert {(p.index, p.name) for p in RUNTIME.pallets} <= {(p.index, p.name) for p in VOTES.pallets}
    assert all(pallet.index >= 40 for pallet in VOTES.pallets[len(RUNTIME.pallets) :])


def test_rules_are_found_by_their_line() -> None:
    assert RULES.named(code_of(RUNTIME)) is RUNTIME
    assert RULES.named(code_of(VOTES)) is VOTES
    for code in (b"", None, code_of(VOTES)[:-1], code_of(VOTES) + b"\n", b"taonet: node-subtensor 999.1", b"\0asm\xff"):
        with pytest.raises(UnknownRules, match="version of taonet"):
            RULES.named(code)


@pytest.mark.parametrize("name", ["localnet", "holders"])
def test_a_stored_chain_goes_on_under_the_rules_that_it_names(name: str, tmp_path: Path) -> None:
    for _ in range(2):
        with open_chain(preset(name), tmp_path / "chain", durable=False) as machine:
            assert machine.runtime is RULES.first(votes=name == "holders")
            assert machine.init_chain() == genesis_hash(preset(name))


def test_a_chain_under_unknown_rules_is_left_as_it_is(tmp_path: Path) -> None:
    other = Runtime(replace(VOTES.spec, impl_version=2), VOTES.pallets, VOTES.apis, VOTES.extrinsics)
    known = Rules((RUNTIME,), (other,))
    with open_chain(preset("holders"), tmp_path / "chain", durable=False, rules=known) as machine:
        block = machine.init_chain()

    with pytest.raises(UnknownRules, match=r"475\.2"), open_chain(preset("holders"), tmp_path / "chain"):
        pass
    with open_chain(preset("holders"), tmp_path / "chain", rules=known) as machine:
        assert (machine.init_chain(), machine.runtime) == (block, other)
