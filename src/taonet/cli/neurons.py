"""`taonet miner` and `taonet validator`: run a neuron against a chain."""

import asyncio
import os
import secrets
import urllib.parse
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal

import typer
from bittensor.wallet import DEFAULT_WALLET_PATH

from taonet.cli.neuron_runner import Place, Work, is_local, open_place, reach, run_neuron
from taonet.neuron.chain import disconnect
from taonet.neuron.client import new_http_client
from taonet.neuron.log import json_log, line_log
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.neuron.validator import ValidatorSettings, run_validator
from taonet.markets.text.behaviours import Behaviour
from taonet.markets.text.miner import (
    BadOptions,
    OpenAIOptions,
    TextMinerOptions,
    check_options,
    load_catalogue_model,
    text_miner,
)
from taonet.markets.text.protocol import TEXT_PROTOCOL
from taonet.markets.text.scoring import ScoringRules
from taonet.markets.text.threads import limit_threads
from taonet.markets.text.validator import TextJudge, text_market

miner_app = typer.Typer(help="Run a miner.", no_args_is_help=True)
validator_app = typer.Typer(help="Run a validator.", no_args_is_help=True)

DEFAULT_NETWORK: Final = "ws://127.0.0.1:9944"
# The chain refuses 127.0.0.1 as an endpoint and takes the rest of the loopback network.
DEFAULT_HOST: Final = "127.0.0.2"
_UNPUBLISHABLE: Final = ("0.0.0.0", "::", "127.0.0.1", "::1")  # noqa: S104  # compared, not bound
API_KEY_VARIABLE: Final = "OPENAI_API_KEY"

_WalletName = Annotated[str, typer.Option("--wallet-name", "--wallet", help="Wallet (coldkey).")]
_Hotkey = Annotated[str, typer.Option("--hotkey", help="Hotkey of the wallet that signs.")]
_WalletPath = Annotated[Path, typer.Option("--wallet-path", help="Folder of the wallets.")]
_Netuid = Annotated[int, typer.Option("--netuid", min=0, max=65_535, help="Subnet number.")]
_Network = Annotated[str, typer.Option("--network", help="Network name or ws:// endpoint.")]
_Json = Annotated[bool, typer.Option("--json", help="Log JSON, one object a line.")]
_Threads = Annotated[int, typer.Option("--threads", min=1, help="Threads for the model.")]


@miner_app.callback()
def _miner_group() -> None:
    """Run a miner of one of the subnet kinds."""


@validator_app.callback()
def _validator_group() -> None:
    """Run a validator of one of the subnet kinds."""


@miner_app.command("text")
def mine_text(
    *,
    wallet_name: _WalletName = "default",
    hotkey: _Hotkey = "default",
    wallet_path: _WalletPath = Path(DEFAULT_WALLET_PATH),
    netuid: _Netuid = 1,
    network: _Network = DEFAULT_NETWORK,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = DEFAULT_HOST,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port; 0 picks one.")] = 8091,
    publish_ip: Annotated[str | None, typer.Option(help="Address written to the chain (default: --host).")] = None,
    publish_port: Annotated[int | None, typer.Option(min=1, max=65_535, help="Port written to the chain.")] = None,
    publish: Annotated[bool, typer.Option(help="Write the endpoint to the chain.")] = True,
    need_permit: Annotated[bool, typer.Option(help="Serve only hotkeys that hold a validator permit.")] = True,
    min_stake: Annotated[float, typer.Option(min=0, help="Least stake of a caller, in TAO.")] = 0,
    refresh: Annotated[float, typer.Option(min=0.1, help="Seconds between readings of the metagraph.")] = 60.0,
    behaviour: Annotated[Behaviour, typer.Option(help="How the miner acts.")] = Behaviour.HONEST,
    slow_seconds: Annotated[float, typer.Option(min=0, max=60, help="Delay of --behaviour slow.")] = 3.0,
    share_dir: Annotated[Path | None, typer.Option(help="Folder where answers are left; a copycat reads it.")] = None,
    backend: Annotated[str, typer.Option(help="`native`, or `openai` for a compatible server.")] = "native",
    base_url: Annotated[str | None, typer.Option(help="The server, e.g. http://127.0.0.1:8000/v1.")] = None,
    api: Annotated[str, typer.Option(help="`chat` or `completions`, with openai.")] = "chat",
    served_model: Annotated[
        str, typer.Option(help="Model name that the server knows, with openai.")
    ] = "SmolLM2-135M-Instruct",
    threads: _Threads = 1,
    as_json: _Json = False,
) -> None:
    """Answer prompts for validators with a language model on this machine.

    With --backend openai the key is read from OPENAI_API_KEY.
    """
    openai = _openai(backend, base_url, api, served_model)
    address = publish_ip or host
    if publish and address in _UNPUBLISHABLE:
        raise typer.BadParameter(f"the chain takes no {address}: say where validators reach you with --publish-ip")
    settings = MinerSettings(
        host=host,
        port=port,
        publish_ip=address if publish else None,
        publish_port=publish_port,
        need_permit=need_permit,
        min_stake_rao=round(min_stake * 10**9),
        refresh_seconds=refresh,
    )
    options = TextMinerOptions(behaviour, slow_seconds=slow_seconds, share_dir=share_dir)
    try:
        check_options(options, openai)
    except BadOptions as error:
        raise typer.BadParameter(str(error)) from error
    log = json_log() if as_json else line_log()

    def prepare() -> Work:
        place = open_place(wallet_name, hotkey, wallet_path, netuid, network, log)
        limit_threads(threads)
        return lambda: _mine_text(place, options, openai, settings)

    run_neuron(prepare, log, as_json=as_json)


