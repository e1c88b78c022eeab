"""Alpha assets: the totals of each subnet's token."""
