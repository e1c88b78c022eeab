"""Creating, configuring and dissolving subnets."""
