"""Set weights in the right block: once an epoch and near its end, so that the freshest scores count.

The window before an epoch's end is as long as two rounds take, so that a round always falls into it. Weights that have
never been set, or not for a whole tempo, are due at once.
"""

import time
from typing import Final

import bittensor as bt
import msgspec
from bittensor.intents import SetWeights

from taonet.neuron import timelock
from taonet.neuron.access import NeuronRow
from taonet.neuron.asking import Asking
from taonet.neuron.chain import Chain, Metagraph, Outcome, persist, submit
from taonet.neuron.market import AnswerT, TaskT
from taonet.neuron.record.rows import End, RecordedWeights, Way
from taonet.neuron.scores import weights_of
from taonet.neuron.sealing import commit, has_timelock, is_sealed, reveal_due
from taonet.neuron.state import ValidatorState

SLACK: Final = 3
"""Blocks that a transaction may take besides."""
_NEXT_EPOCH: Final = bt.runtime_api.SubnetInfoRuntimeApi.get_next_epoch_start_block


async def set_weights_if_due(
    asking: Asking[TaskT, AnswerT], state: ValidatorState, metagraph: Metagraph, own: NeuronRow
) -> None:
    """Reveal what was committed, if its epoch has come, and set or commit weights if it is time."""
    chain, every = asking.chain, asking.settings.weights_every
    await reveal_due(chain, state.keeper)
    epoch_end = None if every is not None else await _next_epoch(chain)
    pace = 0 if state.last_block is None else max(metagraph.block - state.last_block, 0)
    if not is_due(metagraph.block, state.weights_block, every, metagraph.tempo, epoch_end, pace):
        return
    weights = weights_of(state.scores)
    due = RecordedWeights(0, state.round, metagraph.block, time.time(), "plain", "none", "", sorted(weights.items()))
    if not weights or not own.validator_permit:
        reason = "this hotkey holds no validator permit yet" if weights else "no miner has a score above zero"
        chain.log("no weights", reason=reason)
        asking.counts.weights.labels("none").inc()
        await state.keeper.add_weights(msgspec.structs.replace(due, reason=reason))
        return
    way, outcome = await _sent(chain, state, due)
    if outcome.done:
        state.weights_block = metagraph.block
        shown = {uid: round(weight, 4) for uid, weight in weights.items()}
        chain.log("weights committed" if way == "commit" else "weights set", block=metagraph.block, weights=shown)
        asking.counts.weights_block.set(metagraph.block)
        asking.counts.weights.labels("set").inc()
    else:
        end = "later" if outcome.later else "failed"
        chain.log(f"weights {end}", reason=outcome.message)
        asking.counts.weights.labels(end).inc()


def is_due(block: int, last: int | None, every: int | None, tempo: int, epoch_end: int | None, pace: int) -> bool:
    """Tell whether weights are due at a height; `pace` is how many blocks a round takes.

    A height below the last one means another chain behind the same address.
    """
    if last is None or block < last:
        return True
    if every is not None:
        return block - last >= every
    if block - last >= tempo:
        return True
    window = min(2 * pace + SLACK, tempo // 2)
    return epoch_end is not None and epoch_end - block <= window < block - last


async def _sent(chain: Chain, state: ValidatorState, due: RecordedWeights) -> tuple[Way, Outcome]:
    """Send weights in the way that the subnet takes, and record what became of them."""
    sealed = await is_sealed(chain)
    if sealed and not await has_timelock(chain):
        _, outcome = await commit(chain, state.keeper, msgspec.structs.replace(due, way="commit"))
        return "commit", outcome
    way: Way = "timelocked" if sealed else "plain"
    if sealed:
        timelock.install()
    uids, shares = [uid for uid, _ in due.weights], [share for _, share in due.weights]
    outcome = await submit(chain, SetWeights(netuid=chain.netuid, uids=uids, weights=shares))
    end: End = "set" if outcome.done else "later" if outcome.later else "failed"
    reason = "" if outcome.done else outcome.message
    await state.keeper.add_weights(
        msgspec.structs.replace(due, way=way, end=end, reason=reason, included=outcome.block)
    )
    return way, outcome


async def _next_epoch(chain: Chain) -> int | None:
    """Return the block at which the subnet's next epoch is expected, or None if it has none."""
    found = await persist(chain, lambda client: client.runtime(_NEXT_EPOCH, [chain.netuid]))
    return None if found is None else int(found)
