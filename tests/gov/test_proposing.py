"""From a call that somebody types to a referendum that can be decided."""

from collections.abc import Callable
from typing import Any

from tests.gov.conftest import Gov, approve, reject, serving

from taonet.gov.chain import Chain
from taonet.gov.referenda import referendum

TEMPO = "AdminUtils.sudo_set_tempo(netuid=1, tempo=99)"
Told = Callable[..., dict[str, Any]]


def test_a_preview_says_what_would_change_and_sends_nothing(gov: Gov, chain: Chain) -> None:
    before = chain.head

    code, page = gov("preview", TEMPO, "--track", "subnet_affairs")

    assert code == 0
    assert "as       Origins(SubnetAffairs)" in page
    assert "SubtensorModule.Tempo[1]\n         100 → 99" in page
    assert max(map(len, page.splitlines())) <= 80
    chain.refresh()
    assert chain.head == before


def test_a_struct_shows_the_fields_that_differ_alone(gov: Gov) -> None:
    _, page = gov("preview", "Balances.transfer_keep_alive(dest=//Bob, value=5tao)", "--as", "//Two")

    assert "data.free: 2000tao → 1995tao" in page
    assert "nonce" not in page


def test_a_call_outside_the_tracks_table_is_refused_before_anybody_pays(gov: Gov, chain: Chain) -> None:
    count = chain.get("Referenda", "ReferendumCount")

    code, said = gov(
        "propose",
        "Balances.force_set_balance(who=//Bob, new_free=5tao)",
        "--track",
        "subnet_affairs",
        "--uri",
        "//Dave",
        "-y",
    )

    assert code == 1
    assert "the track subnet_affairs could not carry it out now: System.CallFiltered" in said
    chain.refresh()
    assert chain.get("Referenda", "ReferendumCount") == count


def test_a_proposal_names_its_cost_and_gets_a_deposit_from_several(gov: Gov, told: Told, chain: Chain) -> None:
    code, page = gov("propose", TEMPO, "--track", "subnet_affairs", "--uri", "//Dave", "--yes")
    index = chain.get("Referenda", "ReferendumCount") - 1 if code else _newest(chain)

    assert code == 0
    assert "deposit  1tao now, and 20tao from anybody before it is decided" in page
    assert f"proposed as referendum {index}" in page
    assert told("deposit", str(index), "--share", "5tao", "--uri", "//Eve", "--yes")["ok"]
    assert told("deposit", str(index), "--uri", "//Bob", "--yes")["index"] == index
    chain.refresh()
    found = referendum(chain, index)
    assert found.state == "preparing"
    assert sum(one.amount for one in found.shares) == 20 * 10**9
    assert found.proposal is not None
    assert found.proposal.call == TEMPO
    assert gov("deposit", str(index), "--uri", "//Bob", "--yes")[0] == 1


def test_it_is_listed_and_shown_with_its_curves(gov: Gov, told: Told, chain: Chain) -> None:
    told("propose", TEMPO, "--track", "subnet_1", "--uri", "//Dave", "--yes", "--anyway")
    index = _newest(chain)

    page = gov("show", str(index))[1]

    assert f"#{index} " in gov("list")[1]
    assert "subnet_1: percent needed" in page
    assert "a deposit of 2tao is missing before it can be decided" in " ".join(page.split())
    assert max(map(len, page.splitlines())) <= 80
    document = told("show", str(index))
    assert (document["state"], document["track"]) == ("undeposited", {"id": 1001, "name": "subnet_1"})
    assert document["standing"]["passing"] is False
    ends = chain.get("Referenda", "ReferendumInfoFor", index).only["submitted"] + chain.constant(
        "Referenda", "UndecidingTimeout"
    )
    assert document["forecast"] == {"ending": "timed out", "block": ends, "enough_from": None}
    assert f"timed out in #{ends:,} if no vote changes" in " ".join(page.split())


def test_long_calls_are_noted_as_a_preimage_with_the_proposal(told: Told, chain: Chain) -> None:
    call = f'System.remark(remark="{"a wish " * 40}")'
    told("propose", call, "--track", "wish_for_change", "--uri", "//Dave", "--yes")

    proposal = referendum(chain, _newest(chain)).proposal

    assert proposal is not None
    assert proposal.call == call


