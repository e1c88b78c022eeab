"""What an audit comes to: what there was, what was made and destroyed and why, what there is, and what is wrong."""

from __future__ import annotations

from typing import final

import msgspec


@final
class Finding(msgspec.Struct, frozen=True):
    """Something that is wrong: after which block, of which kind, with which item, account or subnet, and what was expected.

    Block 0 is the genesis; None stands for the whole of what was audited.
    """

    block: int | None
    kind: str
    where: str
    expected: str
    found: str
    text: str


@final
class Flow(msgspec.Struct, frozen=True):
    """All rao that one cause made or destroyed: of TAO (`netuid` None) or of a subnet's alpha, and in how many blocks.

    What is made counts up, what is destroyed or changes hands within the total is told by `effect`.
    """

    netuid: int | None
    cause: str
    effect: str
    rao: int
    blocks: int
    first: int
    last: int


@final
class Stretch(msgspec.Struct, frozen=True):
    """Blocks in a row that the schedule gave the same emission, in rao a block."""

    first: int
    last: int
    emission: int


@final
class Sums(msgspec.Struct, frozen=True):
    """What all accounts hold after a block, and both totals that the chain keeps of it; in rao."""

    block: int
    accounts: int
    free: int
    reserved: int
    balances_issuance: int
    subtensor_issuance: int
    total_stake: int
    burn_account: int


@final
class Subnet(msgspec.Struct, frozen=True):
    """Where the TAO and the alpha of a subnet are after the last block; in rao.

    `account` holds `pool_tao`, `reservoir_tao` and what people gave it. Alpha is in the pool, in its reservoir, or outside;
    what is outside is staked, waits for the epoch, was bought by the chain, was burned, or belongs to nobody.
    """

    netuid: int
    account: int
    pool_tao: int
    reservoir_tao: int
    pool_alpha: int
    reservoir_alpha: int
    outside: int
    staked: int
    collateral: int
    pending: int
    protocol: int
    burned: int
    nobody: int


@final
class Holder(msgspec.Struct, frozen=True):
    """An account with what it holds in rao; `name` says what an account without a key is for."""

    address: str
    name: str
    free: int
    reserved: int


@final
class Position(msgspec.Struct, frozen=True):
    """Alpha of a subnet that a coldkey has on a hotkey; on root it is TAO."""

    coldkey: str
    hotkey: str
    netuid: int
    alpha: int


@final
class Holdings(msgspec.Struct, frozen=True):
    """Who holds most, and how many there are."""

    accounts: int
    holders: list[Holder]
    positions_count: int
    positions: list[Position]


@final
class Report(msgspec.Struct, frozen=True):
    """An audit of the blocks `first` to `last`; `opening` is before the first of them, `closing` after the last."""

    source: str
    chain: str
    symbol: str
    genesis: str
    first: int
    last: int
    last_hash: str
    oldest_state: int
    history: str
    blocks: int
    extrinsics: int
    seconds: float
    opening: Sums
    closing: Sums
    emission: list[Stretch]
    flows: list[Flow]
    subnets: list[Subnet]
    holdings: Holdings
    findings: list[Finding]
    findings_count: int

    @property
    def holds(self) -> bool:
        """Tell whether everything is explained."""
        return not self.findings_count
