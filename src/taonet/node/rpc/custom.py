"""The chain's own methods: runtime APIs under names of their own, for older tools.

Most return SCALE bytes as a list of numbers, the way `Vec<u8>` looks in JSON; a few return plain numbers.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

import msgspec

from taonet.crypto.ss58 import Ss58Error, decode
from taonet.frame.api import BoundMethod, UnknownApi
from taonet.node.chain.view import StateGone, UnknownBlock
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import RUNTIME_ERROR, RpcError, invalid_params
from taonet.node.rpc.hexadecimal import Byte, Hex, to_hash
from taonet.runtime.construct import VOTES
from taonet.runtime.rules import UnknownRules
from taonet.scale import ScaleError

Kind = Literal["number", "numbers", "account", "address"]
"""How a parameter is written: an account is a list of 32 numbers, an address SS58 text."""
Form = Literal["bytes", "value"]


class Custom(NamedTuple):
    """A method: the runtime API it asks, what it says when that fails, its parameters, and how the answer is written."""

    api: str
    unable: str
    parameters: tuple[Kind, ...] = ()
    form: Form = "bytes"


_DELEGATES, _NEURONS, _SUBNETS = "DelegateInfoRuntimeApi", "NeuronInfoRuntimeApi", "SubnetInfoRuntimeApi"

CUSTOM: dict[str, Custom] = {
    "delegateInfo_getDelegates": Custom(f"{_DELEGATES}_get_delegates", "Unable to get delegates info"),
    "delegateInfo_getDelegate": Custom(f"{_DELEGATES}_get_delegate", "Unable to get delegates info", ("account",)),
    "delegateInfo_getDelegated": Custom(f"{_DELEGATES}_get_delegated", "Unable to get delegates info", ("account",)),
    "neuronInfo_getNeuronsLite": Custom(f"{_NEURONS}_get_neurons_lite", "Unable to get neurons lite info", ("number",)),
    "neuronInfo_getNeuronLite": Custom(
        f"{_NEURONS}_get_neuron_lite", "Unable to get neurons lite info", ("number", "number")
    ),
    "neuronInfo_getNeurons": Custom(f"{_NEURONS}_get_neurons", "Unable to get neurons info", ("number",)),
    "neuronInfo_getNeuron": Custom(f"{_NEURONS}_get_neuron", "Unable to get neuron info", ("number", "number")),
    "subnetInfo_getSubnetInfo": Custom(f"{_SUBNETS}_get_subnet_info", "Unable to get subnet info", ("number",)),
    "subnetInfo_getSubnetsInfo": Custom(f"{_SUBNETS}_get_subnets_info", "Unable to get subnets info"),
    "subnetInfo_getSubnetInfo_v2": Custom(f"{_SUBNETS}_get_subnet_info_v2", "Unable to get subnet info", ("number",)),
    "subnetInfo_getSubnetsInfo_v2": Custom(f"{_SUBNETS}_get_subnets_info_v2", "Unable to get subnets info"),
    "subnetInfo_getSubnetHyperparams": Custom(
        f"{_SUBNETS}_get_subnet_hyperparams", "Unable to get subnet info", ("number",)
    ),
    "subnetInfo_getSubnetHyperparamsV2": Custom(
        f"{_SUBNETS}_get_subnet_hyperparams_v2", "Unable to get subnet info", ("number",)
    ),
    "subnetInfo_getAllDynamicInfo": Custom(f"{_SUBNETS}_get_all_dynamic_info", "Unable to get dynamic subnets info"),
    "subnetInfo_getDynamicInfo": Custom(
        f"{_SUBNETS}_get_dynamic_info", "Unable to get dynamic subnets info", ("number",)
    ),
    "subnetInfo_getAllMetagraphs": Custom(f"{_SUBNETS}_get_all_metagraphs", "Unable to get metagraps"),
    "subnetInfo_getMetagraph": Custom(f"{_SUBNETS}_get_metagraph", "Unable to get dynamic subnets info", ("number",)),
    "subnetInfo_getAllMechagraphs": Custom(f"{_SUBNETS}_get_all_mechagraphs", "Unable to get metagraps"),
    "subnetInfo_getMechagraph": Custom(
        f"{_SUBNETS}_get_mechagraph", "Unable to get dynamic subnets info", ("number", "number")
    ),
    "subnetInfo_getSubnetState": Custom(f"{_SUBNETS}_get_subnet_state", "Unable to get subnet state info", ("number",)),
    "subnetInfo_getLockCost": Custom(
        "SubnetRegistrationRuntimeApi_get_network_registration_cost", "Unable to get subnet lock cost", form="value"
    ),
    "subnetInfo_getSelectiveMetagraph": Custom(
        f"{_SUBNETS}_get_selective_metagraph", "Unable to get selective metagraph", ("number", "numbers")
    ),
    "subnetInfo_getColdkeyAutoStakeHotkey": Custom(
        f"{_SUBNETS}_get_coldkey_auto_stake_hotkey", "Unable to get coldkey auto stake hotkey", ("address", "number")
    ),
    "subnetInfo_getSelectiveMechagraph": Custom(
        f"{_SUBNETS}_get_selective_mechagraph", "Unable to get selective metagraph", ("number", "number", "numbers")
    ),
    "subnetInfo_getSubnetToPrune": Custom(
        f"{_SUBNETS}_get_subnet_to_prune", "Unable to get subnet to prune", form="value"
    ),
    "subnetInfo_getSubnetAccountId": Custom(f"{_SUBNETS}_get_subnet_account_id", "Subnet does not exist", ("number",)),
    "stakeInfo_getColdkeyLock": Custom(
        "StakeInfoRuntimeApi_get_coldkey_lock", "Unable to get coldkey lock", ("address", "number")
    ),
    "swap_currentAlphaPrice": Custom(
        "SwapRuntimeApi_current_alpha_price", "Unable to get current alpha price", ("number",), "value"
    ),
    "swap_currentAlphaPriceAll": Custom(
        "SwapRuntimeApi_current_alpha_price_all", "Unable to get all current alpha prices", form="value"
    ),
    "swap_simSwapTaoForAlpha": Custom(
        "SwapRuntimeApi_sim_swap_tao_for_alpha", "Unable to simulate tao -> alpha swap", ("number", "number")
    ),
    "swap_simSwapAlphaForTao": Custom(
        "SwapRuntimeApi_sim_swap_alpha_for_tao", "Unable to simulate alpha -> tao swap", ("number", "number")
    ),
}

_TYPES: dict[Kind, Any] = {"number": int, "numbers": list[int], "account": list[Byte], "address": str}


RENAMED = {
    "delegate_account": "delegate_account_vec",
    "delegatee_account": "delegatee_account_vec",
    "metagraph_indexes": "metagraph_index",
    "subid": "mecid",
}
"""Parameters that have another name in the methods than in the runtime APIs."""


class _Unreadable(Exception):
    """The numbers given are no account."""


class ApiArgumentsDiffer(Exception):
    """The API takes other parameters than the method says."""


def methods() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield name and function of the methods whose runtime API exists, under the rules that have most."""
    for name, custom in CUSTOM.items():
        api = VOTES.methods.get(custom.api)
        if api is None:
            continue
        if len(api.args) != len(custom.parameters):
            raise ApiArgumentsDiffer(name)
        yield name, _function(custom, api)


