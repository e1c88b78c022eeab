"""Calls as people type them: what is accepted, and what a refusal says."""

from typing import Any

import pytest

from taonet.crypto.keys import keypair_from_uri
from taonet.crypto.ss58 import encode
from taonet.frame.described import Described
from taonet.runtime.construct import RUNTIME
from taonet.scale.described.reading import address_only
from taonet.scale.described.syntax import BadText

CHAIN = Described.of(RUNTIME.metadata(14))
DAVE = encode(keypair_from_uri("//Dave").public)


def resolve(word: str) -> bytes:
    return keypair_from_uri(word).public if word.startswith("//") else address_only(word)


def read(text: str) -> dict[str, Any]:
    """Return a call's arguments."""
    return CHAIN.read_call(text, resolve).only.fields


def said(text: str) -> str:
    with pytest.raises(BadText) as refused:
        CHAIN.read_call(text, resolve)
    return str(refused.value)


@pytest.mark.parametrize(
    ("written", "rao"),
    [
        ("1tao", 10**9), ("1.5tao", 1_500_000_000), ("0.000000001tao", 1), ("1_000.25TAO", 1_000_250_000_000),
        ("7", 7), ("7rao", 7), ("2alpha", 2 * 10**9), ("18446744073.709551615tao", 2**64 - 1),
    ],
)  # fmt: skip
def test_amounts_are_exact(written: str, rao: int) -> None:
    assert read(f"Balances.transfer_keep_alive(dest={DAVE}, value={written})")["value"] == rao


def test_accounts_are_addresses_or_what_the_chain_resolves() -> None:
    by_name = read("Balances.transfer_keep_alive(dest=//Dave, value=1)")

    assert by_name == read(f"Balances.transfer_keep_alive(dest={DAVE} value=1)")
    assert by_name["dest"].only == keypair_from_uri("//Dave").public


def test_calls_nest_and_commas_may_be_left_out() -> None:
    inner = 'System.remark(remark="he said \\"no\\"")'
    calls = read(f"Utility.batch(calls=[{inner} System.remark(remark=0x00ff)])")["calls"]

    assert [one.only.fields["remark"] for one in calls] == [b'he said "no"', b"\x00\xff"]


def test_names_may_be_in_any_case_and_are_written_as_the_chain_has_them() -> None:
    call = CHAIN.read_call("adminutils.sudo_set_tempo(tempo=5, netuid=1)")

    assert CHAIN.write_call(call) == "AdminUtils.sudo_set_tempo(netuid=1, tempo=5)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("AdminUtil.sudo_set_tempo(netuid=1, tempo=5)", "did you mean AdminUtils?"),
        ("AdminUtils.sudo_set_tmpo(netuid=1, tempo=5)", "did you mean sudo_set_tempo?"),
        ("AdminUtils.sudo_set_tempo(netuid=1, tmpo=5)", "AdminUtils.sudo_set_tempo: there is no argument 'tmpo'; did you mean tempo?"),
        ("AdminUtils.sudo_set_tempo(netuid=1)", "tempo is missing: a whole number from 0 to 65535"),
        ("AdminUtils.sudo_set_tempo(netuid=1, tempo=70_000)", "tempo: expected a whole number from 0 to 65535, got '70_000'"),
        ("AdminUtils.sudo_set_tempo(netuid=1, tempo=5tao)", "tempo: expected a whole number"),
        ("AdminUtils.sudo_set_tempo(netuid=1, tempo=5, tempo=6)", "tempo is given twice"),
        ("AdminUtils.sudo_set_tempo(1, 5)", "every argument needs its name, as in netuid=…; there are netuid, tempo"),
        ("Balances.transfer_keep_alive(dest=5Grw, value=1)", "dest: '5Grw' is no account"),
        ("Balances.transfer_keep_alive(dest=//Dave, value=1.0000000001tao)", "value: '1.0000000001tao' is finer than the chain counts"),
        ("Balances.transfer_keep_alive(dest=//Dave, value=many)", "value: expected an amount such as 1.5tao"),
        ("System.remark(remark=0x0)", "remark: '0x0' is not hexadecimal"),
        ("System.remark(remark=hello)", "remark: expected bytes as 0x…, or a text in quotes"),
        ("Utility.batch(calls=[System.remark()])", "calls[0] System.remark: remark is missing"),
        ("Sudo.sudo(call=5)", "call: expected a call such as System.remark(remark=0x00), got '5'"),
        ("System.remark(remark=0x00", ") is missing"),
        ("System.remark(remark=0x00) and", "expected the end"),
        ('System.remark(remark="never', "is missing"),
        ("", "expected a value, but the text ends"),
        ("(" * 200, "brackets nest deeper than 64"),
        ("x" * (1 << 21), "at most 1,048,576 are read"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_argument_and_what_is_allowed(text: str, words: str) -> None:
    assert words in said(text)


def test_without_a_guess_the_names_that_there_are_are_listed() -> None:
    assert "there is no pallet with calls 'Zz'. There are: System" in said("Zz.a()")
