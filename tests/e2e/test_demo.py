"""The demo is the product's main job: it runs here with the real model, in a real terminal, as a user would see it.

The screens of that one run are compared with `screens/`, figures and the model's words masked. Where one is meant to
change, delete its file and run this again: what is missing is written, and the test fails that once.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.e2e.terminal import COLUMNS, ROWS, Terminal, terminal

from taonet.markets.text.backends import MODEL

SCREENS = Path(__file__).parent / "screens"
MASKS = (
    (re.compile(r"“.*?”"), "“…”"),
    (re.compile(r"^(verdict +).*"), r"\1…"),
    (re.compile(r"^(\w+ +earned ).*"), r"\1…"),
    (re.compile(r"taonet-demo-\w+"), "taonet-demo-…"),
    (re.compile(r"\+?\d[\d.,]*\d%?|\d%?"), "#"),
)
TABLE_ROW = re.compile(r" +\d+  \w")
COLUMN = re.compile(r"(?:(?<=  )|^) *\d[\d.,]*%?")
"""A figure with the blanks before it, so that a column keeps its right edge."""
FOOT = re.compile(r"btcli --network ws://\S+ · Ctrl-C ends it, with a summary")
pytestmark = pytest.mark.timeout(900)


@dataclass(frozen=True)
class Run:
    """What one run of the demo left: its terminal, its document, and how it ended."""

    terminal: Terminal
    document: dict[str, Any]
    code: int
    btcli: "subprocess.CompletedProcess[str]"
    reply: dict[str, Any]
    """What the gateway said to a question."""


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    # The first demo of a machine also fetches the model, which is another screen.
    subprocess.run([sys.executable, "-m", "taonet", "models", "pull"], check=True, timeout=600)
    with terminal("demo", "--epochs", "1", "--keep", "--gateway", "--json") as shown:
        shown.wait_for(lambda: b"}\n" in shown.output, "the document")
        shown.wait_for(lambda: "next  " in shown.text(), "the next page")
        typed = next(line for line in shown.text().splitlines() if "subnets metagraph" in line)
        btcli = subprocess.run(typed, shell=True, capture_output=True, text=True, timeout=60, check=False)
        document = json.loads(shown.output)
        reply = asked(document["gateway"])
        shown.press(b"\x03")
        code = shown.process.wait(60)
        yield Run(shown, document, code, btcli, reply)


def asked(gateway: str) -> dict[str, Any]:
    """Ask a gateway for the capital of France, as any client of OpenAI's does."""
    turns = [{"role": "user", "content": "What is the capital of France?"}]
    body = {"model": MODEL, "messages": turns, "max_tokens": 20}
    answer = httpx.post(f"{gateway}v1/chat/completions", json=body, timeout=90)
    assert answer.status_code == 200, answer.text
    return answer.json()


def masked(rows: list[str]) -> str:
    return "".join(f"{_masked(row).rstrip()}\n" for row in rows)


def _masked(row: str) -> str:
    if TABLE_ROW.match(row):
        return COLUMN.sub(lambda found: "#".rjust(len(found[0])), row)
    for pattern, stand_in in MASKS:
        row = pattern.sub(stand_in, row)
    return row


def compare(name: str, rows: list[str]) -> None:
    file = SCREENS / f"{name}.txt"
    if not file.exists():
        file.write_text(masked(rows))
        pytest.fail(f"{file} was written: read it, and keep it if it is right")
    assert masked(rows) == file.read_text()


def flowing(rows: list[str]) -> list[str]:
    """Return rows with the figures masked and set anew: where a line breaks depends on how long its figures are."""
    return textwrap.wrap(" ".join(masked(rows).split()), COLUMNS - 1)


def between(rows: list[str], first: str, last: str) -> list[str]:
    """Return the rows from one that begins like `first` to the next that begins like `last`."""
    start = next(number for number, row in enumerate(rows) if row.startswith(first))
    end = next(number for number, row in enumerate(rows) if number > start and row.startswith(last))
    return rows[start : end + 1]


def test_the_document_pays_the_better_miners_and_names_the_cheats(run: Run) -> None:
    market = run.document["markets"]["text"]
    neurons = {row["name"]: row for row in market["neurons"]}
    answers = {row["miner"]: row for row in market["answers"]}

    assert market["paid_epochs"] >= 1
    assert neurons["strong"]["incentive"] > neurons["poor"]["incentive"]
    assert neurons["strong"]["quality"] > neurons["poor"]["quality"]
    assert neurons["strong"]["earned"] > 0
    assert {row["ended"] for row in market["neurons"]} == {None}
    assert neurons["nonsense"]["earned"] == neurons["copycat"]["earned"] == 0
    assert neurons["val-one"]["dividends"] > neurons["val-two"]["dividends"] > 0
    assert answers["nonsense"]["cheated"]
    assert answers["copycat"]["reason"].startswith("the seed draws other tokens")
    assert answers["strong"]["question"]
    assert answers["strong"]["answer"]
    since = market["since_start"]
    assert since["tao_into_pool"] == pytest.approx(since["tao_made"], rel=0.02)


