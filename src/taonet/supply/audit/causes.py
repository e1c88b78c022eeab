"""The causes by which TAO and alpha are made, destroyed or left to nobody: their names are the same in every report."""

from __future__ import annotations

from typing import Final

MADE, DESTROYED, MOVED = "made", "destroyed", "moved"

EMISSION: Final = "emission"
UNUSED: Final = "emission that no subnet took, recycled"
FEES: Final = "transaction fees, recycled"
ALPHA_FEES: Final = "transaction fees paid with alpha, recycled"
ROOT_SEATS: Final = "seats on root, recycled"
NEW_SUBNETS: Final = "price of subnets above their pools, recycled"
BURNED: Final = "burned by its holders"
SLASHED: Final = "deposits that were slashed"
DUST: Final = "dust of accounts below the deposit"
SET: Final = "balances set by root"
FORCED: Final = "total set by root, in no account"
TO_BURN_ACCOUNT: Final = "sent to the burn account"
GIFTS: Final = "given to a subnet's account, in no pool"

ALPHA_IN: Final = "emission into the pool"
ALPHA_OUT: Final = "emission to people"
ALPHA_FIRST: Final = "first pool of a new subnet"
ALPHA_MADE: Final = "made one for one rao"
ALPHA_BOUGHT: Final = "bought from the pool"
ALPHA_SOLD: Final = "sold to the pool"
ALPHA_PROTOCOL: Final = "bought from the pool by the chain"
ALPHA_SEATS: Final = "bought and destroyed for seats"
ALPHA_RECYCLED: Final = "recycled by its holders"
ALPHA_ROOT: Final = "root's part, recycled"
ALPHA_EPOCH: Final = "recycled by epochs"
ALPHA_BURNED: Final = "burned, held by nobody"
ALPHA_PAID: Final = "paid out by epochs"
ALPHA_ROUNDED: Final = "left to nobody by epochs and by rounding"
ALPHA_CLEARED: Final = "small nominations that could not be sold"
