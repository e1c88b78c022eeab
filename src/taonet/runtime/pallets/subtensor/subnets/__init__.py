"""Which subnets exist, who owns them, and their names and symbols."""
