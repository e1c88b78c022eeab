"""`import taonet.offline_beacon`: the official client in this process seals weights for the chain's own beacon.

The official client knows one beacon, drand's quicknet. A development chain here has one of its own, which works without the
internet and by the chain's clock. This import replaces the function with which the client seals weights, and nothing else;
against a chain that listens to quicknet the client goes on as it was.

`python -m taonet.offline_beacon WORDS...` is `btcli WORDS...` with that function replaced.
"""

from bittensor.cli.main import main as btcli

from taonet.neuron.timelock import install

install()

if __name__ == "__main__":
    btcli()
