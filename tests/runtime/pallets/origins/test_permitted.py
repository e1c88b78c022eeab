"""The table of what each track may dispatch, held against what there is and against what must never be in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from taonet.frame.call import RuntimeCall
from taonet.frame.error import BadOrigin, DispatchError
from taonet.primitives.ids import NetUid
from taonet.runtime.construct import VOTES
from taonet.runtime.dispatch import try_dispatch
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.origins import caller_of, origin_of
from taonet.runtime.pallets.origins.permitted import BATCHES, PERMITTED
from taonet.runtime.pallets.origins.types import (
    NetworkParameters,
    ReferendumCanceller,
    ReferendumKiller,
    Subnet,
    SubnetAffairs,
    TrackOrigin,
    WishForChange,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.system.errors import CallFiltered
from taonet.scale import Reader
from taonet.scale.fields import codec_of
from taonet.sim import Chain

OWN = NetUid(1)
NEVER_PALLETS = {
    "Balances", "Multisig", "MevShield", "Preimage", "Proxy", "SafeMode", "Scheduler", "Sudo", "ConvictionVoting",
}  # fmt: skip
NEVER = {
    ("System", "set_code"), ("System", "set_code_without_checks"), ("System", "set_storage"),
    ("System", "kill_storage"), ("System", "kill_prefix"), ("System", "set_heap_pages"),
    ("System", "authorize_upgrade"), ("System", "authorize_upgrade_without_checks"),
    ("System", "apply_authorized_upgrade"), ("Timestamp", "set"),
    ("Utility", "as_derivative"), ("Utility", "dispatch_as"), ("Utility", "dispatch_as_fallible"),
    ("Utility", "with_weight"), ("AdminUtils", "sudo_set_sn_owner_hotkey"), ("AdminUtils", "swap_authorities"),
    ("Referenda", "nudge_referendum"), ("Referenda", "one_fewer_deciding"),
}  # fmt: skip


@pytest.fixture
def chain() -> Iterator[Chain]:
    """Give a chain with votes on which subnet 1 is Bob's."""
    genesis = localnet()
    with Chain(genesis, runtime=VOTES, keep_root=False) as chain:
        Subnets.SubnetOwner.put(chain.s, OWN, chain.bob)
        Hyperparameters.AdminFreezeWindow.put(chain.s, 0)
        chain.skip(1_000)
        yield chain


def origin_on(chain: Chain, kind: type[TrackOrigin]) -> TrackOrigin:
    """Return the origin of a track; of the subnets' ones that of subnet 1."""
    return Subnet(OWN, Subnets.NetworkRegisteredAt.get(chain.s, OWN)) if kind is Subnet else kind()  # type: ignore[call-arg]


def some_call(name: tuple[str, str], netuid: int = OWN) -> RuntimeCall:
    """Return a call with arguments that are zeros, but for the subnet's number."""
    found = VOTES.calls[name]
    codecs = {key: codec_of(VOTES.spec_of(field)) for key, field in found.args.items()}
    zeros = {key: codec.read(Reader(bytes(500))) for key, codec in codecs.items()}
    return RuntimeCall(found, tuple(netuid if key == "netuid" else value for key, value in zeros.items()))


def test_every_call_in_the_table_is_declared() -> None:
    assert [name for names in PERMITTED.values() for name in names if name not in VOTES.calls] == []


def test_no_lesser_track_may_touch_code_storage_funds_or_dispatch_in_anothers_name() -> None:
    permitted = set[tuple[str, str]]().union(*PERMITTED.values())

    assert permitted & NEVER == set()
    assert {pallet for pallet, _ in permitted} & NEVER_PALLETS == set()


