"""The program that checks signatures: it answers each job as the check itself would, however the jobs arrive."""

import socket
import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.crypto.keys import keypair_from_uri
from taonet.crypto.signatures import verify_sr25519
from taonet.node.signature_helper import answers, job

ALICE, BOB = keypair_from_uri("//Alice"), keypair_from_uri("//Bob")
GOOD = [(ALICE.sign(message), message, ALICE.public) for message in (b"", b"one", bytes(256))]
CHECKS = [
    *GOOD,
    (GOOD[1][0], b"another", ALICE.public),
    (GOOD[1][0], GOOD[1][1], BOB.public),
    (bytes(64), b"one", ALICE.public),
    (bytes([255]) * 64, b"one", bytes([255]) * 32),
]


@given(st.lists(st.sampled_from(CHECKS), max_size=8), st.lists(st.integers(1, 400), max_size=8))
@settings(deadline=None, max_examples=60)
def test_each_job_is_answered_in_its_turn_however_it_is_cut(
    checks: list[tuple[bytes, bytes, bytes]], cuts: list[int]
) -> None:
    data = b"".join(job(*check) for check in checks)
    rest, done = b"", b""
    for size in [*cuts, len(data)]:
        part, data = data[:size], data[size:]
        answered, rest = answers(rest + part)
        done += answered

    assert rest == b""
    assert list(done) == [verify_sr25519(*check) for check in checks]


def test_the_program_answers_and_ends_with_the_socket() -> None:
    mine, its = socket.socketpair()
    with its:
        process = subprocess.Popen([sys.executable, "-m", "taonet.node.signature_helper"], stdin=its.fileno())
    with mine:
        mine.settimeout(30)
        for check in CHECKS:
            mine.sendall(job(*check))
        done = b""
        while len(done) < len(CHECKS):
            done += mine.recv(100)

    assert list(done) == [verify_sr25519(*check) for check in CHECKS]
    assert process.wait(30) == 0
