"""The search for stakers of root: some stakes a block, round and round.

Whoever stakes on root is numbered at once; the search also finds those who came to root stake in another way, for
example by a changed key. Where it is stands in the state, so that all nodes look at the same stakes.
"""

from __future__ import annotations

from itertools import islice

from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.staking.root_index import add_staking_coldkey
from taonet.runtime.pallets.subtensor.staking.storage import Staking

BATCH = 30
"""Stakes looked at in one block."""

_NETUID = slice(-2, None)
_COLDKEY = slice(-34, -2)  # before the netuid, which is stored as it is
_ROOT_BYTES = ROOT.to_bytes(2, "little")


def number_stakers_of_root(s: State) -> None:
    """Look at the next stakes and number the coldkeys among them that have a stake on root."""
    start = Coinbase.AlphaV2MapLastKey.get(s)
    keys = [key for key, _ in islice(s.iterate(Staking.AlphaV2.prefix, start), BATCH)]
    if start is None and not keys:
        return

    for key in keys:
        if key[_NETUID] == _ROOT_BYTES:
            add_staking_coldkey(s, AccountId(key[_COLDKEY]))
    last = keys[-1] if len(keys) == BATCH else None
    if last != start or not Coinbase.AlphaV2MapLastKey.exists(s):
        Coinbase.AlphaV2MapLastKey.put(s, last)
