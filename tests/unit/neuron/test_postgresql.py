"""A record in PostgreSQL, where a server is installed; elsewhere the same statements run against SQLite alone."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from tests.unit.neuron.test_audit import audited
from tests.unit.neuron.test_record import validate

from taonet.neuron.record import RecordFailure, opened_for_reading, rounds, weights

pytestmark = pytest.mark.skipif(shutil.which("initdb") is None, reason="no PostgreSQL server is installed here")
AS_NOBODY = "nobody" if os.geteuid() == 0 else None
"""PostgreSQL refuses to run as root."""


@pytest.fixture
def url() -> Iterator[str]:
    """The address of an empty database, on a server that listens on a socket."""
    folder = Path(tempfile.mkdtemp(prefix="taonet-pg-", dir="/tmp"))  # a socket's path is short
    if AS_NOBODY:
        shutil.chown(folder, "nobody")

    def run(*words: str) -> None:
        subprocess.run(words, check=True, cwd=folder, stdout=subprocess.DEVNULL, user=AS_NOBODY)

    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-U", "taonet", "--auth=trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-o", f"-k {folder} -c listen_addresses=", "start")
        yield f"postgresql+psycopg://taonet@/postgres?host={folder}"
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def test_a_record_in_postgresql_holds_and_what_was_tampered_with_is_found(url: str) -> None:
    lab = validate(url, 3, weights_every=1, keep_rounds=4)
    validate(url, 2, lab=lab, weights_every=1, keep_rounds=4)

    assert [facts["average"] for facts in lab.of("scored")] == [0.5, 0.75, 0.875, 0.9375, 0.9688]
    with opened_for_reading(url) as record:
        assert [one.number for one in rounds(record)] == [1, 2, 3, 4]
        assert [one.round for one in weights(record)] == [1, 2, 3, 4]
    report = audited(url)
    assert report.difference is None
    assert (report.counts.rounds, report.counts.proven) == (4, 8)

    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("update exchanges set score = 0.5 where round = 3 and place = 0"))
    engine.dispose()
    difference = audited(url).difference
    assert difference is not None
    assert (difference.kind, difference.round) == ("score", 3)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with (
        pytest.raises(RecordFailure, match=r"cannot read the record postgresql\+psycopg://me:\*\*\*@127.0.0.1:1/x"),
        opened_for_reading("postgresql+psycopg://me:secret@127.0.0.1:1/x"),
    ):
        pass
