"""What a genesis says: the network's name and token, its first accounts and subnets, who makes blocks."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import final

import msgspec

from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.aura.storage import SLOT_DURATION
from taonet.runtime.pallets.subtensor.math.emission import REAL_CURVE, Curve


class Mechanism(StrEnum):
    """How a subnet's alpha is priced: by its pool, or one alpha for one TAO."""

    dynamic = "dynamic"
    stable = "stable"


class Consensus(StrEnum):
    """How the epochs of a subnet reward: Yuma, or Null, in which the largest stake alone rates."""

    yuma = "yuma"
    null = "null"


@final
class Subnet(msgspec.Struct, frozen=True, kw_only=True):
    """A subnet that is there from the start; amounts in rao.

    `difficulty` opens registration by work. `developer` is the first subnet of the real development chain, with a pool
    and a stake that belong to nobody; the rest of the values is then its own.
    """

    netuid: NetUid
    developer: bool = False
    mechanism: Mechanism = Mechanism.dynamic
    consensus: Consensus = Consensus.yuma
    tempo: int = 360
    seats: int = 256
    validators: int = 64
    owner: AccountId | None = None
    owner_hotkey: AccountId | None = None
    pool_tao: Tao = Tao(0)
    pool_alpha: Alpha = Alpha(0)
    trading: bool = True
    emission: bool = True
    owner_cut: bool = True
    commit_reveal: bool = True
    difficulty: int | None = None


@final
class Genesis(msgspec.Struct, frozen=True, kw_only=True):
    """Where a chain begins. Amounts in rao. With `votes` the holders of TAO decide: it has the pallets for that.

    With `offline_beacon` what is sealed opens by the chain's own clock, with a secret that everybody knows.
    Production networks take no development keys. `storage` are values of items, by state key, on top of all else. `text`
    is the file that says all this.
    """

    name: str
    balances: Mapping[AccountId, Tao]
    authorities: tuple[AccountId, ...]
    sudo: AccountId | None = None
    production: bool = False
    votes: bool = False
    offline_beacon: bool = False
    symbol: str = "TAO"
    curve: Curve = REAL_CURVE
    block_milliseconds: int = SLOT_DURATION
    subnets: tuple[Subnet, ...] = ()
    storage: Mapping[bytes, bytes] = msgspec.field(default_factory=dict[bytes, bytes])
    text: str = ""
