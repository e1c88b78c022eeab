"""Tells a story of `taonet demo --show`, and leaves with the right exit code."""

from __future__ import annotations

import json as json_format
import time

import typer
from bittensor.result import BittensorError
from rich.console import Console

from taonet.cli.display import Display
from taonet.cli.output import Output, failure
from taonet.cli.signals import BY_SIGNAL, Stopped, raise_when_stopped
from taonet.demo.lines import Line
from taonet.demo.processes import ChildDied
from taonet.demo.shows import Choice, tell_of
from taonet.demo.shows.show import ShowFailed, ShowOptions, Tell, Told
from taonet.neuron.market import NeuronFailure
from taonet.node.client import NodeFailure
from taonet.scale import ScaleError
from taonet.supply.journey import OffSchedule

_EXPECTED = (ShowFailed, OffSchedule, NeuronFailure, NodeFailure, ScaleError, ChildDied, BittensorError, OSError)


def show(choice: Choice, *, port: int, keep: bool, as_json: bool) -> None:
    """Tell a story from its first line to its document. Ctrl-C ends it at any moment, and all that it started."""
    out = Output(json=as_json)
    display = Display(Console(stderr=as_json, highlight=False))
    raise_when_stopped()
    told, number = False, None
    try:
        with display.live():
            number = _tell(tell_of(choice), display, ShowOptions(port), keep=keep, as_json=as_json)
        told = True
    except Stopped as stop:
        number = stop.number
        display.say(Line("stop", "stopped before the end"))
    except BrokenPipeError:  # nobody is left to be told
        raise
    except _EXPECTED as error:
        failure(out, str(error))
    if number is not None and not told:
        raise typer.Exit(BY_SIGNAL + number)


def _tell(tell: Tell, display: Display, options: ShowOptions, *, keep: bool, as_json: bool) -> int | None:
    """Tell the story, and keep its network for as long as is asked; return the signal that ended the keeping."""
    with tell(display, options) as told:
        display.progress("")
        if as_json:
            print(json_format.dumps(told.document), flush=True)  # noqa: T201  this is the program's output
        if not keep:
            return None
        display.say(Line("keep", "the network runs on until Ctrl-C. In another terminal:"))
        for line in told.attach:
            display.typed(line)
        return _kept(told)


def _kept(told: Told) -> int:
    try:
        while True:
            told.check()
            time.sleep(0.5)
    except Stopped as stop:
        return stop.number
