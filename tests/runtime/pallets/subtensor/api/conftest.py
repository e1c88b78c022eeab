"""Questions put to a chain by their wire names, and read by the official client with our own metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.helpers import Address, Ask, Give, new_net, official_client

from taonet.crypto.ss58 import encode as ss58
from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.sim import Chain


@pytest.fixture(scope="session")
def client() -> Any:
    """Give the official client's codec, built from our metadata."""
    return official_client()


@pytest.fixture
def net() -> Chain:
    """Give a fresh chain whose values may be set by hand, so that it need not keep its promises."""
    return new_net()


@pytest.fixture
def ask(net: Chain, client: Any) -> Ask:
    """Give the function that asks by wire name and returns what the official client makes of the answer."""
    outputs: Mapping[str, Mapping[str, Any]] = client.runtime_api_map()

    def ask(name: str, *arguments: Any) -> Any:
        api, method = name.split("_", 1)
        codecs = RUNTIME.methods[name].args.values()
        payload = b"".join(codec.encode(value) for codec, value in zip(codecs, arguments, strict=True))
        return client.decode(outputs[api][method]["output"], RUNTIME.ask(net.s, name, payload), True)

    return ask


@pytest.fixture
def give(net: Chain) -> Give:
    """Give the function that makes stake out of nothing: on a hotkey, for a coldkey, on a subnet."""

    def give(hotkey: AccountId, coldkey: AccountId, netuid: NetUid, amount: int) -> None:
        Staking.SubnetAlphaOut.update(net.s, netuid, lambda alpha: Alpha(alpha + amount))
        stakes.increase_stake(net.s, hotkey, coldkey, netuid, Alpha(amount))

    return give


@pytest.fixture
def address() -> Address:
    """Give the function that writes an account as the client does."""
    return ss58
