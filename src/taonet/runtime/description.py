"""What the runtime's metadata is made of, beside the pallets and the runtime APIs."""

from __future__ import annotations

from taonet.frame.api import RuntimeApi
from taonet.frame.metadata import Description
from taonet.frame.pallet import Pallet
from taonet.runtime.transaction.extensions import EXTRINSIC_FORMAT, RUNTIME
from taonet.runtime.types import ACCOUNT_ID


def describe(pallets: tuple[Pallet, ...], apis: tuple[RuntimeApi, ...]) -> Description:
    """Return the description that `taonet.frame.metadata` turns into metadata."""
    return Description(pallets=pallets, apis=apis, extrinsic=EXTRINSIC_FORMAT, runtime=RUNTIME, account=ACCOUNT_ID)
