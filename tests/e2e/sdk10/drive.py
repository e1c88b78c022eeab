# pyright: reportMissingImports=false, reportGeneralTypeIssues=false, reportMissingModuleSource=false
"""The official SDK 10.5.0 as a validator or a miner of the sum market: run by the tests in an environment of its own.

`drive.py ask HOST PORT HOTKEY` asks by a dendrite and prints what came. `drive.py serve PORT WALLETS` serves by an axon until
its input ends. `drive.py record PORT WALLETS` lets its dendrite ask its own axon and prints the bytes between them, which is how
`recorded.json` was made: `… record 18091 /tmp/wallets > tests/e2e/sdk10/recorded.json`.
"""

import asyncio
import json
import logging
import sys
import time

import bittensor as bt
from bittensor.core.axon import Axon
from bittensor.core.chain_data import AxonInfo
from bittensor.core.dendrite import Dendrite
from bittensor.utils import networking
from bittensor_wallet import Keypair, Wallet

networking.get_external_ip = lambda: "192.0.2.1"  # it would ask strangers in the internet

VALIDATOR, MINER, STRANGER = "//Alice", "//Bob", "//Mallory"


class SumSynapse(bt.Synapse):
    numbers: list[int]
    note: str = ""
    share: float = 0.5
    total: int | None = None

    required_hash_fields = ("numbers", "share")


class Unknown(bt.Synapse):
    numbers: list[int]


def key(uri: str) -> Keypair:
    return Keypair.create_from_uri(uri)


def info(host: str, port: int, hotkey: str) -> AxonInfo:
    return AxonInfo(version=0, ip=host, port=port, ip_type=4, hotkey=hotkey, coldkey="")


async def tell(dendrite: Dendrite, axon: AxonInfo, synapse: bt.Synapse) -> dict[str, object]:
    """Ask once and return what a caller can see."""
    got = await dendrite.call(axon, synapse, timeout=10, deserialize=False)
    return {
        "status": got.dendrite.status_code,
        "message": got.dendrite.status_message,
        "total": getattr(got, "total", None),
        "numbers": got.numbers,
        "axon_hotkey": got.axon.hotkey,
        "process_time": got.axon.process_time,
        "signed": _signed(got),
    }


def _signed(got: bt.Synapse) -> bool:
    if got.axon.signature is None:
        return False
    text = f"{got.axon.nonce}.{got.dendrite.hotkey}.{got.axon.hotkey}.{got.axon.uuid}"
    return bool(Keypair(ss58_address=got.axon.hotkey).verify(text, got.axon.signature))


async def ask(host: str, port: int, hotkey: str) -> None:
    axon = info(host, port, hotkey)
    async with Dendrite(wallet=key(VALIDATOR)) as dendrite:
        found = {
            "sum": await tell(dendrite, axon, SumSynapse(numbers=[1, 2, 3], note="hä", share=0.25)),
            "default": await tell(dendrite, axon, SumSynapse(numbers=[5])),
            "again": [await tell(dendrite, axon, SumSynapse(numbers=[n, n])) for n in range(5)],
            "unknown": await tell(dendrite, axon, Unknown(numbers=[1])),
            "bad": await tell(dendrite, axon, SumSynapse(numbers=[])),
            "other miner": await tell(dendrite, info(host, port, key(STRANGER).ss58_address), SumSynapse(numbers=[1])),
        }
    async with Dendrite(wallet=key(STRANGER)) as dendrite:
        found["stranger"] = await tell(dendrite, axon, SumSynapse(numbers=[1]))
    print(json.dumps(found))


def started(port: int, wallets: str) -> Axon:
    """Return an axon of the miner's key that serves on a port."""
    wallet = Wallet(name="sdk10", hotkey="sdk10", path=wallets)
    wallet.set_hotkey(key(MINER), encrypt=False, overwrite=True)
    wallet.set_coldkeypub(key(MINER), encrypt=False, overwrite=True)

    def forward(synapse: SumSynapse) -> SumSynapse:
        synapse.total = sum(synapse.numbers) if synapse.note != "wrong" else -1
        return synapse

    def blacklist(synapse: SumSynapse) -> tuple[bool, str]:
        return synapse.dendrite.hotkey != key(VALIDATOR).ss58_address, "not the validator"

    axon = Axon(wallet=wallet, ip="127.0.0.1", port=port, external_ip="127.0.0.1")
    axon.attach(forward_fn=forward, blacklist_fn=blacklist)
    axon.start()
    while not axon.fast_server.started:
        time.sleep(0.01)
    return axon


def serve(port: int, wallets: str) -> None:
    axon = started(port, wallets)
    print("serving", flush=True)
    sys.stdin.read()
    axon.stop()


async def record(port: int, wallets: str) -> None:
    axon = started(port, wallets)
    said: list[dict[str, object]] = []

    async def between(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        other_reader, other_writer = await asyncio.open_connection("127.0.0.1", port)
        while True:
            try:
                question = await whole(reader)
            except asyncio.IncompleteReadError:
                other_writer.close()
                return
            other_writer.write(question)
            answer = await whole(other_reader)
            said.append({"request": question.decode(), "response": answer.decode()})
            writer.write(answer)

    server = await asyncio.start_server(between, "127.0.0.1", 0)
    place = info("127.0.0.1", server.sockets[0].getsockname()[1], key(MINER).ss58_address)
    for uri, synapse in (
        (VALIDATOR, SumSynapse(numbers=[1, 2, 3], note="hä", share=0.25)),
        (VALIDATOR, SumSynapse(numbers=[5])),
        (STRANGER, SumSynapse(numbers=[1])),
    ):
        async with Dendrite(wallet=key(uri)) as dendrite:
            await tell(dendrite, place, synapse)
    server.close()
    axon.stop()
    print(json.dumps(said, indent=1))


async def whole(reader: asyncio.StreamReader) -> bytes:
    """Return the bytes of a message with a Content-Length."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return head + await reader.readexactly(int(length))


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    match sys.argv[1]:
        case "ask":
            asyncio.run(ask(sys.argv[2], int(sys.argv[3]), sys.argv[4]))
        case "serve":
            serve(int(sys.argv[2]), sys.argv[3])
        case _:
            asyncio.run(record(int(sys.argv[2]), sys.argv[3]))
