"""The coinbase: the emission of each block and its distribution."""
