"""A program outlives the readers of what it prints, never writes a line into another file, and fails when its result is lost."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from taonet.testing.node import RunningNode, command, start_node

NODE = ("--tmp", "--port", "0", "--block-time", "0.05")
GOES_ON = "warning: the log cannot be written ({}); the program goes on without it\n"


def said_until_its_end(node: "subprocess.Popen[bytes]", said: Path) -> str:
    """Wait for a word on the error stream, end the node, which must go on until then, and return all it said."""
    try:
        while not said.read_text():
            assert node.poll() is None
        node.terminate()
        assert node.wait(30) == 0
    finally:
        node.kill()
    return said.read_text()


def test_a_node_outlives_the_reader_of_its_log(tmp_path: Path) -> None:
    said = tmp_path / "said"
    with said.open("w") as errors:
        node = subprocess.Popen(command(*NODE), stdout=subprocess.PIPE, stderr=errors)
    assert node.stdout is not None
    assert b"Listening" in node.stdout.readline()
    node.stdout.close()
    assert said_until_its_end(node, said) == GOES_ON.format("Broken pipe")


def test_a_node_goes_on_when_its_log_is_full(tmp_path: Path) -> None:
    said = tmp_path / "said"
    with said.open("w") as errors, Path("/dev/full").open("w") as full:
        node = subprocess.Popen(command(*NODE), stdout=full, stderr=errors)
    assert said_until_its_end(node, said) == GOES_ON.format("No space left on device")


def test_a_node_without_standard_streams_keeps_its_lines_out_of_its_data(tmp_path: Path) -> None:
    chain = tmp_path / "chain"
    words = [
        "sh",
        "-c",
        'exec "$@" <&- >&- 2>&-',
        "sh",
        *command("--base-path", str(chain), "--port", "0", "--block-time", "0.02"),
    ]
    node = subprocess.Popen(words)
    try:
        while not (chain / "taonet-store").exists():
            assert node.poll() is None
        node.terminate()
        assert node.wait(30) in (0, -15)
    finally:
        node.kill()
    assert b"Listening" not in (chain / "data.mdb").read_bytes()
    again = start_node(tmp_path, "--base-path", str(chain), "--sealing", "manual")
    assert again.stop() == 0


def test_a_reader_that_stalls_does_not_stop_the_chain_and_hears_what_it_missed(tmp_path: Path) -> None:
    words = command("--tmp", "--port", "0", "--block-time", "0.002", "--json")
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline().partition("ws://127.0.0.1:")[2].partition('"')[0])
            node = RunningNode(port, process, tmp_path, 0)  # type: ignore[arg-type]  # of text
            node.wait_for_height(1_000)  # of which a pipe holds less than 600
            lines = iter(process.stdout)
            assert any('"event": "missing", "lines": ' in line for line in lines)
        finally:
            process.terminate()
            process.stdout.read() if process.stdout else None
        assert process.wait(30) == 0


@pytest.mark.parametrize("words", [("models", "list"), ("models", "list", "--json"), ("up", "--help"), ("--version",)])
def test_a_result_that_cannot_be_written_is_a_failure(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "taonet.cli.main", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "error: cannot write: No space left on device\n"


def test_a_result_that_nobody_reads_ends_in_silence() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "taonet.cli.main", "models", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 1


def test_a_client_that_goes_away_amid_its_request_leaves_no_traceback(tmp_path: Path) -> None:
    node = start_node(tmp_path, "--tmp")
    with socket.create_connection(("127.0.0.1", node.port)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        node.call("system_health")  # by now the node reads the first one
    node.call("system_health")

    assert node.stop() == 0
    assert "Traceback" not in node.written()
