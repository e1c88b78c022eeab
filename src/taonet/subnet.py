"""Everything that the author of a subnet needs, in one module.

A subnet trades something: you write one `Market` value, and these functions run its two sides, here or on the real
network. [Your own subnet in 60 lines](../../docs/guides/market.md) goes through it, and `examples/` holds the code.

What is traded
    `Market` holds a `Protocol` (two message types) and the two sides, each a `Role`, or `ready` functions. A miner's
    `Answer` takes a task and the caller's hotkey; it raises `BadTask` for what nobody could do and `CannotAnswer` when it
    has no answer now. A miner that answers bit by bit yields a `Streaming` instead: parts of `protocol.part`, and last the
    answer; `ask_in_parts` reads them, `ask` the answer alone, and both raise `AskFailed`. A `Protocol` may name a `Synapse`, by
    which miners and validators of SDK 9 and 10 know it. A validator's `Exam` draws a task for a `Miner` and judges a `Round` of `Exchange`s, each with a
    `Reply` or a failure, by one `Verdict` each.

Costly work
    `one_thread` starts a `Worker`, whose queue is bounded in a unit of yours, and which gives up work when its caller is
    gone: the work asks whether it is `Wanted` and raises `Abandoned`.

Running it
    `serve_miner` and `run_validator` take a `Chain` (from `open_chain` and an `Identity`, as the command line does, or
    made of a `connector` and a key), the market, their settings, and the market's own options.

Getting there
    `fund`, `create_subnet`, `start_subnet`, `allow_emission`, `switch`, `register`, `stake`: one signed transaction each,
    through a `blocking_client`; `execute` sends any other, and `forget_nonce` is for those that you send yourself.

Tests
    `taonet.testing.neurons.play` runs miners and a validator in one process, in about a second;
    `taonet.testing.network.play_on_chain` on a real chain in that process, up to what an epoch pays.
"""

from taonet.neuron.blocking import blocking_client
from taonet.neuron.chain import Chain, NotThere, connector
from taonet.neuron.client import AskFailed, ask, ask_in_parts, new_http_client
from taonet.neuron.identity import Identity, open_chain
from taonet.neuron.log import Log, json_log, line_log, silent_log
from taonet.neuron.market import (
    Answer,
    BadTask,
    CannotAnswer,
    Context,
    Exam,
    Exchange,
    Market,
    Miner,
    NeuronFailure,
    NoOptions,
    Protocol,
    Reply,
    Role,
    Round,
    Streaming,
    Verdict,
    ready,
)
from taonet.neuron.miner import MinerSettings, RunningMiner, serve_miner
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.steps import (
    DevWallet,
    StepRefused,
    allow_emission,
    create_subnet,
    dev_wallet,
    execute,
    forget_nonce,
    fund,
    register,
    stake,
    start_subnet,
    switch,
)
from taonet.neuron.validator import run_validator
from taonet.neuron.wire.synapse import Synapse
from taonet.neuron.worker import Abandoned, Wanted, Worker, one_thread

__all__ = [
    # what is traded
    "Market", "Protocol", "Synapse", "Role", "ready", "NoOptions", "Context", "Answer", "Streaming", "BadTask", "CannotAnswer", "Exam", "Miner",
    "Round", "Exchange", "Reply", "Verdict", "NeuronFailure",
    # asking a miner
    "ask", "ask_in_parts", "AskFailed", "new_http_client",
    # costly work
    "one_thread", "Worker", "Wanted", "Abandoned",
    # running it
    "Identity", "open_chain", "Chain", "connector", "NotThere", "MinerSettings", "serve_miner", "RunningMiner",
    "ValidatorSettings", "run_validator", "Log", "line_log", "json_log", "silent_log",
    # getting there
    "blocking_client", "dev_wallet", "DevWallet", "execute", "forget_nonce", "fund", "create_subnet", "start_subnet",
    "allow_emission", "switch", "register", "stake", "StepRefused",
]  # fmt: skip
