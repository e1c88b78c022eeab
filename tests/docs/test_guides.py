"""The guides' code is that of `examples`, and it works."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from examples import counter_api, counter_pallet, later_calls, poem_market, rpc_method
from tests.helpers import runtime_of
from tests.rpc.conftest import running

from taonet.frame.origin import Signed
from taonet.frame.state import DictBackend, State
from taonet.node.rpc.methods import METHODS, method_table
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.preimage.storage import Storage as Preimages
from taonet.runtime.pallets.preimage.types import Requested
from taonet.scale import U32
from taonet.sim import Chain, refused
from taonet.testing.neurons import play
from taonet.testing.node import running_node

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
ALICE = AccountId(b"\x01" * 32)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_code_in_a_guide_is_an_example_s(guide: Path) -> None:
    files = [path.read_text() for path in (ROOT / "examples").glob("*.py")]
    shown = re.findall(r"^```(?:py|python examples/\S+)\n(.*?)^```", guide.read_text(), re.DOTALL | re.MULTILINE)

    assert shown
    assert [block for block in shown if not any(block in text for text in files)] == []


def test_a_method_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    (method,) = method_table((rpc_method,)).values()
    monkeypatch.setitem(METHODS, method.name, method)
    with running() as client:
        client.result("dev_newBlock", 1)

        assert client.result("chain_getExtrinsicCount") == 2
        assert client.result("chain_getExtrinsicCount", client.result("chain_getBlockHash", 0)) == 0
        assert client.result("chain_getExtrinsicCount", "0x" + "00" * 32) is None


def state() -> State:
    return State(DictBackend(), runtime_of(counter_pallet.PALLET, apis=(counter_api.API,)))


def test_a_pallet_counts_announces_and_refuses() -> None:
    s = state()
    counter_pallet.increase(s, Signed(ALICE), 3)

    assert [event for _, event in s.events] == [counter_pallet.Counted(ALICE, 3)]
    with refused(s, counter_pallet.TooHigh):
        counter_pallet.increase(s, Signed(ALICE), counter_pallet.LIMIT)
    assert [one.name for one in counter_pallet.PALLET.calls] == ["increase"]


def test_calls_are_made_later() -> None:
    with Chain.localnet() as c:
        before = c.balance(c.dave)
        later_calls.pay_rent(c, 2)
        c.blocks(10)
        assert c.balance(c.dave) == before + 5_000
        c.blocks(300)
        assert c.balance(c.dave) == before + 10_000
        long = c.runtime.call("System", "set_storage", [(b"key", bytes(200))])
        task = later_calls.make_soon(c.s, long)
        assert task == (c.number + 1, 0)
        c.blocks(1)
        assert c.s.get(b"key") == bytes(200)
        assert [status for _, status in Preimages.RequestStatusFor.items(c.s)] == [Requested(None, 1, 209)]
        assert not later_calls.give_up(c.s, task)


def test_no_block_of_ten_has_a_place_left() -> None:
    c = Chain.localnet()
    waiting = [later_calls.make_soon(c.s, c.runtime.call("System", "remark", bytes(200))) for _ in range(501)]

    assert waiting[-1] is None
    assert waiting[499] is not None
    assert [status for _, status in Preimages.RequestStatusFor.items(c.s)] == [Requested(None, 501, 204)]
    assert all(later_calls.give_up(c.s, task) for task in waiting if task is not None)
    assert [status for _, status in Preimages.RequestStatusFor.items(c.s)] == [Requested(None, 1, 204)]


def test_an_api_is_asked_by_its_wire_name() -> None:
    s = state()
    counter_pallet.increase(s, Signed(ALICE), 3)

    assert U32.decode(s.runtime.ask(s, "CounterApi_left", ALICE)) == 997


def test_your_own_subnet_has_sixty_lines() -> None:
    assert len((ROOT / "examples" / "sum_market.py").read_text().splitlines()) <= 60


def test_an_author_s_test_of_a_market_passes() -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "examples/test_sum_market.py"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


def test_a_market_that_streams_is_paid_for_its_answers() -> None:
    played = play(poem_market.market, {"reciter": None}, rounds=1, tasks=2)

    assert played.reasons == {"reciter": ["recited; recited"]}
    assert played.weights == {"reciter": 1.0}


def test_keys_act_for_others() -> None:
    with running_node("--tmp", "--check-invariants", "--block-time", "0.25") as node:
        words = [sys.executable, "-m", "examples.acting", node.websocket]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "Bob stakes for Alice; a transfer is refused: CallFiltered",
        "The shop was paid after the notice: τ1.000000000",
        "An account without a key came and went: ['ext_index', 'height']",
        "Two of three paid; 3000000000 rao are left",
    ]


def test_a_subnet_from_python_trades() -> None:
    with running_node("--tmp", "--block-time", "0.25", "--shield-grace", "8") as node:
        words = [sys.executable, "-m", "examples.own_subnet", node.websocket]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.count('reason="right; right"') == 2
