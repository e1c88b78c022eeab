"""What a validator's record looks like as a page and as a sheet."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from taonet.cli.commands import build
from taonet.demo.miners import image as players
from taonet.demo.miners.image import Behaviour, MinerOptions
from taonet.markets.image.gallery import NoPictures, page_of, read_cards, sheet_of
from taonet.markets.image.gallery.cards import Card
from taonet.neuron.log import silent_log
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.neuron.record import opened_for_reading
from taonet.neuron.record.store import opened_for_writing
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.validator import run_validator
from taonet.testing.neurons import Lab, dev_key


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A real record: two rounds with an honest miner, a painter and one that is away."""
    place = str(tmp_path_factory.mktemp("record") / "validator.db")
    lab, validator = Lab(), dev_key("validator")
    lab.register(validator, validator=True)
    settings = ValidatorSettings(allow_local=True, rounds=2, tasks=1, round_seconds=0, record=place)

    async def scene() -> None:
        miners = {"honest": MinerOptions(steps=2), "painter": MinerOptions(behaviour=Behaviour.PAINTER)}
        for name in miners:
            lab.register(dev_key(name))
        gone = lab.register(dev_key("gone"))
        assert lab.client.graph is not None
        lab.client.graph.neurons[gone].axon = "127.0.0.2:9"
        async with (
            serve_miner(lab.chain(dev_key("honest")), players.market, MinerSettings(port=0), miners["honest"]),
            serve_miner(lab.chain(dev_key("painter")), players.market, MinerSettings(port=0), miners["painter"]),
        ):
            await run_validator(lab.chain(validator), players.market, settings)

    asyncio.run(scene())
    return place


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build("gallery"), ["gallery", *words])
    return result.exit_code, result.output


def test_a_page_and_a_sheet_show_every_task_of_a_record(record: str, tmp_path: Path) -> None:
    page, sheet = tmp_path / "page.html", tmp_path / "sheet.png"

    code, said = run(record, "--page", str(page), "--sheet", str(sheet), "--json")

    assert code == 0
    assert json.loads(said) == {"tasks": 6, "pictures": 4, "page": str(page), "sheet": str(sheet)}
    text = page.read_text()
    assert text.count("<article") == 6
    assert text.count('class="cheated"') == 2
    assert text.count("data:image/png;base64,") == 4
    assert text.count("no picture") == 2
    assert "Round 0, block" in text
    assert "scenes-32, 2 steps" in text
    assert "the model takes step" in text
    assert not re.search(r'(src|href)="(?!data:)', text)
    with Image.open(sheet) as drawn:
        assert drawn.width > 3 * 96
        assert drawn.height > 2 * 96


def test_only_the_newest_rounds_are_shown_if_so_asked(record: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"

    code, said = run(record, "--page", str(page), "--rounds", "1")

    assert code == 0
    assert said.startswith("2 pictures for 3 tasks: ")
    assert "Round 0" not in page.read_text()


def test_what_cannot_be_shown_is_told(record: str, tmp_path: Path) -> None:
    code, said = run(str(tmp_path / "nothing.db"))
    assert (code, said) == (1, f"error: there is no record {tmp_path / 'nothing.db'}\n")
    code, said = run(record, "--page", str(tmp_path / "no" / "folder.html"), "--json")
    assert code == 1
    assert "folder.html" in json.loads(said)["error"]
    with (
        opened_for_writing(str(tmp_path / "empty.db"), silent_log) as empty,
        pytest.raises(NoPictures, match="no rounds"),
    ):
        read_cards(empty, 3)


def test_text_from_outside_is_shown_and_not_run(record: str) -> None:
    with opened_for_reading(record) as opened:
        card = read_cards(opened, 1)[0]
    bad = '"><script>alert(1)</script>'

    def changed(**values: object) -> Card:
        return Card(**{**card.__dict__, **values})  # type: ignore[arg-type]

    text = page_of([changed(prompt=bad, reason=bad, made_by=bad, hotkey=bad)], bad)

    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_a_sheet_without_cards_is_none_and_a_miner_keeps_its_column(record: str) -> None:
    with opened_for_reading(record) as opened:
        cards = read_cards(opened, 2)
    whole, one = sheet_of(cards), sheet_of([card for card in cards if card.uid == cards[0].uid])

    assert sheet_of([]) is None
    assert whole is not None
    assert one is not None
    assert whole.shape[0] == one.shape[0]
    assert whole.shape[1] > 2 * one.shape[1]
