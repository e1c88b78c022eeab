"""Every command's help can be read on 80 columns, and every refused value says what is allowed."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

import taonet
from taonet.cli.commands import COMMANDS, build
from taonet.cli.neurons import load_market, neuron_command
from taonet.neuron.miner import MinerSettings
from taonet.neuron.settings import ValidatorSettings

MARKETS = ("taonet.markets.text", "taonet.demo.miners.text")
WHOLE = typer.main.get_command(build(None))


async def _nothing(*_: object) -> None:
    """Stand for the work of a neuron."""


def _below(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, command
    for name, one in getattr(command, "commands", {}).items():
        yield from _below(one, f"{path} {name}")


def _of_neurons() -> Iterator[tuple[str, Any]]:
    for address in MARKETS:
        market = load_market(address)
        for kind, settings, own in (
            ("miner", MinerSettings, market.miner.options),
            ("validator", ValidatorSettings, market.validator.options),
        ):
            yield f"taonet {kind} run {address}", neuron_command(address, _nothing, settings, own, "Do something.")


EVERY = dict([*_below(WHOLE, "taonet"), *_of_neurons()])


def _help(path: str, command: Any, width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    with command.make_context(path, [], resilient_parsing=True) as context:
        return str(command.get_help(context))


def _values(command: Any) -> Iterator[str]:
    """Yield what a reader must be able to copy: options, choices, defaults."""
    for one in command.params:
        if one.param_type_name == "option":
            yield from (*one.opts, *one.secondary_opts)
        choices = one.type_descriptor.choices or ()
        yield from (str(choice.value if isinstance(choice, Enum) else choice) for choice in choices)
        if one.default is not None and not isinstance(one.default, bool) and not callable(one.default):
            yield str(one.default.value if isinstance(one.default, Enum) else one.default)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("path", EVERY)
def test_help_fits_and_breaks_no_value(path: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _help(path, EVERY[path], width, monkeypatch)
    words = set(re.split(r"[\s<>|\[\];,]+", page))

    assert [line for line in page.splitlines() if len(line) > width] == []
    assert [part for value in _values(EVERY[path]) for part in value.split() if part not in words] == []


REFUSED = {
    "up --port 99999": "'--port': '99999' is not a whole number from 0 to 65535.",
    "up --port x": "'--port': 'x' is not a whole number from 0 to 65535.",
    "up --pruning -1": "'--pruning': '-1' is not a whole number of 0 or more.",
    "up --block-time 0": "'--block-time': '0' is not a number of 0.001 or more.",
    "up --block-time inf": "'--block-time': inf is not a number of 0.001 or more.",
    "up --block-time nan": "'--block-time': 'nan' is not a number of 0.001 or more.",
    "up --sealing foo": "'--sealing': 'foo' is not interval, instant or manual.",
    "up --preset foo": "'--preset': 'foo' is not localnet, holders or fair.",
    "up --foo": "No such option: --foo",
    "demo --epochs 0": "'--epochs': '0' is not a whole number of 1 or more.",
    "demo --show foo": "'--show': 'foo' is not launch, supply or vote.",
    "demo --show supply --keep --port 9944 --epochs 3": "supply has nothing to do with --epochs, --keep, --port.",
    "models pull gpt-9": "'NAME': 'gpt-9' is not smollm2-135m-instruct",
    "miner run nowhere": "'MARKET': there is no module nowhere",
    "miner run {text} --api magic": "'--api': 'magic' is not chat or completions.",
    "miner run {text} --waiting 0": "'--waiting': '0' is not a whole number of 1 or more.",
    "miner run {text} --min-stake inf": "'--min-stake': inf is not a number of 0 or more.",
    "miner run {text} --network bogus": "--network 'bogus' is neither a ws:// address nor one of finney,",
    "miner run {text} --host 0.0.0.0": "--host 0.0.0.0: the chain takes no such address",
    "miner run {text} --external-ip ::1": "--external-ip ::1: the chain takes no such address",
    "miner run {text} --model x": "--model 'x' is not of this market: SmolLM2-135M-Instruct or",
    "miner run {text} --backend vllm --base-url ftp://x": "--base-url 'ftp://x' is not an address such as http://",
    "miner run {demo} --behaviour foo": "'--behaviour': 'foo' is not honest, impostor, slow, nonsense or copycat.",
    "miner run {demo} --behaviour copycat": "--behaviour copycat needs a --share-dir",
    "validator run {text} --memory 2": "'--memory': '2' is not a number from 0 to 0.999.",
    "validator run {text} --check foo": "'--check': 'foo' is not seeded or logprob.",
}


@pytest.mark.parametrize("line", REFUSED)
def test_a_refusal_names_the_option_the_value_and_what_is_allowed(line: str) -> None:
    words = line.format(text=MARKETS[0], demo=MARKETS[1]).split()
    result = CliRunner().invoke(build(words[0]), words)

    assert result.exit_code == 2
    assert REFUSED[line] in result.output
    assert "Value error" not in result.output
    assert "Input should" not in result.output


def _run(*words: str, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "taonet", *words], env=os.environ | variables, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    return done.stdout


def test_the_package_runs_as_a_module_and_says_its_version() -> None:
    assert _run("--version") == f"taonet {taonet.__version__} (spec 475)\n"


def test_the_shell_completes_the_names_of_commands() -> None:
    written = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv[0] = 'taonet'; from taonet.cli.main import main; main()"],
        env=os.environ | {"_TAONET_COMPLETE": "complete_bash", "COMP_WORDS": "taonet mo", "COMP_CWORD": "1"},
        capture_output=True, text=True, timeout=60, check=False,
    ).stdout  # fmt: skip

    assert written.split() == ["models"]
    assert set(COMMANDS) >= {"models"}
