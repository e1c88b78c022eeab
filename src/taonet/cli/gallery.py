"""`taonet gallery`: look at the pictures that a validator of the image market got."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from taonet.markets.image.gallery import NoPictures, page_of, read_cards, sheet_of
from taonet.markets.image.png import encode_png
from taonet.neuron.record import RecordFailure, opened_for_reading


def gallery(
    record: Annotated[str, typer.Argument(help="The validator's record: a file, or the URL of a database.")],
    *,
    page: Annotated[Path, typer.Option(help="Where the page of HTML goes.")] = Path("gallery.html"),
    sheet: Annotated[Path | None, typer.Option(help="Where a sheet of all pictures goes, as PNG.")] = None,
    rounds: Annotated[int, typer.Option(min=1, max=10_000, help="How many of the newest rounds to show.")] = 12,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write a page, and a sheet if wanted, with the pictures of a record: prompt, miner, score and reason."""
    try:
        with opened_for_reading(record) as opened:
            cards = read_cards(opened, rounds)
            page.write_text(page_of(cards, opened.place), encoding="utf-8")
        drawn = None if sheet is None else sheet_of(cards)
        if sheet is not None and drawn is not None:
            sheet.write_bytes(encode_png(drawn))
    except (NoPictures, RecordFailure) as error:
        _fail(str(error), as_json=as_json)
    except OSError as error:
        _fail(f"cannot write {error.filename}: {error.strerror}", as_json=as_json)
    pictures = sum(card.picture is not None for card in cards)
    shown = {
        "tasks": len(cards),
        "pictures": pictures,
        "page": str(page),
        "sheet": None if sheet is None else str(sheet),
    }
    text = f"{pictures} pictures for {len(cards)} tasks: {page}" + ("" if sheet is None else f", {sheet}")
    typer.echo(json.dumps(shown) if as_json else text)


def _fail(message: str, *, as_json: bool) -> NoReturn:
    typer.echo(json.dumps({"error": message}) if as_json else f"error: {message}", err=True)
    raise typer.Exit(1)
