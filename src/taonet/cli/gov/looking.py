"""`taonet gov tracks`, `list`, `show` and `account`: what is decided, by which rules, and by whom."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import typer

from taonet.cli.gov.options import (
    NODE,
    WALLETS,
    AsJson,
    Signing,
    Uri,
    Url,
    WalletName,
    WalletPath,
    account_of,
    governing,
    width,
)
from taonet.cli.gov.options import (
    show as print_one,
)
from taonet.cli.gov.pages import account_page, curves_page, list_page, referendum_page, tracks_page
from taonet.crypto.ss58 import encode
from taonet.gov.referenda import Referendum, referenda, referendum
from taonet.gov.tracks import Track, open_tracks, track_named, tracks
from taonet.gov.votes import positions

Index = Annotated[int, typer.Argument(min=0, max=2**32 - 1, help="Number of the referendum.")]


def tracks_(
    track: Annotated[str | None, typer.Argument(help="Name or number of one track, to see its curves.")] = None,
    *,
    url: Url = NODE,
    all_: Annotated[bool, typer.Option("--all", help="Tracks of subnets that do not exist too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the tracks: deposits, periods, and how many referenda may be decided at once."""
    with governing(url, as_json=as_json) as chain:
        found = [track_named(chain, track)] if track is not None else tracks(chain) if all_ else open_tracks(chain)
    page = tracks_page(found)
    if track is not None:
        page += ["", *curves_page(found[0], None, width())]
    print_one({"tracks": [track_document(one) for one in found]}, page, as_json=as_json)


def list_(
    *,
    url: Url = NODE,
    ended: Annotated[bool, typer.Option("--ended", help="Those that are over too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the referenda that are voted on, and those that passed and wait to be carried out."""
    with governing(url, as_json=as_json) as chain:
        found = [one for one in referenda(chain) if ended or one.ongoing or one.enacted_at is not None]
    print_one({"referenda": [document_of(one) for one in found]}, list_page(found, width()), as_json=as_json)


def show(index: Index, *, url: Url = NODE, as_json: AsJson = False) -> None:
    """Show a referendum: its call, its deposits, its votes, and the curves that it has to meet."""
    with governing(url, as_json=as_json) as chain:
        found = referendum(chain, index)
    print_one(document_of(found), referendum_page(found, width()), as_json=as_json)


def account(
    address: Annotated[str | None, typer.Argument(help="The account. Default: the wallet's coldkey.")] = None,
    *,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    as_json: AsJson = False,
) -> None:
    """Show an account's votes, delegations and what is locked by them."""
    with governing(url, as_json=as_json) as chain:
        signing = Signing(uri, wallet_name, wallet_path, yes=True, as_json=as_json)
        who = account_of(chain, signing) if address is None else chain.account(address)
        found = positions(chain, who)
        names = {one.id: one.name for one in tracks(chain)}
        number = chain.number
    document = {"account": encode(who), "positions": msgspec.to_builtins(found)}
    print_one(document, account_page(found, names, number, width()), as_json=as_json)


def track_document(track: Track) -> dict[str, Any]:
    """Return a track for programs; amounts are in rao, periods in blocks, parts in billionths."""
    plain = {name: getattr(track, name) for name in track.__struct_fields__ if name not in ("approval", "support")}
    curves = {
        f"min_{name}": {"kind": type(curve).__name__, **msgspec.to_builtins(curve)}
        for name, curve in (("approval", track.approval), ("support", track.support))
    }
    return plain | curves


def document_of(one: Referendum) -> dict[str, Any]:
    """Return a referendum for programs."""
    fields = msgspec.to_builtins(one)
    fields["track"] = None if one.track is None else {"id": one.track.id, "name": one.track.name}
    if one.standing is not None:
        fields["standing"]["passing"] = one.standing.passing
    return fields