def test_what_is_over_gives_its_deposits_back(gov: Gov, told: Told, chain: Chain) -> None:
    told("propose", TEMPO, "--track", "subnet_affairs", "--uri", "//Dave", "--yes", "--deposit")
    index = _newest(chain)
    assert "its deposits stay until it is over" in gov("refund", str(index), "--uri", "//Eve", "-y")[1]
    reject(chain, index)
    assert referendum(chain, index).state == "rejected"

    done = told("refund", str(index), "--uri", "//Eve", "--yes")

    assert done["ok"]
    chain.refresh()
    assert referendum(chain, index).decision_deposit is None
    assert gov("refund", str(index), "--uri", "//Eve", "-y")[0] == 1


def test_tracks_are_a_table_of_eighty_columns(gov: Gov, told: Told) -> None:
    page = gov("tracks")[1]

    assert max(map(len, page.splitlines())) <= 80
    assert [one["name"] for one in told("tracks")["tracks"]][-1] == "subnet_1"
    assert len(told("tracks", "--all")["tracks"]) > 100
    assert told("tracks", "root")["tracks"][0]["min_support"]["kind"] == "LinearDecreasing"
    assert "did you mean root?" in gov("tracks", "rot")[1]


def test_what_cannot_be_done_is_said_in_one_line(gov: Gov) -> None:
    assert gov("show", "999")[1].startswith("error: there is no referendum 999")
    assert "did you mean tempo?" in gov("preview", "AdminUtils.sudo_set_tempo(netuid=1, tmpo=9)")[1]
    assert "say --yes" in gov("propose", TEMPO, "--track", "subnet_affairs", "--uri", "//Dave")[1]
    assert "no answer from a node" in gov("list", at="http://127.0.0.1:1")[1]
    assert "create it with `btcli" in gov("account", "--wallet-path", "/nowhere")[1]


def test_a_chain_without_votes_and_one_that_is_real_say_so(gov: Gov) -> None:
    with serving("localnet", dev=False) as plain:
        assert "has no votes" in gov("list", at=plain)[1]
        assert "everybody knows" in gov("account", "--uri", "//Dave", at=plain)[1]
        assert (
            "is no development chain"
            in gov("preview", "Balances.transfer_keep_alive(dest=//Bob, value=1)", at=plain)[1]
        )


def _newest(chain: Chain) -> int:
    chain.refresh()
    return chain.get("Referenda", "ReferendumCount") - 1


def test_what_a_batch_would_swallow_is_not_proposed_unawares(gov: Gov, told: Told, chain: Chain) -> None:
    count = chain.get("Referenda", "ReferendumCount")
    call = "Utility.batch(calls=[Utility.batch(calls=[Balances.force_set_balance(who=//Bob, new_free=5tao)])])"
    words = ("propose", call, "--track", "subnet_affairs", "--uri", "//Dave", "-y")

    code, said = gov(*words)

    assert code == 1
    assert "could not carry out all of it now: System.CallFiltered" in said
    chain.refresh()
    assert chain.get("Referenda", "ReferendumCount") == count
    assert told(*words, "--anyway")["index"] == count


def test_a_proposal_of_rules_that_this_program_lacks_is_warned_of(gov: Gov) -> None:
    line = f"taonet: node-subtensor taonet-votes 999.1 transactions 1 metadata {64 * '0'}\n"
    call = f"Utility.batch_all(calls=[System.set_code(code=0x{line.encode().hex()})])"

    code, said = gov("propose", call, "--track", "root", "--uri", "//Dave", "-y")

    assert code == 0
    assert "warning: this version of taonet does not have the rules" in said
    assert "warning" not in gov("propose", 'System.remark(remark="x")', "--track", "root", "--uri", "//Dave", "-y")[1]


def test_what_passed_is_listed_with_its_block_until_it_is_carried_out(gov: Gov, told: Told, chain: Chain) -> None:
    index = told("propose", TEMPO, "--track", "subnet_affairs", "--uri", "//Dave", "-y", "--anyway")["index"]
    chain.refresh()
    due = chain.number + 500
    approve(chain, index, at=due)

    (one,) = [one for one in told("list")["referenda"] if one["index"] == index]

    assert (one["state"], one["enacted_at"], one["proposal"]["call"]) == ("approved", due, TEMPO)
    assert f"to be carried out in #{due:,}" in " ".join(gov("list")[1].split())
