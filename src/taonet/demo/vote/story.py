"""The story from top to bottom: a holder comes, proposes, the others vote, and the rule changes; another proposal fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, final

from taonet.chart import Chart, Mark, as_text
from taonet.chart import Line as Curve
from taonet.demo.lines import Line
from taonet.demo.shows.show import ShowFailed, Teller
from taonet.demo.vote.network import Holders, address_of, key_of
from taonet.demo.vote.recounting import recounted
from taonet.gov.curves import sampled
from taonet.gov.referenda import Referendum, Standing, referendum
from taonet.gov.tracks import days, origin_of, track_named
from taonet.gov.votes import AYE
from taonet.primitives.perbill import ONE
from taonet.scale.described.writing import amount

NEWCOMER: Final = "Nora"
TRACK: Final = "subnet_affairs"
OTHER_TRACK: Final = "referendum_canceller"
TEMPO: Final = 50
CHANGE: Final = f"AdminUtils.sudo_set_tempo(netuid=1, tempo={TEMPO})"
NOT_BEFORE: Final = 3_150
"""The block in which the proposal is to be carried out: one in which no subnet's settings are frozen before its epoch."""
FIRST: Final = 0
SECOND: Final = 1
WIDTH: Final = 78


@final
@dataclass(slots=True)
class Story:
    """The teller, the network, and what has been read of it for programs."""

    teller: Teller
    net: Holders
    document: dict[str, Any] = field(default_factory=lambda: {"network": "holders", "refused": []})

    def say(self, label: str, text: str) -> None:
        """Tell something, with the block at which it is so."""
        self.teller.say(Line(label, f"#{self.net.chain.number:,} {text}"))

    def refused(self, what: str, name: str, text: str, expected: str) -> None:
        """Let somebody try what must not be, and tell why it is refused."""
        done = self.net.sends(name, text)
        if done.refusal is None or expected not in done.refusal:
            raise ShowFailed(f"{what}: {name} tried {text} and the chain said {done.refusal}, not {expected}")
        self.say("refused", f"{name} {what}: {done.refusal}")
        self.document["refused"].append(
            {"what": what, "who": name, "call": text, "error": done.refusal, "block": done.block}
        )


def no_root(t: Story) -> None:
    """Show that root's calls are out of reach."""
    t.refused("calls as root", "Alice", f"Sudo.sudo(call={CHANGE})", "Invalid signing address")
    t.refused("changes a rule without a vote", "Alice", CHANGE, "BadOrigin")


def a_holder_comes(t: Story) -> None:
    """Give a newcomer some TAO."""
    t.net.does("Alice", f"Balances.transfer_keep_alive(dest={address_of(NEWCOMER)}, value=100tao)")
    free = t.net.chain.get("System", "Account", key_of(NEWCOMER).public)["data"]["free"]
    t.say("holder", f"{NEWCOMER} is new and gets {amount(free)} of Alice: that is all one needs to propose")


def propose(t: Story) -> None:
    """Let the newcomer look at what a call would do, propose it, and share the deposit."""
    net, chain = t.net, t.net.chain
    track = track_named(chain, TRACK)
    origin = f"0x{origin_of(chain, track).hex()}"
    data = chain.described.encode_call(chain.described.read_call(CHANGE))
    shown = chain.preview(data, origin)
    for change in shown["changes"]:
        t.say("preview", f"it would change {change['item']}: {change['before']} → {change['after']}")
    beyond = "Balances.force_set_balance(who=//Alice, new_free=0tao)"
    other = chain.preview(chain.described.encode_call(chain.described.read_call(beyond, chain.account)), origin)
    t.say("preview", f"{beyond} is beyond the track: {other['refusal']['name']}")
    done = net.does(
        NEWCOMER,
        f"Referenda.submit(proposal_origin=Origins(SubnetAffairs), proposal=Inline(0x{data.hex()}), enactment_moment=At({NOT_BEFORE}))",
    )
    down = chain.constant("Referenda", "SubmissionDeposit")
    t.say("proposed", f"{NEWCOMER} puts it to the vote as referendum {FIRST}, with {amount(down)} down")
    net.does(NEWCOMER, f"Referenda.share_decision_deposit(index={FIRST}, amount=15tao)")
    net.does("Dave", f"Referenda.place_decision_deposit(index={FIRST})")
    found = referendum(chain, FIRST)
    shares = ", ".join(f"{amount(one.amount)} of {_name(one.who)}" for one in found.shares)
    t.say("deposit", f"it may be decided for {amount(track.decision_deposit)}: {shares}")
    t.document |= {
        "proposal": {"index": FIRST, "call": CHANGE, "track": TRACK, "block": done.block, "preview": shown},
        "before": {"tempo": chain.get("SubtensorModule", "Tempo", 1)},
    }


