"""The steps of an audit: each compares what is recorded with what it follows from, and says what differs."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from bittensor.http_auth import AuthError

from taonet.neuron.audit.findings import Difference
from taonet.neuron.market import Exam, Exchange, NeuronFailure, Protocol, Round, Verdict
from taonet.neuron.messages import encode
from taonet.neuron.record.rows import RecordedExchange, RecordedRound, RecordedWeights, Run, Standing
from taonet.neuron.scores import MinerScore, weights_of
from taonet.neuron.sealing import commit_hash, conformed
from taonet.neuron.signing import verify_reply

TOLERANCE: Final = 1e-6
"""By how much numbers may differ that another machine worked out."""


def missing(before: RecordedRound | None, asked: RecordedRound) -> Difference | None:
    """Find a gap before a round."""
    if before is None or asked.number == before.number + 1:
        return None
    gone = range(before.number + 1, asked.number)
    text = f"round {gone[0]} is missing" if len(gone) == 1 else f"rounds {gone[0]} to {gone[-1]} are missing"
    return Difference("round", gone[0], text)


def task_differs(exam: Exam[Any, Any], protocol: Protocol[Any, Any], asked: Round[Any, Any]) -> Difference | None:
    """Find a task that does not follow from the round's secret, where tasks do."""
    if not exam.repeatable:
        return None
    for exchange in asked.exchanges:
        try:
            drawn = exam.draw(exchange.number, exchange.miner, asked.secret)
            same = encode(protocol.task, drawn, protocol.max_task_bytes) == encode(
                protocol.task, exchange.task, protocol.max_task_bytes
            )
        except Exception as error:  # noqa: BLE001  the function is the market's
            return _at("task", asked, exchange, f"no task follows from the secret: {type(error).__name__}: {error}")
        if not same:
            return _at("task", asked, exchange, "the task does not follow from the round's secret")
    return None


def answer_differs(
    protocol: Protocol[Any, Any], run: Run, asked: Round[Any, Any], standings: Sequence[Standing]
) -> Difference | None:
    """Find an answer of a hotkey that was not there, or one that its miner did not sign for this validator."""
    there = {row.uid: row.hotkey for row in standings if row.asked}
    for exchange in asked.exchanges:
        if there.get(exchange.miner.uid) != exchange.miner.hotkey:
            return _at("answer", asked, exchange, "no such miner was asked in this round")
        proof = None if exchange.reply is None else exchange.reply.proof
        if proof is None:
            continue
        try:
            verify_reply(
                proof.headers.items(),
                proof.body,
                path=protocol.path,
                request_nonce=proof.nonce,
                asker_ss58=run.hotkey,
                expected_hotkey=exchange.miner.hotkey,
            )
        except AuthError as error:
            return _at("answer", asked, exchange, f"the answer is not its miner's: {error}")
    return None


def score_differs(
    asked: Round[Any, Any], rows: Sequence[RecordedExchange], verdicts: Sequence[Verdict]
) -> Difference | None:
    """Find a score that does not follow from the answers."""
    for exchange, row, verdict in zip(asked.exchanges, rows, verdicts, strict=True):
        if row.score is None:
            return _at("score", asked, exchange, f"no score is recorded, and the judge gives {verdict.score:.6g}")
        if not _near(row.score, verdict.score) or bool(row.cheated) != verdict.cheated:
            recorded, found = (
                _shown(row.score, cheated=bool(row.cheated)),
                _shown(verdict.score, cheated=verdict.cheated),
            )
            return _at(
                "score", asked, exchange, f"{recorded} is recorded, and the judge gives {found}: {verdict.reason}"
            )
    return None


def average_differs(
    asked: RecordedRound, standings: Sequence[Standing], expected: Mapping[int, MinerScore]
) -> Difference | None:
    """Find an average that does not follow from the scores."""
    for row in standings:
        wanted = expected[row.uid]
        if not _near(row.average, wanted.score) or row.rounds != wanted.rounds:
            text = (
                f"uid {row.uid}: an average of {row.average:.6g} over {row.rounds} rounds is recorded, "
                f"and {wanted.score:.6g} over {wanted.rounds} follows from the scores"
            )
            return Difference("average", asked.number, text)
    return None


def weights_differ(run: Run, sent: RecordedWeights, scores: Mapping[int, MinerScore]) -> Difference | None:
    """Find weights that do not follow from the averages, or a commit that does not follow from its weights."""
    expected, recorded = weights_of(scores), dict(sent.weights)
    for uid in sorted(expected.keys() | recorded.keys()):
        was, wanted = recorded.get(uid, 0.0), expected.get(uid, 0.0)
        if not _near(was, wanted):
            text = f"uid {uid}: a weight of {was:.6g} is recorded, and {wanted:.6g} follows from the averages"
            return Difference("weights", sent.round, text)
    if sent.hash is None:
        return None
    uids, values, salt = sent.uids or [], sent.values or [], sent.salt or []
    if (uids, values) != conformed(sent.weights, sent.most or 0):
        return Difference("weights", sent.round, "the numbers of the commit do not follow from the weights")
    if commit_hash(run.hotkey, run.netuid, uids, values, salt) != sent.hash:
        return Difference("weights", sent.round, "the hash of the commit does not follow from its numbers and salt")
    return None


def scores_of(standings: Sequence[Standing]) -> dict[int, MinerScore]:
    """Return the averages as they are recorded."""
    return {row.uid: MinerScore(row.hotkey, row.average, row.rounds) for row in standings}


def options_of(kind: type[Any], run: Run) -> Any:
    """Return the market's options of a run; raise `NeuronFailure` if this market has others."""
    try:
        return msgspec.convert(dict(run.options), kind, strict=False, dec_hook=lambda wanted, value: wanted(value))
    except msgspec.ValidationError as error:
        raise NeuronFailure(f"the record has options that this market does not take: {error}") from error


def _near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _shown(score: float, *, cheated: bool) -> str:
    return f"{score:.6g} for a fraud" if cheated else f"{score:.6g}"


def _at(kind: Any, asked: Round[Any, Any], exchange: Exchange[Any, Any], text: str) -> Difference:
    place = f"exchange {exchange.number} with uid {exchange.miner.uid}"
    return Difference(kind, asked.number, f"{place}: {text}")
