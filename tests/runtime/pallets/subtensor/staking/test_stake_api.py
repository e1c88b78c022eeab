"""StakeInfoRuntimeApi and SwapRuntimeApi, called by their wire names."""

from __future__ import annotations

from typing import Any

from taonet.frame.api import api_table, call_api
from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.api import stake as stake_api
from taonet.runtime.api import swap as swap_api
from taonet.runtime.api.stake import STAKE_AVAILABILITY, STAKE_INFO, StakeAvailability
from taonet.runtime.api.swap import SIM_SWAP_RESULT, SUBNET_PRICE, SimSwapResult
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.swaps import NO_BUY_LIMIT, swap_tao_for_alpha
from taonet.runtime.types import ACCOUNT_ID, NET_UID
from taonet.scale import U64, Codec, option, ordered_map, tuple_of, vec

TAO = 1_000_000_000
TABLE = api_table([stake_api.API, swap_api.API])


def _ask(chain: Any, name: str, returns: Codec[Any], *arguments: tuple[Codec[Any], Any]) -> Any:
    payload = b"".join(codec.encode(value) for codec, value in arguments)
    return returns.decode(call_api(TABLE, chain.s, name, payload))


def test_prices_are_rao_per_alpha(chain: Any) -> None:
    assert _ask(chain, "SwapRuntimeApi_current_alpha_price", U64, (NET_UID, chain.pool)) == TAO // 4
    assert _ask(chain, "SwapRuntimeApi_current_alpha_price", U64, (NET_UID, ROOT)) == TAO
    prices = _ask(chain, "SwapRuntimeApi_current_alpha_price_all", vec(SUBNET_PRICE))
    assert [(entry.netuid, entry.price) for entry in prices] == [(0, TAO), (1, TAO // 4), (2, TAO), (3, TAO)]


def test_a_dry_run_of_a_purchase_tells_what_the_purchase_does(chain: Any) -> None:
    told = _ask(chain, "SwapRuntimeApi_sim_swap_tao_for_alpha", SIM_SWAP_RESULT, (NET_UID, chain.pool), (U64, 10 * TAO))

    done = swap_tao_for_alpha(chain.s, chain.pool, 10 * TAO, NO_BUY_LIMIT)
    assert (told.tao_amount, told.alpha_amount, told.tao_fee) == (done.paid_in, done.paid_out, done.fee)
    assert told.alpha_slippage == 40 * TAO - done.paid_out
    assert (told.alpha_fee, told.tao_slippage) == (0, 0)


def test_a_dry_run_of_a_sale_counts_the_slippage_in_tao(chain: Any) -> None:
    told = _ask(chain, "SwapRuntimeApi_sim_swap_alpha_for_tao", SIM_SWAP_RESULT, (NET_UID, chain.pool), (U64, 40 * TAO))

    assert told.alpha_amount + told.alpha_fee == 40 * TAO
    assert told.tao_slippage == 10 * TAO - told.tao_amount > 0


def test_a_dry_run_that_would_be_refused_is_all_zero(chain: Any) -> None:
    told = _ask(chain, "SwapRuntimeApi_sim_swap_tao_for_alpha", SIM_SWAP_RESULT, (NET_UID, chain.pool), (U64, 10**18))

    assert told == SimSwapResult()


def test_dry_runs_where_there_is_no_pool_and_no_subnet(chain: Any) -> None:
    name = "SwapRuntimeApi_sim_swap_tao_for_alpha"
    stable = _ask(chain, name, SIM_SWAP_RESULT, (NET_UID, chain.stable), (U64, TAO))
    missing = _ask(chain, name, SIM_SWAP_RESULT, (NET_UID, NetUid(77)), (U64, TAO))

    assert (stable.alpha_amount, stable.tao_fee, stable.alpha_slippage) == (TAO, 0, 0)
    assert (missing.tao_amount, missing.alpha_amount) == (0, 0)


def test_stakes_of_a_coldkey_come_by_subnet(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.stable, 3 * TAO)
    chain.stake(chain.alice, chain.bob_hotkey, ROOT, 2 * TAO)
    Coinbase.AlphaDividendsPerSubnet.put(chain.s, chain.stable, chain.alice_hotkey, Alpha(7))
    Neurons.Uids.put(chain.s, chain.stable, chain.alice_hotkey, 0)

    infos = _ask(chain, "StakeInfoRuntimeApi_get_stake_info_for_coldkey", vec(STAKE_INFO), (ACCOUNT_ID, chain.alice))

    assert [(info.netuid, info.hotkey, info.stake) for info in infos] == [
        (ROOT, chain.bob_hotkey, 2 * TAO),
        (chain.stable, chain.alice_hotkey, 3 * TAO),
    ]
    assert [(info.emission, info.is_registered) for info in infos] == [(0, False), (7, True)]


def test_stakes_of_several_coldkeys_keep_the_order_asked(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.stable, 3 * TAO)

    answer = _ask(
        chain,
        "StakeInfoRuntimeApi_get_stake_info_for_coldkeys",
        vec(tuple_of(ACCOUNT_ID, vec(STAKE_INFO))),
        (vec(ACCOUNT_ID), [chain.bob, chain.alice]),
    )

    assert [(coldkey, len(infos)) for coldkey, infos in answer] == [(chain.bob, 0), (chain.alice, 1)]


def test_one_position_is_told_even_when_it_is_empty(chain: Any) -> None:
    info = _ask(
        chain,
        "StakeInfoRuntimeApi_get_stake_info_for_hotkey_coldkey_netuid",
        option(STAKE_INFO),
        (ACCOUNT_ID, chain.alice_hotkey),
        (ACCOUNT_ID, chain.bob),
        (NET_UID, chain.pool),
    )

    assert (info.stake, info.coldkey, info.netuid) == (0, chain.bob, chain.pool)


AVAILABILITY = ordered_map(ACCOUNT_ID, ordered_map(NET_UID, STAKE_AVAILABILITY))


def _availability(chain: Any, netuids: list[NetUid] | None) -> dict[NetUid, StakeAvailability]:
    answer = _ask(
        chain,
        "StakeInfoRuntimeApi_get_stake_availability_for_coldkeys",
        AVAILABILITY,
        (vec(ACCOUNT_ID), [chain.alice]),
        (option(vec(NET_UID)), netuids),
    )
    return answer[chain.alice]


def test_availability_leaves_collateral_and_empty_subnets_out(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.stable, 3 * TAO)
    Registration.ColdkeyMinerCollateral.put(chain.s, chain.stable, chain.alice, Alpha(TAO))

    assert _availability(chain, None) == {chain.stable: StakeAvailability(3 * TAO, 0, 2 * TAO)}
    assert _availability(chain, [chain.pool, chain.stable, NetUid(77)]).keys() == {chain.stable}


def test_availability_of_no_subnet_or_too_many_is_empty(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.stable, 3 * TAO)

    assert _availability(chain, []) == {}
    assert _availability(chain, [NetUid(number) for number in range(5)]) == {}
    assert _availability(chain, [chain.stable] * 9) != {}


def test_the_stake_fee_is_that_of_the_destination_or_else_the_origin(chain: Any) -> None:
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

    here, there = (chain.alice_hotkey, chain.pool), (chain.alice_hotkey, chain.stable)
    assert fee(None, here) == fee(here, None) == fee(there, here) == TAO * 33 // 65_535
    assert fee(here, there) == fee(here, here) == fee(None, None) == 0
