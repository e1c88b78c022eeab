"""`taonet rules` says what code to set, and the chain takes it for what it is."""

import json

from typer.testing import CliRunner

from taonet.cli.commands import build
from taonet.crypto.hashing import blake2_256
from taonet.runtime.construct import RULES, RUNTIME, VOTES, WITHOUT_SUDO
from taonet.runtime.pallets.system.upgrades import read_code


def run(*words: str) -> str:
    result = CliRunner().invoke(build("rules"), ["rules", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_every_version_is_listed_with_its_code() -> None:
    found = json.loads(run("--json"))["rules"]

    assert [RULES.named(bytes.fromhex(one["code"][2:])) for one in found] == [RUNTIME, VOTES, WITHOUT_SUDO]
    assert [(one["version"], one["kind"]) for one in found] == [
        ("475.1", "as the real chain"),
        ("475.1", "with votes"),
        ("476.1", "with votes"),
    ]
    for one in found:
        code = bytes.fromhex(one["code"][2:])
        assert one["line"] == code.decode().strip()
        assert one["code_hash"] == f"0x{blake2_256(code).hex()}"


def test_a_block_goes_into_the_code() -> None:
    found = json.loads(run("--from-block", "250000", "--json"))["rules"][-1]
    named = read_code(bytes.fromhex(found["code"][2:]))

    assert (named.height, named.spec_version, RULES.named(named.line)) == (250_000, 476, WITHOUT_SUDO)


def test_people_read_the_same() -> None:
    (last,) = json.loads(run("--json"))["rules"][-1:]

    for word in last.values():
        assert word in run()
