"""The market of the launch: miners and a validator as processes, and what the validator has recorded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, final

from msgspec.structs import replace

from taonet.demo.casts.cast import Cast, Part
from taonet.demo.launch.keys import MARKET, Key
from taonet.demo.processes import Children, flags
from taonet.demo.records import RecordFollower
from taonet.demo.story import Judged
from taonet.neuron.identity import Identity
from taonet.neuron.miner import MinerSettings

SERVING: Final = MinerSettings(port=0, refresh_seconds=2, need_permit=False)
WEIGHTS_EVERY: Final = 50  # blocks


@final
@dataclass(slots=True)
class LaunchMarket:
    """A cast's market with miners of its keys' own."""

    cast: Cast[Any, Any]
    children: Children
    wallets: Path
    endpoint: str
    parts: dict[str, Part]
    """What each key's miner is, by the key's name."""

    def start_miner(self, key: Key) -> None:
        """Start a key's miner."""
        shared = self.children.folder / "answers"
        shared.mkdir(exist_ok=True)
        options = flags(self.parts[key.name].options(shared))
        self.children.start(
            f"miner-{key.name}",
            "miner",
            "run",
            self.cast.players,
            *options,
            *flags(SERVING),
            *flags(self._identity(key)),
        )

    def start_validator(self, key: Key) -> None:
        """Start a validator for a key."""
        asking = flags(replace(self.cast.asking, weights_every=WEIGHTS_EVERY, record=str(self._record(key))))
        self.children.start(
            f"validator-{key.name}", "validator", "run", self.cast.market, *asking, *flags(self.cast.judging),
            *flags(self._identity(key)),
        )  # fmt: skip

    def judged(self, rater: Key, uid: int, name: str) -> Judged | None:
        """Return the newest answer of a miner that a validator has judged."""
        found: Judged | None = None
        for one in RecordFollower(self._record(rater), self.cast.protocol).new():
            for exchange, verdict in one.judged:
                reply = exchange.reply
                if exchange.miner.uid == uid and reply is not None:
                    answer = self.cast.answer(exchange.task, reply.answer)
                    found = Judged(
                        name, self.cast.question(exchange.task), answer, round(reply.seconds, 3),
                        round(verdict.score, 4), verdict.cheated, verdict.reason,
                    )  # fmt: skip
        return found

    def _record(self, key: Key) -> Path:
        return self.children.folder / f"{key.name}.db"

    def _identity(self, key: Key) -> Identity:
        return Identity(wallet_name=key.name, wallet_path=self.wallets, netuid=MARKET, network=self.endpoint, json=True)