async def _mine_text(
    place: Place, options: TextMinerOptions, openai: OpenAIOptions | None, settings: MinerSettings
) -> None:
    chain = place.chain()
    await reach(chain, place.network)
    async with new_http_client() as http:
        named = replace(options, name=place.signer.ss58_address)
        answer = await asyncio.to_thread(text_miner, named, http=http, openai=openai)
        chain.log("miner", behaviour=options.behaviour.value, hotkey=place.signer.ss58_address)
        async with serve_miner(chain, TEXT_PROTOCOL, answer, settings):
            await asyncio.Event().wait()


@validator_app.command("text")
def validate_text(
    *,
    wallet_name: _WalletName = "default",
    hotkey: _Hotkey = "default",
    wallet_path: _WalletPath = Path(DEFAULT_WALLET_PATH),
    netuid: _Netuid = 1,
    network: _Network = DEFAULT_NETWORK,
    round_seconds: Annotated[float, typer.Option(min=0, help="Least time of a round.")] = 30.0,
    deadline: Annotated[float, typer.Option(min=0.1, help="Seconds for an answer.")] = 20.0,
    tasks: Annotated[int, typer.Option(min=1, max=64, help="Tasks for each miner in a round.")] = 2,
    memory: Annotated[float, typer.Option(min=0, max=0.999, help="Share of the old average that stays.")] = 0.8,
    weights_every: Annotated[int | None, typer.Option(min=1, help="Blocks between weights (default: tempo).")] = None,
    check: Annotated[str, typer.Option(help="`seeded`, `logprob` (foreign engines) or `off` (any model).")] = "seeded",
    allow_local: Annotated[
        bool | None,
        typer.Option(help="Call miners at private addresses (default: if the node is local)."),
    ] = None,
    rounds: Annotated[int | None, typer.Option(min=1, help="Stop after so many rounds.")] = None,
    state_file: Annotated[Path | None, typer.Option(help="Keep the averages here over a restart.")] = None,
    threads: _Threads = 1,
    as_json: _Json = False,
) -> None:
    """Ask every text miner, check and score the answers, and set weights."""
    settings = ValidatorSettings(
        round_seconds=round_seconds,
        deadline_seconds=deadline,
        tasks=tasks,
        memory=memory,
        weights_every_blocks=weights_every,
        allow_local=is_local(network) if allow_local is None else allow_local,
        rounds=rounds,
        state_file=state_file,
    )
    rules = ScoringRules(check=_check(check))
    log = json_log() if as_json else line_log()

    def prepare() -> Work:
        place = open_place(wallet_name, hotkey, wallet_path, netuid, network, log)
        limit_threads(threads)
        return lambda: _validate_text(place, rules, settings)

    run_neuron(prepare, log, as_json=as_json)


async def _validate_text(place: Place, rules: ScoringRules, settings: ValidatorSettings) -> None:
    chain = place.chain()
    await reach(chain, place.network)
    judge = TextJudge(secrets.token_bytes(32), load_catalogue_model, rules)
    if rules.check != "off":
        # Load before the first round, so that a missing model stops us now.
        judge.models[judge.asked_model] = await asyncio.to_thread(judge.load, judge.asked_model)
    chain.log("validator", check=rules.check, hotkey=place.signer.ss58_address)
    try:
        async with new_http_client() as http:
            await run_validator(chain, text_market(judge), settings, http)
    finally:
        await disconnect(chain)


def _openai(backend: str, base_url: str | None, api: str, model: str) -> OpenAIOptions | None:
    if backend == "native":
        if base_url is not None:
            raise typer.BadParameter("--base-url needs --backend openai")
        return None
    if backend != "openai":
        raise typer.BadParameter(f"--backend is native or openai, not {backend!r}")
    if base_url is None or urllib.parse.urlsplit(base_url).scheme not in ("http", "https"):
        raise typer.BadParameter("--backend openai needs --base-url http(s)://…/v1")
    if api not in ("chat", "completions"):
        raise typer.BadParameter(f"--api is chat or completions, not {api!r}")
    return OpenAIOptions(base_url, model, api, os.environ.get(API_KEY_VARIABLE))


def _check(name: str) -> Literal["seeded", "logprob", "off"]:
    if name not in ("seeded", "logprob", "off"):
        raise typer.BadParameter(f"--check is seeded, logprob or off, not {name!r}")
    return name
