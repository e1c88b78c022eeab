"""A chain in memory: transactions, blocks, a fork for a "what if". The guide is docs/guides/sim.md."""

from __future__ import annotations

from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.sim import Chain

SUBNET = NetUid(1)


def seat_a_miner(c: Chain) -> int:
    """Pay for a seat on subnet 1, by name as a client would, and return the fee in rao."""
    outcome = c.submit(c.alice, "SubtensorModule", "burned_register", netuid=SUBNET, hotkey=c.account("miner"))
    if outcome.refusal is not None:
        raise outcome.refusal
    return outcome.fee


def epochs_in(c: Chain, blocks: int, tempo: int) -> int:
    """Return how many epochs subnet 1 would run in so many blocks at another tempo; `c` itself stays as it is."""
    twin = c.fork()
    twin.as_root("AdminUtils", "sudo_set_tempo", SUBNET, tempo)
    before = Epochs.SubnetEpochIndex.get(twin.s, SUBNET)
    twin.blocks(blocks)
    return Epochs.SubnetEpochIndex.get(twin.s, SUBNET) - before


def main() -> None:
    """Print a fee, and how often epochs come at three tempos."""
    with Chain.localnet() as c:
        print(f"A seat cost a fee of {seat_a_miner(c)} rao in block {c.number}.")
        for tempo in (5, 20, 100):
            print(f"At a tempo of {tempo}, {epochs_in(c, 200, tempo)} epochs run in 200 blocks.")


if __name__ == "__main__":
    main()