def test_the_set_up_is_told_on_one_screen(run: Run) -> None:
    rows = between(run.terminal.rows(), "demo ", "neurons ")

    compare("setup", rows[-ROWS:])


def test_a_question_an_answer_and_a_reason_of_each_miner_are_shown(run: Run) -> None:
    rows = run.terminal.rows()
    start = next(number for number, row in enumerate(rows) if row.startswith("question "))

    compare("answers", between(rows[start:], "question ", "score "))


def test_what_an_epoch_moves_is_told_and_explained(run: Run) -> None:
    rows = run.terminal.rows()
    paid = next(number for number, row in enumerate(rows) if row.startswith("incentive "))

    compare("epoch", flowing(between(rows[paid - 1 :], "epoch ", "TAO ")))


def test_the_live_table_shows_owner_and_validators_on_80_columns(run: Run) -> None:
    frames = [frame for frame in run.terminal.frames if any(FOOT.fullmatch(row) for row in frame)]

    compare("table", between(frames[-1], "subnet 2 ·", "btcli --network"))


def test_the_summary_stands_once_at_the_end(run: Run) -> None:
    rows = run.terminal.rows()
    last = max(number for number, row in enumerate(rows) if row.startswith("subnet 2 ·"))

    compare("summary", between(rows[last:], "subnet 2 ·", "keep "))
    assert "next       your own subnet: docs/clients.md; a market: docs/guides/market.md" in rows
    assert sum(row.startswith("uid  neuron") for row in rows) == 1
    assert all(len(row) <= COLUMNS for row in rows)


def test_the_command_on_the_screen_works_against_the_running_demo(run: Run) -> None:
    assert run.btcli.returncode == 0, run.btcli.stdout + run.btcli.stderr


def test_the_gateway_lets_the_demos_miners_answer_whoever_asks(run: Run) -> None:
    honest = {row["uid"] for row in run.document["markets"]["text"]["neurons"] if row["role"] == "miner"}

    assert run.reply["choices"][0]["message"]["content"]
    assert run.reply["taonet"]["uid"] in honest


def test_ctrl_c_ends_it_and_leaves_no_process(run: Run) -> None:
    assert run.code == 0
    assert survivors(run.document["endpoint"]) == []


@pytest.mark.parametrize(
    ("market", "number", "at"),
    [
        ("text", signal.SIGHUP, "fund "),
        ("all", signal.SIGINT, "node "),
        ("all", signal.SIGINT, "register "),
        ("all", signal.SIGTERM, "stake "),
    ],
)
def test_a_stop_while_it_is_set_up_leaves_no_process(market: str, number: signal.Signals, at: str) -> None:
    words = [sys.executable, "-m", "taonet", "demo", "--market", market]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith(at):
                process.send_signal(number)
        code = process.wait(60)

    assert code == 128 + number
    assert lines[-1] == "result     stopped before the subnet ran: nobody was asked or paid\n"
    (endpoint,) = re.findall(r"ws://\S+", "".join(lines))
    assert survivors(endpoint) == []


def test_no_process_outlives_a_demo_that_was_killed() -> None:
    words = [sys.executable, "-m", "taonet", "demo"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        endpoint = next(found[0] for line in process.stdout if (found := re.search(r"ws://\S+", line)))
        started = len(survivors(endpoint))
        process.kill()
    until = time.monotonic() + 30
    while survivors(endpoint) and time.monotonic() < until:
        time.sleep(0.1)

    assert started > 0
    assert survivors(endpoint) == []


def test_a_reader_that_goes_away_ends_it_and_leaves_no_process() -> None:
    words = [sys.executable, "-m", "taonet", "demo", "--market", "all"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        endpoint = next(found[0] for line in process.stdout if (found := re.search(r"ws://\S+", line)))
        process.stdout.close()
        said = process.stderr.read()
        process.wait(60)

    assert said == ""
    assert survivors(endpoint) == []


def test_a_port_in_use_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "taonet", "demo", "--port", port],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr.startswith("error: node ended with exit code 1: ")
    assert f"port {port}: the port is taken" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def survivors(endpoint: str) -> list[str]:
    """Return the command lines of processes that name an endpoint, and the endpoint if it still answers."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and int(place.name) != os.getpid():
            try:
                words = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:  # it has just ended
                continue
            found += [words] if endpoint in words else []
    host, _, port = endpoint.removeprefix("ws://").partition(":")
    with socket.socket() as probe:
        found += [endpoint] if probe.connect_ex((host, int(port))) == 0 else []
    return found
