"""What a genesis file is made of: answers, asked for at a terminal or given as options, and the text that they make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, final

import msgspec
import typer
from msgspec.structs import replace

from taonet.runtime.genesis.document import BadGenesis, account_of, rao_of

DEFAULT_NAME: Final = "my-network"
FIRST_POOL: Final = 100
"""Tokens and alpha in the pool of a subnet that is there from the start."""


@final
class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered so far; None is an answer that is still missing."""

    name: str | None = None
    symbol: str | None = None
    cap: int | None = None
    halving: int | None = None
    block_seconds: float | None = None
    accounts: Sequence[str] | None = None
    subnets: int | None = None
    producers: Sequence[str] | None = None
    sudo: str | None = None
    votes: bool | None = None
    production: bool = True

    def complete(self) -> Answers:
        """Return these answers with the real network's values for what is missing."""
        defaults = {
            "name": DEFAULT_NAME, "symbol": "TAO", "cap": 21_000_000, "halving": 10_500_000, "block_seconds": 12.0,
            "accounts": (), "subnets": 0, "producers": (), "votes": False,
        }  # fmt: skip
        missing = {field: value for field, value in defaults.items() if getattr(self, field) is None}
        return replace(self, **missing)

    def with_producer(self, address: str) -> Answers:
        """Return these answers with one producer."""
        return replace(self, producers=(address,))


def ask(given: Answers) -> Answers:
    """Ask for what is missing, each with the real network's value as the default."""
    full = given.complete()
    typer.echo("A new network. Enter takes what stands in brackets; Ctrl-C leaves everything as it was.\n", err=True)
    values: dict[str, object] = {}
    for field, question in (
        ("name", "Name of the network"),
        ("symbol", "What its token is called"),
        ("cap", "How many tokens there will ever be"),
        ("halving", "In how many blocks half of them is issued"),
        ("block_seconds", "Seconds from block to block"),
        ("subnets", "How many subnets are there from the start"),
    ):
        default: str | int | float = getattr(full, field)
        if getattr(given, field) is None:
            values[field] = typer.prompt(question, default=default, err=True)
    if given.accounts is None:
        values["accounts"] = _ask_accounts()
    if given.sudo is None:
        values["sudo"] = typer.prompt("Address with root's powers (empty: nobody)", default="", err=True) or None
    if given.votes is None:
        values["votes"] = typer.confirm("Do holders of tokens decide by votes", default=False, err=True)
    return replace(full, **values)


def _ask_accounts() -> list[str]:
    accounts: list[str] = []
    while True:
        address = typer.prompt("First account, an address (empty: no more)", default="", show_default=False, err=True)
        if not address:
            return accounts
        try:
            account_of(address, "address")
            amount = typer.prompt("  its tokens", default="1000", err=True)
            rao_of(amount, "amount")
        except BadGenesis as error:
            typer.echo(f"  {error}", err=True)
            continue
        accounts.append(f"{address}={amount}")


def genesis_text(answers: Answers) -> str:
    """Return the file that complete answers make, with a word on every part."""
    producers = ", ".join(f'"{one}"' for one in answers.producers or ())
    lines = [
        f"# The network {answers.name}. See docs/networks.md of taonet for what else can stand here.",
        "",
        "version = 1",
        f'name = "{answers.name}"',
        f'kind = "{"production" if answers.production else "development"}"  # development: known keys may be used',
        f"producers = [{producers}]  # who makes blocks, in turn",
    ]
    if answers.sudo:
        lines.append(f'sudo = "{answers.sudo}"  # has the powers of root; leave the line out for nobody')
    if answers.votes:
        lines.append("votes = true  # the holders of tokens decide; see docs/governance.md of taonet")
    lines += [
        "",
        "[token]",
        f'symbol = "{answers.symbol}"',
        f"cap = {answers.cap:_}  # how many there will ever be",
        f"halving = {answers.halving:_}  # blocks in which half of them is issued",
        "",
        "[time]",
        f"block_milliseconds = {round((answers.block_seconds or 0) * 1_000):_}  # from block to block, by the clock on the wall",
    ]
    for one in answers.accounts or ():
        address, equals, amount = one.partition("=")
        if not equals:
            raise BadGenesis(f"--account {one[:60]!r} is not ADDRESS=TOKENS")
        lines += ["", "[[account]]", f'address = "{address}"', f'balance = "{amount}"']
    for netuid in range(1, (answers.subnets or 0) + 1):
        lines += [
            "",
            "[[subnet]]",
            f"netuid = {netuid}",
            f"pool_tao = {FIRST_POOL}  # these tokens are issued at the start, and nobody's",
            f"pool_alpha = {FIRST_POOL}",
        ]
    return "\n".join(lines) + "\n"
