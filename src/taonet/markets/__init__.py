"""The subnet kinds that come with taonet: each a protocol, a miner, a validator and a score."""
