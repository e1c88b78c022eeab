"""Keys that stand in the state of every Substrate chain and belong to no item."""

from msgspec.structs import replace
from tests.helpers import empty_state

from taonet.frame.runtime import Runtime
from taonet.frame.state import DictBackend, State
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.build import build_genesis
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.pallets.system.well_known import CODE, EXTRINSIC_INDEX
from taonet.sim import Chain


def genesis_under(runtime: Runtime) -> State:
    s = State(DictBackend(), runtime)
    build_genesis(s, localnet())
    return s


def test_the_code_names_the_rules_in_one_line() -> None:
    code = genesis_under(RUNTIME).get(CODE)

    assert code is not None
    assert code.startswith(b"taonet: node-subtensor 475.1 transactions 1 metadata ")
    assert code.count(b"\n") == 1
    assert len(code) < 150


def test_other_rules_have_other_code() -> None:
    spec, pallets, apis, extrinsics = RUNTIME.spec, RUNTIME.pallets, RUNTIME.apis, RUNTIME.extrinsics
    others = (
        Runtime(replace(spec, spec_version=476), pallets, apis, extrinsics),
        Runtime(replace(spec, impl_version=2), pallets, apis, extrinsics),
        Runtime(spec, pallets, apis[:-1], extrinsics),
    )

    codes = [genesis_under(runtime).get(CODE) for runtime in (RUNTIME, *others)]
    assert len(set(codes)) == len(codes)
    assert genesis_under(Runtime(spec, pallets, apis, extrinsics)).get(CODE) == codes[0]


def test_every_pallet_notes_its_storage_version() -> None:
    s = genesis_under(RUNTIME)
    versions = {pallet.name: s.get(pallet.storage_version_key) for pallet in RUNTIME.pallets}

    assert versions.pop("Balances") == b"\1\0"
    assert versions.pop("Multisig") == b"\1\0"
    assert versions.pop("Preimage") == b"\1\0"
    assert versions.pop("Scheduler") == b"\4\0"
    assert versions.pop("SubtensorModule") == b"\7\0"
    assert set(versions.values()) == {b"\0\0"}
    balances = "c2261276cc9d1f8598ea4b6a74b15c2f" + "4e7b9012096b41c4eb3aaf947f6ea429"
    assert RUNTIME.pallet("Balances").storage_version_key.hex() == balances


def test_the_number_of_the_extrinsic_is_gone_after_the_first_block() -> None:
    chain = Chain.localnet()

    assert chain.s.get(EXTRINSIC_INDEX) == bytes(4)
    chain.block()
    assert chain.s.get(EXTRINSIC_INDEX) is None
    assert chain.s.get(CODE) == genesis_under(RUNTIME).get(CODE)
    assert empty_state().get(CODE) is None
