"""One subnet as runtime APIs show it: each list of its neurons is read once, by prefix where the key allows it."""

from __future__ import annotations

from functools import cached_property
from typing import final

from taonet.frame.state import State
from taonet.primitives.fixed import I64F64
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.accounts.types import ZERO_ACCOUNT, ChainIdentityV2
from taonet.runtime.pallets.subtensor.children.inherited_stake import inherited_stakes, tao_weight
from taonet.runtime.pallets.subtensor.math.dividends import stake_weight
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.registration.types import MinerCollateralState
from taonet.runtime.pallets.subtensor.serving.storage import Serving
from taonet.runtime.pallets.subtensor.serving.types import AxonInfo, PrometheusInfo
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

NO_AXON = AxonInfo(block=0, version=0, ip=0, port=0, ip_type=0, protocol=0, placeholder1=0, placeholder2=0)
NO_PROMETHEUS = PrometheusInfo(block=0, version=0, ip=0, port=0, ip_type=0)
"""Shown for a neuron that never announced an endpoint."""


@final
class SubnetView:
    """The neurons of one subnet by uid; a uid without a hotkey shows the zero account."""

    def __init__(self, s: State, netuid: NetUid) -> None:
        self.s, self.netuid = s, netuid

    @cached_property
    def size(self) -> int:
        """The number of uids."""
        return Subnets.SubnetworkN.get(self.s, self.netuid)

    @cached_property
    def seated(self) -> dict[int, AccountId]:
        """The hotkey of every uid that has one, in the order of the state."""
        return dict(Neurons.Keys.items_under(self.s, self.netuid))

    @cached_property
    def hotkeys(self) -> list[AccountId]:
        """The hotkey of every uid."""
        seated = self.seated
        return [seated.get(uid, ZERO_ACCOUNT) for uid in range(self.size)]

    @cached_property
    def coldkeys(self) -> list[AccountId]:
        """The owner of every hotkey."""
        return [Accounts.Owner.get(self.s, hotkey) for hotkey in self.hotkeys]

    @cached_property
    def identities(self) -> list[ChainIdentityV2 | None]:
        """The identities of the coldkeys."""
        known = {coldkey: Accounts.IdentitiesV2.get(self.s, coldkey) for coldkey in dict.fromkeys(self.coldkeys)}
        return [known[coldkey] for coldkey in self.coldkeys]

    @cached_property
    def axons(self) -> list[AxonInfo]:
        """Where the neurons answer requests."""
        known = dict(Serving.Axons.items_under(self.s, self.netuid))
        return [known.get(hotkey, NO_AXON) for hotkey in self.hotkeys]

    @cached_property
    def prometheus(self) -> list[PrometheusInfo]:
        """Where the neurons show their metrics."""
        known = dict(Serving.Prometheus.items_under(self.s, self.netuid))
        return [known.get(hotkey, NO_PROMETHEUS) for hotkey in self.hotkeys]

    @cached_property
    def registered_at(self) -> list[int]:
        """The blocks in which the neurons registered."""
        known = dict(Neurons.BlockAtRegistration.items_under(self.s, self.netuid))
        return [known.get(uid, 0) for uid in range(self.size)]

    @cached_property
    def stakes(self) -> list[tuple[int, int, int]]:
        """Total, alpha and TAO weight of every hotkey in whole rao."""
        weight = tao_weight(self.s)
        return [self._stakes(uid, weight) for uid in range(self.size)]

    @cached_property
    def collateral(self) -> list[MinerCollateralState | None]:
        """What the owner of every hotkey has locked on it."""
        known = dict(Registration.MinerCollateral.items_under(self.s, self.netuid))
        pairs = zip(self.hotkeys, self.coldkeys, strict=True)
        return [known.get((self.netuid, hotkey, coldkey)) for hotkey, coldkey in pairs]

    def _stakes(self, uid: int, weight: int) -> tuple[int, int, int]:
        if uid not in self.seated:
            return 0, 0, 0
        alpha, root = inherited_stakes(self.s, self.hotkeys[uid], self.netuid)
        total, alpha_bits, root_bits = stake_weight(alpha, root, weight)
        return I64F64.to_int(total), I64F64.to_int(alpha_bits), I64F64.to_int(root_bits)
