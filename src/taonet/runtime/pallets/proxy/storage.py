"""Storage of the proxy pallet: who acts for whom, what was announced, and who pays."""

from __future__ import annotations

from typing import final

from taonet.frame.constant import Constant
from taonet.frame.error import DISPATCH_RESULT
from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.storage import Map, OptionDoubleMap, OptionMap, storage
from taonet.primitives.amounts import Tao
from taonet.runtime.pallets.proxy.types import ANNOUNCEMENT, MAX_PENDING, MAX_PROXIES, PROXY_DEFINITION
from taonet.runtime.types import ACCOUNT_ID, TAO
from taonet.scale import U32, UNIT, bounded_vec, tuple_of

PROXY_BASE, PROXY_FACTOR = Tao(60_000_000), Tao(33_000_000)
ANNOUNCEMENT_BASE, ANNOUNCEMENT_FACTOR = Tao(36_000_000), Tao(68_000_000)


@final
@storage("Proxy")
class Storage:
    """Items of this pallet in the state."""

    Proxies = Map(
        ACCOUNT_ID,
        tuple_of(bounded_vec(PROXY_DEFINITION, MAX_PROXIES), TAO),
        hasher=TWOX_64_CONCAT,
        default=([], Tao(0)),
        doc="Who may act for an account, in order, and the deposit in rao that was placed for that.",
    )
    Announcements = Map(
        ACCOUNT_ID,
        tuple_of(bounded_vec(ANNOUNCEMENT, MAX_PENDING), TAO),
        hasher=TWOX_64_CONCAT,
        default=([], Tao(0)),
        doc="Calls that a delegate has announced, and the deposit in rao that it placed for that.",
    )
    LastCallResult = OptionMap(
        ACCOUNT_ID,
        DISPATCH_RESULT,
        hasher=TWOX_64_CONCAT,
        doc="How the last call went that was made for an account in this block. Forgotten at the block's end.",
    )
    RealPaysFeeConsentV1 = OptionDoubleMap(
        ACCOUNT_ID,
        ACCOUNT_ID,
        UNIT,
        hashers=(TWOX_64_CONCAT, TWOX_64_CONCAT),
        doc="An account, and a delegate for whose transactions it pays.",
    )


@final
class Constants:
    """Deposits and bounds that clients see."""

    ProxyDepositBase = Constant(TAO, PROXY_BASE, "What an account reserves that has delegates, in rao.")
    ProxyDepositFactor = Constant(TAO, PROXY_FACTOR, "What it reserves on top for each of them, in rao.")
    MaxProxies = Constant(U32, MAX_PROXIES, "Delegates that an account may have.")
    MaxPending = Constant(U32, MAX_PENDING, "Announcements that a delegate may have.")
    AnnouncementDepositBase = Constant(TAO, ANNOUNCEMENT_BASE, "What a delegate reserves that announces, in rao.")
    AnnouncementDepositFactor = Constant(TAO, ANNOUNCEMENT_FACTOR, "What it reserves on top for each, in rao.")