def vote(t: Story) -> None:
    """Let holders vote with balance and root stake, delegate and abstain."""
    net, track = t.net, track_named(t.net.chain, TRACK)
    hot = address_of("Bob//hotkey")
    net.does("Bob", f"SubtensorModule.burned_register(netuid=1, hotkey={hot})")
    net.does("Bob", f"SubtensorModule.add_stake(hotkey={hot}, netuid=0, amount_staked=600_000tao)")
    t.say("stake", "Bob stakes 600,000 of his 1,000,000 TAO on root; they vote like a balance")
    net.does("Alice", _vote(FIRST, AYE | 1, "400_000tao"))
    t.say("vote", "Alice votes aye with 400,000 TAO, kept for 7 days if aye wins")
    net.does("Bob", f"ConvictionVoting.delegate(class={track.id}, to=//Alice, conviction=Locked1x, balance=700_000tao)")
    t.say("delegate", "Bob lets Alice vote with 700,000 TAO, most of it root stake")
    net.does("Eve", _vote(FIRST, 6, "1_000tao"))
    t.say("vote", "Eve votes nay with 1,000 TAO six times, kept for 32 weeks if nay wins")
    net.does(
        "Charlie",
        f"ConvictionVoting.vote(poll_index={FIRST}, vote=SplitAbstain(aye=0tao, nay=0tao, abstain=300_000tao))",
    )
    t.say("abstain", "Charlie abstains with 300,000 TAO: support, and no opinion")


def recount(t: Story) -> None:
    """Count the votes again by what the chain told of them."""
    mine, chains = recounted(t.net, FIRST), _standing(t, FIRST)
    if mine != (chains.ayes, chains.nays, chains.support):
        raise ShowFailed(f"recounted {mine}, the chain has {chains.ayes}, {chains.nays}, {chains.support}")
    t.say("tally", f"ayes {amount(chains.ayes)}, nays {amount(chains.nays)}, support {amount(chains.support)}")
    t.say("recounted", "from the events of all votes and delegations: the same, to the rao")
    t.document["tally"] = {"ayes": chains.ayes, "nays": chains.nays, "support": chains.support, "recounted": list(mine)}


def another(t: Story) -> None:
    """Let somebody propose to stop the first."""
    call = f"Referenda.cancel(index={FIRST})"
    data = t.net.chain.described.encode_call(t.net.chain.described.read_call(call))
    t.net.does(
        "Ferdie",
        "Referenda.submit(proposal_origin=Origins(ReferendumCanceller), "
        f"proposal=Inline(0x{data.hex()}), enactment_moment=After(0))",
    )
    t.net.does("Ferdie", f"Referenda.place_decision_deposit(index={SECOND})")
    t.net.does("Ferdie", _vote(SECOND, AYE | 6, "1_500tao"))
    t.net.does("Alice", _vote(SECOND, 0, "100_000tao"))
    t.say("opposed", f"Ferdie proposes to cancel it, as referendum {SECOND}, and votes with 1,500 TAO six times")


