"""Calls about acting for others, as people make them: delegates, announcements, accounts of several.

What is called for another is a call such as the other would make.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RuntimeCall
from taonet.frame.origin import Origin, Signed
from taonet.frame.weight import Weight
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.proxy.types import ProxyType
from taonet.runtime.types import AddressId

ENOUGH = Weight(1_000_000_000_000, 1_000_000)
KINDS = (ProxyType.Any, ProxyType.Any, ProxyType.NonTransfer, ProxyType.Staking, ProxyType.SmallTransfer)
DELAYS = (0, 0, 0, 1)
OWN = ("add_proxy", "add_proxy", "add_proxy", "remove_proxy", "remove_proxies", "create_pure", "poke_deposit")

Inside = Callable[[], tuple[Origin, RuntimeCall]]
"""Gives a call and who would make it."""


def acting_call(chance: Random, people: Sequence[AccountId], inside: Inside) -> tuple[Origin, RuntimeCall]:
    """Return a call about acting for others, and who makes it."""
    way = chance.choice((_own, _own, _proxied, _proxied, _announced, _several))
    return way(chance, people, inside)


def _own(chance: Random, people: Sequence[AccountId], _inside: Inside) -> tuple[Origin, RuntimeCall]:
    """Return a call about one's own delegates."""
    who, delegate, kind, delay = (
        chance.choice(people),
        _address(chance, people),
        chance.choice(KINDS),
        chance.choice(DELAYS),
    )
    name = chance.choice((*OWN, "set_real_pays_fee"))
    arguments = {
        "add_proxy": (delegate, kind, delay),
        "remove_proxy": (delegate, kind, delay),
        "create_pure": (kind, delay, chance.randrange(3)),
        "set_real_pays_fee": (delegate, chance.random() < 0.5),
    }
    return Signed(who), RUNTIME.call("Proxy", name, *arguments.get(name, ()))


def _proxied(chance: Random, people: Sequence[AccountId], inside: Inside) -> tuple[Origin, RuntimeCall]:
    """Return a call that a delegate makes for who would make it."""
    real, call = inside()
    account = real.account if isinstance(real, Signed) else chance.choice(people)
    force = chance.choice((None, None, chance.choice(KINDS)))
    return Signed(chance.choice(people)), RUNTIME.call("Proxy", "proxy", AddressId(account), force, call)


def _announced(chance: Random, people: Sequence[AccountId], _inside: Inside) -> tuple[Origin, RuntimeCall]:
    """Return a step on the way of an announced call, of which there are few, so that steps meet."""
    call = RUNTIME.call("System", "remark", bytes((chance.randrange(2),)))
    name = chance.choice(("announce", "announce", "proxy_announced", "remove_announcement", "reject_announcement"))
    who, other = Signed(chance.choice(people)), _address(chance, people)
    if name == "proxy_announced":
        return who, RUNTIME.call("Proxy", name, _address(chance, people), other, None, call)
    return who, RUNTIME.call("Proxy", name, other, Hash(blake2_256(RUNTIME.call_codec.encode(call))))


def _several(chance: Random, people: Sequence[AccountId], inside: Inside) -> tuple[Origin, RuntimeCall]:
    """Return a call of an account of several people, or the first approval of one."""
    who = chance.choice(people)
    rest = [one for one in people if one != who]
    others = sorted(chance.sample(rest, min(len(rest), 2)))
    _, call = inside()
    if chance.random() < 0.5:
        return Signed(who), RUNTIME.call("Multisig", "as_multi_threshold_1", others, call)
    return Signed(who), RUNTIME.call("Multisig", "as_multi", 2, others, None, call, ENOUGH)


def _address(chance: Random, people: Sequence[AccountId]) -> AddressId:
    return AddressId(chance.choice(people))
