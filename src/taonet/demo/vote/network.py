"""A network of holders on this machine, whose blocks are made when the story needs them: a week passes in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, final

from taonet.crypto.keys import Keypair, keypair_from_uri
from taonet.crypto.ss58 import encode
from taonet.demo.node import start_node
from taonet.demo.processes import Children
from taonet.demo.shows.show import ShowFailed
from taonet.gov.chain import Chain
from taonet.node.client import NodeFailure
from taonet.runtime.construct import VOTES
from taonet.scale.described.types import Case
from taonet.sim.signing import sign

NODE: Final = "node"
PRESET: Final = "holders"
KEPT: Final = 2_000
"""Blocks whose state the node keeps."""
STRIDE: Final = 1_000
"""Blocks that are made between two signs of life."""


@final
@dataclass(frozen=True, slots=True)
class Done:
    """A transaction and what came of it: its block, and why it was refused if it was."""

    block: int
    refusal: str | None
    events: Sequence[Case]


@final
@dataclass(frozen=True, slots=True)
class Seen:
    """An event, `Pallet.Event` with its fields, and its block."""

    block: int
    name: str
    fields: Any


@final
@dataclass(slots=True)
class Holders:
    """A node of the preset `holders`, asked over JSON-RPC alone."""

    children: Children
    port: int
    progress: Callable[[str], None]
    chain: Chain = field(init=False)
    seen: list[Seen] = field(default_factory=list[Seen])
    """The events of every block in which something happened, in their order."""

    def start(self) -> None:
        """Start the node, and make its first block."""
        options = (
            "--preset",
            PRESET,
            "--tmp",
            "--sealing",
            "manual",
            "--no-state-root",
            "--pruning",
            str(KEPT),
            "--port",
            str(self.port),
        )
        self.port = start_node(self.children, NODE, *options)
        self.chain = Chain(self.address)
        self.go_to(self.chain.number + 1)

    @property
    def address(self) -> str:
        """Return where the node listens."""
        return f"http://127.0.0.1:{self.port}"

    def sends(self, name: str, text: str) -> Done:
        """Let a holder sign a call; return what came of it, in a block or before one."""
        raw = self._signed(name, text)
        try:
            self.chain.ask("dev_newBlock", {"transactions": [raw]})
        except NodeFailure as error:
            return Done(self.chain.number, _said(error), [])
        self.chain.refresh()
        body = self.chain.ask("chain_getBlock", self.chain.head)["block"]["extrinsics"]
        if raw not in body:
            raise ShowFailed(f"the transaction of {name} is not in block {self.chain.number}: {text}")
        place, happened = body.index(raw), list(self.chain.events())
        self._note(event for _, event in happened)
        events = [event for at, event in happened if at == place]
        failed = next((event.only for event in events if event.only.name == "ExtrinsicFailed"), None)
        refusal = None if failed is None else self.chain.described.refusal(failed.fields["dispatch_error"])[0]
        return Done(self.chain.number, refusal, events)

    def does(self, name: str, text: str) -> Done:
        """Let a holder sign a call that has to succeed."""
        done = self.sends(name, text)
        if done.refusal is not None:
            raise ShowFailed(f"{name} was refused {text}: {done.refusal}")
        return done

    def go_to(self, number: int) -> None:
        """Make blocks up to a number, and note what happened in the last."""
        while (now := self.chain.number) < number:
            self.chain.ask("dev_newBlock", {"to": min(number, now + STRIDE)})
            self.chain.refresh()
            self.progress(f"block #{self.chain.number:,}")
        self._note(event for _, event in self.chain.events())

    def go_on(self) -> None:
        """Make blocks up to the next in which the chain itself has something to do for a referendum."""
        now = self.chain.number
        infos = [info for _, info in self.chain.rows("Referenda", "ReferendumInfoFor")]
        alarms = [info.only["alarm"][0] for info in infos if info.name == "Ongoing" and info.only["alarm"] is not None]
        planned = [parts[0] for parts, tasks in self.chain.rows("Scheduler", "Agenda") if tasks]
        ahead = [block for block in (*alarms, *planned) if block > now]
        if not ahead:
            raise ShowFailed(f"nothing is left to happen after block {now}")
        self.go_to(min(ahead))

    def until(self, holds: Callable[[], bool]) -> int:
        """Go on until something holds; return the block in which it began to."""
        while not holds():
            self.go_on()
        return self.chain.number

    def events_named(self, name: str) -> list[Seen]:
        """Return the events of a name that were noted."""
        return [one for one in self.seen if one.name == name]

    def _note(self, events: Iterable[Case]) -> None:
        number = self.chain.number
        self.seen += [Seen(number, f"{event.name}.{event.only.name}", event.only.fields) for event in events]

    def _signed(self, name: str, text: str) -> str:
        pair = key_of(name)
        data = self.chain.described.encode_call(self.chain.described.read_call(text, self.chain.account))
        nonce = self.chain.ask("system_accountNextIndex", encode(pair.public))
        genesis = bytes.fromhex(self.chain.ask("chain_getBlockHash", 0)[2:])
        return f"0x{sign(VOTES, pair, data, nonce=nonce, genesis=genesis).hex()}"


def key_of(name: str) -> Keypair:
    """Return the key of a holder."""
    return keypair_from_uri(f"//{name}")


def address_of(name: str) -> str:
    """Return the address of a holder."""
    return encode(key_of(name).public)


def _said(error: NodeFailure) -> str:
    """Return what the pool says of a transaction that it does not take."""
    return str(error).rpartition("(")[2].rstrip(")") or str(error)
