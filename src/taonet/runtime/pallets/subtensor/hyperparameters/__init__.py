"""What owners and root set for subnets."""
