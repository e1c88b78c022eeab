"""Calls as people make them: with their own keys, on subnets that exist, for amounts that they may have.

Random values alone are nearly always refused at the first check; these get further.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, final

from taonet.frame.call import RuntimeCall
from taonet.frame.origin import ROOT_ORIGIN, Origin, Signed
from taonet.frame.runtime import Runtime
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.conviction_voting.conviction import Conviction
from taonet.runtime.pallets.conviction_voting.vote import AccountVote, Split, SplitAbstain, Standard, Vote
from taonet.runtime.pallets.validator_votes.types import Side
from taonet.runtime.types import AddressId
from taonet.scale import Codec
from taonet.scale.fields import codec_of
from taonet.testing.acting import acting_call

U64_MAX = (1 << 64) - 1
AMOUNTS = (1, 2_000_000, 10**9, 2 * 10**9, 5 * 10**9, 10**11, 10**12)
PRICES = (0, 1, 10**9, 3 * 10**9, U64_MAX)
FRACTIONS = (0, 1, 3_276, 5_898, 11_796, 65_535)

BY_HOTKEYS = (
    "set_weights", "set_mechanism_weights", "batch_set_weights", "commit_weights", "reveal_weights", "serve_axon",
    "serve_prometheus",
)  # fmt: skip
BY_COLDKEYS = (
    "add_stake", "add_stake", "add_stake", "add_stake_limit", "remove_stake", "remove_stake_limit", "remove_stake_full_limit", "unstake_all",
    "unstake_all_alpha", "move_stake", "move_stake_limit", "swap_stake", "swap_stake_limit", "transfer_stake",
    "transfer_stake_and_hotkey", "burn_alpha", "recycle_alpha", "add_stake_burn", "add_collateral", "set_min_collateral",
    "burned_register", "register_limit", "root_register", "register_network", "start_call", "increase_take",
    "decrease_take", "set_coldkey_auto_stake_hotkey", "trigger_epoch", "set_tempo",
)  # fmt: skip
REPAIRS = (
    ("sudo_set_subtoken_enabled", True),
    ("sudo_set_commit_reveal_weights_enabled", False),
    ("sudo_set_network_registration_allowed", True),
    ("sudo_set_toggle_transfer", True),
    ("sudo_set_weights_set_rate_limit", 0),
    ("sudo_set_tempo", 2),
    ("sudo_set_min_allowed_weights", 0),
)
"""Settings by root that keep a subnet in use."""

VOTING = (
    *(("ConvictionVoting", name) for name in ("vote",) * 5 + ("delegate",) * 2 + ("undelegate", "unlock", "unlock")),
    *(("ConvictionVoting", name) for name in ("remove_vote", "remove_vote", "remove_other_vote")),
    *(("ValidatorVotes", name) for name in ("vote", "vote", "remove_vote", "refresh", "speak_for_itself")),
)
"""Calls of voters, on chains with votes; those that are made most stand there more than once."""
MOVING = tuple(
    ("SubtensorModule", name)
    for name in (
        "add_stake", "add_stake", "add_stake", "remove_stake", "remove_stake", "move_stake", "swap_stake",
        "transfer_stake", "transfer_stake_and_hotkey", "unstake_all", "unstake_all_alpha", "burn_alpha", "recycle_alpha",
    )
) + tuple(("Balances", name) for name in ("transfer_allow_death", "transfer_all", "burn"))  # fmt: skip
"""Calls by which TAO and stake move."""
CLASSES = (0, 0, 0, 10, 1_001)

TRANSFERS = ("transfer_allow_death", "transfer_keep_alive", "transfer_all", "burn")


@final
@dataclass(frozen=True, slots=True)
class People:
    """A random generator, pairs of a coldkey and its hotkey, subnets that may exist, and how many polls do."""

    chance: Random
    pairs: Sequence[tuple[AccountId, AccountId]]
    netuids: Sequence[int]
    polls: int = 0


def sensible_call(people: People) -> tuple[Origin, RuntimeCall]:
    """Return a call and who makes it; the pallets are those in which funds and weights move, for oneself and for others."""
    chance = people.chance
    kind = chance.random()
    if kind < 0.08:
        setting, value = chance.choice(REPAIRS)
        return ROOT_ORIGIN, RUNTIME.call("AdminUtils", setting, chance.choice(people.netuids), value)
    if kind < 0.18:
        return acting_call(chance, [cold for cold, _ in people.pairs], lambda: _own_call(people))
    return _own_call(people)


def _own_call(people: People) -> tuple[Origin, RuntimeCall]:
    """Return a call that somebody makes with a key of their own."""
    chance = people.chance
    cold, hot = chance.choice(people.pairs)
    kind = chance.random()
    if kind < 0.14:
        return Signed(cold), _call(people, "Balances", chance.choice(TRANSFERS), hot)
    if kind < 0.35:
        return Signed(hot), _call(people, "SubtensorModule", chance.choice(BY_HOTKEYS), hot)
    return Signed(cold), _call(people, "SubtensorModule", chance.choice(BY_COLDKEYS), hot)


def voting_call(people: People, runtime: Runtime) -> tuple[Origin, RuntimeCall]:
    """Return a call of a voter on a chain with votes: half of the time one by which TAO or stake moves."""
    cold, hot = people.chance.choice(people.pairs)
    calls = VOTING if people.chance.random() < 0.5 else MOVING
    return Signed(cold), _call(people, *people.chance.choice(calls), hot, runtime)


def _call(people: People, pallet: str, name: str, hot: AccountId, runtime: Runtime = RUNTIME) -> RuntimeCall:
    call = runtime.calls[pallet, name]
    count = people.chance.randrange(6)
    if name == "batch_set_weights":
        return RuntimeCall(call, ([people.chance.choice(people.netuids)], _rows(people, count), [0]))
    values = [
        _argument(people, argument, codec_of(runtime.spec_of(spec)), hot, count) for argument, spec in call.args.items()
    ]
    return RuntimeCall(call, tuple(values))


def _argument(people: People, name: str, codec: Codec[Any], hot: AccountId, count: int) -> Any:
    """Return a value by the name of its argument: names mean the same in all calls."""
    chance = people.chance
    if codec.shape.path == "Option" and chance.random() < 0.3:
        return None
    known = _KNOWN.get(name)
    if known is not None:
        return known(people, count)
    if name.endswith("hotkey"):
        return hot if chance.random() < 0.75 else chance.choice(people.pairs)[1]
    if name.endswith("netuid"):
        return chance.choice(people.netuids)
    if "limit" in name or name == "price":
        return chance.choice(PRICES)
    return chance.choice(AMOUNTS)


def _vote(people: People) -> AccountVote:
    chance = people.chance
    first, second, third = (chance.choice(AMOUNTS) for _ in range(3))
    kind = chance.random()
    if kind < 0.7:
        return Standard(Vote(aye=chance.random() < 0.6, conviction=chance.choice(tuple(Conviction))), first)
    return Split(first, second) if kind < 0.85 else SplitAbstain(first, second, third)


def _account(people: People, _count: int) -> AddressId:
    return AddressId(people.chance.choice(people.pairs)[0])


def _poll(people: People, _count: int) -> int:
    return people.chance.randrange(people.polls + 1)


def _rows(people: People, count: int) -> list[list[tuple[int, int]]]:
    return [list(zip(range(count), _fractions(people, count), strict=True))]


def _fractions(people: People, count: int) -> list[int]:
    return [people.chance.choice(FRACTIONS) for _ in range(count)]


_KNOWN: dict[str, Callable[[People, int], Any]] = {
    "dest": _account,
    "to": _account,
    "target": _account,
    "poll_index": _poll,
    "index": _poll,
    "class_": lambda people, _: people.chance.choice(CLASSES),
    "vote": lambda people, _: _vote(people),
    "conviction": lambda people, _: people.chance.choice(tuple(Conviction)),
    "side": lambda people, _: people.chance.choice(tuple(Side)),
    "itself": lambda people, _: people.chance.random() < 0.5,
    "destination_coldkey": lambda people, _: people.chance.choice(people.pairs)[0],
    "keep_alive": lambda people, _: people.chance.random() < 0.5,
    "allow_partial": lambda people, _: people.chance.random() < 0.5,
    "take": lambda people, _: people.chance.choice(FRACTIONS),
    "tempo": lambda people, _: people.chance.choice((1, 2, 360)),
    "dests": lambda _people, count: list(range(count)),
    "uids": lambda _people, count: list(range(count)),
    "weights": _fractions,
    "values": _fractions,
    "salt": lambda _people, count: [1] * count,
    "mecid": lambda _people, _: 0,
    "version_key": lambda _people, _: 0,
    "commit_hash": lambda people, _: people.chance.randbytes(32),
    "version": lambda _people, _: 1,
    "ip": lambda people, _: 0x01020300 + people.chance.randrange(256),
    "port": lambda people, _: people.chance.randrange(1, 65_536),
    "ip_type": lambda _people, _: 4,
    "protocol": lambda _people, _: 4,
    "placeholder1": lambda _people, _: 0,
    "placeholder2": lambda _people, _: 0,
}
