"""Keys that act for others: delegates, delays, an account without a key, an account of three.

The guide is docs/guides/acting-for-others.md; `python -m examples.acting ws://127.0.0.1:9944` runs it on a development node.
"""

from __future__ import annotations

import sys
from typing import Any

import bittensor as bt
from bittensor.intents.registry import build

from taonet.subnet import blocking_client, dev_wallet

ALICE, BOB, CHARLIE, SHOP = (dev_wallet(name) for name in ("Alice", "Bob", "Charlie", "shop"))


def at(wallet: Any) -> str:
    """Return the address of a wallet's coldkey."""
    return wallet.coldkeypub.ss58_address


def do(client: Any, operation: str, wallet: Any, acts_for: str | None = None, **arguments: Any) -> Any:
    """Execute an intent that must succeed, and return its data."""
    result = client.execute(build(operation, arguments), wallet, proxy_for=acts_for)
    if not result.success:
        raise RuntimeError(f"{operation}: {result.message}")
    return result.data


def refusal(client: Any, operation: str, wallet: Any, acts_for: str, **arguments: Any) -> str:
    """Execute an intent that must be refused, and return the refusal's name."""
    result = client.execute(build(operation, arguments), wallet, proxy_for=acts_for)
    return "nothing" if result.success else result.error.name


def everyday_key(client: Any) -> str:
    """Let Bob stake for Alice, at her cost, and nothing else; return what happens when he tries."""
    do(client, "add_proxy", ALICE, delegate_ss58=at(BOB), proxy_type="Staking")
    client.submit_call(bt.calls.Proxy.set_real_pays_fee(delegate=at(BOB), pays_fee=True), ALICE)
    return refusal(client, "transfer", BOB, at(ALICE), dest_ss58=at(SHOP), amount_tao=1)


def call_hash(client: Any, call: Any) -> str:
    """Return the hash by which a call is announced and approved."""
    return "0x" + bytes(client.compose(call).call_hash).hex()


def payment_with_notice(client: Any) -> None:
    """Let Charlie pay out of Alice's account two blocks after saying so; she could refuse in between."""
    do(client, "add_proxy", ALICE, delegate_ss58=at(CHARLIE), proxy_type="Transfer", delay=2)
    payment = bt.calls.Balances.transfer_keep_alive(dest=at(SHOP), value=10**9)
    announce = bt.calls.Proxy.announce(real=at(ALICE), call_hash=call_hash(client, payment))
    client.submit_call(announce, CHARLIE)
    for _ in range(3):
        client.wait_for_block(timeout=60)
    do(
        client, "execute_proxy_announced", CHARLIE, delegate_ss58=at(CHARLIE), real_ss58=at(ALICE),
        inner_op="transfer", inner_args={"dest_ss58": at(SHOP), "amount_tao": 1},
    )  # fmt: skip


def account_without_a_key(client: Any) -> dict[str, Any]:
    """Make an account without a key for Bob, use it, and give it up; return what must be kept to give it up."""
    made = do(client, "create_pure_proxy", BOB, proxy_type="Any")
    pure = made["pure_proxy"]
    do(client, "transfer", BOB, dest_ss58=pure, amount_tao=2)
    do(client, "transfer_all", BOB, pure, dest_ss58=at(BOB))
    kept = {"height": made["height"], "ext_index": made["ext_index"]}
    do(client, "kill_pure_proxy", BOB, pure, spawner_ss58=at(BOB), proxy_type="Any", **kept)
    return kept


def two_of_three(client: Any) -> int:
    """Let two of three pay out of their common account; return what is left in it, in rao."""
    treasury = client.multisig([at(ALICE), at(BOB), at(CHARLIE)], 2)
    do(client, "transfer", ALICE, dest_ss58=treasury.address, amount_tao=5)
    payment = bt.calls.Balances.transfer_keep_alive(dest=at(SHOP), value=2 * 10**9)
    treasury.approve(payment, BOB)
    treasury.approve(payment, CHARLIE)
    return client.balances.balance(coldkey_ss58=treasury.address).rao


def main(endpoint: str) -> None:
    """Do all of it, and print what came of it."""
    with blocking_client(endpoint) as client:
        print(f"Bob stakes for Alice; a transfer is refused: {everyday_key(client)}")
        payment_with_notice(client)
        print(f"The shop was paid after the notice: {client.balances.balance(coldkey_ss58=at(SHOP))}")
        print(f"An account without a key came and went: {sorted(account_without_a_key(client))}")
        print(f"Two of three paid; {two_of_three(client)} rao are left")
        do(client, "remove_proxies", ALICE)


if __name__ == "__main__":
    main(sys.argv[1])
