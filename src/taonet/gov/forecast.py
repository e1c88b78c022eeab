"""How a referendum would end if no vote changed, as the chain itself works it out."""

from __future__ import annotations

from typing import Final, final

import msgspec

from taonet.gov.chain import Chain
from taonet.node.client import NodeFailure
from taonet.runtime.api.referenda import STANDING
from taonet.runtime.pallets.referenda.forecast import Ending
from taonet.scale import U32, option
from taonet.scale.errors import DecodeError

_METHOD: Final = "ReferendaApi_standing"
_ANSWER: Final = option(STANDING)
_WORDS: Final = {
    Ending.Approved: "approved",
    Ending.Rejected: "rejected",
    Ending.TimedOut: "timed out",
    Ending.Cancelled: "cancelled",
}


@final
class Forecast(msgspec.Struct, frozen=True):
    """How it would end and in which block, and from which block on its votes are enough, if they ever are."""

    ending: str
    block: int
    enough_from: int | None


def forecast(chain: Chain, index: int) -> Forecast | None:
    """Return how an ongoing referendum would end; None where that depends on others, or the chain does not say."""
    try:
        answer = chain.ask("state_call", _METHOD, f"0x{U32.encode(index).hex()}", chain.head)
        found = _ANSWER.decode(bytes.fromhex(answer[2:]))
    except (NodeFailure, DecodeError):
        return None  # rules that do not tell it, or tell more than these
    if found is None or found.ends_at is None or found.ends_as is None:
        return None
    return Forecast(_WORDS[found.ends_as], found.ends_at, found.passes_at)
