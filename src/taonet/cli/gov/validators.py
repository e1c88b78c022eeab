"""`taonet gov validator`, `validator-vote`, `validator-remove`, `validator-refresh`, `speak` and `follow`.

Root stake whose holder does not vote follows its validator: these are the two sides of that.
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from taonet.cli.gov.looking import Index
from taonet.cli.gov.options import (
    NODE,
    WALLETS,
    AsJson,
    Signing,
    Uri,
    Url,
    WalletName,
    WalletPath,
    Yes,
    carry_out,
    governing,
    width,
)
from taonet.cli.gov.pages import entry
from taonet.crypto.ss58 import encode
from taonet.gov import calls
from taonet.gov.chain import Chain
from taonet.scale.described.types import Case
from taonet.scale.described.writing import amount

PALLET = "ValidatorVotes"

Hotkey = Annotated[str, typer.Argument(help="The validator's hotkey.")]


class Side(StrEnum):
    """How a validator votes."""

    aye = "aye"
    nay = "nay"
    abstain = "abstain"


def validator(hotkey: Hotkey, *, url: Url = NODE, as_json: AsJson = False) -> None:
    """Show with how much root stake a validator votes for others, and on what."""
    with governing(url, as_json=as_json) as chain:
        chain.need(PALLET)
        document = _voice(chain, chain.account(hotkey))
    if as_json:
        typer.echo(json.dumps(document))
        return
    lines = entry("hotkey", document["hotkey"], width())
    lines += entry("votes", f"with {amount(document['stake'])}, each of which counts a tenth", width())
    lines += entry("claimed", f"{amount(document['claimed'])} on it, whose holders speak for themselves", width())
    for number, vote in enumerate(document["votes"]):
        lines += entry("" if number else "on", f"#{vote['index']}  {vote['side']}", width())
    typer.echo("\n".join(lines))


def validator_vote(
    hotkey: Hotkey,
    index: Index,
    side: Annotated[Side, typer.Argument(help="What to say.")],
    *,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Vote with the root stake that follows a hotkey of yours. It counts a tenth, and nothing is locked."""
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        chain.need(PALLET)
        who = chain.account(hotkey)
        call = calls.make(PALLET, "vote", hotkey=who, poll_index=index, side=Case(side.capitalize(), []))
        said = f"{side} with the root stake that follows {encode(who)}"
        carry_out(chain, call, signing, entry("vote", said, width()), index=index)


def validator_remove(
    hotkey: Hotkey,
    index: Index,
    *,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Take a vote of a hotkey of yours back."""
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        chain.need(PALLET)
        call = calls.make(PALLET, "remove_vote", hotkey=chain.account(hotkey), poll_index=index)
        carry_out(
            chain, call, signing, entry("remove", f"the hotkey's vote on referendum {index}", width()), index=index
        )


def validator_refresh(
    hotkey: Hotkey,
    *,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Count again with how much a validator votes: for stake that came since, and dividends. Anybody may."""
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        chain.need(PALLET)
        who = chain.account(hotkey)
        call = calls.make(PALLET, "refresh", hotkey=who)
        carry_out(chain, call, signing, entry("refresh", f"what {encode(who)} votes with", width()))


def speak(
    *,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Let your root stake follow no validator's votes."""
    _choose(url, Signing(uri, wallet_name, wallet_path, yes, as_json), itself=True)


def follow(
    *,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Let your root stake follow its validators again, once you have nothing locked by votes."""
    _choose(url, Signing(uri, wallet_name, wallet_path, yes, as_json), itself=False)


def _choose(url: str, signing: Signing, *, itself: bool) -> None:
    with governing(url, as_json=signing.as_json) as chain:
        chain.need(PALLET)
        said = "your root stake follows no validator" if itself else "your root stake follows its validators again"
        carry_out(chain, calls.make(PALLET, "speak_for_itself", itself=itself), signing, entry("choose", said, width()))


def _voice(chain: Chain, hotkey: bytes) -> dict[str, Any]:
    voice = chain.get(PALLET, "Voices", hotkey)
    return {
        "hotkey": encode(hotkey),
        "stake": voice["stake"],
        "claimed": chain.get(PALLET, "Claimed", hotkey),
        "votes": [{"index": index, "side": side.name.lower()} for index, side in voice["votes"]],
    }
