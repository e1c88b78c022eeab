"""`taonet gov preview`, `propose` and what belongs to a proposal: deposits, refunds, metadata, an end by another vote."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from taonet.cli.gov.looking import Index
from taonet.cli.gov.options import (
    NODE,
    WALLETS,
    AsJson,
    GovFailure,
    Signing,
    Uri,
    Url,
    WalletName,
    WalletPath,
    Yes,
    carry_out,
    governing,
    rao_of,
    refusal_text,
    show,
    shown_preview,
    try_call,
    width,
)
from taonet.cli.gov.pages import entry, swallowed
from taonet.cli.output import say_warning
from taonet.gov.calls import make, submit
from taonet.gov.chain import Chain
from taonet.gov.referenda import Referendum, referendum
from taonet.gov.tracks import Track, days, origin_of, track_named
from taonet.gov.upgrades import unknown_rules
from taonet.scale.described.types import Case
from taonet.scale.described.writing import amount

CallText = Annotated[
    str, typer.Argument(metavar="CALL", help="A call, as in 'AdminUtils.sudo_set_tempo(netuid=1, tempo=99)'.")
]
TrackName = Annotated[str, typer.Option("--track", help="Name or number of the track; `taonet gov tracks` lists them.")]
After = Annotated[
    int, typer.Option("--after", min=0, help="Carry it out so many blocks after it passed, or when the track allows.")
]


def preview(
    call: CallText,
    *,
    track: Annotated[
        str | None, typer.Option("--track", help="As carried out by this track's vote. Default: root's.")
    ] = None,
    as_: Annotated[str | None, typer.Option("--as", help="As signed by this account instead.")] = None,
    url: Url = NODE,
    as_json: AsJson = False,
) -> None:
    """Show what a call would do now: outcome, each value that changes, and events. Nothing is signed, sent or written."""
    if track is not None and as_ is not None:
        raise typer.BadParameter("--track and --as each say in whose name: choose one")
    with governing(url, as_json=as_json) as chain:
        data = chain.described.encode_call(chain.described.read_call(call, chain.account))
        if as_ is not None:
            origin = "0x" + _signed(chain, chain.account(as_)).hex()
        else:
            origin = "root" if track is None else f"0x{origin_of(chain, track_named(chain, track)).hex()}"
        told = chain.preview(data, origin)
    show(told, shown_preview(told), as_json=as_json)
    if not told["ok"]:
        raise typer.Exit(1)


def propose(
    call: CallText,
    *,
    track: TrackName,
    after: After = 0,
    place_deposit: Annotated[bool, typer.Option("--deposit", help="Place the decision deposit too.")] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Propose what would be refused if it were carried out now.")
    ] = False,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Propose a call, after a look at what it would do as the track would carry it out."""
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        wanted = chain.described.read_call(call, chain.account)
        _propose(chain, wanted, track_named(chain, track), after, signing, place_deposit=place_deposit, anyway=anyway)


