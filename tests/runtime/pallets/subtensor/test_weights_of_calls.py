"""What calls and blocks weigh where it depends on the state, and what the checks before calls add."""

import pytest
from tests.helpers import ALICE_HOT, OWN, empty_state

from taonet.frame.call import RuntimeCall
from taonet.frame.state import State
from taonet.frame.weight import DB_READ, DB_WRITE, Weight
from taonet.primitives.ids import BlockNumber
from taonet.runtime.construct import RUNTIME
from taonet.runtime.dispatch import SWAP_CHECK, dispatch_info
from taonet.runtime.extensions.weight import total_used
from taonet.runtime.pallets.subtensor.coinbase.block_step import on_initialize
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.system.events import ExtrinsicSuccess
from taonet.runtime.pallets.system.limits import BASE_EXTRINSIC
from taonet.sim import Chain

DELEGATE_TAKE = Weight(84_000_000, 4_186)
RATE_LIMITS = Weight(195_000_000, 4_484)
WEIGHTS = Weight(305_000_000, 7_671)
SERVING = Weight(86_000_000, 4_112)
CHECKED = {
    "decrease_take": DELEGATE_TAKE,
    "increase_take": DELEGATE_TAKE,
    "register_network": RATE_LIMITS,
    "set_weights": WEIGHTS.plus(RATE_LIMITS),
    "set_mechanism_weights": WEIGHTS.plus(RATE_LIMITS),
    "commit_weights": WEIGHTS.plus(RATE_LIMITS),
    "commit_mechanism_weights": WEIGHTS.plus(RATE_LIMITS),
    "batch_set_weights": WEIGHTS,
    "batch_commit_weights": WEIGHTS,
    "reveal_weights": WEIGHTS,
    "reveal_mechanism_weights": WEIGHTS,
    "batch_reveal_weights": WEIGHTS,
    "commit_crv3_mechanism_weights": WEIGHTS.plus(RATE_LIMITS),
    "commit_timelocked_mechanism_weights": WEIGHTS.plus(RATE_LIMITS),
    "commit_timelocked_weights": WEIGHTS.plus(RATE_LIMITS),
    "serve_axon": SERVING,
    "serve_axon_tls": SERVING,
    "serve_prometheus": SERVING,
}


def test_every_call_carries_the_swap_check_and_its_own_checks_only() -> None:
    found = {
        name: call.policy.check_weight for (_, name), call in RUNTIME.calls.items() if call.policy.check_weight.ref_time
    }

    assert found == CHECKED
    assert Weight(60_000_000, 4_198) == SWAP_CHECK


def test_a_call_weighs_its_checks_in_events_and_in_the_block() -> None:
    chain = Chain.localnet()
    call = RUNTIME.call("SubtensorModule", "register_network", ALICE_HOT)
    empty = chain.block() and total_used(chain.s)
    outcome = chain.submit(chain.alice, call.call, *call.args)

    whole = Weight(6_488_680_000, 9_947).plus(RATE_LIMITS).plus(SWAP_CHECK)
    assert outcome.refusal is None
    assert dispatch_info(chain.s, call).weight == whole
    said = [event for event in outcome.events if isinstance(event, ExtrinsicSuccess)]
    assert [event.dispatch_info.weight for event in said] == [whole.plus(BASE_EXTRINSIC)]
    assert total_used(chain.s).ref_time == empty.ref_time + whole.ref_time + BASE_EXTRINSIC.ref_time


@pytest.mark.parametrize("networks", [0, 2, 128])
def test_a_seat_on_root_weighs_more_with_every_subnet(networks: int) -> None:
    s = empty_state()
    Subnets.TotalNetworks.put(s, networks)

    weight = RUNTIME.call("SubtensorModule", "root_register", ALICE_HOT).declared(s).weight

    assert weight == Weight(15_441_092_000 + networks * (5 * DB_READ + 10 * DB_WRITE), 191_075)


@pytest.mark.parametrize(("networks", "legs", "passed_by"), [(0, 0, 0), (3, 3, 0), (16, 16, 0), (129, 16, 113)])
def test_selling_all_declares_the_exits_that_this_chain_can_hold(networks: int, legs: int, passed_by: int) -> None:
    s = empty_state()
    Subnets.TotalNetworks.put(s, networks)
    leg = RUNTIME.call("SubtensorModule", "remove_stake", ALICE_HOT, OWN, 1).declared(s).weight.ref_time

    weight = RUNTIME.call("SubtensorModule", "unstake_all", ALICE_HOT).declared(s).weight

    assert weight.ref_time == 26_830_000 + 6 * DB_READ + legs * leg + passed_by * 8 * DB_READ


def test_weights_of_a_mechanism_weigh_as_much_as_there_are(own_net: Chain) -> None:
    def weight(count: int) -> int:
        call = RUNTIME.call("SubtensorModule", "set_mechanism_weights", OWN, 0, [0] * count, [1] * count, 0)
        return call.declared(own_net.s).weight.ref_time

    assert weight(0) == 56_000_000 + 16 * DB_READ + 2 * DB_WRITE
    assert weight(256) - weight(0) == 256 * (1_961_926 + DB_READ)


def test_opening_a_block_weighs_the_step_the_clean_up_and_the_sweep(own_net: Chain) -> None:
    subnets = len(list(Subnets.NetworksAdded.items(own_net.s)))

    weight = on_initialize(own_net.s, BlockNumber(own_net.number + 1))

    reads, writes = 13_414 + 2 + subnets + 3, 7_064 + 1
    assert weight == Weight(80_064_000_000 + reads * DB_READ + writes * DB_WRITE, 38_160_831)


def test_calls_are_weighed_in_the_state_they_are_quoted_in() -> None:
    s, batch = (
        empty_state(),
        RUNTIME.call("Utility", "batch", [RUNTIME.call("SubtensorModule", "root_register", ALICE_HOT)]),
    )
    small = _ref_time(s, batch)
    Subnets.TotalNetworks.put(s, 10)

    assert _ref_time(s, batch) - small == 10 * 1_125_000_000


def _ref_time(s: State, call: RuntimeCall) -> int:
    return dispatch_info(s, call).weight.ref_time