def _function(custom: Custom, described: BoundMethod) -> Callable[..., Any]:
    """Return the function that reads the parameters, asks the API as of the block and writes its answer."""
    names = tuple(RENAMED.get(name, name) for name in described.args)
    readers = {"number": _as_is, "numbers": _as_is, "account": _account, "address": _address}

    async def ask(ctx: Context, *values: Any) -> object:
        *arguments, block = values
        block_hash = to_hash(block, "at")
        try:
            api = ctx.node.view.shown(block_hash).runtime.methods.get(custom.api)
        except (UnknownBlock, StateGone, UnknownRules) as error:
            raise RpcError(RUNTIME_ERROR, f"{custom.unable}: {error}") from error
        if api is None:
            raise UnknownApi(custom.api)
        payload = bytearray()
        for name, codec, kind, value in zip(names, api.args.values(), custom.parameters, arguments, strict=True):
            try:
                codec.write(readers[kind](name, value), payload)
            except (ScaleError, OverflowError) as error:
                raise invalid_params(f"{name}: {error}") from error
            except _Unreadable as error:
                raise RpcError(RUNTIME_ERROR, f"{custom.unable}: {error}") from error
        try:
            answer = await ctx.work(ctx.node.view.call, custom.api, bytes(payload), block_hash)
        except (UnknownBlock, StateGone, UnknownRules) as error:
            raise RpcError(RUNTIME_ERROR, f"{custom.unable}: {error}") from error
        return list(answer) if custom.form == "bytes" else msgspec.to_builtins(api.returns.decode(answer))

    return _with_signature(ask, names, custom.parameters, described.method.doc)


def _with_signature(
    ask: Callable[..., Any], names: tuple[str, ...], kinds: tuple[Kind, ...], doc: str
) -> Callable[..., Any]:
    """Give the function the parameters by which the table checks what it is called with."""
    parameter = inspect.Parameter
    form = parameter.POSITIONAL_OR_KEYWORD
    own = [parameter(name, form, annotation=_TYPES[kind]) for name, kind in zip(names, kinds, strict=True)]
    block = parameter("at", form, default=None, annotation=Hex | None)
    ask.__signature__ = inspect.Signature([parameter("ctx", form), *own, block])  # type: ignore[attr-defined]  # functions have it
    ask.__annotations__ = {name: _TYPES[kind] for name, kind in zip(names, kinds, strict=True)} | {"at": Hex | None}
    ask.__doc__ = doc
    return ask


def _as_is(_name: str, value: Any) -> Any:
    return value


def _account(name: str, value: list[int]) -> bytes:
    # What follows the 32 bytes is not read, as on a real node.
    if len(value) < 32:
        raise _Unreadable(f"{name}: an account has 32 bytes, got {len(value)}")
    return bytes(value[:32])


def _address(name: str, value: str) -> bytes:
    try:
        return decode(value)[0]
    except Ss58Error as error:
        raise invalid_params(f"{name}: {error}") from error