def decide(t: Story) -> None:
    """Let time pass until the first proposal is approved and carried out."""
    net = t.net
    t.say(
        "deciding", f"begins in block #{net.until(lambda: _state(t) != 'preparing'):,}; {_short(_standing(t, FIRST))}"
    )
    for line in _plot(referendum(net.chain, FIRST)):
        t.teller.lines([line])
    confirming = net.until(lambda: _state(t) == "confirming")
    t.say("passing", f"it has what the curves ask for, and must keep it for 6 h: {_short(_standing(t, FIRST))}")
    approved = net.until(lambda: _state(t) == "approved")
    t.say(
        "approved", f"after {days(approved - confirming)} of confirming; tempo is {_tempo(t)} until it is carried out"
    )
    enacted = net.until(lambda: bool(net.events_named("Scheduler.Dispatched")))
    result = net.events_named("Scheduler.Dispatched")[0].fields["result"]
    if result.name != "Ok" or _tempo(t) != TEMPO:
        raise ShowFailed(f"carried out with {result}, and the tempo is {_tempo(t)}")
    t.say("enacted", f"{days(enacted - approved)} later, by the chain itself: the tempo of subnet 1 is {_tempo(t)}")
    t.document |= {
        "confirming": confirming,
        "approved": approved,
        "enacted": enacted,
        "after": {"tempo": _tempo(t)},
    }


def fail(t: Story) -> None:
    """Let the second proposal run out of its time."""
    rejected = t.net.until(lambda: referendum(t.net.chain, SECOND).state == "rejected")
    t.say(
        "rejected",
        f"referendum {SECOND} found too little support in its 3 days; nothing changes, the tempo is {_tempo(t)}",
    )
    if t.net.chain.get("Referenda", "ReferendumInfoFor", FIRST).name != "Approved" or _tempo(t) != TEMPO:
        raise ShowFailed("a proposal that failed changed something")
    t.document["rejected"] = rejected


def settle(t: Story) -> None:
    """Give the deposits back that come back."""
    t.net.does("Dave", f"Referenda.refund_decision_deposit(index={FIRST})")
    t.net.does("Dave", f"Referenda.refund_submission_deposit(index={FIRST})")
    t.net.does("Dave", f"Referenda.refund_decision_deposit(index={SECOND})")
    t.refused(
        "wants the deposit of what was rejected",
        "Ferdie",
        f"Referenda.refund_submission_deposit(index={SECOND})",
        "BadStatus",
    )
    account = t.net.chain.get("System", "Account", key_of(NEWCOMER).public)["data"]
    if account["reserved"]:
        raise ShowFailed(f"{NEWCOMER} still has {account['reserved']} reserved")
    t.say(
        "deposits",
        f"are back with those who placed them: {NEWCOMER} has {amount(account['free'])} and nothing reserved",
    )


def _vote(index: int, vote: int, balance: str) -> str:
    return f"ConvictionVoting.vote(poll_index={index}, vote=Standard(vote={vote}, balance={balance}))"


def _state(t: Story) -> str:
    return referendum(t.net.chain, FIRST).state


def _standing(t: Story, index: int) -> Standing:
    standing = referendum(t.net.chain, index).standing
    if standing is None:
        raise ShowFailed(f"referendum {index} is over")
    return standing


def _tempo(t: Story) -> int:
    return t.net.chain.get("SubtensorModule", "Tempo", 1)


def _short(one: Standing) -> str:
    return (
        f"approval {one.approval / 1e7:.4g} % where {one.approval_needed / 1e7:.4g} % is needed, "
        f"support {one.support_share / 1e7:.4g} % where {one.support_needed / 1e7:.4g} % is"
    )


def _name(address: str) -> str:
    names = (NEWCOMER, "Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie")
    return next((name for name in names if address_of(name) == address), address)


def _plot(found: Referendum) -> list[str]:
    track, standing = found.track, found.standing
    if track is None or standing is None:
        return []
    span = track.decision_period * 12 / 86_400
    curves = [
        Curve(name, [(x / 100 * span, y) for x, y in sampled(curve)])
        for name, curve in (("approval that is needed", track.approval), ("support that is needed", track.support))
    ]
    at = standing.passed / ONE * span
    marks = [
        Mark("A", "approval now", at, standing.approval / 1e7),
        Mark("S", "support now", at, standing.support_share / 1e7),
    ]
    chart = Chart(f"{track.name}: percent", "days of deciding", curves, 100.0, marks)
    return ["", *as_text(chart, WIDTH, 9), ""]
