"""A subnet of one's own from Python, on a development chain: the steps, then a miner and a validator."""

import asyncio
import sys

from examples.sum_market import market
from taonet.subnet import (
    Chain,
    MinerSettings,
    ValidatorSettings,
    blocking_client,
    connector,
    create_subnet,
    dev_wallet,
    fund,
    line_log,
    register,
    run_validator,
    serve_miner,
    start_subnet,
)


def set_up(endpoint: str) -> int:
    """Create a subnet of Alice's with Bob on it, and return its number."""
    alice, bob = dev_wallet("Alice"), dev_wallet("Bob")
    with blocking_client(endpoint) as client:
        netuid = create_subnet(client, alice)
        start_subnet(client, netuid, alice)
        fund(client, alice, bob.coldkeypub.ss58_address, 100)
        register(client, netuid, bob)
    return netuid


async def trade(endpoint: str, netuid: int) -> None:
    """Let Bob mine and the owner's hotkey validate, for two rounds."""
    mining = Chain(connector(endpoint), netuid, dev_wallet("Bob").hotkey, log=line_log())
    asking = Chain(connector(endpoint), netuid, dev_wallet("Alice").hotkey, log=line_log())
    async with serve_miner(mining, market, MinerSettings(port=0, need_permit=False)):
        await run_validator(asking, market, ValidatorSettings(allow_local=True, rounds=2, round_seconds=1))


if __name__ == "__main__":
    place = sys.argv[1] if len(sys.argv) > 1 else "ws://127.0.0.1:9944"
    asyncio.run(trade(place, set_up(place)))
