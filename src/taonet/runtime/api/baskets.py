"""What root dividends have put into validators' baskets for a coldkey.

The basket itself is not part of this runtime yet: the stakers' part of root dividends is recycled (see
`pallets/subtensor/coinbase/payments.py`), so there are no positions and nothing is owed. Wallets ask for both
before they show a balance.
"""

from __future__ import annotations

from typing import Annotated

from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.types import ACCOUNT_ID, TAO, account_id, tao
from taonet.scale import U64, tuple_of, vec

Position = tuple[AccountId, int, Tao]
"""Validator's hotkey, shares of its basket, and what they are worth in rao."""

API = runtime_api("BetaBasketRuntimeApi", version=5, doc="Holdings in the baskets that root dividends fill.")


def positions_of(_s: State, _coldkey: AccountId) -> list[Position]:
    """Return a coldkey's positions: none, as long as no rule fills a basket."""
    return []


@API.method()
def get_root_basket_positions(
    s: State, coldkey: account_id
) -> Annotated[list[Position], vec(tuple_of(ACCOUNT_ID, U64, TAO))]:
    """Return the baskets in which a coldkey has shares, with shares and worth."""
    return positions_of(s, coldkey)


@API.method()
def get_root_basket_owed(s: State, coldkey: account_id) -> tao:
    """Return what a coldkey's shares in all baskets are worth, in rao."""
    return Tao(sum(worth for _, _, worth in positions_of(s, coldkey)))
