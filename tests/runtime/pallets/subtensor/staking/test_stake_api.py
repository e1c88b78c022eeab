"""StakeInfoRuntimeApi and SwapRuntimeApi, called by their wire names."""

from __future__ import annotations

from typing import Any

from tests.helpers import ALICE_HOT, BOB_HOT, POOL, STABLE, TAO, buy_stake

from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.api.stake import STAKE_AVAILABILITY, STAKE_INFO, StakeAvailability
from taonet.runtime.api.swap import SIM_SWAP_RESULT, SUBNET_PRICE, SimSwapResult
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.swaps import NO_BUY_LIMIT, swap_tao_for_alpha
from taonet.runtime.types import ACCOUNT_ID, NET_UID
from taonet.scale import U64, Codec, option, ordered_map, tuple_of, vec
from taonet.sim import Chain


def _ask(chain: Chain, name: str, returns: Codec[Any], *arguments: tuple[Codec[Any], Any]) -> Any:
    payload = b"".join(codec.encode(value) for codec, value in arguments)
    return returns.decode(chain.runtime.ask(chain.s, name, payload))


def test_prices_are_rao_per_alpha(chain: Chain) -> None:
    assert _ask(chain, "SwapRuntimeApi_current_alpha_price", U64, (NET_UID, POOL)) == TAO // 4
    assert _ask(chain, "SwapRuntimeApi_current_alpha_price", U64, (NET_UID, ROOT)) == TAO
    prices = _ask(chain, "SwapRuntimeApi_current_alpha_price_all", vec(SUBNET_PRICE))
    assert [(entry.netuid, entry.price) for entry in prices] == [(0, TAO), (1, TAO // 4), (2, TAO), (3, TAO)]


def test_a_dry_run_of_a_purchase_tells_what_the_purchase_does(chain: Chain) -> None:
    told = _ask(chain, "SwapRuntimeApi_sim_swap_tao_for_alpha", SIM_SWAP_RESULT, (NET_UID, POOL), (U64, 10 * TAO))

    done = swap_tao_for_alpha(chain.s, POOL, 10 * TAO, NO_BUY_LIMIT)
    assert (told.tao_amount, told.alpha_amount, told.tao_fee) == (done.paid_in, done.paid_out, done.fee)
    assert told.alpha_slippage == 40 * TAO - done.paid_out
    assert (told.alpha_fee, told.tao_slippage) == (0, 0)


def test_a_dry_run_of_a_sale_counts_the_slippage_in_tao(chain: Chain) -> None:
    told = _ask(chain, "SwapRuntimeApi_sim_swap_alpha_for_tao", SIM_SWAP_RESULT, (NET_UID, POOL), (U64, 40 * TAO))

    assert told.alpha_amount + told.alpha_fee == 40 * TAO
    assert told.tao_slippage == 10 * TAO - told.tao_amount > 0


def test_a_dry_run_that_would_be_refused_is_all_zero(chain: Chain) -> None:
    told = _ask(chain, "SwapRuntimeApi_sim_swap_tao_for_alpha", SIM_SWAP_RESULT, (NET_UID, POOL), (U64, 10**18))

    assert told == SimSwapResult()


def test_dry_runs_where_there_is_no_pool_and_no_subnet(chain: Chain) -> None:
    name = "SwapRuntimeApi_sim_swap_tao_for_alpha"
    stable = _ask(chain, name, SIM_SWAP_RESULT, (NET_UID, STABLE), (U64, TAO))
    missing = _ask(chain, name, SIM_SWAP_RESULT, (NET_UID, NetUid(77)), (U64, TAO))

    assert (stable.alpha_amount, stable.tao_fee, stable.alpha_slippage) == (TAO, 0, 0)
    assert (missing.tao_amount, missing.alpha_amount) == (0, 0)


def test_stakes_of_a_coldkey_come_by_subnet(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, STABLE, 3 * TAO)
    buy_stake(chain, chain.alice, BOB_HOT, ROOT, 2 * TAO)
    Coinbase.AlphaDividendsPerSubnet.put(chain.s, STABLE, ALICE_HOT, Alpha(7))
    Neurons.Uids.put(chain.s, STABLE, ALICE_HOT, 0)

    infos = _ask(chain, "StakeInfoRuntimeApi_get_stake_info_for_coldkey", vec(STAKE_INFO), (ACCOUNT_ID, chain.alice))

    assert [(info.netuid, info.hotkey, info.stake) for info in infos] == [
        (ROOT, BOB_HOT, 2 * TAO),
        (STABLE, ALICE_HOT, 3 * TAO),
    ]
    assert [(info.emission, info.is_registered) for info in infos] == [(0, False), (7, True)]


def test_stakes_of_several_coldkeys_keep_the_order_asked(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, STABLE, 3 * TAO)

    answer = _ask(
        chain,
        "StakeInfoRuntimeApi_get_stake_info_for_coldkeys",
        vec(tuple_of(ACCOUNT_ID, vec(STAKE_INFO))),
        (vec(ACCOUNT_ID), [chain.bob, chain.alice]),
    )

    assert [(coldkey, len(infos)) for coldkey, infos in answer] == [(chain.bob, 0), (chain.alice, 1)]


def test_one_position_is_told_even_when_it_is_empty(chain: Chain) -> None:
    info = _ask(
        chain,
        "StakeInfoRuntimeApi_get_stake_info_for_hotkey_coldkey_netuid",
        option(STAKE_INFO),
        (ACCOUNT_ID, ALICE_HOT),
        (ACCOUNT_ID, chain.bob),
        (NET_UID, POOL),
    )

    assert (info.stake, info.coldkey, info.netuid) == (0, chain.bob, POOL)


AVAILABILITY = ordered_map(ACCOUNT_ID, ordered_map(NET_UID, STAKE_AVAILABILITY))


def _availability(chain: Chain, netuids: list[NetUid] | None) -> dict[NetUid, StakeAvailability]:
    answer = _ask(
        chain,
        "StakeInfoRuntimeApi_get_stake_availability_for_coldkeys",
        AVAILABILITY,
        (vec(ACCOUNT_ID), [chain.alice]),
        (option(vec(NET_UID)), netuids),
    )
    return answer[chain.alice]


def test_availability_leaves_collateral_and_empty_subnets_out(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, STABLE, 3 * TAO)
    Registration.ColdkeyMinerCollateral.put(chain.s, STABLE, chain.alice, Alpha(TAO))

    assert _availability(chain, None) == {STABLE: StakeAvailability(3 * TAO, 0, 2 * TAO)}
    assert _availability(chain, [POOL, STABLE, NetUid(77)]).keys() == {STABLE}


def test_availability_of_no_subnet_or_too_many_is_empty(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, STABLE, 3 * TAO)

    assert _availability(chain, []) == {}
    assert _availability(chain, [NetUid(number) for number in range(5)]) == {}
    assert _availability(chain, [STABLE] * 9) != {}


def test_the_stake_fee_is_that_of_the_destination_or_else_the_origin(chain: Chain) -> None:
    def fee(origin: Any, destination: Any) -> int:
        position = option(tuple_of(ACCOUNT_ID, NET_UID))
        return _ask(
            chain,
            "StakeInfoRuntimeApi_get_stake_fee",
            U64,
            (position, origin),
            (ACCOUNT_ID, chain.alice),
            (position, destination),
            (ACCOUNT_ID, chain.alice),
            (U64, TAO),
        )

    here, there = (ALICE_HOT, POOL), (ALICE_HOT, STABLE)
    assert fee(None, here) == fee(here, None) == fee(there, here) == TAO * 33 // 65_535
    assert fee(here, there) == fee(here, here) == fee(None, None) == 0
