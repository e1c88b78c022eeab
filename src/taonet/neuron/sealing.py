"""Weights under commit-reveal: a hash now, the weights an epoch or more later, so that nobody can copy them in time.

Where the chain declares timelocked commits, the official client makes them and the chain opens them. Elsewhere the
hash is that of the weights with a salt. The salt is recorded before the hash is sent, so that a validator that starts
again can reveal; which commits there are, and of which epoch, the chain says.
"""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any, Final

import bittensor as bt
import msgspec
from bittensor.intents.weights import clip_to_max_weight, normalize

from taonet.crypto import ss58
from taonet.neuron.chain import Chain, ChainClient, Outcome, persist, submit_call
from taonet.neuron.record.keeper import Keeper
from taonet.neuron.record.rows import End, RecordedWeights
from taonet.scale import U16, U64, bytes_array, tuple_of, vec

SALT_WORDS: Final = 16
VERSION_KEY: Final = 0
U16_MAX: Final = 65_535
_ITEMS: Final = bt.storage.SubtensorModule
_COMMITTED: Final = tuple_of(bytes_array(32), U16, vec(U16), vec(U16), vec(U16), U64)


async def is_sealed(chain: Chain) -> bool:
    """Tell whether the subnet takes commits alone."""
    return bool(await persist(chain, lambda client: client.query(_ITEMS.CommitRevealWeightsEnabled, [chain.netuid])))


async def has_timelock(chain: Chain) -> bool:
    """Tell whether the chain declares the commits that it opens by itself."""

    async def asked(client: ChainClient) -> bool:
        try:
            await client.compose(
                bt.calls.SubtensorModule.commit_timelocked_mechanism_weights(
                    netuid=chain.netuid, mecid=0, commit=b"\0", reveal_round=0, commit_reveal_version=0
                )
            )
        except ValueError:
            return False
        return True

    return await persist(chain, asked)


def commit_hash(hotkey: str, netuid: int, uids: Sequence[int], values: Sequence[int], salt: Sequence[int]) -> bytes:
    """Return the hash that the chain compares with what is revealed, for the first mechanism of a subnet."""
    account, _ = ss58.decode(hotkey)
    whole = (account, netuid, list(uids), list(values), list(salt), VERSION_KEY)
    return hashlib.blake2b(_COMMITTED.encode(whole), digest_size=32).digest()


def conformed(weights: Sequence[tuple[int, float]], most: int) -> tuple[list[int], list[int]]:
    """Return weights as the chain takes them: no share above `most`, in 65,535ths of the largest."""
    shares = clip_to_max_weight([share for _, share in weights], most / U16_MAX)
    return normalize([uid for uid, _ in weights], shares)


async def commit(chain: Chain, keeper: Keeper, due: RecordedWeights) -> tuple[RecordedWeights, Outcome]:
    """Commit to weights; what is needed to reveal them is on disk before the chain knows the hash."""
    most, least = await persist(chain, lambda client: _limits(client, chain.netuid))
    uids, values = conformed(due.weights, most)
    if len(uids) < least:
        reason = f"subnet {chain.netuid} wants {least} weights at least, and only {len(uids)} are above zero"
        failed = await keeper.add_weights(msgspec.structs.replace(due, end="failed", reason=reason))
        return failed, Outcome(done=False, later=False, message=reason)
    salt = [secrets.randbelow(U16_MAX + 1) for _ in range(SALT_WORDS)]
    digest = commit_hash(chain.signer.ss58_address, chain.netuid, uids, values, salt)
    row = msgspec.structs.replace(
        due, end="sending", uids=uids, values=values, salt=salt, version_key=VERSION_KEY, most=most, hash=digest
    )
    row = await keeper.add_weights(row)
    outcome = await submit_call(
        chain, bt.calls.SubtensorModule.commit_weights(netuid=chain.netuid, commit_hash="0x" + digest.hex())
    )
    end: End = "committed" if outcome.done else "later" if outcome.later else "failed"
    await keeper.end_weights(row, end, "" if outcome.done else outcome.message, outcome.block)
    return row, outcome


async def reveal_due(chain: Chain, keeper: Keeper) -> None:
    """Reveal the newest commit whose epoch has come; give up those that the chain does not hold any more."""
    if not keeper.sealed:
        return
    epoch, period, queue = await persist(chain, lambda client: _commits(client, chain))
    open_now: list[RecordedWeights] = []
    for row in tuple(keeper.sealed):
        committed = queue.get(row.hash or b"")
        if committed is None or epoch > committed + period:
            reason = "its epoch has passed" if row.end == "committed" or committed is not None else "it never arrived"
            chain.log("commit expired", block=row.block, reason=reason)
            await keeper.end_weights(row, "expired", reason)
        elif epoch == committed + period:
            open_now.append(row)
    if open_now:
        await _reveal(chain, keeper, open_now)


async def _reveal(chain: Chain, keeper: Keeper, rows: Sequence[RecordedWeights]) -> None:
    """Reveal the last of some commits, which makes the chain drop the earlier ones."""
    *earlier, last = rows
    outcome = await submit_call(
        chain,
        bt.calls.SubtensorModule.reveal_weights(
            netuid=chain.netuid, uids=last.uids, values=last.values, salt=last.salt, version_key=last.version_key or 0
        ),
    )
    if not outcome.done:
        chain.log("reveal failed", block=last.block, reason=outcome.message)
        return
    chain.log("weights revealed", block=outcome.block, weights=_shown(last.weights))
    await keeper.end_weights(last, "revealed", "", outcome.block)
    for row in earlier:
        await keeper.end_weights(row, "expired", "a later commit was revealed")


async def _commits(client: ChainClient, chain: Chain) -> tuple[int, int, dict[bytes, int]]:
    """Return the subnet's epoch, after how many a commit is revealed, and the epochs of our commits by hash."""
    netuid, hotkey = chain.netuid, chain.signer.ss58_address
    epoch = int(await client.query(_ITEMS.SubnetEpochIndex, [netuid]) or 0)
    period = int(await client.query(_ITEMS.RevealPeriodEpochs, [netuid]) or 1)
    queue: Sequence[Any] = await client.query(_ITEMS.WeightCommits, [netuid, hotkey]) or ()
    return epoch, period, {_bytes(entry[0]): int(entry[1]) for entry in queue}


async def _limits(client: ChainClient, netuid: int) -> tuple[int, int]:
    """Return the largest share that a subnet allows, and how many weights it wants."""
    most = await client.query(_ITEMS.MaxWeightsLimit, [netuid])
    return U16_MAX if most is None else int(most), int(await client.query(_ITEMS.MinAllowedWeights, [netuid]) or 0)


def _bytes(found: Any) -> bytes:
    return found if isinstance(found, bytes) else bytes.fromhex(str(found).removeprefix("0x"))


def _shown(weights: Sequence[tuple[int, float]]) -> dict[int, float]:
    return {uid: round(share, 4) for uid, share in weights}
