"""The network of holders that `taonet demo --show vote` tells of: its node, what its holders do, and what comes of it."""
