"""The base of support: all that could vote.

For the tracks of the whole chain it is the TAO that was issued and is not inactive. Root stake is part of it: the chain
keeps that TAO in an account of its own. It is what screens take as base too. For a subnet's track it is the alpha that
somebody owns: what is outside the pool, without what the chain itself bought.

A referendum's base is taken when deciding begins and may only grow from there, with what is issued meanwhile: nobody passes
anything by making the base small.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/lib.rs MaxTurnoutOf
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.referenda.storage import Storage
from taonet.runtime.pallets.referenda.tracks import netuid_of
from taonet.runtime.pallets.subtensor.staking.storage import Staking


def all_that_could_vote(s: State, track: int) -> int:
    """Return the present base of a track, in rao of TAO or of the subnet's alpha."""
    netuid = netuid_of(track)
    if netuid is None:
        return max(Balances.TotalIssuance.get(s) - Balances.InactiveIssuance.get(s), 0)
    return max(Staking.SubnetAlphaOut.get(s, netuid) - Staking.SubnetProtocolAlpha.get(s, netuid), 0)


def base_of(s: State, index: int, track: int) -> int:
    """Return the base of a referendum: the present one, or what it was when deciding began if that is more."""
    return max(all_that_could_vote(s, track), Storage.BaseOf.get(s, index))