def cancel(
    index: Index,
    *,
    kill: Annotated[bool, typer.Option("--kill", help="Take its deposits, too: by the track of killers.")] = False,
    place_deposit: Annotated[bool, typer.Option("--deposit", help="Place the decision deposit too.")] = False,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Propose to end a referendum, on the quick track that may do so."""
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        track = track_named(chain, "referendum_killer" if kill else "referendum_canceller")
        call = make("Referenda", "kill" if kill else "cancel", index=index)
        _propose(chain, call, track, 0, signing, place_deposit=place_deposit, anyway=False)


def deposit(
    index: Index,
    *,
    share: Annotated[
        str | None, typer.Option("--share", help="Only so much of it, e.g. 5tao; others add the rest.")
    ] = None,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Place the decision deposit of a referendum, or what is missing of it. Without it nothing is decided.

    Anybody may, and several together; it comes back when the referendum is over, unless it is killed.
    """
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        _place(chain, referendum(chain, index), signing, share)


def refund(
    index: Index,
    *,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Give the deposits of a referendum that is over back to who placed them. Anybody may."""
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        found = referendum(chain, index)
        if found.ongoing:
            raise GovFailure(f"referendum {index} is {found.state}: its deposits stay until it is over")
        calls = _refunds(found)
        if not calls:
            raise GovFailure(f"no deposit of referendum {index} can be given back: it is {found.state}")
        call = calls[0] if len(calls) == 1 else make("Utility", "batch_all", calls=calls)
        carry_out(chain, call, signing, _deposit_lines(found), index=index)


def metadata(
    index: Index,
    hash_: Annotated[
        str | None, typer.Argument(metavar="HASH", help="Hash of a preimage with a text; none takes it away.")
    ] = None,
    *,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Say where the words for a referendum are, or take that away. Only who proposed it may."""
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        text = f"Referenda.set_metadata(index={index}, maybe_hash={hash_ or 'None'})"
        carry_out(chain, chain.described.read_call(text), signing, entry("call", text, width()), index=index)


def _propose(
    chain: Chain, wanted: Case, track: Track, after: int, signing: Signing, *, place_deposit: bool, anyway: bool
) -> None:
    proposal, origin = chain.described.encode_call(wanted), origin_of(chain, track)
    tried = try_call(chain, proposal, f"0x{origin.hex()}")
    if not signing.as_json:
        typer.echo("\n".join(shown_preview(tried)))
    if tried is not None and not tried["ok"] and not anyway:
        raise GovFailure(
            f"the track {track.name} could not carry it out now: {refusal_text(tried)}. Nothing was sent; "
            "say --anyway if that will be otherwise then"
        )
    parts = [] if tried is None or not tried["ok"] else swallowed(tried)
    if parts and not anyway:
        raise GovFailure(
            f"the track {track.name} could not carry out all of it now: {', '.join(parts)}. Nothing was sent; say "
            "--anyway if that will be otherwise then, or propose Utility.batch_all to have all of it or none"
        )
    for unknown in unknown_rules(wanted):
        say_warning(
            f"this version of taonet does not have the rules {unknown!r}: every node of it would stop before their first "
            "block; `taonet rules` lists those that it has"
        )
    call = submit(chain, proposal, origin, Case("After", [after]))
    down = chain.constant("Referenda", "SubmissionDeposit")
    index = chain.get("Referenda", "ReferendumCount")
    outcome = carry_out(
        chain, call, signing, ["", *_cost_lines(track, down)], track=track.name, index=index, proposal=tried
    )
    index = submitted_index(outcome.events, index)
    if not signing.as_json:
        typer.echo(f"proposed as referendum {index}")
        if not place_deposit:
            typer.echo(
                f"next     taonet gov deposit {index} places the {amount(track.decision_deposit)} without which it waits"
            )
    if place_deposit:
        _place(chain, referendum(chain, index), signing)


def submitted_index(events: list[Any], default: int) -> int:
    """Return the number that a proposal got, by the events of its transaction."""
    for one in events:
        event: dict[str, Any] = one.get("event", one)
        if event.get("event_id") == "Submitted":
            return int(event["attributes"]["index"])
    return default


def _cost_lines(track: Track, down: int) -> list[str]:
    columns = width()
    return [
        *entry(
            "propose",
            f"on {track.name}, carried out {days(track.min_enactment_period)} after it passed or later",
            columns,
        ),
        *entry(
            "deposit",
            f"{amount(down)} now, and {amount(track.decision_deposit)} from anybody before it is decided",
            columns,
        ),
    ]


def _place(chain: Chain, found: Referendum, signing: Signing, share: str | None = None) -> None:
    if not found.ongoing or found.track is None:
        raise GovFailure(f"referendum {found.index} is {found.state}: there is nothing to decide")
    if found.decision_deposit is not None:
        raise GovFailure(f"referendum {found.index} has its decision deposit, of {found.decision_deposit.who}")
    missing = found.track.decision_deposit - sum(one.amount for one in found.shares)
    if share is None:
        call, placed = make("Referenda", "place_decision_deposit", index=found.index), missing
    else:
        placed = rao_of(share)
        call = make("Referenda", "share_decision_deposit", index=found.index, amount=placed)
    said = f"{amount(placed)} of {amount(missing)} that are missing for the decision on referendum {found.index}"
    carry_out(chain, call, signing, entry("deposit", said, width()), index=found.index)


def _refunds(found: Referendum) -> list[Case]:
    calls: list[Case] = []
    if found.decision_deposit is not None or found.shares:
        calls.append(make("Referenda", "refund_decision_deposit", index=found.index))
    if found.submission_deposit is not None and found.state in ("approved", "cancelled"):
        calls.append(make("Referenda", "refund_submission_deposit", index=found.index))
    return calls


def _deposit_lines(found: Referendum) -> list[str]:
    both = (
        ("proposal", found.submission_deposit),
        ("decision", found.decision_deposit),
        *(("share", one) for one in found.shares),
    )
    return [
        line
        for what, one in both
        if one is not None
        for line in entry(what, f"{amount(one.amount)} to {one.who}", width())
    ]


def _signed(chain: Chain, who: bytes) -> bytes:
    types, number = chain.described.types, chain.described.type_named("OriginCaller")
    if number is None:
        raise GovFailure("the metadata describes no origins")
    return types.encode(number, Case("system", [Case("Signed", [who])]))
