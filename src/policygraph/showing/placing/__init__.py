"""Where the nodes of a network stand, and which belong together."""
