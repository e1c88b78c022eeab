"""`taonet gov vote`, `remove-vote`, `delegate`, `undelegate` and `unlock`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

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
    account_of,
    carry_out,
    governing,
    key_of,
    rao_of,
    try_call,
    width,
)
from taonet.cli.gov.pages import entry
from taonet.gov import calls
from taonet.gov.chain import Chain
from taonet.gov.referenda import Referendum, is_ongoing, referendum
from taonet.gov.tracks import Track, days, track_named, unit_of
from taonet.gov.votes import FACTORS, PERIODS, positions
from taonet.scale.described.types import Case


class Side(StrEnum):
    """What a vote says."""

    aye = "aye"
    nay = "nay"
    abstain = "abstain"
    both = "split"


_SPLIT = {
    Side.abstain: "support for deciding, and no opinion; locked until the end",
    Side.both: "each side counts a tenth; locked until the end",
}

Amount = Annotated[
    str | None, typer.Option("--amount", help="With how much, e.g. 10tao or 10alpha: stake counts as well.")
]
Conviction = Annotated[
    int,
    typer.Option(
        "--conviction", min=0, max=6, help="0: a tenth of a vote and no lock; 1 to 6: so many votes, longer locked."
    ),
]


def vote(
    index: Index,
    side: Annotated[Side, typer.Argument(help="What to say.")],
    *,
    amount: Amount = None,
    conviction: Conviction = 1,
    aye: Annotated[str | None, typer.Option("--aye", help="Of a split vote: for it.")] = None,
    nay: Annotated[str | None, typer.Option("--nay", help="Of a split vote: against it.")] = None,
    abstain: Annotated[str | None, typer.Option("--abstain", help="Of a split vote: neither.")] = None,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Vote on a referendum. A new vote takes the place of the one before."""
    parts = (aye, nay, abstain)
    if (side is Side.both) != any(parts) or (side is Side.both) == (amount is not None):
        raise typer.BadParameter("give --amount; or, for split, --aye, --nay and --abstain instead")
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        found = _open(chain, index)
        if side in (Side.aye, Side.nay):
            rao = rao_of(amount or "", unit_of(found.track))
            call = calls.standard_vote(index, aye=side is Side.aye, amount=rao, conviction=conviction)
            said = f"{side} with {amount} at {FACTORS[conviction]}x; {_bound(chain, conviction)}"
        else:
            shares = (None, None, amount) if side is Side.abstain else parts
            call = calls.split_vote(index, *(0 if one is None else rao_of(one, unit_of(found.track)) for one in shares))
            said = f"{side}: {_SPLIT[side]}"
        page = [*_call_lines(found), *entry("vote", said, width())]
        carry_out(chain, call, signing, page, index=index)


def remove_vote(
    index: Index,
    *,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Take a vote back. After the end, the winning side's stays locked for as long as its conviction says."""
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        who = account_of(chain, signing)
        track = next((one.track for one in positions(chain, who) if any(v.index == index for v in one.votes)), None)
        if track is None:
            raise GovFailure(f"the signer has no vote on referendum {index}")
        call = calls.make("ConvictionVoting", "remove_vote", **{"class": track}, index=index)
        carry_out(chain, call, signing, entry("remove", f"the vote on referendum {index}", width()), index=index)


def delegate(
    track: Annotated[str, typer.Argument(help="Name or number of the track.")],
    to: Annotated[str, typer.Argument(help="The account that votes with it.")],
    *,
    amount: Annotated[str, typer.Option("--amount", help="With how much, e.g. 10tao.")],
    conviction: Conviction = 1,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Let another account vote on a track with an amount of yours."""
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        found = track_named(chain, track)
        call = calls.delegate(chain, found.id, chain.account(to), conviction, rao_of(amount, unit_of(found)))
        said = f"{amount} at {FACTORS[conviction]}x on {found.name} to {to}; {_bound(chain, conviction)}"
        carry_out(chain, call, signing, entry("delegate", said, width()), track=found.name)


def undelegate(
    track: Annotated[str, typer.Argument(help="Name or number of the track.")],
    *,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Vote on a track yourself again. The amount stays locked from now on for as long as its conviction says."""
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        found = track_named(chain, track)
        call = calls.make("ConvictionVoting", "undelegate", **{"class": found.id})
        carry_out(chain, call, signing, entry("end", f"the delegation on {found.name}", width()), track=found.name)


def unlock(
    track: Annotated[str | None, typer.Argument(help="Name or number of one track. Default: all.")] = None,
    *,
    account: Annotated[
        str | None, typer.Option("--account", help="Of another account: anybody may release anybody's.")
    ] = None,
    url: Url = NODE,
    uri: Uri = None,
    wallet_name: WalletName = "default",
    wallet_path: WalletPath = WALLETS,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Release what voting has locked and nothing holds any more: your votes on what is over go, then the locks."""
    signing = Signing(uri, wallet_name, wallet_path, yes, as_json)
    with governing(url, as_json=as_json) as chain:
        who = account_of(chain, signing) if account is None else chain.account(account)
        wanted = None if track is None else track_named(chain, track)
        steps = _release(chain, who, wanted, own=account is None)
        if not steps:
            raise GovFailure("nothing is locked by votes" + ("" if wanted is None else f" on {wanted.name}"))
        call = steps[0] if len(steps) == 1 else calls.make("Utility", "batch", calls=steps)
        tried = try_call(chain, chain.described.encode_call(call), key_of(chain, signing).ss58_address)
        if tried is not None and tried["ok"] and not tried["changes"]:
            raise GovFailure(
                "nothing can be released now: what is locked belongs to votes on what goes on, to delegations, or to a "
                "time that is not over; `taonet gov account` shows which. Nothing was sent"
            )
        said = "one step" if len(steps) == 1 else f"{len(steps)} steps"
        carry_out(chain, call, signing, entry("unlock", f"in {said}", width()), steps=len(steps))


def _release(chain: Chain, who: bytes, wanted: Track | None, *, own: bool) -> list[Case]:
    """Return what releases an account's locks: its own votes on what is over are removed before."""
    steps: list[Case] = []
    for one in positions(chain, who):
        if wanted is not None and one.track != wanted.id:
            continue
        over = [vote for vote in one.votes if own and not is_ongoing(chain, vote.index)]
        steps += [
            calls.make("ConvictionVoting", "remove_vote", **{"class": one.track}, index=vote.index) for vote in over
        ]
        if one.locked:
            steps.append(calls.unlock(chain, one.track, who))
    return steps


def _open(chain: Chain, index: int) -> Referendum:
    found = referendum(chain, index)
    if not found.ongoing:
        raise GovFailure(f"referendum {index} is {found.state}: nothing is left to vote on")
    return found


def _call_lines(found: Referendum) -> list[str]:
    proposal = found.proposal
    if proposal is None:
        return []
    return [
        *entry("call", proposal.call or "the chain does not have its bytes", width()),
        *entry("hash", proposal.hash, width()),
    ]


def _bound(chain: Chain, conviction: int) -> str:
    period = chain.constant("ConvictionVoting", "VoteLockingPeriod")
    if not conviction:
        return "nothing stays locked afterwards"
    return f"if its side wins, it stays locked for {days(PERIODS[conviction] * period)} after the end"
