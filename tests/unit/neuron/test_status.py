"""What neurons say of themselves over HTTP: /metrics and /health."""

import asyncio
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from bittensor.keyfiles import Keypair
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from tests.unit.neuron.conftest import ECHO, EchoAnswer, EchoTask

from taonet.neuron.client import ask, new_http_client
from taonet.neuron.market import CannotAnswer, Context, Exam, Market, Round, Verdict, ready
from taonet.neuron.metrics import miner_metrics, registry_of, validator_metrics
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.status import status_routes
from taonet.neuron.validator import run_validator
from taonet.neuron.worker import one_thread
from taonet.testing.neurons import Lab


async def _echo(task: EchoTask, caller: str) -> EchoAnswer:
    if task.text == "no":
        raise CannotAnswer("not now")
    return EchoAnswer(task.text)


async def _judge(asked: Round[Any, Any]) -> list[Verdict]:
    return [Verdict(1.0, "right") for _ in asked.exchanges]


MARKET: Market[Any, Any] = Market(
    ECHO, miner=ready(_echo), validator=ready(Exam(lambda number, miner, secret: EchoTask("hi"), _judge))
)


def numbers(text: str) -> dict[str, float]:
    """Return the samples of a page of metrics by name and labels."""
    return {
        sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_miner_counts_what_it_answers_and_refuses(lab: Lab, alice: Keypair, bob: Keypair) -> None:
    async def scene() -> tuple[dict[str, float], dict[str, Any]]:
        async with serve_miner(lab.chain(bob), MARKET, MinerSettings(port=0)) as miner, new_http_client() as http:
            place = f"{miner.host}:{miner.port}"
            for text in ("hi", "no", "hi"):
                asked = ask(
                    http,
                    ECHO,
                    EchoTask(text),
                    endpoint=place,
                    signer=alice,
                    receiver=bob.ss58_address,
                    deadline_seconds=5,
                )  # type: ignore[arg-type]
                await asyncio.gather(asked, return_exceptions=True)
            await http.post(f"http://{place}/taonet/echo/1", content=b"{}")
            page = await http.get(f"http://{place}/metrics")
            health = await http.get(f"http://{place}/health")
            assert page.headers["content-type"].startswith("text/plain")
            return numbers(page.text), health.json()

    counted, health = asyncio.run(scene())

    assert counted["taonet_miner_requests_total 200"] == 2
    assert counted["taonet_miner_requests_total 503"] == 1
    assert counted["taonet_miner_requests_total 401"] == 1
    assert counted["taonet_miner_refused_total declined"] == 1
    assert counted["taonet_miner_refused_total headers"] == 1
    assert counted["taonet_miner_answer_seconds_count"] == 2
    assert counted["taonet_miner_answer_bytes_total"] == 2 * len(b'{"text":"hi"}')
    assert counted["taonet_miner_in_work"] == 0
    assert counted["taonet_miner_callers"] == 1
    assert counted["taonet_chain_connected"] == 1
    assert counted["process_resident_memory_bytes"] > 1e6
    assert any(name.startswith(f"taonet_build_info {bob.ss58_address} 1 ") for name in counted)
    assert health.pop("callers_age_seconds") < 5
    assert health == {
        "ok": True, "hotkey": bob.ss58_address, "protocol": "echo/1", "callers": 1, "denied": 0, "chain_connected": True
    }  # fmt: skip


def test_a_validator_serves_its_numbers_on_a_port_of_its_own(lab: Lab, alice: Keypair, bob: Keypair) -> None:
    seen: list[tuple[dict[str, float], dict[str, Any]]] = []
    chain = lab.chain(alice)
    lab.client.down = 2

    async def read_between_rounds(seconds: float) -> None:
        if seconds != 77:
            return
        port = lab.of("metrics")[0]["port"]
        async with httpx.AsyncClient() as http:
            page = await http.get(f"http://127.0.0.1:{port}/metrics")
            health = await http.get(f"http://127.0.0.1:{port}/health")
        seen.append((numbers(page.text), health.json()))

    chain.sleep = read_between_rounds
    settings = ValidatorSettings(allow_local=True, rounds=2, tasks=1, round_seconds=77, metrics_port=0)

    async def scene() -> None:
        lab.client.down = 0
        async with serve_miner(lab.chain(bob), MARKET, MinerSettings(port=0)):
            lab.client.down = 2
            await run_validator(chain, MARKET, settings, clock=lambda: 0.0)

    asyncio.run(scene())

    ((counted, health),) = seen
    assert counted["taonet_validator_rounds_total judged"] == 1
    assert counted["taonet_validator_exchanges_total answered"] == 1
    assert counted["taonet_validator_answer_seconds_count"] == 1
    assert counted[f"taonet_validator_score {bob.ss58_address} 1"] == pytest.approx(0.2)
    assert counted["taonet_validator_weights_total set"] == 1
    assert counted["taonet_validator_weights_block"] == 100
    assert counted["taonet_validator_last_step_seconds"] > 1.6e9
    assert counted["taonet_chain_errors_total"] == 2
    assert health.pop("last_step_age_seconds") < 5
    assert health == {
        "ok": True, "hotkey": alice.ss58_address, "protocol": "echo/1", "rounds": 1, "weights_block": 100,
        "chain_connected": True,
    }  # fmt: skip


def _get(path: str, *, well: bool = True, client: str = "127.0.0.1") -> httpx.Response:
    app = Starlette(routes=status_routes(Context(None).metrics, lambda: (well, {"rounds": 3})))
    transport = httpx.ASGITransport(app, client=(client, 1))

    async def scene() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://neuron") as http:
            return await http.get(path)

    return asyncio.run(scene())


def test_who_is_not_well_says_503() -> None:
    assert _get("/health").status_code == 200
    assert _get("/health", well=False).status_code == 503
    assert _get("/health", well=False).json() == {"ok": False, "rounds": 3}


@pytest.mark.parametrize(
    ("client", "status"), [("127.0.0.1", 200), ("10.1.2.3", 200), ("::1", 200), ("8.8.8.8", 403), ("unix", 403)]
)
def test_metrics_are_not_for_the_whole_world(client: str, status: int) -> None:
    assert _get("/metrics", client=client).status_code == status
    assert _get("/health", client=client).status_code == 200


def test_the_guide_lists_every_metric(lab: Lab, alice: Keypair) -> None:
    registry = registry_of(lab.chain(alice))
    miner_metrics(registry)
    validator_metrics(registry)
    with one_thread("a", most_waiting=1, unit="tokens", metrics=registry):
        served = {
            family.name + {"counter": "_total", "info": "_info"}.get(family.type, "")
            for family in registry.collect()
            if not family.name.startswith("process_")
        }
    guide = (Path(__file__).parents[3] / "docs" / "guides" / "market.md").read_text()

    assert set(re.findall(r"`(taonet_[a-z_]+)`", guide)) == served | {"taonet_text_tokens_total"}