@pytest.mark.parametrize("kind", PERMITTED, ids=lambda kind: kind.__name__)
def test_a_track_may_dispatch_what_is_in_its_row_and_nothing_else(chain: Chain, kind: type[TrackOrigin]) -> None:
    origin = origin_of(chain.s, origin_on(chain, kind))
    for name in VOTES.calls:
        if name in BATCHES:
            continue
        refusal = _refusal(chain, origin, some_call(name))
        filtered = isinstance(refusal, CallFiltered)
        assert filtered == (name not in PERMITTED[kind]), name
        assert filtered or not isinstance(refusal, BadOrigin), name


@pytest.mark.parametrize("batch", [name for _, name in sorted(BATCHES)])
def test_a_batch_holds_nothing_that_the_track_may_not_dispatch(chain: Chain, batch: str) -> None:
    before = Hyperparameters.AdminFreezeWindow.get(chain.s)
    call = VOTES.call("Utility", batch, [VOTES.call("AdminUtils", "sudo_set_admin_freeze_window", 99)])
    try_dispatch(chain.s, origin_of(chain.s, SubnetAffairs()), call)
    assert Hyperparameters.AdminFreezeWindow.get(chain.s) == before

    try_dispatch(chain.s, origin_of(chain.s, NetworkParameters()), call)
    assert Hyperparameters.AdminFreezeWindow.get(chain.s) == 99


def test_holders_of_a_subnet_reach_no_other_subnet(chain: Chain) -> None:
    origin = origin_of(chain.s, origin_on(chain, Subnet))
    for name in PERMITTED[Subnet] - BATCHES:
        assert isinstance(_refusal(chain, origin, some_call(name, netuid=2)), CallFiltered), name


def test_holders_of_a_subnet_are_bound_as_its_owner_is(chain: Chain) -> None:
    origin = origin_of(chain.s, origin_on(chain, Subnet))
    Hyperparameters.AdminFreezeWindow.put(chain.s, 65_535)
    frozen = _refusal(chain, origin, VOTES.call("AdminUtils", "sudo_set_immunity_period", OWN, 77))
    Hyperparameters.AdminFreezeWindow.put(chain.s, 0)

    assert type(frozen).__name__ == "AdminActionProhibitedDuringWeightsWindow"
    assert _refusal(chain, origin, VOTES.call("AdminUtils", "sudo_set_immunity_period", OWN, 77)) is None
    again = _refusal(chain, origin, VOTES.call("AdminUtils", "sudo_set_immunity_period", OWN, 78))
    assert type(again).__name__ == "TxRateLimitExceeded"


@pytest.mark.parametrize("origin", [Subnet(OWN, 99), Subnet(NetUid(5), 0), Subnet(NetUid(0), 0)])
def test_a_subnet_that_is_not_the_one_that_was_meant_is_nobody(chain: Chain, origin: Subnet) -> None:
    with pytest.raises(BadOrigin):
        origin_of(chain.s, origin)


@pytest.mark.parametrize(
    ("origin", "written"),
    [
        (WishForChange(), "2a00"),
        (NetworkParameters(), "2a01"),
        (SubnetAffairs(), "2a02"),
        (ReferendumCanceller(), "2a03"),
        (ReferendumKiller(), "2a04"),
        (Subnet(NetUid(3), 9), "2a0503000900000000000000"),
    ],
)
def test_origins_are_written_by_pallet_and_number(chain: Chain, origin: TrackOrigin, written: str) -> None:
    assert VOTES.origin_codec.encode(origin).hex() == written
    assert VOTES.origin_codec.decode(bytes.fromhex(written)) == origin


def test_what_a_track_keeps_for_later_is_kept_as_its_own(chain: Chain) -> None:
    assert caller_of(origin_of(chain.s, NetworkParameters())) == NetworkParameters()


def _refusal(chain: Chain, origin: object, call: RuntimeCall) -> DispatchError | None:
    mark = chain.s.mark()
    outcome = try_dispatch(chain.s, origin, call)  # type: ignore[arg-type]
    if isinstance(outcome, DispatchError):
        chain.s.undo(mark)
        return outcome
    return None
