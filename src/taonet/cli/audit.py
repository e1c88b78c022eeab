"""`taonet audit`: a validator's record is judged again, or every rao of a chain traced (`audit_supply`).

Exit codes: 0 when all holds, 1 when it does not, or cannot be read.
"""

from typing import Annotated

import typer

from taonet.cli.app import Command, add_command, new_group
from taonet.cli.audit_supply import audit_supply

app = new_group("Check what a validator did, or where every rao of a chain is.")
add_command(app, "supply", audit_supply)


@app.callback()
def _audit_group() -> None:
    """Check what a validator did, or where every rao of a chain is."""


@app.command("market", cls=Command)
def audit_market(
    record: Annotated[str, typer.Argument(metavar="RECORD", help="A validator's record: a file, or a database's URL.")],
    *,
    market: Annotated[
        str | None,
        typer.Option(help="Module or .py file of the market. Default: the recorded one, if it comes with taonet."),
    ] = None,
    network: Annotated[
        str | None, typer.Option(help="Compare with this chain too: a network's name or a ws:// endpoint.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Judge a validator's record again: tasks from its secrets, scores from the answers, weights from the scores.

    Names the first difference, and who runs how many of the miners.
    """
    from taonet.cli.audit_market import judge_again  # noqa: PLC0415  the client and the markets take a second to load

    judge_again(record, market, network, as_json=as_json)
