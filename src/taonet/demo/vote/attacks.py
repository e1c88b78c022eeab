"""What must not be possible, tried on the running chain: each attempt is refused, and says with which error."""

from __future__ import annotations

from taonet.demo.vote.network import address_of
from taonet.demo.vote.story import CHANGE, FIRST, NEWCOMER, TRACK, Story
from taonet.gov.tracks import track_named
from taonet.gov.votes import AYE

SHORT = "Balances.transfer_allow_death(dest=//Ferdie, value={})"


def while_it_is_open(t: Story) -> None:
    """Try to vote with what one has not, twice, or with what then leaves; and to carry it out before its time."""
    track, hot = track_named(t.net.chain, TRACK).id, address_of("Bob//hotkey")
    t.refused("votes with more than is there", "Dave", _aye(FIRST, "1_000_000tao"), "InsufficientFunds")
    t.refused("votes, then sends the TAO away", "Eve", SHORT.format("1_500tao"), "Frozen")
    t.refused("delegates, then votes as well", "Bob", _aye(FIRST, "1tao"), "AlreadyDelegating")
    t.refused("votes, then delegates as well", "Eve", _delegate(track, "//Dave"), "AlreadyVoting")
    given = f"hotkey={hot}, origin_netuid=0, destination_netuid=0, alpha_amount=600_000tao"
    t.refused(
        "gives the stake that votes away",
        "Bob",
        f"SubtensorModule.transfer_stake(destination_coldkey=//Eve, {given})",
        "StakeUnavailable",
    )
    t.net.does("Bob", f"SubtensorModule.remove_stake(hotkey={hot}, netuid=0, amount_unstaked=600_000tao)")
    t.refused("unstakes what votes and sends it away", "Bob", SHORT.format("600_000tao"), "Frozen")
    t.refused("delegates to the same account", "Dave", _delegate(track, "//Dave"), "Nonsense")
    t.refused(
        "takes another's vote away",
        "Eve",
        f"ConvictionVoting.remove_other_vote(target=//Alice, class={track}, index={FIRST})",
        "NoPermission",
    )
    t.refused("cancels it alone", "Ferdie", f"Referenda.cancel(index={FIRST})", "BadOrigin")
    t.refused("pushes it through alone", NEWCOMER, f"Referenda.nudge_referendum(index={FIRST})", "BadOrigin")
    t.refused(
        "schedules the change without a vote",
        NEWCOMER,
        f"Scheduler.schedule(when=100_000, maybe_periodic=None, priority=0, call={CHANGE})",
        "BadOrigin",
    )
    t.refused(
        "acts as a track",
        NEWCOMER,
        f"Utility.dispatch_as(as_origin=Origins(SubnetAffairs), call={CHANGE})",
        "BadOrigin",
    )
    t.refused(
        "wants the deposit back at once", "Dave", f"Referenda.refund_decision_deposit(index={FIRST})", "Unfinished"
    )


def when_it_is_over(t: Story) -> None:
    """Try to vote too late, and to take the winning votes away before their time."""
    track = track_named(t.net.chain, TRACK).id
    t.refused("votes when it is over", "Dave", _aye(FIRST, "1tao"), "NotOngoing")
    t.net.does("Alice", f"ConvictionVoting.remove_vote(class={track}, index={FIRST})")
    t.net.does("Alice", f"ConvictionVoting.unlock(class={track}, target=//Alice)")
    t.refused("has won, takes the vote back and sends the TAO away", "Alice", SHORT.format("900_000tao"), "Frozen")


def _aye(index: int, balance: str) -> str:
    return f"ConvictionVoting.vote(poll_index={index}, vote=Standard(vote={AYE | 1}, balance={balance}))"


def _delegate(track: int, to: str) -> str:
    return f"ConvictionVoting.delegate(class={track}, to={to}, conviction=Locked1x, balance=1tao)"
