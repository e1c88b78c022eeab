"""Which subnets exist, who speaks for them, and what they are called."""
