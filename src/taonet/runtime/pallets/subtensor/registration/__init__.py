"""Registration of neurons, and their collateral."""
