"""The neuron framework: everything that miners and validators of all markets share.

The public face is `taonet.subnet`. Inside, start with `market.py`: a market is one value that holds two message types,
how a miner answers, and how a validator asks and judges. The rest is signed HTTP (`btauth/1`), who may call, publishing
the endpoint, the scoring loop, setting weights, metrics. The chain is reached only through the official client, so the
same neuron runs on taonet and on the real network.
"""
