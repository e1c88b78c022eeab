"""The ways in which neurons talk over HTTP: `btauth/1`, and the older headers of axon, dendrite and synapse.

`port.py` is what a miner's server asks of a way; `btauth.py` and `axon.py` are the two. `synapse.py` is what both sides of
the older one share, and `dendrite.py` asks by it.
"""
