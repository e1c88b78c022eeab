"""The neuron framework: what a miner and a validator share, whatever they trade.

A subnet kind is a `Protocol` (two message types) and functions: a miner is
`async def answer(task) -> Answer`, a validator makes tasks and scores replies.
Everything else is here: signed HTTP with `btauth/1`, who may call, publishing
the endpoint, the scoring loop and setting weights. The chain is reached only
through the official client, so the same neuron runs on taonet and on the real
network.
"""
